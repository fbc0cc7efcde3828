// Generated from openapi/ by `make sdks`; do not edit.
package dev.tallybook.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * That a transfer took a balance across a monitor's threshold: what a `balance.alert` event
 * carries.
 *
 * @param accountVersion The account's, after the transfer.
 * @param amount The balance that is watched, after the transfer.
 * @param before The balance that is watched, before the transfer.
 * @param crossed `down` or `up`.
 * @param monitor The monitor's name.
 * @param schema The version of this schema.
 * @param threshold The monitor's, at the time.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record BalanceAlert(
    @JsonProperty("account") String account,
    @JsonProperty("account_id") String accountId,
    @JsonProperty("account_version") long accountVersion,
    @JsonProperty("amount") BigDecimal amount,
    @JsonProperty("asset") String asset,
    @JsonProperty("balance") BalanceKind balance,
    @JsonProperty("before") BigDecimal before,
    @JsonProperty("crossed") String crossed,
    @JsonProperty("monitor") String monitor,
    @JsonProperty("recorded_at") Instant recordedAt,
    @JsonProperty("schema") int schema,
    @JsonProperty("threshold") BigDecimal threshold,
    @JsonProperty("transfer_id") String transferId,
    @JsonProperty("transfer_seq") long transferSeq,
    @JsonProperty("when") AlertWhen when) {
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
    private @Nullable BalanceKind balance;
    private @Nullable BigDecimal before;
    private @Nullable String crossed;
    private @Nullable String monitor;
    private @Nullable Instant recordedAt;
    private @Nullable Integer schema;
    private @Nullable BigDecimal threshold;
    private @Nullable String transferId;
    private @Nullable Long transferSeq;
    private @Nullable AlertWhen when;

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

    /** The account's, after the transfer. */
    public Builder accountVersion(long accountVersion) {
      this.accountVersion = accountVersion;
      return this;
    }

    /** The balance that is watched, after the transfer. */
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
    public Builder balance(BalanceKind balance) {
      this.balance = balance;
      return this;
    }

    /** The balance that is watched, before the transfer. */
    public Builder before(BigDecimal before) {
      this.before = before;
      return this;
    }

    /** As above, of a decimal number in text such as {@code 12.30}. */
    public Builder before(String before) {
      return before(new BigDecimal(before));
    }

    /** `down` or `up`. */
    public Builder crossed(String crossed) {
      this.crossed = crossed;
      return this;
    }

    /** The monitor's name. */
    public Builder monitor(String monitor) {
      this.monitor = monitor;
      return this;
    }

    /** Sets {@code recordedAt}. */
    public Builder recordedAt(Instant recordedAt) {
      this.recordedAt = recordedAt;
      return this;
    }

    /** The version of this schema. */
    public Builder schema(int schema) {
      this.schema = schema;
      return this;
    }

    /** The monitor's, at the time. */
    public Builder threshold(BigDecimal threshold) {
      this.threshold = threshold;
      return this;
    }

    /** As above, of a decimal number in text such as {@code 12.30}. */
    public Builder threshold(String threshold) {
      return threshold(new BigDecimal(threshold));
    }

    /** Sets {@code transferId}. */
    public Builder transferId(String transferId) {
      this.transferId = transferId;
      return this;
    }

    /** Sets {@code transferSeq}. */
    public Builder transferSeq(long transferSeq) {
      this.transferSeq = transferSeq;
      return this;
    }

    /** Sets {@code when}. */
    public Builder when(AlertWhen when) {
      this.when = when;
      return this;
    }

    /** The record; what the API requires must have been set. */
    public BalanceAlert build() {
      return new BalanceAlert(
          Objects.requireNonNull(account, "account"),
          Objects.requireNonNull(accountId, "accountId"),
          Objects.requireNonNull(accountVersion, "accountVersion"),
          Objects.requireNonNull(amount, "amount"),
          Objects.requireNonNull(asset, "asset"),
          Objects.requireNonNull(balance, "balance"),
          Objects.requireNonNull(before, "before"),
          Objects.requireNonNull(crossed, "crossed"),
          Objects.requireNonNull(monitor, "monitor"),
          Objects.requireNonNull(recordedAt, "recordedAt"),
          Objects.requireNonNull(schema, "schema"),
          Objects.requireNonNull(threshold, "threshold"),
          Objects.requireNonNull(transferId, "transferId"),
          Objects.requireNonNull(transferSeq, "transferSeq"),
          Objects.requireNonNull(when, "when"));
    }
  }
}
