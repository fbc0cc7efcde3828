// Generated from openapi/ by `make sdks`; do not edit.
package dev.tallybook.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What would become of one item.
 *
 * @param problems Present if `rejected`: every rule that refuses, in order of precedence.
 * @param transfer Present if `posted`: the entry as it would be made.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SimulatedResult(
    @JsonProperty("problems") @Nullable List<Problem> problems,
    @JsonProperty("status") TransferResultStatus status,
    @JsonProperty("transfer") @Nullable Transfer transfer) {
  /** Copies lists and maps. */
  public SimulatedResult {
    problems = Copies.of(problems);
  }

  /** Nothing set yet. */
  public static Builder builder() {
    return new Builder();
  }

  /** Sets what is known, by name, and makes the record; new components come here as new methods. */
  public static final class Builder {
    private @Nullable List<Problem> problems;
    private @Nullable TransferResultStatus status;
    private @Nullable Transfer transfer;

    private Builder() {}

    /** Present if `rejected`: every rule that refuses, in order of precedence. */
    public Builder problems(List<Problem> problems) {
      this.problems = problems;
      return this;
    }

    /** As above, of single elements. */
    public Builder problems(Problem... problems) {
      return problems(List.of(problems));
    }

    /** Sets {@code status}. */
    public Builder status(TransferResultStatus status) {
      this.status = status;
      return this;
    }

    /** Present if `posted`: the entry as it would be made. */
    public Builder transfer(Transfer transfer) {
      this.transfer = transfer;
      return this;
    }

    /** The record; what the API requires must have been set. */
    public SimulatedResult build() {
      return new SimulatedResult(problems, Objects.requireNonNull(status, "status"), transfer);
    }
  }
}
