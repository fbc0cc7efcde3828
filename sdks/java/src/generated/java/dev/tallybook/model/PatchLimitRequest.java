// Generated from openapi/ by `make sdks`; do not edit.
package dev.tallybook.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * A change of a limit; what is absent stays.
 *
 * @param active What passes while it is not in force does not count.
 * @param maxCount Null: no count is bounded.
 * @param maxSum Null: no sum is bounded.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PatchLimitRequest(
    @JsonProperty("active") @Nullable Boolean active,
    @JsonProperty("max_count") @Nullable Change<Long> maxCount,
    @JsonProperty("max_sum") @Nullable Change<BigDecimal> maxSum,
    @JsonProperty("on_exceed") @Nullable OnExceed onExceed) {
  /** Nothing set yet. */
  public static Builder builder() {
    return new Builder();
  }

  /** Sets what is known, by name, and makes the record; new components come here as new methods. */
  public static final class Builder {
    private @Nullable Boolean active;
    private @Nullable Change<Long> maxCount;
    private @Nullable Change<BigDecimal> maxSum;
    private @Nullable OnExceed onExceed;

    private Builder() {}

    /** What passes while it is not in force does not count. */
    public Builder active(boolean active) {
      this.active = active;
      return this;
    }

    /** Null: no count is bounded. */
    public Builder maxCount(long maxCount) {
      this.maxCount = Change.to(maxCount);
      return this;
    }

    /** Sends an explicit null, which most often removes what is there; left out, it stays. */
    public Builder clearMaxCount() {
      this.maxCount = Change.clear();
      return this;
    }

    /** Null: no sum is bounded. */
    public Builder maxSum(BigDecimal maxSum) {
      this.maxSum = Change.to(maxSum);
      return this;
    }

    /** As above, of a decimal number in text such as {@code 12.30}. */
    public Builder maxSum(String maxSum) {
      return maxSum(new BigDecimal(maxSum));
    }

    /** Sends an explicit null, which most often removes what is there; left out, it stays. */
    public Builder clearMaxSum() {
      this.maxSum = Change.clear();
      return this;
    }

    /** Sets {@code onExceed}. */
    public Builder onExceed(OnExceed onExceed) {
      this.onExceed = onExceed;
      return this;
    }

    /** The record; what the API requires must have been set. */
    public PatchLimitRequest build() {
      return new PatchLimitRequest(active, maxCount, maxSum, onExceed);
    }
  }
}
