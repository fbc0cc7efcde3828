// Generated from openapi/ by `make sdks`; do not edit.
package dev.tallybook.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An increment: `amount` or `postings`.
 *
 * @param amount So much more on both postings of the hold, which has exactly two. A decimal string
 *     in major units, above zero.
 * @param description At most 1,024 bytes.
 * @param effectiveAt When it counts for the books: not before the hold's, and before the hold
 *     expires.
 * @param externalId Your own reference, unique in the ledger for ever: 1 to 255 characters.
 * @param id The new entry's id, unique for ever; made by the service unless given.
 * @param metadata String to string: at most 50 keys of at most 64 bytes, and 8 KiB in all.
 * @param postings So much more on these postings of the hold: 1 to 100, named by account and
 *     direction.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PostIncrementRequest(
    @JsonProperty("amount") @Nullable BigDecimal amount,
    @JsonProperty("description") @Nullable String description,
    @JsonProperty("effective_at") @Nullable Instant effectiveAt,
    @JsonProperty("external_id") @Nullable String externalId,
    @JsonProperty("id") @Nullable String id,
    @JsonProperty("metadata") @Nullable Map<String, String> metadata,
    @JsonProperty("postings") @Nullable List<PartPostingRequest> postings) {
  /** Copies lists and maps. */
  public PostIncrementRequest {
    metadata = Copies.of(metadata);
    postings = Copies.of(postings);
  }

  /** Nothing set yet. */
  public static Builder builder() {
    return new Builder();
  }

  /** Sets what is known, by name, and makes the record; new components come here as new methods. */
  public static final class Builder {
    private @Nullable BigDecimal amount;
    private @Nullable String description;
    private @Nullable Instant effectiveAt;
    private @Nullable String externalId;
    private @Nullable String id;
    private @Nullable Map<String, String> metadata;
    private @Nullable List<PartPostingRequest> postings;

    private Builder() {}

    /**
     * So much more on both postings of the hold, which has exactly two. A decimal string in major
     * units, above zero.
     */
    public Builder amount(BigDecimal amount) {
      this.amount = amount;
      return this;
    }

    /** As above, of a decimal number in text such as {@code 12.30}. */
    public Builder amount(String amount) {
      return amount(new BigDecimal(amount));
    }

    /** At most 1,024 bytes. */
    public Builder description(String description) {
      this.description = description;
      return this;
    }

    /** When it counts for the books: not before the hold's, and before the hold expires. */
    public Builder effectiveAt(Instant effectiveAt) {
      this.effectiveAt = effectiveAt;
      return this;
    }

    /** Your own reference, unique in the ledger for ever: 1 to 255 characters. */
    public Builder externalId(String externalId) {
      this.externalId = externalId;
      return this;
    }

    /** The new entry's id, unique for ever; made by the service unless given. */
    public Builder id(String id) {
      this.id = id;
      return this;
    }

    /** String to string: at most 50 keys of at most 64 bytes, and 8 KiB in all. */
    public Builder metadata(Map<String, String> metadata) {
      this.metadata = metadata;
      return this;
    }

    /** As above, one entry more. */
    public Builder metadata(String key, String value) {
      return metadata(Copies.with(this.metadata, key, value));
    }

    /** So much more on these postings of the hold: 1 to 100, named by account and direction. */
    public Builder postings(List<PartPostingRequest> postings) {
      this.postings = postings;
      return this;
    }

    /** As above, of single elements. */
    public Builder postings(PartPostingRequest... postings) {
      return postings(List.of(postings));
    }

    /** The record; what the API requires must have been set. */
    public PostIncrementRequest build() {
      return new PostIncrementRequest(
          amount, description, effectiveAt, externalId, id, metadata, postings);
    }
  }
}
