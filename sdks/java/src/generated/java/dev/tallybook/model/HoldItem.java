// Generated from openapi/ by `make sdks`; do not edit.
package dev.tallybook.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A hold in a list.
 *
 * @param approval Who proposed it and who agreed, where a policy asked for a second person.
 * @param effectiveAt When it counts for the books.
 * @param expiresAt Of a hold or an extension: when the hold ends by itself; absent if it does not.
 * @param flags Limits that it went beyond and that only flag.
 * @param holdId The hold that it captures, voids, increments, extends or ends.
 * @param manual Present and true if its client said that it was made by hand.
 * @param metadata String to string, in the key order of RFC 8785.
 * @param recordedAt When the ledger learned it; never runs backwards along `seq`.
 * @param reversesId The transfer that it reverses.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record HoldItem(
    @JsonProperty("approval") @Nullable Approval approval,
    @JsonProperty("description") @Nullable String description,
    @JsonProperty("effective_at") Instant effectiveAt,
    @JsonProperty("expires_at") @Nullable Instant expiresAt,
    @JsonProperty("external_id") @Nullable String externalId,
    @JsonProperty("flags") @Nullable List<String> flags,
    @JsonProperty("hold_id") @Nullable String holdId,
    @JsonProperty("id") String id,
    @JsonProperty("kind") TransferKind kind,
    @JsonProperty("ledger") String ledger,
    @JsonProperty("manual") @Nullable Boolean manual,
    @JsonProperty("metadata") Map<String, String> metadata,
    @JsonProperty("postings") List<Posting> postings,
    @JsonProperty("recorded_at") Instant recordedAt,
    @JsonProperty("reverses_id") @Nullable String reversesId,
    @JsonProperty("seq") long seq,
    @JsonProperty("status") TransferStatus status,
    @JsonProperty("hold") Hold hold) {
  /** Copies lists and maps. */
  public HoldItem {
    flags = Copies.of(flags);
    metadata = Copies.of(metadata);
    postings = Copies.of(postings);
  }

  /** Nothing set yet. */
  public static Builder builder() {
    return new Builder();
  }

  /** Sets what is known, by name, and makes the record; new components come here as new methods. */
  public static final class Builder {
    private @Nullable Approval approval;
    private @Nullable String description;
    private @Nullable Instant effectiveAt;
    private @Nullable Instant expiresAt;
    private @Nullable String externalId;
    private @Nullable List<String> flags;
    private @Nullable String holdId;
    private @Nullable String id;
    private @Nullable TransferKind kind;
    private @Nullable String ledger;
    private @Nullable Boolean manual;
    private @Nullable Map<String, String> metadata;
    private @Nullable List<Posting> postings;
    private @Nullable Instant recordedAt;
    private @Nullable String reversesId;
    private @Nullable Long seq;
    private @Nullable TransferStatus status;
    private @Nullable Hold hold;

    private Builder() {}

    /** Who proposed it and who agreed, where a policy asked for a second person. */
    public Builder approval(Approval approval) {
      this.approval = approval;
      return this;
    }

    /** Sets {@code description}. */
    public Builder description(String description) {
      this.description = description;
      return this;
    }

    /** When it counts for the books. */
    public Builder effectiveAt(Instant effectiveAt) {
      this.effectiveAt = effectiveAt;
      return this;
    }

    /** Of a hold or an extension: when the hold ends by itself; absent if it does not. */
    public Builder expiresAt(Instant expiresAt) {
      this.expiresAt = expiresAt;
      return this;
    }

    /** Sets {@code externalId}. */
    public Builder externalId(String externalId) {
      this.externalId = externalId;
      return this;
    }

    /** Limits that it went beyond and that only flag. */
    public Builder flags(List<String> flags) {
      this.flags = flags;
      return this;
    }

    /** As above, of single elements. */
    public Builder flags(String... flags) {
      return flags(List.of(flags));
    }

    /** The hold that it captures, voids, increments, extends or ends. */
    public Builder holdId(String holdId) {
      this.holdId = holdId;
      return this;
    }

    /** Sets {@code id}. */
    public Builder id(String id) {
      this.id = id;
      return this;
    }

    /** Sets {@code kind}. */
    public Builder kind(TransferKind kind) {
      this.kind = kind;
      return this;
    }

    /** Sets {@code ledger}. */
    public Builder ledger(String ledger) {
      this.ledger = ledger;
      return this;
    }

    /** Present and true if its client said that it was made by hand. */
    public Builder manual(boolean manual) {
      this.manual = manual;
      return this;
    }

    /** String to string, in the key order of RFC 8785. */
    public Builder metadata(Map<String, String> metadata) {
      this.metadata = metadata;
      return this;
    }

    /** As above, one entry more. */
    public Builder metadata(String key, String value) {
      return metadata(Copies.with(this.metadata, key, value));
    }

    /** Sets {@code postings}. */
    public Builder postings(List<Posting> postings) {
      this.postings = postings;
      return this;
    }

    /** As above, of single elements. */
    public Builder postings(Posting... postings) {
      return postings(List.of(postings));
    }

    /** When the ledger learned it; never runs backwards along `seq`. */
    public Builder recordedAt(Instant recordedAt) {
      this.recordedAt = recordedAt;
      return this;
    }

    /** The transfer that it reverses. */
    public Builder reversesId(String reversesId) {
      this.reversesId = reversesId;
      return this;
    }

    /** Sets {@code seq}. */
    public Builder seq(long seq) {
      this.seq = seq;
      return this;
    }

    /** Sets {@code status}. */
    public Builder status(TransferStatus status) {
      this.status = status;
      return this;
    }

    /** Sets {@code hold}. */
    public Builder hold(Hold hold) {
      this.hold = hold;
      return this;
    }

    /** The record; what the API requires must have been set. */
    public HoldItem build() {
      return new HoldItem(
          approval,
          description,
          Objects.requireNonNull(effectiveAt, "effectiveAt"),
          expiresAt,
          externalId,
          flags,
          holdId,
          Objects.requireNonNull(id, "id"),
          Objects.requireNonNull(kind, "kind"),
          Objects.requireNonNull(ledger, "ledger"),
          manual,
          Objects.requireNonNull(metadata, "metadata"),
          Objects.requireNonNull(postings, "postings"),
          Objects.requireNonNull(recordedAt, "recordedAt"),
          reversesId,
          Objects.requireNonNull(seq, "seq"),
          Objects.requireNonNull(status, "status"),
          Objects.requireNonNull(hold, "hold"));
    }
  }
}
