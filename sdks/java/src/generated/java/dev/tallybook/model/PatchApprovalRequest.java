// Generated from openapi/ by `make sdks`; do not edit.
package dev.tallybook.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * Which transfers on an account a second key must approve.
 *
 * @param above Above this amount on a side of the account.
 * @param backDated Effective before they are recorded.
 * @param manual Said by their client to be made by hand.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PatchApprovalRequest(
    @JsonProperty("above") @Nullable BigDecimal above,
    @JsonProperty("back_dated") @Nullable Boolean backDated,
    @JsonProperty("manual") @Nullable Boolean manual,
    @JsonProperty("reversals") @Nullable Boolean reversals) {
  /** Nothing set yet. */
  public static Builder builder() {
    return new Builder();
  }

  /** Sets what is known, by name, and makes the record; new components come here as new methods. */
  public static final class Builder {
    private @Nullable BigDecimal above;
    private @Nullable Boolean backDated;
    private @Nullable Boolean manual;
    private @Nullable Boolean reversals;

    private Builder() {}

    /** Above this amount on a side of the account. */
    public Builder above(BigDecimal above) {
      this.above = above;
      return this;
    }

    /** As above, of a decimal number in text such as {@code 12.30}. */
    public Builder above(String above) {
      return above(new BigDecimal(above));
    }

    /** Effective before they are recorded. */
    public Builder backDated(boolean backDated) {
      this.backDated = backDated;
      return this;
    }

    /** Said by their client to be made by hand. */
    public Builder manual(boolean manual) {
      this.manual = manual;
      return this;
    }

    /** Sets {@code reversals}. */
    public Builder reversals(boolean reversals) {
      this.reversals = reversals;
      return this;
    }

    /** The record; what the API requires must have been set. */
    public PatchApprovalRequest build() {
      return new PatchApprovalRequest(above, backDated, manual, reversals);
    }
  }
}
