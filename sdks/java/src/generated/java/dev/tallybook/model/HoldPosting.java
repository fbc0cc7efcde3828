// Generated from openapi/ by `make sdks`; do not edit.
package dev.tallybook.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.math.BigDecimal;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One posting of a hold as it stands. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record HoldPosting(
    @JsonProperty("account") String account,
    @JsonProperty("account_id") String accountId,
    @JsonProperty("amount") BigDecimal amount,
    @JsonProperty("asset") String asset,
    @JsonProperty("captured") BigDecimal captured,
    @JsonProperty("direction") Side direction,
    @JsonProperty("remaining") BigDecimal remaining) {
  /** Nothing set yet. */
  public static Builder builder() {
    return new Builder();
  }

  /** Sets what is known, by name, and makes the record; new components come here as new methods. */
  public static final class Builder {
    private @Nullable String account;
    private @Nullable String accountId;
    private @Nullable BigDecimal amount;
    private @Nullable String asset;
    private @Nullable BigDecimal captured;
    private @Nullable Side direction;
    private @Nullable BigDecimal remaining;

    private Builder() {}

    /** Sets {@code account}. */
    public Builder account(String account) {
      this.account = account;
      return this;
    }

    /** Sets {@code accountId}. */
    public Builder accountId(String accountId) {
      this.accountId = accountId;
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

    /** Sets {@code captured}. */
    public Builder captured(BigDecimal captured) {
      this.captured = captured;
      return this;
    }

    /** As above, of a decimal number in text such as {@code 12.30}. */
    public Builder captured(String captured) {
      return captured(new BigDecimal(captured));
    }

    /** Sets {@code direction}. */
    public Builder direction(Side direction) {
      this.direction = direction;
      return this;
    }

    /** Sets {@code remaining}. */
    public Builder remaining(BigDecimal remaining) {
      this.remaining = remaining;
      return this;
    }

    /** As above, of a decimal number in text such as {@code 12.30}. */
    public Builder remaining(String remaining) {
      return remaining(new BigDecimal(remaining));
    }

    /** The record; what the API requires must have been set. */
    public HoldPosting build() {
      return new HoldPosting(
          Objects.requireNonNull(account, "account"),
          Objects.requireNonNull(accountId, "accountId"),
          Objects.requireNonNull(amount, "amount"),
          Objects.requireNonNull(asset, "asset"),
          Objects.requireNonNull(captured, "captured"),
          Objects.requireNonNull(direction, "direction"),
          Objects.requireNonNull(remaining, "remaining"));
    }
  }
}
