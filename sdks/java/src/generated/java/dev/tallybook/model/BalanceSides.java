// Generated from openapi/ by `make sdks`; do not edit.
package dev.tallybook.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.math.BigDecimal;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Running totals: debits, credits, and the amount on the account's normal side.
 *
 * @param amount Normal side − other side; negative where the other side is larger.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record BalanceSides(
    @JsonProperty("amount") BigDecimal amount,
    @JsonProperty("credits") BigDecimal credits,
    @JsonProperty("debits") BigDecimal debits) {
  /** Nothing set yet. */
  public static Builder builder() {
    return new Builder();
  }

  /** Sets what is known, by name, and makes the record; new components come here as new methods. */
  public static final class Builder {
    private @Nullable BigDecimal amount;
    private @Nullable BigDecimal credits;
    private @Nullable BigDecimal debits;

    private Builder() {}

    /** Normal side − other side; negative where the other side is larger. */
    public Builder amount(BigDecimal amount) {
      this.amount = amount;
      return this;
    }

    /** As above, of a decimal number in text such as {@code 12.30}. */
    public Builder amount(String amount) {
      return amount(new BigDecimal(amount));
    }

    /** Sets {@code credits}. */
    public Builder credits(BigDecimal credits) {
      this.credits = credits;
      return this;
    }

    /** As above, of a decimal number in text such as {@code 12.30}. */
    public Builder credits(String credits) {
      return credits(new BigDecimal(credits));
    }

    /** Sets {@code debits}. */
    public Builder debits(BigDecimal debits) {
      this.debits = debits;
      return this;
    }

    /** As above, of a decimal number in text such as {@code 12.30}. */
    public Builder debits(String debits) {
      return debits(new BigDecimal(debits));
    }

    /** The record; what the API requires must have been set. */
    public BalanceSides build() {
      return new BalanceSides(
          Objects.requireNonNull(amount, "amount"),
          Objects.requireNonNull(credits, "credits"),
          Objects.requireNonNull(debits, "debits"));
    }
  }
}
