// Generated from openapi/ by `make sdks`; do not edit.
package dev.tallybook.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What became of one item of a batch.
 *
 * @param problem Present if `rejected`.
 * @param transfer Present if `posted`: the transfer, the hold, or the action's own entry.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TransferResult(
    @JsonProperty("problem") @Nullable Problem problem,
    @JsonProperty("status") TransferResultStatus status,
    @JsonProperty("transfer") @Nullable Transfer transfer) {
  /** Nothing set yet. */
  public static Builder builder() {
    return new Builder();
  }

  /** Sets what is known, by name, and makes the record; new components come here as new methods. */
  public static final class Builder {
    private @Nullable Problem problem;
    private @Nullable TransferResultStatus status;
    private @Nullable Transfer transfer;

    private Builder() {}

    /** Present if `rejected`. */
    public Builder problem(Problem problem) {
      this.problem = problem;
      return this;
    }

    /** Sets {@code status}. */
    public Builder status(TransferResultStatus status) {
      this.status = status;
      return this;
    }

    /** Present if `posted`: the transfer, the hold, or the action's own entry. */
    public Builder transfer(Transfer transfer) {
      this.transfer = transfer;
      return this;
    }

    /** The record; what the API requires must have been set. */
    public TransferResult build() {
      return new TransferResult(problem, Objects.requireNonNull(status, "status"), transfer);
    }
  }
}
