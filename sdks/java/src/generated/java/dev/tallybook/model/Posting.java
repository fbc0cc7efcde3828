// Generated from openapi/ by `make sdks`; do not edit.
package dev.tallybook.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.math.BigDecimal;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One leg of a transfer, with the account's balance after it.
 *
 * @param accountVersion Dense per account, from 1.
 * @param released In a capture: how much less is held after it; what is not captured is released by
 *     the last one.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Posting(
    @JsonProperty("account") String account,
    @JsonProperty("account_id") String accountId,
    @JsonProperty("account_version") long accountVersion,
    @JsonProperty("amount") BigDecimal amount,
    @JsonProperty("asset") String asset,
    @JsonProperty("balance") Balance balance,
    @JsonProperty("direction") Side direction,
    @JsonProperty("released") @Nullable BigDecimal released) {
  /** Nothing set yet. */
  public static Builder builder() {
    return new Builder();
  }

  /** Sets what is known, by name, and makes the record; new components come here as new methods. */
  public static final class Builder {
    private @Nullable String account;
    private @Nullable String accountId;
    private @Nullable Long accountVersion;
    private @Nullable BigDecimal amount;
    private @Nullable String asset;
    private @Nullable Balance balance;
    private @Nullable Side direction;
    private @Nullable BigDecimal released;

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

    /** Dense per account, from 1. */
    public Builder accountVersion(long accountVersion) {
      this.accountVersion = accountVersion;
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

    /** Sets {@code balance}. */
    public Builder balance(Balance balance) {
      this.balance = balance;
      return this;
    }

    /** Sets {@code direction}. */
    public Builder direction(Side direction) {
      this.direction = direction;
      return this;
    }

    /**
     * In a capture: how much less is held after it; what is not captured is released by the last
     * one.
     */
    public Builder released(BigDecimal released) {
      this.released = released;
      return this;
    }

    /** As above, of a decimal number in text such as {@code 12.30}. */
    public Builder released(String released) {
      return released(new BigDecimal(released));
    }

    /** The record; what the API requires must have been set. */
    public Posting build() {
      return new Posting(
          Objects.requireNonNull(account, "account"),
          Objects.requireNonNull(accountId, "accountId"),
          Objects.requireNonNull(accountVersion, "accountVersion"),
          Objects.requireNonNull(amount, "amount"),
          Objects.requireNonNull(asset, "asset"),
          Objects.requireNonNull(balance, "balance"),
          Objects.requireNonNull(direction, "direction"),
          released);
    }
  }
}
