// Generated from openapi/ by `make sdks`; do not edit.
package dev.tallybook.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An account's balance at an instant, as known at another.
 *
 * @param accountVersion Counts the account's postings up to `seq`.
 * @param asOf The instant that was asked for; null where everything recorded counts.
 * @param isFinal Whether this answer can never change.
 * @param seq The ledger's number that this was answered at.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AccountBalance(
    @JsonProperty("account") String account,
    @JsonProperty("account_id") String accountId,
    @JsonProperty("account_version") long accountVersion,
    @JsonProperty("as_of") @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable Instant asOf,
    @JsonProperty("asset") String asset,
    @JsonProperty("balance") Balance balance,
    @JsonProperty("final") boolean isFinal,
    @JsonProperty("known_at") Instant knownAt,
    @JsonProperty("seq") long seq) {
  /** Nothing set yet. */
  public static Builder builder() {
    return new Builder();
  }

  /** Sets what is known, by name, and makes the record; new components come here as new methods. */
  public static final class Builder {
    private @Nullable String account;
    private @Nullable String accountId;
    private @Nullable Long accountVersion;
    private @Nullable Instant asOf;
    private @Nullable String asset;
    private @Nullable Balance balance;
    private @Nullable Boolean isFinal;
    private @Nullable Instant knownAt;
    private @Nullable Long seq;

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

    /** Counts the account's postings up to `seq`. */
    public Builder accountVersion(long accountVersion) {
      this.accountVersion = accountVersion;
      return this;
    }

    /** The instant that was asked for; null where everything recorded counts. */
    public Builder asOf(Instant asOf) {
      this.asOf = asOf;
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

    /** Whether this answer can never change. */
    public Builder isFinal(boolean isFinal) {
      this.isFinal = isFinal;
      return this;
    }

    /** Sets {@code knownAt}. */
    public Builder knownAt(Instant knownAt) {
      this.knownAt = knownAt;
      return this;
    }

    /** The ledger's number that this was answered at. */
    public Builder seq(long seq) {
      this.seq = seq;
      return this;
    }

    /** The record; what the API requires must have been set. */
    public AccountBalance build() {
      return new AccountBalance(
          Objects.requireNonNull(account, "account"),
          Objects.requireNonNull(accountId, "accountId"),
          Objects.requireNonNull(accountVersion, "accountVersion"),
          asOf,
          Objects.requireNonNull(asset, "asset"),
          Objects.requireNonNull(balance, "balance"),
          Objects.requireNonNull(isFinal, "isFinal"),
          Objects.requireNonNull(knownAt, "knownAt"),
          Objects.requireNonNull(seq, "seq"));
    }
  }
}
