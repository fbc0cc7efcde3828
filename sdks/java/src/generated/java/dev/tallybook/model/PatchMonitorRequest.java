// Generated from openapi/ by `make sdks`; do not edit.
package dev.tallybook.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * A change of a monitor; what is absent stays.
 *
 * @param active What happens while it is not in force raises no alert, then or later.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PatchMonitorRequest(
    @JsonProperty("active") @Nullable Boolean active,
    @JsonProperty("threshold") @Nullable BigDecimal threshold) {
  /** Nothing set yet. */
  public static Builder builder() {
    return new Builder();
  }

  /** Sets what is known, by name, and makes the record; new components come here as new methods. */
  public static final class Builder {
    private @Nullable Boolean active;
    private @Nullable BigDecimal threshold;

    private Builder() {}

    /** What happens while it is not in force raises no alert, then or later. */
    public Builder active(boolean active) {
      this.active = active;
      return this;
    }

    /** Sets {@code threshold}. */
    public Builder threshold(BigDecimal threshold) {
      this.threshold = threshold;
      return this;
    }

    /** As above, of a decimal number in text such as {@code 12.30}. */
    public Builder threshold(String threshold) {
      return threshold(new BigDecimal(threshold));
    }

    /** The record; what the API requires must have been set. */
    public PatchMonitorRequest build() {
      return new PatchMonitorRequest(active, threshold);
    }
  }
}
