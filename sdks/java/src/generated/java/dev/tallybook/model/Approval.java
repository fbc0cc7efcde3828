// Generated from openapi/ by `make sdks`; do not edit.
package dev.tallybook.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * That a second person agreed to a transfer. People are the public ids of their API keys.
 *
 * @param proposalSeq The `seq` of the proposal.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Approval(
    @JsonProperty("approved_by") String approvedBy,
    @JsonProperty("proposal_seq") long proposalSeq,
    @JsonProperty("proposed_by") String proposedBy,
    @JsonProperty("reason") @Nullable String reason) {
  /** Nothing set yet. */
  public static Builder builder() {
    return new Builder();
  }

  /** Sets what is known, by name, and makes the record; new components come here as new methods. */
  public static final class Builder {
    private @Nullable String approvedBy;
    private @Nullable Long proposalSeq;
    private @Nullable String proposedBy;
    private @Nullable String reason;

    private Builder() {}

    /** Sets {@code approvedBy}. */
    public Builder approvedBy(String approvedBy) {
      this.approvedBy = approvedBy;
      return this;
    }

    /** The `seq` of the proposal. */
    public Builder proposalSeq(long proposalSeq) {
      this.proposalSeq = proposalSeq;
      return this;
    }

    /** Sets {@code proposedBy}. */
    public Builder proposedBy(String proposedBy) {
      this.proposedBy = proposedBy;
      return this;
    }

    /** Sets {@code reason}. */
    public Builder reason(String reason) {
      this.reason = reason;
      return this;
    }

    /** The record; what the API requires must have been set. */
    public Approval build() {
      return new Approval(
          Objects.requireNonNull(approvedBy, "approvedBy"),
          Objects.requireNonNull(proposalSeq, "proposalSeq"),
          Objects.requireNonNull(proposedBy, "proposedBy"),
          reason);
    }
  }
}
