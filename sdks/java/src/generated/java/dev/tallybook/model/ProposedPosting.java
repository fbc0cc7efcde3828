// Generated from openapi/ by `make sdks`; do not edit.
package dev.tallybook.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.math.BigDecimal;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A posting that was proposed. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ProposedPosting(
    @JsonProperty("account") String account,
    @JsonProperty("amount") BigDecimal amount,
    @JsonProperty("asset") String asset,
    @JsonProperty("direction") Side direction) {
  /** Nothing set yet. */
  public static Builder builder() {
    return new Builder();
  }

  /** Sets what is known, by name, and makes the record; new components come here as new methods. */
  public static final class Builder {
    private @Nullable String account;
    private @Nullable BigDecimal amount;
    private @Nullable String asset;
    private @Nullable Side direction;

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

    /** Sets {@code asset}. */
    public Builder asset(String asset) {
      this.asset = asset;
      return this;
    }

    /** Sets {@code direction}. */
    public Builder direction(Side direction) {
      this.direction = direction;
      return this;
    }

    /** The record; what the API requires must have been set. */
    public ProposedPosting build() {
      return new ProposedPosting(
          Objects.requireNonNull(account, "account"),
          Objects.requireNonNull(amount, "amount"),
          Objects.requireNonNull(asset, "asset"),
          Objects.requireNonNull(direction, "direction"));
    }
  }
}
