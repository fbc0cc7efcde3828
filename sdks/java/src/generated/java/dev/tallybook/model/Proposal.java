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
 * A transfer that waits for a second person, or waited; once approved it is a transfer of the same
 * id.
 *
 * @param decidedBy The public id of the API key that decided.
 * @param effectiveAt When it was to be effective; absent: when it is approved.
 * @param metadata String to string, in the key order of RFC 8785.
 * @param proposedBy The public id of the API key that proposed it.
 * @param requestSha256 The SHA-256 of the request's body, which is what an approval posts.
 * @param wantedBy The rules that ask for a second person.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Proposal(
    @JsonProperty("decided_at") @Nullable Instant decidedAt,
    @JsonProperty("decided_by") @Nullable String decidedBy,
    @JsonProperty("description") @Nullable String description,
    @JsonProperty("effective_at") @Nullable Instant effectiveAt,
    @JsonProperty("external_id") @Nullable String externalId,
    @JsonProperty("id") String id,
    @JsonProperty("kind") TransferKind kind,
    @JsonProperty("ledger") String ledger,
    @JsonProperty("manual") @Nullable Boolean manual,
    @JsonProperty("metadata") Map<String, String> metadata,
    @JsonProperty("postings") List<ProposedPosting> postings,
    @JsonProperty("proposed_at") Instant proposedAt,
    @JsonProperty("proposed_by") String proposedBy,
    @JsonProperty("reason") @Nullable String reason,
    @JsonProperty("request_sha256") String requestSha256,
    @JsonProperty("reverses_id") @Nullable String reversesId,
    @JsonProperty("seq") long seq,
    @JsonProperty("status") ProposalStatus status,
    @JsonProperty("wanted_by") List<ApprovalRule> wantedBy) {
  /** Copies lists and maps. */
  public Proposal {
    metadata = Copies.of(metadata);
    postings = Copies.of(postings);
    wantedBy = Copies.of(wantedBy);
  }

  /** Nothing set yet. */
  public static Builder builder() {
    return new Builder();
  }

  /** Sets what is known, by name, and makes the record; new components come here as new methods. */
  public static final class Builder {
    private @Nullable Instant decidedAt;
    private @Nullable String decidedBy;
    private @Nullable String description;
    private @Nullable Instant effectiveAt;
    private @Nullable String externalId;
    private @Nullable String id;
    private @Nullable TransferKind kind;
    private @Nullable String ledger;
    private @Nullable Boolean manual;
    private @Nullable Map<String, String> metadata;
    private @Nullable List<ProposedPosting> postings;
    private @Nullable Instant proposedAt;
    private @Nullable String proposedBy;
    private @Nullable String reason;
    private @Nullable String requestSha256;
    private @Nullable String reversesId;
    private @Nullable Long seq;
    private @Nullable ProposalStatus status;
    private @Nullable List<ApprovalRule> wantedBy;

    private Builder() {}

    /** Sets {@code decidedAt}. */
    public Builder decidedAt(Instant decidedAt) {
      this.decidedAt = decidedAt;
      return this;
    }

    /** The public id of the API key that decided. */
    public Builder decidedBy(String decidedBy) {
      this.decidedBy = decidedBy;
      return this;
    }

    /** Sets {@code description}. */
    public Builder description(String description) {
      this.description = description;
      return this;
    }

    /** When it was to be effective; absent: when it is approved. */
    public Builder effectiveAt(Instant effectiveAt) {
      this.effectiveAt = effectiveAt;
      return this;
    }

    /** Sets {@code externalId}. */
    public Builder externalId(String externalId) {
      this.externalId = externalId;
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

    /** Sets {@code manual}. */
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
    public Builder postings(List<ProposedPosting> postings) {
      this.postings = postings;
      return this;
    }

    /** As above, of single elements. */
    public Builder postings(ProposedPosting... postings) {
      return postings(List.of(postings));
    }

    /** Sets {@code proposedAt}. */
    public Builder proposedAt(Instant proposedAt) {
      this.proposedAt = proposedAt;
      return this;
    }

    /** The public id of the API key that proposed it. */
    public Builder proposedBy(String proposedBy) {
      this.proposedBy = proposedBy;
      return this;
    }

    /** Sets {@code reason}. */
    public Builder reason(String reason) {
      this.reason = reason;
      return this;
    }

    /** The SHA-256 of the request's body, which is what an approval posts. */
    public Builder requestSha256(String requestSha256) {
      this.requestSha256 = requestSha256;
      return this;
    }

    /** Sets {@code reversesId}. */
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
    public Builder status(ProposalStatus status) {
      this.status = status;
      return this;
    }

    /** The rules that ask for a second person. */
    public Builder wantedBy(List<ApprovalRule> wantedBy) {
      this.wantedBy = wantedBy;
      return this;
    }

    /** As above, of single elements. */
    public Builder wantedBy(ApprovalRule... wantedBy) {
      return wantedBy(List.of(wantedBy));
    }

    /** The record; what the API requires must have been set. */
    public Proposal build() {
      return new Proposal(
          decidedAt,
          decidedBy,
          description,
          effectiveAt,
          externalId,
          Objects.requireNonNull(id, "id"),
          Objects.requireNonNull(kind, "kind"),
          Objects.requireNonNull(ledger, "ledger"),
          manual,
          Objects.requireNonNull(metadata, "metadata"),
          Objects.requireNonNull(postings, "postings"),
          Objects.requireNonNull(proposedAt, "proposedAt"),
          Objects.requireNonNull(proposedBy, "proposedBy"),
          reason,
          Objects.requireNonNull(requestSha256, "requestSha256"),
          reversesId,
          Objects.requireNonNull(seq, "seq"),
          Objects.requireNonNull(status, "status"),
          Objects.requireNonNull(wantedBy, "wantedBy"));
    }
  }
}
