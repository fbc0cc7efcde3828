// Generated from openapi/ by `make sdks`; do not edit.
package dev.tallybook.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.math.BigDecimal;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A total per asset (`debits`, `credits`, `net`), or one account's balance (`account` …).
 *
 * @param account Only by account.
 * @param debits Of all the accounts' postings in the asset; only by asset.
 * @param net Debits − credits.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record BalanceRow(
    @JsonProperty("account") @Nullable String account,
    @JsonProperty("account_id") @Nullable String accountId,
    @JsonProperty("account_version") @Nullable Long accountVersion,
    @JsonProperty("asset") String asset,
    @JsonProperty("balance") @Nullable Balance balance,
    @JsonProperty("credits") @Nullable BigDecimal credits,
    @JsonProperty("debits") @Nullable BigDecimal debits,
    @JsonProperty("net") @Nullable BigDecimal net) {
  /** Nothing set yet. */
  public static Builder builder() {
    return new Builder();
  }

  /** Sets what is known, by name, and makes the record; new components come here as new methods. */
  public static final class Builder {
    private @Nullable String account;
    private @Nullable String accountId;
    private @Nullable Long accountVersion;
    private @Nullable String asset;
    private @Nullable Balance balance;
    private @Nullable BigDecimal credits;
    private @Nullable BigDecimal debits;
    private @Nullable BigDecimal net;

    private Builder() {}

    /** Only by account. */
    public Builder account(String account) {
      this.account = account;
      return this;
    }

    /** Sets {@code accountId}. */
    public Builder accountId(String accountId) {
      this.accountId = accountId;
      return this;
    }

    /** Sets {@code accountVersion}. */
    public Builder accountVersion(long accountVersion) {
      this.accountVersion = accountVersion;
      return this;
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

    /** Sets {@code credits}. */
    public Builder credits(BigDecimal credits) {
      this.credits = credits;
      return this;
    }

    /** As above, of a decimal number in text such as {@code 12.30}. */
    public Builder credits(String credits) {
      return credits(new BigDecimal(credits));
    }

    /** Of all the accounts' postings in the asset; only by asset. */
    public Builder debits(BigDecimal debits) {
      this.debits = debits;
      return this;
    }

    /** As above, of a decimal number in text such as {@code 12.30}. */
    public Builder debits(String debits) {
      return debits(new BigDecimal(debits));
    }

    /** Debits − credits. */
    public Builder net(BigDecimal net) {
      this.net = net;
      return this;
    }

    /** As above, of a decimal number in text such as {@code 12.30}. */
    public Builder net(String net) {
      return net(new BigDecimal(net));
    }

    /** The record; what the API requires must have been set. */
    public BalanceRow build() {
      return new BalanceRow(
          account,
          accountId,
          accountVersion,
          Objects.requireNonNull(asset, "asset"),
          balance,
          credits,
          debits,
          net);
    }
  }
}
