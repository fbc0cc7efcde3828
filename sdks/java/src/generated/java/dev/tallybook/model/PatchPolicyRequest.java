// Generated from openapi/ by `make sdks`; do not edit.
package dev.tallybook.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A change of an account's policy. A field that is absent stays; null removes it.
 *
 * @param allowedCounterparties The accounts that may stand opposite, by path prefix: at most 100.
 * @param approval Replaced as a whole; null removes it.
 * @param freezeCredits Refuses postings on the credit side; what is held there can still be let go.
 * @param freezeDebits Refuses postings on the debit side; what is held there can still be let go.
 * @param maxAmount The most that one transfer, hold or increment may move on a side of the account.
 * @param maxBalance Bounds (posted and held normal side) − posted other side from above.
 * @param maxPending Bounds `pending.amount` from above.
 * @param maxPosted Bounds `posted.amount` from above.
 * @param minBalance Bounds `available` from below.
 * @param minPending Bounds `pending.amount` from below.
 * @param minPosted Bounds `posted.amount` from below.
 * @param overCapturePercent How much more than was held on the account may be captured, in percent
 *     of what was held: 0 to 100, with at most 2 decimals.
 * @param requiredMetadata Keys that the metadata of a transfer or hold on the account must have: at
 *     most 50.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PatchPolicyRequest(
    @JsonProperty("allowed_counterparties") @Nullable Change<List<String>> allowedCounterparties,
    @JsonProperty("approval") @Nullable Change<PatchApprovalRequest> approval,
    @JsonProperty("freeze_credits") @Nullable Change<Boolean> freezeCredits,
    @JsonProperty("freeze_debits") @Nullable Change<Boolean> freezeDebits,
    @JsonProperty("max_amount") @Nullable Change<BigDecimal> maxAmount,
    @JsonProperty("max_balance") @Nullable Change<BigDecimal> maxBalance,
    @JsonProperty("max_pending") @Nullable Change<BigDecimal> maxPending,
    @JsonProperty("max_posted") @Nullable Change<BigDecimal> maxPosted,
    @JsonProperty("min_balance") @Nullable Change<BigDecimal> minBalance,
    @JsonProperty("min_pending") @Nullable Change<BigDecimal> minPending,
    @JsonProperty("min_posted") @Nullable Change<BigDecimal> minPosted,
    @JsonProperty("over_capture_percent") @Nullable Change<BigDecimal> overCapturePercent,
    @JsonProperty("required_metadata") @Nullable Change<List<String>> requiredMetadata) {
  /** Copies lists and maps. */
  public PatchPolicyRequest {
    allowedCounterparties = Copies.of(allowedCounterparties);
    requiredMetadata = Copies.of(requiredMetadata);
  }

  /** Nothing set yet. */
  public static Builder builder() {
    return new Builder();
  }

  /** Sets what is known, by name, and makes the record; new components come here as new methods. */
  public static final class Builder {
    private @Nullable Change<List<String>> allowedCounterparties;
    private @Nullable Change<PatchApprovalRequest> approval;
    private @Nullable Change<Boolean> freezeCredits;
    private @Nullable Change<Boolean> freezeDebits;
    private @Nullable Change<BigDecimal> maxAmount;
    private @Nullable Change<BigDecimal> maxBalance;
    private @Nullable Change<BigDecimal> maxPending;
    private @Nullable Change<BigDecimal> maxPosted;
    private @Nullable Change<BigDecimal> minBalance;
    private @Nullable Change<BigDecimal> minPending;
    private @Nullable Change<BigDecimal> minPosted;
    private @Nullable Change<BigDecimal> overCapturePercent;
    private @Nullable Change<List<String>> requiredMetadata;

    private Builder() {}

    /** The accounts that may stand opposite, by path prefix: at most 100. */
    public Builder allowedCounterparties(List<String> allowedCounterparties) {
      this.allowedCounterparties = Change.to(allowedCounterparties);
      return this;
    }

    /** As above, of single elements. */
    public Builder allowedCounterparties(String... allowedCounterparties) {
      return allowedCounterparties(List.of(allowedCounterparties));
    }

    /** Sends an explicit null, which most often removes what is there; left out, it stays. */
    public Builder clearAllowedCounterparties() {
      this.allowedCounterparties = Change.clear();
      return this;
    }

    /** Replaced as a whole; null removes it. */
    public Builder approval(PatchApprovalRequest approval) {
      this.approval = Change.to(approval);
      return this;
    }

    /** Sends an explicit null, which most often removes what is there; left out, it stays. */
    public Builder clearApproval() {
      this.approval = Change.clear();
      return this;
    }

    /** Refuses postings on the credit side; what is held there can still be let go. */
    public Builder freezeCredits(boolean freezeCredits) {
      this.freezeCredits = Change.to(freezeCredits);
      return this;
    }

    /** Sends an explicit null, which most often removes what is there; left out, it stays. */
    public Builder clearFreezeCredits() {
      this.freezeCredits = Change.clear();
      return this;
    }

    /** Refuses postings on the debit side; what is held there can still be let go. */
    public Builder freezeDebits(boolean freezeDebits) {
      this.freezeDebits = Change.to(freezeDebits);
      return this;
    }

    /** Sends an explicit null, which most often removes what is there; left out, it stays. */
    public Builder clearFreezeDebits() {
      this.freezeDebits = Change.clear();
      return this;
    }

    /** The most that one transfer, hold or increment may move on a side of the account. */
    public Builder maxAmount(BigDecimal maxAmount) {
      this.maxAmount = Change.to(maxAmount);
      return this;
    }

    /** As above, of a decimal number in text such as {@code 12.30}. */
    public Builder maxAmount(String maxAmount) {
      return maxAmount(new BigDecimal(maxAmount));
    }

    /** Sends an explicit null, which most often removes what is there; left out, it stays. */
    public Builder clearMaxAmount() {
      this.maxAmount = Change.clear();
      return this;
    }

    /** Bounds (posted and held normal side) − posted other side from above. */
    public Builder maxBalance(BigDecimal maxBalance) {
      this.maxBalance = Change.to(maxBalance);
      return this;
    }

    /** As above, of a decimal number in text such as {@code 12.30}. */
    public Builder maxBalance(String maxBalance) {
      return maxBalance(new BigDecimal(maxBalance));
    }

    /** Sends an explicit null, which most often removes what is there; left out, it stays. */
    public Builder clearMaxBalance() {
      this.maxBalance = Change.clear();
      return this;
    }

    /** Bounds `pending.amount` from above. */
    public Builder maxPending(BigDecimal maxPending) {
      this.maxPending = Change.to(maxPending);
      return this;
    }

    /** As above, of a decimal number in text such as {@code 12.30}. */
    public Builder maxPending(String maxPending) {
      return maxPending(new BigDecimal(maxPending));
    }

    /** Sends an explicit null, which most often removes what is there; left out, it stays. */
    public Builder clearMaxPending() {
      this.maxPending = Change.clear();
      return this;
    }

    /** Bounds `posted.amount` from above. */
    public Builder maxPosted(BigDecimal maxPosted) {
      this.maxPosted = Change.to(maxPosted);
      return this;
    }

    /** As above, of a decimal number in text such as {@code 12.30}. */
    public Builder maxPosted(String maxPosted) {
      return maxPosted(new BigDecimal(maxPosted));
    }

    /** Sends an explicit null, which most often removes what is there; left out, it stays. */
    public Builder clearMaxPosted() {
      this.maxPosted = Change.clear();
      return this;
    }

    /** Bounds `available` from below. */
    public Builder minBalance(BigDecimal minBalance) {
      this.minBalance = Change.to(minBalance);
      return this;
    }

    /** As above, of a decimal number in text such as {@code 12.30}. */
    public Builder minBalance(String minBalance) {
      return minBalance(new BigDecimal(minBalance));
    }

    /** Sends an explicit null, which most often removes what is there; left out, it stays. */
    public Builder clearMinBalance() {
      this.minBalance = Change.clear();
      return this;
    }

    /** Bounds `pending.amount` from below. */
    public Builder minPending(BigDecimal minPending) {
      this.minPending = Change.to(minPending);
      return this;
    }

    /** As above, of a decimal number in text such as {@code 12.30}. */
    public Builder minPending(String minPending) {
      return minPending(new BigDecimal(minPending));
    }

    /** Sends an explicit null, which most often removes what is there; left out, it stays. */
    public Builder clearMinPending() {
      this.minPending = Change.clear();
      return this;
    }

    /** Bounds `posted.amount` from below. */
    public Builder minPosted(BigDecimal minPosted) {
      this.minPosted = Change.to(minPosted);
      return this;
    }

    /** As above, of a decimal number in text such as {@code 12.30}. */
    public Builder minPosted(String minPosted) {
      return minPosted(new BigDecimal(minPosted));
    }

    /** Sends an explicit null, which most often removes what is there; left out, it stays. */
    public Builder clearMinPosted() {
      this.minPosted = Change.clear();
      return this;
    }

    /**
     * How much more than was held on the account may be captured, in percent of what was held: 0 to
     * 100, with at most 2 decimals.
     */
    public Builder overCapturePercent(BigDecimal overCapturePercent) {
      this.overCapturePercent = Change.to(overCapturePercent);
      return this;
    }

    /** As above, of a decimal number in text such as {@code 12.30}. */
    public Builder overCapturePercent(String overCapturePercent) {
      return overCapturePercent(new BigDecimal(overCapturePercent));
    }

    /** Sends an explicit null, which most often removes what is there; left out, it stays. */
    public Builder clearOverCapturePercent() {
      this.overCapturePercent = Change.clear();
      return this;
    }

    /** Keys that the metadata of a transfer or hold on the account must have: at most 50. */
    public Builder requiredMetadata(List<String> requiredMetadata) {
      this.requiredMetadata = Change.to(requiredMetadata);
      return this;
    }

    /** As above, of single elements. */
    public Builder requiredMetadata(String... requiredMetadata) {
      return requiredMetadata(List.of(requiredMetadata));
    }

    /** Sends an explicit null, which most often removes what is there; left out, it stays. */
    public Builder clearRequiredMetadata() {
      this.requiredMetadata = Change.clear();
      return this;
    }

    /** The record; what the API requires must have been set. */
    public PatchPolicyRequest build() {
      return new PatchPolicyRequest(
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
