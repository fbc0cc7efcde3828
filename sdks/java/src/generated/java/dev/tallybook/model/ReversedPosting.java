// Generated from openapi/ by `make sdks`; do not edit.
package dev.tallybook.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.math.BigDecimal;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How much of a posting has been reversed. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ReversedPosting(
    @JsonProperty("account") String account,
    @JsonProperty("amount") BigDecimal amount,
    @JsonProperty("direction") Side direction,
    @JsonProperty("reversed") BigDecimal reversed) {
  /** Nothing set yet. */
  public static Builder builder() {
    return new Builder();
  }

  /** Sets what is known, by name, and makes the record; new components come here as new methods. */
  public static final class Builder {
    private @Nullable String account;
    private @Nullable BigDecimal amount;
    private @Nullable Side direction;
    private @Nullable BigDecimal reversed;

    private Builder() {}

    /** Sets {@code account}. */
    public Builder account(String account) {
      this.account = account;
      return this;
    }

    /** Sets {@code amount}. */
    public Builder amount(BigDecimal amount) {
      this.amount = amount;
      return this;
    }

    /** As above, of a decimal number in text such as {@code 12.30}. */
    public Builder amount(String amount) {
      return amount(new BigDecimal(amount));
    }

    /** Sets {@code direction}. */
    public Builder direction(Side direction) {
      this.direction = direction;
      return this;
    }

    /** Sets {@code reversed}. */
    public Builder reversed(BigDecimal reversed) {
      this.reversed = reversed;
      return this;
    }

    /** As above, of a decimal number in text such as {@code 12.30}. */
    public Builder reversed(String reversed) {
      return reversed(new BigDecimal(reversed));
    }

    /** The record; what the API requires must have been set. */
    public ReversedPosting build() {
      return new ReversedPosting(
          Objects.requireNonNull(account, "account"),
          Objects.requireNonNull(amount, "amount"),
          Objects.requireNonNull(direction, "direction"),
          Objects.requireNonNull(reversed, "reversed"));
    }
  }
}
