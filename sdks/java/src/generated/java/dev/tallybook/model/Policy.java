// Generated from openapi/ by `make sdks`; do not edit.
package dev.tallybook.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An account's limits and rules; absent means unbounded, or no such rule.
 *
 * @param allowedCounterparties The accounts that may stand opposite in a transfer, by path prefix.
 * @param freezeCredits Refuses postings on the credit side.
 * @param freezeDebits Refuses postings on the debit side.
 * @param maxAmount The most that one transfer or hold may move on a side of the account.
 * @param maxBalance Bounds (posted and held normal side) − posted other side from above.
 * @param maxPending Bounds `pending.amount` from above.
 * @param maxPosted Bounds `posted.amount` from above.
 * @param minBalance Bounds `available` from below.
 * @param minPending Bounds `pending.amount` from below.
 * @param minPosted Bounds `posted.amount` from below.
 * @param overCapturePercent How much more than was held on the account may be captured, in percent
 *     of what was held.
 * @param requiredMetadata Keys that the metadata of a transfer or hold on the account must have.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Policy(
    @JsonProperty("allowed_counterparties") List<String> allowedCounterparties,
    @JsonProperty("approval") @Nullable ApprovalPolicy approval,
    @JsonProperty("freeze_credits") boolean freezeCredits,
    @JsonProperty("freeze_debits") boolean freezeDebits,
    @JsonProperty("max_amount") @Nullable BigDecimal maxAmount,
    @JsonProperty("max_balance") @Nullable BigDecimal maxBalance,
    @JsonProperty("max_pending") @Nullable BigDecimal maxPending,
    @JsonProperty("max_posted") @Nullable BigDecimal maxPosted,
    @JsonProperty("min_balance") @Nullable BigDecimal minBalance,
    @JsonProperty("min_pending") @Nullable BigDecimal minPending,
    @JsonProperty("min_posted") @Nullable BigDecimal minPosted,
    @JsonProperty("over_capture_percent") @Nullable BigDecimal overCapturePercent,
    @JsonProperty("required_metadata") List<String> requiredMetadata) {
  /** Copies lists and maps. */
  public Policy {
    allowedCounterparties = Copies.orEmpty(allowedCounterparties);
    requiredMetadata = Copies.orEmpty(requiredMetadata);
  }

  /** Nothing set yet. */
  public static Builder builder() {
    return new Builder();
  }

  /** Sets what is known, by name, and makes the record; new components come here as new methods. */
  public static final class Builder {
    private @Nullable List<String> allowedCounterparties;
    private @Nullable ApprovalPolicy approval;
    private boolean freezeCredits;
    private boolean freezeDebits;
    private @Nullable BigDecimal maxAmount;
    private @Nullable BigDecimal maxBalance;
    private @Nullable BigDecimal maxPending;
    private @Nullable BigDecimal maxPosted;
    private @Nullable BigDecimal minBalance;
    private @Nullable BigDecimal minPending;
    private @Nullable BigDecimal minPosted;
    private @Nullable BigDecimal overCapturePercent;
    private @Nullable List<String> requiredMetadata;

    private Builder() {}

    /** The accounts that may stand opposite in a transfer, by path prefix. */
    public Builder allowedCounterparties(List<String> allowedCounterparties) {
      this.allowedCounterparties = allowedCounterparties;
      return this;
    }

    /** As above, of single elements. */
    public Builder allowedCounterparties(String... allowedCounterparties) {
      return allowedCounterparties(List.of(allowedCounterparties));
    }

    /** Sets {@code approval}. */
    public Builder approval(ApprovalPolicy approval) {
      this.approval = approval;
      return this;
    }

    /** Refuses postings on the credit side. */
    public Builder freezeCredits(boolean freezeCredits) {
      this.freezeCredits = freezeCredits;
      return this;
    }

    /** Refuses postings on the debit side. */
    public Builder freezeDebits(boolean freezeDebits) {
      this.freezeDebits = freezeDebits;
      return this;
    }

    /** The most that one transfer or hold may move on a side of the account. */
    public Builder maxAmount(BigDecimal maxAmount) {
      this.maxAmount = maxAmount;
      return this;
    }

    /** As above, of a decimal number in text such as {@code 12.30}. */
    public Builder maxAmount(String maxAmount) {
      return maxAmount(new BigDecimal(maxAmount));
    }

    /** Bounds (posted and held normal side) − posted other side from above. */
    public Builder maxBalance(BigDecimal maxBalance) {
      this.maxBalance = maxBalance;
      return this;
    }

    /** As above, of a decimal number in text such as {@code 12.30}. */
    public Builder maxBalance(String maxBalance) {
      return maxBalance(new BigDecimal(maxBalance));
    }

    /** Bounds `pending.amount` from above. */
    public Builder maxPending(BigDecimal maxPending) {
      this.maxPending = maxPending;
      return this;
    }

    /** As above, of a decimal number in text such as {@code 12.30}. */
    public Builder maxPending(String maxPending) {
      return maxPending(new BigDecimal(maxPending));
    }

    /** Bounds `posted.amount` from above. */
    public Builder maxPosted(BigDecimal maxPosted) {
      this.maxPosted = maxPosted;
      return this;
    }

    /** As above, of a decimal number in text such as {@code 12.30}. */
    public Builder maxPosted(String maxPosted) {
      return maxPosted(new BigDecimal(maxPosted));
    }

    /** Bounds `available` from below. */
    public Builder minBalance(BigDecimal minBalance) {
      this.minBalance = minBalance;
      return this;
    }

    /** As above, of a decimal number in text such as {@code 12.30}. */
    public Builder minBalance(String minBalance) {
      return minBalance(new BigDecimal(minBalance));
    }

    /** Bounds `pending.amount` from below. */
    public Builder minPending(BigDecimal minPending) {
      this.minPending = minPending;
      return this;
    }

    /** As above, of a decimal number in text such as {@code 12.30}. */
    public Builder minPending(String minPending) {
      return minPending(new BigDecimal(minPending));
    }

    /** Bounds `posted.amount` from below. */
    public Builder minPosted(BigDecimal minPosted) {
      this.minPosted = minPosted;
      return this;
    }

    /** As above, of a decimal number in text such as {@code 12.30}. */
    public Builder minPosted(String minPosted) {
      return minPosted(new BigDecimal(minPosted));
    }

    /** How much more than was held on the account may be captured, in percent of what was held. */
    public Builder overCapturePercent(BigDecimal overCapturePercent) {
      this.overCapturePercent = overCapturePercent;
      return this;
    }

    /** As above, of a decimal number in text such as {@code 12.30}. */
    public Builder overCapturePercent(String overCapturePercent) {
      return overCapturePercent(new BigDecimal(overCapturePercent));
    }

    /** Keys that the metadata of a transfer or hold on the account must have. */
    public Builder requiredMetadata(List<String> requiredMetadata) {
      this.requiredMetadata = requiredMetadata;
      return this;
    }

    /** As above, of single elements. */
    public Builder requiredMetadata(String... requiredMetadata) {
      return requiredMetadata(List.of(requiredMetadata));
    }

    /** The record; what the API requires must have been set. */
    public Policy build() {
      return new Policy(
          allowedCounterparties,
          approval,
          freezeCredits,
          freezeDebits,
          maxAmount,
          maxBalance,
          maxPending,
          maxPosted,
          minBalance,
          minPending,
          minPosted,
          overCapturePercent,
          requiredMetadata);
    }
  }
}
