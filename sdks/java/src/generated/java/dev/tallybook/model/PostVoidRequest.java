// Generated from openapi/ by `make sdks`; do not edit.
package dev.tallybook.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A void: nothing need be said.
 *
 * @param description At most 1,024 bytes.
 * @param effectiveAt When it counts for the books: not before the hold's.
 * @param externalId Your own reference, unique in the ledger for ever: 1 to 255 characters.
 * @param id The new entry's id, unique for ever; made by the service unless given.
 * @param metadata String to string: at most 50 keys of at most 64 bytes, and 8 KiB in all.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PostVoidRequest(
    @JsonProperty("description") @Nullable String description,
    @JsonProperty("effective_at") @Nullable Instant effectiveAt,
    @JsonProperty("external_id") @Nullable String externalId,
    @JsonProperty("id") @Nullable String id,
    @JsonProperty("metadata") @Nullable Map<String, String> metadata) {
  /** Copies lists and maps. */
  public PostVoidRequest {
    metadata = Copies.of(metadata);
  }

  /** Nothing set yet. */
  public static Builder builder() {
    return new Builder();
  }

  /** Sets what is known, by name, and makes the record; new components come here as new methods. */
  public static final class Builder {
    private @Nullable String description;
    private @Nullable Instant effectiveAt;
    private @Nullable String externalId;
    private @Nullable String id;
    private @Nullable Map<String, String> metadata;

    private Builder() {}

    /** At most 1,024 bytes. */
    public Builder description(String description) {
      this.description = description;
      return this;
    }

    /** When it counts for the books: not before the hold's. */
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

    /** The record; what the API requires must have been set. */
    public PostVoidRequest build() {
      return new PostVoidRequest(description, effectiveAt, externalId, id, metadata);
    }
  }
}
