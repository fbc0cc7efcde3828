// Generated from openapi/ by `make sdks`; do not edit.
package dev.tallybook.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * Why, for the record.
 *
 * @param reason At most 1,024 bytes.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DecisionRequest(@JsonProperty("reason") @Nullable String reason) {
  /** Nothing set yet. */
  public static Builder builder() {
    return new Builder();
  }

  /** Sets what is known, by name, and makes the record; new components come here as new methods. */
  public static final class Builder {
    private @Nullable String reason;

    private Builder() {}

    /** At most 1,024 bytes. */
    public Builder reason(String reason) {
      this.reason = reason;
      return this;
    }

    /** The record; what the API requires must have been set. */
    public DecisionRequest build() {
      return new DecisionRequest(reason);
    }
  }
}
