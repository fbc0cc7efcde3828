// Generated from openapi/ by `make sdks`; do not edit.
package dev.tallybook.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What went wrong, in the form of RFC 9457. Which members besides the first six are present depends
 * on `code`.
 *
 * @param actual The revision that the account or transfer is at, or the account's version.
 * @param available What was available.
 * @param balance What the account stood at.
 * @param before The time that it must be before.
 * @param code What a program can rely on; the list may grow.
 * @param counterparty The account that may not stand opposite.
 * @param credits The sum of the credits in `asset`.
 * @param culprit The item of the group that was refused.
 * @param debits The sum of the debits in `asset`.
 * @param detail What happened here, and what to do, in words.
 * @param direction The side of the account that the posting names.
 * @param expected The revision, or the account's version, that the caller saw.
 * @param externalId The external id that is taken.
 * @param field A JSON pointer into the body, or the name of a parameter or header.
 * @param held What was held in all.
 * @param holdStatus What became of the hold.
 * @param id The id that is taken.
 * @param index The item of a batch, from 0.
 * @param items The items that were sent, and how many are taken.
 * @param key The key of the metadata.
 * @param kind What kind of entry cannot be reversed.
 * @param lastSeq The number the ledger is at.
 * @param limit The bound that refuses.
 * @param limitName The limit whose bound that is, where it is none of the account's own.
 * @param maxBytes The most bytes a body may have here.
 * @param notBefore The earliest time that is possible, or the one that must be over.
 * @param otherAsset What the other side of the transfer holds.
 * @param posted What is posted on an account that should be closed, or by a transfer that should be
 *     reversed.
 * @param posting The posting, from 0.
 * @param postings How many postings the hold or transfer has.
 * @param proposalStatus How the proposal was decided, and why.
 * @param remaining What is still held, or not reversed yet.
 * @param requestId The request that was first answered so.
 * @param required What the transfer moves on the account, or what a condition asks for.
 * @param rule The rule of the account's policy, or the condition of the posting, that refuses.
 * @param scale Decimals of `asset`.
 * @param scope The scope that the key lacks.
 * @param status The HTTP status.
 * @param title The code in words, the same every time.
 * @param transferId The transfer that has it, or the one that was acted on.
 * @param type `urn:tallybook:problem:` and the code.
 * @param used What counts within the limit's window already.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Problem(
    @JsonProperty("account") @Nullable String account,
    @JsonProperty("actual") @Nullable Long actual,
    @JsonProperty("asset") @Nullable String asset,
    @JsonProperty("available") @Nullable BigDecimal available,
    @JsonProperty("balance") @Nullable BigDecimal balance,
    @JsonProperty("before") @Nullable Instant before,
    @JsonProperty("captured") @Nullable BigDecimal captured,
    @JsonProperty("code") String code,
    @JsonProperty("counterparty") @Nullable String counterparty,
    @JsonProperty("credits") @Nullable BigDecimal credits,
    @JsonProperty("culprit") @Nullable Long culprit,
    @JsonProperty("debits") @Nullable BigDecimal debits,
    @JsonProperty("detail") String detail,
    @JsonProperty("direction") @Nullable String direction,
    @JsonProperty("effective_at") @Nullable Instant effectiveAt,
    @JsonProperty("expected") @Nullable Long expected,
    @JsonProperty("expires_at") @Nullable Instant expiresAt,
    @JsonProperty("external_id") @Nullable String externalId,
    @JsonProperty("field") @Nullable String field,
    @JsonProperty("held") @Nullable BigDecimal held,
    @JsonProperty("held_credits") @Nullable BigDecimal heldCredits,
    @JsonProperty("held_debits") @Nullable BigDecimal heldDebits,
    @JsonProperty("hold_status") @Nullable String holdStatus,
    @JsonProperty("id") @Nullable String id,
    @JsonProperty("index") @Nullable Long index,
    @JsonProperty("items") @Nullable Long items,
    @JsonProperty("key") @Nullable String key,
    @JsonProperty("kind") @Nullable String kind,
    @JsonProperty("last_seq") @Nullable Long lastSeq,
    @JsonProperty("limit") @Nullable BigDecimal limit,
    @JsonProperty("limit_name") @Nullable String limitName,
    @JsonProperty("max_bytes") @Nullable Long maxBytes,
    @JsonProperty("max_items") @Nullable Long maxItems,
    @JsonProperty("not_before") @Nullable Instant notBefore,
    @JsonProperty("other_asset") @Nullable String otherAsset,
    @JsonProperty("posted") @Nullable BigDecimal posted,
    @JsonProperty("posting") @Nullable Long posting,
    @JsonProperty("postings") @Nullable Long postings,
    @JsonProperty("proposal_status") @Nullable String proposalStatus,
    @JsonProperty("reason") @Nullable String reason,
    @JsonProperty("remaining") @Nullable BigDecimal remaining,
    @JsonProperty("request_id") String requestId,
    @JsonProperty("required") @Nullable BigDecimal required,
    @JsonProperty("reversed") @Nullable BigDecimal reversed,
    @JsonProperty("rule") @Nullable String rule,
    @JsonProperty("scale") @Nullable Integer scale,
    @JsonProperty("scope") @Nullable String scope,
    @JsonProperty("status") int status,
    @JsonProperty("title") String title,
    @JsonProperty("transfer_id") @Nullable String transferId,
    @JsonProperty("type") String type,
    @JsonProperty("used") @Nullable BigDecimal used) {
  /** Nothing set yet. */
  public static Builder builder() {
    return new Builder();
  }

  /** Sets what is known, by name, and makes the record; new components come here as new methods. */
  public static final class Builder {
    private @Nullable String account;
    private @Nullable Long actual;
    private @Nullable String asset;
    private @Nullable BigDecimal available;
    private @Nullable BigDecimal balance;
    private @Nullable Instant before;
    private @Nullable BigDecimal captured;
    private @Nullable String code;
    private @Nullable String counterparty;
    private @Nullable BigDecimal credits;
    private @Nullable Long culprit;
    private @Nullable BigDecimal debits;
    private @Nullable String detail;
    private @Nullable String direction;
    private @Nullable Instant effectiveAt;
    private @Nullable Long expected;
    private @Nullable Instant expiresAt;
    private @Nullable String externalId;
    private @Nullable String field;
    private @Nullable BigDecimal held;
    private @Nullable BigDecimal heldCredits;
    private @Nullable BigDecimal heldDebits;
    private @Nullable String holdStatus;
    private @Nullable String id;
    private @Nullable Long index;
    private @Nullable Long items;
    private @Nullable String key;
    private @Nullable String kind;
    private @Nullable Long lastSeq;
    private @Nullable BigDecimal limit;
    private @Nullable String limitName;
    private @Nullable Long maxBytes;
    private @Nullable Long maxItems;
    private @Nullable Instant notBefore;
    private @Nullable String otherAsset;
    private @Nullable BigDecimal posted;
    private @Nullable Long posting;
    private @Nullable Long postings;
    private @Nullable String proposalStatus;
    private @Nullable String reason;
    private @Nullable BigDecimal remaining;
    private @Nullable String requestId;
    private @Nullable BigDecimal required;
    private @Nullable BigDecimal reversed;
    private @Nullable String rule;
    private @Nullable Integer scale;
    private @Nullable String scope;
    private @Nullable Integer status;
    private @Nullable String title;
    private @Nullable String transferId;
    private @Nullable String type;
    private @Nullable BigDecimal used;

    private Builder() {}

    /** Sets {@code account}. */
    public Builder account(String account) {
      this.account = account;
      return this;
    }

    /** The revision that the account or transfer is at, or the account's version. */
    public Builder actual(long actual) {
      this.actual = actual;
      return this;
    }

    /** Sets {@code asset}. */
    public Builder asset(String asset) {
      this.asset = asset;
      return this;
    }

    /** What was available. */
    public Builder available(BigDecimal available) {
      this.available = available;
      return this;
    }

    /** As above, of a decimal number in text such as {@code 12.30}. */
    public Builder available(String available) {
      return available(new BigDecimal(available));
    }

    /** What the account stood at. */
    public Builder balance(BigDecimal balance) {
      this.balance = balance;
      return this;
    }

    /** As above, of a decimal number in text such as {@code 12.30}. */
    public Builder balance(String balance) {
      return balance(new BigDecimal(balance));
    }

    /** The time that it must be before. */
    public Builder before(Instant before) {
      this.before = before;
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

    /** What a program can rely on; the list may grow. */
    public Builder code(String code) {
      this.code = code;
      return this;
    }

    /** The account that may not stand opposite. */
    public Builder counterparty(String counterparty) {
      this.counterparty = counterparty;
      return this;
    }

    /** The sum of the credits in `asset`. */
    public Builder credits(BigDecimal credits) {
      this.credits = credits;
      return this;
    }

    /** As above, of a decimal number in text such as {@code 12.30}. */
    public Builder credits(String credits) {
      return credits(new BigDecimal(credits));
    }

    /** The item of the group that was refused. */
    public Builder culprit(long culprit) {
      this.culprit = culprit;
      return this;
    }

    /** The sum of the debits in `asset`. */
    public Builder debits(BigDecimal debits) {
      this.debits = debits;
      return this;
    }

    /** As above, of a decimal number in text such as {@code 12.30}. */
    public Builder debits(String debits) {
      return debits(new BigDecimal(debits));
    }

    /** What happened here, and what to do, in words. */
    public Builder detail(String detail) {
      this.detail = detail;
      return this;
    }

    /** The side of the account that the posting names. */
    public Builder direction(String direction) {
      this.direction = direction;
      return this;
    }

    /** Sets {@code effectiveAt}. */
    public Builder effectiveAt(Instant effectiveAt) {
      this.effectiveAt = effectiveAt;
      return this;
    }

    /** The revision, or the account's version, that the caller saw. */
    public Builder expected(long expected) {
      this.expected = expected;
      return this;
    }

    /** Sets {@code expiresAt}. */
    public Builder expiresAt(Instant expiresAt) {
      this.expiresAt = expiresAt;
      return this;
    }

    /** The external id that is taken. */
    public Builder externalId(String externalId) {
      this.externalId = externalId;
      return this;
    }

    /** A JSON pointer into the body, or the name of a parameter or header. */
    public Builder field(String field) {
      this.field = field;
      return this;
    }

    /** What was held in all. */
    public Builder held(BigDecimal held) {
      this.held = held;
      return this;
    }

    /** As above, of a decimal number in text such as {@code 12.30}. */
    public Builder held(String held) {
      return held(new BigDecimal(held));
    }

    /** Sets {@code heldCredits}. */
    public Builder heldCredits(BigDecimal heldCredits) {
      this.heldCredits = heldCredits;
      return this;
    }

    /** As above, of a decimal number in text such as {@code 12.30}. */
    public Builder heldCredits(String heldCredits) {
      return heldCredits(new BigDecimal(heldCredits));
    }

    /** Sets {@code heldDebits}. */
    public Builder heldDebits(BigDecimal heldDebits) {
      this.heldDebits = heldDebits;
      return this;
    }

    /** As above, of a decimal number in text such as {@code 12.30}. */
    public Builder heldDebits(String heldDebits) {
      return heldDebits(new BigDecimal(heldDebits));
    }

    /** What became of the hold. */
    public Builder holdStatus(String holdStatus) {
      this.holdStatus = holdStatus;
      return this;
    }

    /** The id that is taken. */
    public Builder id(String id) {
      this.id = id;
      return this;
    }

    /** The item of a batch, from 0. */
    public Builder index(long index) {
      this.index = index;
      return this;
    }

    /** The items that were sent, and how many are taken. */
    public Builder items(long items) {
      this.items = items;
      return this;
    }

    /** The key of the metadata. */
    public Builder key(String key) {
      this.key = key;
      return this;
    }

    /** What kind of entry cannot be reversed. */
    public Builder kind(String kind) {
      this.kind = kind;
      return this;
    }

    /** The number the ledger is at. */
    public Builder lastSeq(long lastSeq) {
      this.lastSeq = lastSeq;
      return this;
    }

    /** The bound that refuses. */
    public Builder limit(BigDecimal limit) {
      this.limit = limit;
      return this;
    }

    /** As above, of a decimal number in text such as {@code 12.30}. */
    public Builder limit(String limit) {
      return limit(new BigDecimal(limit));
    }

    /** The limit whose bound that is, where it is none of the account's own. */
    public Builder limitName(String limitName) {
      this.limitName = limitName;
      return this;
    }

    /** The most bytes a body may have here. */
    public Builder maxBytes(long maxBytes) {
      this.maxBytes = maxBytes;
      return this;
    }

    /** Sets {@code maxItems}. */
    public Builder maxItems(long maxItems) {
      this.maxItems = maxItems;
      return this;
    }

    /** The earliest time that is possible, or the one that must be over. */
    public Builder notBefore(Instant notBefore) {
      this.notBefore = notBefore;
      return this;
    }

    /** What the other side of the transfer holds. */
    public Builder otherAsset(String otherAsset) {
      this.otherAsset = otherAsset;
      return this;
    }

    /**
     * What is posted on an account that should be closed, or by a transfer that should be reversed.
     */
    public Builder posted(BigDecimal posted) {
      this.posted = posted;
      return this;
    }

    /** As above, of a decimal number in text such as {@code 12.30}. */
    public Builder posted(String posted) {
      return posted(new BigDecimal(posted));
    }

    /** The posting, from 0. */
    public Builder posting(long posting) {
      this.posting = posting;
      return this;
    }

    /** How many postings the hold or transfer has. */
    public Builder postings(long postings) {
      this.postings = postings;
      return this;
    }

    /** How the proposal was decided, and why. */
    public Builder proposalStatus(String proposalStatus) {
      this.proposalStatus = proposalStatus;
      return this;
    }

    /** Sets {@code reason}. */
    public Builder reason(String reason) {
      this.reason = reason;
      return this;
    }

    /** What is still held, or not reversed yet. */
    public Builder remaining(BigDecimal remaining) {
      this.remaining = remaining;
      return this;
    }

    /** As above, of a decimal number in text such as {@code 12.30}. */
    public Builder remaining(String remaining) {
      return remaining(new BigDecimal(remaining));
    }

    /** The request that was first answered so. */
    public Builder requestId(String requestId) {
      this.requestId = requestId;
      return this;
    }

    /** What the transfer moves on the account, or what a condition asks for. */
    public Builder required(BigDecimal required) {
      this.required = required;
      return this;
    }

    /** As above, of a decimal number in text such as {@code 12.30}. */
    public Builder required(String required) {
      return required(new BigDecimal(required));
    }

    /** Sets {@code reversed}. */
    public Builder reversed(BigDecimal reversed) {
      this.reversed = reversed;
      return this;
    }

    /** As above, of a decimal number in text such as {@code 12.30}. */
    public Builder reversed(String reversed) {
      return reversed(new BigDecimal(reversed));
    }

    /** The rule of the account's policy, or the condition of the posting, that refuses. */
    public Builder rule(String rule) {
      this.rule = rule;
      return this;
    }

    /** Decimals of `asset`. */
    public Builder scale(int scale) {
      this.scale = scale;
      return this;
    }

    /** The scope that the key lacks. */
    public Builder scope(String scope) {
      this.scope = scope;
      return this;
    }

    /** The HTTP status. */
    public Builder status(int status) {
      this.status = status;
      return this;
    }

    /** The code in words, the same every time. */
    public Builder title(String title) {
      this.title = title;
      return this;
    }

    /** The transfer that has it, or the one that was acted on. */
    public Builder transferId(String transferId) {
      this.transferId = transferId;
      return this;
    }

    /** `urn:tallybook:problem:` and the code. */
    public Builder type(String type) {
      this.type = type;
      return this;
    }

    /** What counts within the limit's window already. */
    public Builder used(BigDecimal used) {
      this.used = used;
      return this;
    }

    /** As above, of a decimal number in text such as {@code 12.30}. */
    public Builder used(String used) {
      return used(new BigDecimal(used));
    }

    /** The record; what the API requires must have been set. */
    public Problem build() {
      return new Problem(
          account,
          actual,
          asset,
          available,
          balance,
          before,
          captured,
          Objects.requireNonNull(code, "code"),
          counterparty,
          credits,
          culprit,
          debits,
          Objects.requireNonNull(detail, "detail"),
          direction,
          effectiveAt,
          expected,
          expiresAt,
          externalId,
          field,
          held,
          heldCredits,
          heldDebits,
          holdStatus,
          id,
          index,
          items,
          key,
          kind,
          lastSeq,
          limit,
          limitName,
          maxBytes,
          maxItems,
          notBefore,
          otherAsset,
          posted,
          posting,
          postings,
          proposalStatus,
          reason,
          remaining,
          Objects.requireNonNull(requestId, "requestId"),
          required,
          reversed,
          rule,
          scale,
          scope,
          Objects.requireNonNull(status, "status"),
          Objects.requireNonNull(title, "title"),
          transferId,
          Objects.requireNonNull(type, "type"),
          used);
    }
  }
}
