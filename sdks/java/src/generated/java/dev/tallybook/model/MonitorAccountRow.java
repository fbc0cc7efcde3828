// Generated from openapi/ by `make sdks`; do not edit.
package dev.tallybook.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.math.BigDecimal;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How an account stands to a monitor.
 *
 * @param alerting Whether it is beyond the threshold: below it, or, where the monitor says `above`,
 *     above it.
 * @param amount The balance that the monitor watches.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record MonitorAccountRow(
    @JsonProperty("account") String account,
    @JsonProperty("account_id") String accountId,
    @JsonProperty("account_version") long accountVersion,
    @JsonProperty("alerting") boolean alerting,
    @JsonProperty("amount") BigDecimal amount) {
  /** Nothing set yet. */
  public static Builder builder() {
    return new Builder();
  }

  /** Sets what is known, by name, and makes the record; new components come here as new methods. */
  public static final class Builder {
    private @Nullable String account;
    private @Nullable String accountId;
    private @Nullable Long accountVersion;
    private @Nullable Boolean alerting;
    private @Nullable BigDecimal amount;

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

    /** Sets {@code accountVersion}. */
    public Builder accountVersion(long accountVersion) {
      this.accountVersion = accountVersion;
      return this;
    }

    /**
     * Whether it is beyond the threshold: below it, or, where the monitor says `above`, above it.
     */
    public Builder alerting(boolean alerting) {
      this.alerting = alerting;
      return this;
    }

    /** The balance that the monitor watches. */
    public Builder amount(BigDecimal amount) {
      this.amount = amount;
      return this;
    }

    /** As above, of a decimal number in text such as {@code 12.30}. */
    public Builder amount(String amount) {
      return amount(new BigDecimal(amount));
    }

    /** The record; what the API requires must have been set. */
    public MonitorAccountRow build() {
      return new MonitorAccountRow(
          Objects.requireNonNull(account, "account"),
          Objects.requireNonNull(accountId, "accountId"),
          Objects.requireNonNull(accountVersion, "accountVersion"),
          Objects.requireNonNull(alerting, "alerting"),
          Objects.requireNonNull(amount, "amount"));
    }
  }
}
