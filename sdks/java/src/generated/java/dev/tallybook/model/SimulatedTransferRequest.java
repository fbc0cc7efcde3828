// Generated from openapi/ by `make sdks`; do not edit.
package dev.tallybook.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An item of a simulation, as in a batch.
 *
 * @param action `post` (a transfer, or a hold with `pending`) unless given.
 * @param amount A decimal string in major units, above zero.
 * @param creditAccount The account to credit, by path or id.
 * @param debitAccount The account to debit, by path or id; with `credit_account` and `amount`,
 *     instead of `postings`.
 * @param description At most 1,024 bytes.
 * @param effectiveAt When it counts for the books; `recorded_at` unless given.
 * @param expiresAt When a hold ends by itself; never, unless this or `timeout_seconds` is given.
 * @param externalId Your own reference, unique in the ledger for ever: 1 to 255 characters.
 * @param isFinal Of a capture: whether what is not captured by now is released, and the hold
 *     closed.
 * @param id The transfer's id, unique for ever; made by the service unless given.
 * @param manual Whether a person made it by hand, as accounts' `approval` may want to know.
 * @param metadata String to string: at most 50 keys of at most 64 bytes, and 8 KiB in all.
 * @param pending Whether it only holds the amounts, for later captures: a hold.
 * @param postings 2 to 100 legs, whose debits equal their credits in each asset; instead of the
 *     fields above.
 * @param timeoutSeconds The same in seconds from when the hold is recorded: ten years at most.
 * @param transferId The hold or transfer that an action is about, which may be of an earlier item
 *     that said its `id`.
 * @param upTo Whether `amount` is the most, and what the two accounts can give and take will do.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SimulatedTransferRequest(
    @JsonProperty("action") @Nullable ItemAction action,
    @JsonProperty("amount") @Nullable BigDecimal amount,
    @JsonProperty("credit_account") @Nullable String creditAccount,
    @JsonProperty("debit_account") @Nullable String debitAccount,
    @JsonProperty("description") @Nullable String description,
    @JsonProperty("effective_at") @Nullable Instant effectiveAt,
    @JsonProperty("expires_at") @Nullable Change<Instant> expiresAt,
    @JsonProperty("external_id") @Nullable String externalId,
    @JsonProperty("final") @Nullable Boolean isFinal,
    @JsonProperty("id") @Nullable String id,
    @JsonProperty("manual") @Nullable Boolean manual,
    @JsonProperty("metadata") @Nullable Map<String, String> metadata,
    @JsonProperty("pending") @Nullable Boolean pending,
    @JsonProperty("postings") @Nullable List<PostingRequest> postings,
    @JsonProperty("timeout_seconds") @Nullable Long timeoutSeconds,
    @JsonProperty("transfer_id") @Nullable String transferId,
    @JsonProperty("up_to") @Nullable Boolean upTo) {
  /** Copies lists and maps. */
  public SimulatedTransferRequest {
    metadata = Copies.of(metadata);
    postings = Copies.of(postings);
  }

  /** Nothing set yet. */
  public static Builder builder() {
    return new Builder();
  }

  /** Sets what is known, by name, and makes the record; new components come here as new methods. */
  public static final class Builder {
    private @Nullable ItemAction action;
    private @Nullable BigDecimal amount;
    private @Nullable String creditAccount;
    private @Nullable String debitAccount;
    private @Nullable String description;
    private @Nullable Instant effectiveAt;
    private @Nullable Change<Instant> expiresAt;
    private @Nullable String externalId;
    private @Nullable Boolean isFinal;
    private @Nullable String id;
    private @Nullable Boolean manual;
    private @Nullable Map<String, String> metadata;
    private @Nullable Boolean pending;
    private @Nullable List<PostingRequest> postings;
    private @Nullable Long timeoutSeconds;
    private @Nullable String transferId;
    private @Nullable Boolean upTo;

    private Builder() {}

    /** `post` (a transfer, or a hold with `pending`) unless given. */
    public Builder action(ItemAction action) {
      this.action = action;
      return this;
    }

    /** A decimal string in major units, above zero. */
    public Builder amount(BigDecimal amount) {
      this.amount = amount;
      return this;
    }

    /** As above, of a decimal number in text such as {@code 12.30}. */
    public Builder amount(String amount) {
      return amount(new BigDecimal(amount));
    }

    /** The account to credit, by path or id. */
    public Builder creditAccount(String creditAccount) {
      this.creditAccount = creditAccount;
      return this;
    }

    /**
     * The account to debit, by path or id; with `credit_account` and `amount`, instead of
     * `postings`.
     */
    public Builder debitAccount(String debitAccount) {
      this.debitAccount = debitAccount;
      return this;
    }

    /** At most 1,024 bytes. */
    public Builder description(String description) {
      this.description = description;
      return this;
    }

    /** When it counts for the books; `recorded_at` unless given. */
    public Builder effectiveAt(Instant effectiveAt) {
      this.effectiveAt = effectiveAt;
      return this;
    }

    /** When a hold ends by itself; never, unless this or `timeout_seconds` is given. */
    public Builder expiresAt(Instant expiresAt) {
      this.expiresAt = Change.to(expiresAt);
      return this;
    }

    /** Sends an explicit null, which most often removes what is there; left out, it stays. */
    public Builder clearExpiresAt() {
      this.expiresAt = Change.clear();
      return this;
    }

    /** Your own reference, unique in the ledger for ever: 1 to 255 characters. */
    public Builder externalId(String externalId) {
      this.externalId = externalId;
      return this;
    }

    /** Of a capture: whether what is not captured by now is released, and the hold closed. */
    public Builder isFinal(boolean isFinal) {
      this.isFinal = isFinal;
      return this;
    }

    /** The transfer's id, unique for ever; made by the service unless given. */
    public Builder id(String id) {
      this.id = id;
      return this;
    }

    /** Whether a person made it by hand, as accounts' `approval` may want to know. */
    public Builder manual(boolean manual) {
      this.manual = manual;
      return this;
    }

    /** String to string: at most 50 keys of at most 64 bytes, and 8 KiB in all. */
    public Builder metadata(Map<String, String> metadata) {
      this.metadata = metadata;
      return this;
    }

    /** As above, one entry more. */
    public Builder metadata(String key, String value) {
      return metadata(Copies.with(this.metadata, key, value));
    }

    /** Whether it only holds the amounts, for later captures: a hold. */
    public Builder pending(boolean pending) {
      this.pending = pending;
      return this;
    }

    /**
     * 2 to 100 legs, whose debits equal their credits in each asset; instead of the fields above.
     */
    public Builder postings(List<PostingRequest> postings) {
      this.postings = postings;
      return this;
    }

    /** As above, of single elements. */
    public Builder postings(PostingRequest... postings) {
      return postings(List.of(postings));
    }

    /** The same in seconds from when the hold is recorded: ten years at most. */
    public Builder timeoutSeconds(long timeoutSeconds) {
      this.timeoutSeconds = timeoutSeconds;
      return this;
    }

    /**
     * The hold or transfer that an action is about, which may be of an earlier item that said its
     * `id`.
     */
    public Builder transferId(String transferId) {
      this.transferId = transferId;
      return this;
    }

    /** Whether `amount` is the most, and what the two accounts can give and take will do. */
    public Builder upTo(boolean upTo) {
      this.upTo = upTo;
      return this;
    }

    /** The record; what the API requires must have been set. */
    public SimulatedTransferRequest build() {
      return new SimulatedTransferRequest(
          action,
          amount,
          creditAccount,
          debitAccount,
          description,
          effectiveAt,
          expiresAt,
          externalId,
          isFinal,
          id,
          manual,
          metadata,
          pending,
          postings,
          timeoutSeconds,
          transferId,
          upTo);
    }
  }
}
