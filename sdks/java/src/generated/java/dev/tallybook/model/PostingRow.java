// Generated from openapi/ by `make sdks`; do not edit.
package dev.tallybook.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A posting of an account, with its transfer's id and times.
 *
 * @param accountVersion Dense per account, from 1.
 * @param balance The account's balance after this posting.
 * @param index The posting's index in its transfer, from 0.
 * @param released In a capture: how much less is held after it.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PostingRow(
    @JsonProperty("account") String account,
    @JsonProperty("account_id") String accountId,
    @JsonProperty("account_version") long accountVersion,
    @JsonProperty("amount") BigDecimal amount,
    @JsonProperty("asset") String asset,
    @JsonProperty("balance") Balance balance,
    @JsonProperty("direction") Side direction,
    @JsonProperty("effective_at") Instant effectiveAt,
    @JsonProperty("index") int index,
    @JsonProperty("recorded_at") Instant recordedAt,
    @JsonProperty("released") @Nullable BigDecimal released,
    @JsonProperty("seq") long seq,
    @JsonProperty("transfer_id") String transferId) {
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
    private @Nullable Instant effectiveAt;
    private @Nullable Integer index;
    private @Nullable Instant recordedAt;
    private @Nullable BigDecimal released;
    private @Nullable Long seq;
    private @Nullable String transferId;

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

    /** The account's balance after this posting. */
    public Builder balance(Balance balance) {
      this.balance = balance;
      return this;
    }

    /** Sets {@code direction}. */
    public Builder direction(Side direction) {
      this.direction = direction;
      return this;
    }

    /** Sets {@code effectiveAt}. */
    public Builder effectiveAt(Instant effectiveAt) {
      this.effectiveAt = effectiveAt;
      return this;
    }

    /** The posting's index in its transfer, from 0. */
    public Builder index(int index) {
      this.index = index;
      return this;
    }

    /** Sets {@code recordedAt}. */
    public Builder recordedAt(Instant recordedAt) {
      this.recordedAt = recordedAt;
      return this;
    }

    /** In a capture: how much less is held after it. */
    public Builder released(BigDecimal released) {
      this.released = released;
      return this;
    }

    /** As above, of a decimal number in text such as {@code 12.30}. */
    public Builder released(String released) {
      return released(new BigDecimal(released));
    }

    /** Sets {@code seq}. */
    public Builder seq(long seq) {
      this.seq = seq;
      return this;
    }

    /** Sets {@code transferId}. */
    public Builder transferId(String transferId) {
      this.transferId = transferId;
      return this;
    }

    /** The record; what the API requires must have been set. */
    public PostingRow build() {
      return new PostingRow(
          Objects.requireNonNull(account, "account"),
          Objects.requireNonNull(accountId, "accountId"),
          Objects.requireNonNull(accountVersion, "accountVersion"),
          Objects.requireNonNull(amount, "amount"),
          Objects.requireNonNull(asset, "asset"),
          Objects.requireNonNull(balance, "balance"),
          Objects.requireNonNull(direction, "direction"),
          Objects.requireNonNull(effectiveAt, "effectiveAt"),
          Objects.requireNonNull(index, "index"),
          Objects.requireNonNull(recordedAt, "recordedAt"),
          released,
          Objects.requireNonNull(seq, "seq"),
          Objects.requireNonNull(transferId, "transferId"));
    }
  }
}
