// Generated from openapi/ by `make sdks`; do not edit.
package dev.tallybook.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What a balance is compared with: at least one decimal in major units, which may be negative.
 *
 * @param eq Exactly.
 * @param gt Above.
 * @param gte At least.
 * @param lt Below.
 * @param lte At most.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ComparisonRequest(
    @JsonProperty("eq") @Nullable BigDecimal eq,
    @JsonProperty("gt") @Nullable BigDecimal gt,
    @JsonProperty("gte") @Nullable BigDecimal gte,
    @JsonProperty("lt") @Nullable BigDecimal lt,
    @JsonProperty("lte") @Nullable BigDecimal lte) {
  /** Nothing set yet. */
  public static Builder builder() {
    return new Builder();
  }

  /** Sets what is known, by name, and makes the record; new components come here as new methods. */
  public static final class Builder {
    private @Nullable BigDecimal eq;
    private @Nullable BigDecimal gt;
    private @Nullable BigDecimal gte;
    private @Nullable BigDecimal lt;
    private @Nullable BigDecimal lte;

    private Builder() {}

    /** Exactly. */
    public Builder eq(BigDecimal eq) {
      this.eq = eq;
      return this;
    }

    /** As above, of a decimal number in text such as {@code 12.30}. */
    public Builder eq(String eq) {
      return eq(new BigDecimal(eq));
    }

    /** Above. */
    public Builder gt(BigDecimal gt) {
      this.gt = gt;
      return this;
    }

    /** As above, of a decimal number in text such as {@code 12.30}. */
    public Builder gt(String gt) {
      return gt(new BigDecimal(gt));
    }

    /** At least. */
    public Builder gte(BigDecimal gte) {
      this.gte = gte;
      return this;
    }

    /** As above, of a decimal number in text such as {@code 12.30}. */
    public Builder gte(String gte) {
      return gte(new BigDecimal(gte));
    }

    /** Below. */
    public Builder lt(BigDecimal lt) {
      this.lt = lt;
      return this;
    }

    /** As above, of a decimal number in text such as {@code 12.30}. */
    public Builder lt(String lt) {
      return lt(new BigDecimal(lt));
    }

    /** At most. */
    public Builder lte(BigDecimal lte) {
      this.lte = lte;
      return this;
    }

    /** As above, of a decimal number in text such as {@code 12.30}. */
    public Builder lte(String lte) {
      return lte(new BigDecimal(lte));
    }

    /** The record; what the API requires must have been set. */
    public ComparisonRequest build() {
      return new ComparisonRequest(eq, gt, gte, lt, lte);
    }
  }
}
