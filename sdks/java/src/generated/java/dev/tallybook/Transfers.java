// Generated from openapi/ by `make sdks`; do not edit.
package dev.tallybook;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.tallybook.model.*;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/** Balanced movements of money, immutable. */
public final class Transfers {
  private static final Operation GET_ACCOUNT_POSTINGS =
      Operation.of(
          "GET", "get_account_postings", "/v1/ledgers/{ledger}/accounts/{account}/postings");
  private static final Operation GET_IDEMPOTENCY_KEY =
      Operation.of("GET", "get_idempotency_key", "/v1/ledgers/{ledger}/idempotency-keys/{key}");
  private static final Operation GET_TRANSFER =
      Operation.of("GET", "get_transfer", "/v1/ledgers/{ledger}/transfers/{id}");
  private static final Operation GET_TRANSFERS =
      Operation.of("GET", "get_transfers", "/v1/ledgers/{ledger}/transfers");
  private static final Operation PATCH_TRANSFER =
      Operation.of("PATCH", "patch_transfer", "/v1/ledgers/{ledger}/transfers/{id}");
  private static final Operation POST_REVERSE =
      Operation.of("POST", "post_reverse", "/v1/ledgers/{ledger}/transfers/{id}/reverse")
          .withKey()
          .withDryRun()
          .withProposal();
  private static final Operation POST_SIMULATE =
      Operation.of("POST", "post_simulate", "/v1/ledgers/{ledger}/transfers/simulate");
  private static final Operation POST_TRANSFER =
      Operation.of("POST", "post_transfer", "/v1/ledgers/{ledger}/transfers")
          .withKey()
          .withDryRun()
          .withProposal();
  private static final Operation POST_TRANSFERS_BATCH =
      Operation.of("POST", "post_transfers_batch", "/v1/ledgers/{ledger}/transfers/batch")
          .withKey()
          .withDryRun();

  private final Transport transport;
  private final String ledger;

  Transfers(Transport transport, String ledger) {
    this.transport = transport;
    this.ledger = ledger;
  }

  /**
   * List an account's postings.
   *
   * <p>What moved on one account, newest first, each with the balance after it.
   */
  public PostingList listPostings(String account, ListPostingsQuery query, CallOptions options) {
    return transport.send(
        GET_ACCOUNT_POSTINGS.request(ledger, account).query(query), PostingList.class, options);
  }

  /** List an account's postings. */
  public PostingList listPostings(String account) {
    return listPostings(account, ListPostingsQuery.builder().build(), CallOptions.NONE);
  }

  /** List an account's postings. */
  public PostingList listPostings(String account, ListPostingsQuery query) {
    return listPostings(account, query, CallOptions.NONE);
  }

  /** List an account's postings: all of them, page by page as they are asked for. */
  public Paged<PostingRow> listPostingsAll(
      String account, ListPostingsQuery query, CallOptions options) {
    return Paged.of(
        cursor -> listPostings(account, query.from(cursor), options),
        PostingList::data,
        PostingList::nextCursor);
  }

  /** List an account's postings: all of them, page by page as they are asked for. */
  public Paged<PostingRow> listPostingsAll(String account, ListPostingsQuery query) {
    return listPostingsAll(account, query, CallOptions.NONE);
  }

  /** List an account's postings: all of them, page by page as they are asked for. */
  public Paged<PostingRow> listPostingsAll(String account) {
    return listPostingsAll(account, ListPostingsQuery.builder().build());
  }

  /**
   * Look up an idempotency key.
   *
   * <p>What a key did, for whoever lost the answer. A key whose request is still running, or that
   * has expired, is unknown.
   */
  public IdempotencyKeyOutcome keyOutcome(String key, KeyOutcomeQuery query, CallOptions options) {
    return transport.send(
        GET_IDEMPOTENCY_KEY.request(ledger, key).query(query),
        IdempotencyKeyOutcome.class,
        options);
  }

  /** Look up an idempotency key. */
  public IdempotencyKeyOutcome keyOutcome(String key) {
    return keyOutcome(key, KeyOutcomeQuery.builder().build(), CallOptions.NONE);
  }

  /** Look up an idempotency key. */
  public IdempotencyKeyOutcome keyOutcome(String key, KeyOutcomeQuery query) {
    return keyOutcome(key, query, CallOptions.NONE);
  }

  /**
   * Get a transfer.
   *
   * <p>One transfer with its postings, and each account's balance after them; of a hold, what
   * became of it; what of it was reversed; and its metadata as it is now. Its `ETag` is what
   * `If-Match` takes when that is changed.
   */
  public TransferDetail get(String id, GetQuery query, CallOptions options) {
    return transport.send(
        GET_TRANSFER.request(ledger, id).query(query), TransferDetail.class, options);
  }

  /** Get a transfer. */
  public TransferDetail get(String id) {
    return get(id, GetQuery.builder().build(), CallOptions.NONE);
  }

  /** Get a transfer. */
  public TransferDetail get(String id, GetQuery query) {
    return get(id, query, CallOptions.NONE);
  }

  /**
   * List transfers.
   *
   * <p>The ledger's transfers, newest first. A page may be short or empty while `next_cursor` is
   * set.
   */
  public TransferList list(ListQuery query, CallOptions options) {
    return transport.send(GET_TRANSFERS.request(ledger).query(query), TransferList.class, options);
  }

  /** List transfers. */
  public TransferList list() {
    return list(ListQuery.builder().build(), CallOptions.NONE);
  }

  /** List transfers. */
  public TransferList list(ListQuery query) {
    return list(query, CallOptions.NONE);
  }

  /** List transfers: all of them, page by page as they are asked for. */
  public Paged<Transfer> listAll(ListQuery query, CallOptions options) {
    return Paged.of(
        cursor -> list(query.from(cursor), options), TransferList::data, TransferList::nextCursor);
  }

  /** List transfers: all of them, page by page as they are asked for. */
  public Paged<Transfer> listAll(ListQuery query) {
    return listAll(query, CallOptions.NONE);
  }

  /** List transfers: all of them, page by page as they are asked for. */
  public Paged<Transfer> listAll() {
    return listAll(ListQuery.builder().build());
  }

  /**
   * Change a transfer's metadata.
   *
   * <p>What a transfer moved never changes; what is said about it may, and every change is an
   * event. Guard it with `if_metadata`, `if_revision` or `If-Match` so that nobody's change is
   * overwritten unseen.
   */
  public TransferMetadata update(String id, PatchTransferRequest request, CallOptions options) {
    return transport.send(
        PATCH_TRANSFER.request(ledger, id).body(request), TransferMetadata.class, options);
  }

  /** Change a transfer's metadata. */
  public TransferMetadata update(String id, PatchTransferRequest request) {
    return update(id, request, CallOptions.NONE);
  }

  /**
   * Reverse a transfer.
   *
   * <p>Moves back what a transfer or a capture moved: all of it or a part, several times until
   * nothing is left, and never more. The transfer itself stays as it is.
   *
   * @throws TransferProposedException where it waits for a second person
   * @throws OutcomeUnknownException where it may have been done, and nobody could tell in time
   */
  public Transfer reverse(String id, PostReverseRequest request, CallOptions options) {
    return transport.send(POST_REVERSE.request(ledger, id).body(request), Transfer.class, options);
  }

  /** Reverse a transfer. */
  public Transfer reverse(String id, PostReverseRequest request) {
    return reverse(id, request, CallOptions.NONE);
  }

  /**
   * Simulate transfers.
   *
   * <p>What a sequence of transfers, holds and actions would come to, without doing any of it: each
   * item's entry, or every rule that would refuse it. It takes no idempotency key.
   */
  public Simulation simulate(PostSimulateRequest request, CallOptions options) {
    return transport.send(POST_SIMULATE.request(ledger).body(request), Simulation.class, options);
  }

  /** Simulate transfers. */
  public Simulation simulate(PostSimulateRequest request) {
    return simulate(request, CallOptions.NONE);
  }

  /**
   * Post a transfer.
   *
   * <p>Moves money: one balanced set of postings, accepted or rejected as a whole, and immutable.
   * With `pending` it only holds the amounts, until captures post them, or a void or its expiry
   * lets them go. A retry with the same `Idempotency-Key` gets the first answer again, byte for
   * byte.
   *
   * @throws TransferProposedException where it waits for a second person
   * @throws OutcomeUnknownException where it may have been done, and nobody could tell in time
   */
  public Transfer create(PostTransferRequest request, CallOptions options) {
    return transport.send(POST_TRANSFER.request(ledger).body(request), Transfer.class, options);
  }

  /** Post a transfer. */
  public Transfer create(PostTransferRequest request) {
    return create(request, CallOptions.NONE);
  }

  /**
   * Post many transfers.
   *
   * <p>Transfers, holds and actions on them, all or none (`atomic`), each by itself, or in groups
   * of which all or none are done. One `Idempotency-Key` header covers the batch, or every item has
   * its own key and there is no header. If atomic and refused, the answer is the culprit's problem
   * with its `index`; if an item of a group is refused, the others' problem is `group_refused` and
   * names the `culprit`.
   *
   * @throws OutcomeUnknownException where it may have been done, and nobody could tell in time
   */
  public TransferBatch createBatch(PostTransfersBatchRequest request, CallOptions options) {
    return transport.send(
        POST_TRANSFERS_BATCH.request(ledger).body(request), TransferBatch.class, options);
  }

  /** Post many transfers. */
  public TransferBatch createBatch(PostTransfersBatchRequest request) {
    return createBatch(request, CallOptions.NONE);
  }

  /**
   * What {@code listPostings} can be asked for.
   *
   * @param minSeq Wait until the ledger has reached this `seq`.
   * @param limit Rows on the page, 1 to 500 (50 unless given).
   * @param cursor Where to go on: the `next_cursor` of the page before, with the same filters and
   *     order.
   * @param order `desc` (newest first, unless given) or `asc`.
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record ListPostingsQuery(
      @JsonProperty("min_seq") @Nullable Long minSeq,
      @JsonProperty("limit") @Nullable Long limit,
      @JsonProperty("cursor") @Nullable String cursor,
      @JsonProperty("order") @Nullable Order order) {
    private ListPostingsQuery from(@Nullable String first) {
      return first == null ? this : new ListPostingsQuery(minSeq, limit, first, order);
    }

    /** Nothing set yet. */
    public static Builder builder() {
      return new Builder();
    }

    /** Sets what is asked for, by name. */
    public static final class Builder {
      private @Nullable Long minSeq;
      private @Nullable Long limit;
      private @Nullable String cursor;
      private @Nullable Order order;

      private Builder() {}

      /** Wait until the ledger has reached this `seq`. */
      public Builder minSeq(long minSeq) {
        this.minSeq = minSeq;
        return this;
      }

      /** Rows on the page, 1 to 500 (50 unless given). */
      public Builder limit(long limit) {
        this.limit = limit;
        return this;
      }

      /** Where to go on: the `next_cursor` of the page before, with the same filters and order. */
      public Builder cursor(String cursor) {
        this.cursor = cursor;
        return this;
      }

      /** `desc` (newest first, unless given) or `asc`. */
      public Builder order(Order order) {
        this.order = order;
        return this;
      }

      /** The record. */
      public ListPostingsQuery build() {
        return new ListPostingsQuery(minSeq, limit, cursor, order);
      }
    }
  }

  /**
   * What {@code keyOutcome} can be asked for.
   *
   * @param minSeq Wait until the ledger has reached this `seq`, such as a write's `Tallybook-Seq`.
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record KeyOutcomeQuery(@JsonProperty("min_seq") @Nullable Long minSeq) {
    /** Nothing set yet. */
    public static Builder builder() {
      return new Builder();
    }

    /** Sets what is asked for, by name. */
    public static final class Builder {
      private @Nullable Long minSeq;

      private Builder() {}

      /** Wait until the ledger has reached this `seq`, such as a write's `Tallybook-Seq`. */
      public Builder minSeq(long minSeq) {
        this.minSeq = minSeq;
        return this;
      }

      /** The record. */
      public KeyOutcomeQuery build() {
        return new KeyOutcomeQuery(minSeq);
      }
    }
  }

  /**
   * What {@code get} can be asked for.
   *
   * @param minSeq Wait until the ledger has reached this `seq`, such as a write's `Tallybook-Seq`.
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record GetQuery(@JsonProperty("min_seq") @Nullable Long minSeq) {
    /** Nothing set yet. */
    public static Builder builder() {
      return new Builder();
    }

    /** Sets what is asked for, by name. */
    public static final class Builder {
      private @Nullable Long minSeq;

      private Builder() {}

      /** Wait until the ledger has reached this `seq`, such as a write's `Tallybook-Seq`. */
      public Builder minSeq(long minSeq) {
        this.minSeq = minSeq;
        return this;
      }

      /** The record. */
      public GetQuery build() {
        return new GetQuery(minSeq);
      }
    }
  }

  /**
   * What {@code list} can be asked for.
   *
   * @param account Only transfers with a posting on this account, by path or id.
   * @param pathPrefix Only transfers with a posting at or below this path; whole segments.
   * @param externalId Only the transfer with this external id.
   * @param effectiveFrom Only transfers effective at or after this time; a date is its start in the
   *     ledger's zone.
   * @param effectiveTo Only transfers effective before this time.
   * @param recordedFrom Only transfers recorded at or after this time.
   * @param recordedTo Only transfers recorded before this time.
   * @param amountMin Only transfers with a posting of at least this amount, in major units.
   * @param amountMax Only transfers with a posting of at most this amount, in major units.
   * @param metadataKey Only transfers whose metadata has this key.
   * @param metadataValue Only transfers whose metadata has this value at `metadata_key`.
   * @param minSeq Wait until the ledger has reached this `seq`.
   * @param limit Rows on the page, 1 to 500 (50 unless given).
   * @param cursor Where to go on: the `next_cursor` of the page before, with the same filters and
   *     order.
   * @param order `desc` (newest first, unless given) or `asc`.
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record ListQuery(
      @JsonProperty("account") @Nullable String account,
      @JsonProperty("path_prefix") @Nullable String pathPrefix,
      @JsonProperty("external_id") @Nullable String externalId,
      @JsonProperty("effective_from") @Nullable Moment effectiveFrom,
      @JsonProperty("effective_to") @Nullable Moment effectiveTo,
      @JsonProperty("recorded_from") @Nullable Moment recordedFrom,
      @JsonProperty("recorded_to") @Nullable Moment recordedTo,
      @JsonProperty("amount_min") @Nullable BigDecimal amountMin,
      @JsonProperty("amount_max") @Nullable BigDecimal amountMax,
      @JsonProperty("metadata_key") @Nullable String metadataKey,
      @JsonProperty("metadata_value") @Nullable String metadataValue,
      @JsonProperty("min_seq") @Nullable Long minSeq,
      @JsonProperty("limit") @Nullable Long limit,
      @JsonProperty("cursor") @Nullable String cursor,
      @JsonProperty("order") @Nullable Order order) {
    private ListQuery from(@Nullable String first) {
      return first == null
          ? this
          : new ListQuery(
              account,
              pathPrefix,
              externalId,
              effectiveFrom,
              effectiveTo,
              recordedFrom,
              recordedTo,
              amountMin,
              amountMax,
              metadataKey,
              metadataValue,
              minSeq,
              limit,
              first,
              order);
    }

    /** Nothing set yet. */
    public static Builder builder() {
      return new Builder();
    }

    /** Sets what is asked for, by name. */
    public static final class Builder {
      private @Nullable String account;
      private @Nullable String pathPrefix;
      private @Nullable String externalId;
      private @Nullable Moment effectiveFrom;
      private @Nullable Moment effectiveTo;
      private @Nullable Moment recordedFrom;
      private @Nullable Moment recordedTo;
      private @Nullable BigDecimal amountMin;
      private @Nullable BigDecimal amountMax;
      private @Nullable String metadataKey;
      private @Nullable String metadataValue;
      private @Nullable Long minSeq;
      private @Nullable Long limit;
      private @Nullable String cursor;
      private @Nullable Order order;

      private Builder() {}

      /** Only transfers with a posting on this account, by path or id. */
      public Builder account(String account) {
        this.account = account;
        return this;
      }

      /** Only transfers with a posting at or below this path; whole segments. */
      public Builder pathPrefix(String pathPrefix) {
        this.pathPrefix = pathPrefix;
        return this;
      }

      /** Only the transfer with this external id. */
      public Builder externalId(String externalId) {
        this.externalId = externalId;
        return this;
      }

      /**
       * Only transfers effective at or after this time; a date is its start in the ledger's zone.
       */
      public Builder effectiveFrom(Moment effectiveFrom) {
        this.effectiveFrom = effectiveFrom;
        return this;
      }

      /** As above, to the microsecond. */
      public Builder effectiveFrom(Instant effectiveFrom) {
        return effectiveFrom(Moment.of(effectiveFrom));
      }

      /** As above, a date in the ledger's time zone. */
      public Builder effectiveFrom(LocalDate effectiveFrom) {
        return effectiveFrom(Moment.of(effectiveFrom));
      }

      /** Only transfers effective before this time. */
      public Builder effectiveTo(Moment effectiveTo) {
        this.effectiveTo = effectiveTo;
        return this;
      }

      /** As above, to the microsecond. */
      public Builder effectiveTo(Instant effectiveTo) {
        return effectiveTo(Moment.of(effectiveTo));
      }

      /** As above, a date in the ledger's time zone. */
      public Builder effectiveTo(LocalDate effectiveTo) {
        return effectiveTo(Moment.of(effectiveTo));
      }

      /** Only transfers recorded at or after this time. */
      public Builder recordedFrom(Moment recordedFrom) {
        this.recordedFrom = recordedFrom;
        return this;
      }

      /** As above, to the microsecond. */
      public Builder recordedFrom(Instant recordedFrom) {
        return recordedFrom(Moment.of(recordedFrom));
      }

      /** As above, a date in the ledger's time zone. */
      public Builder recordedFrom(LocalDate recordedFrom) {
        return recordedFrom(Moment.of(recordedFrom));
      }

      /** Only transfers recorded before this time. */
      public Builder recordedTo(Moment recordedTo) {
        this.recordedTo = recordedTo;
        return this;
      }

      /** As above, to the microsecond. */
      public Builder recordedTo(Instant recordedTo) {
        return recordedTo(Moment.of(recordedTo));
      }

      /** As above, a date in the ledger's time zone. */
      public Builder recordedTo(LocalDate recordedTo) {
        return recordedTo(Moment.of(recordedTo));
      }

      /** Only transfers with a posting of at least this amount, in major units. */
      public Builder amountMin(BigDecimal amountMin) {
        this.amountMin = amountMin;
        return this;
      }

      /** As above, of a decimal number in text. */
      public Builder amountMin(String amountMin) {
        return amountMin(new BigDecimal(amountMin));
      }

      /** Only transfers with a posting of at most this amount, in major units. */
      public Builder amountMax(BigDecimal amountMax) {
        this.amountMax = amountMax;
        return this;
      }

      /** As above, of a decimal number in text. */
      public Builder amountMax(String amountMax) {
        return amountMax(new BigDecimal(amountMax));
      }

      /** Only transfers whose metadata has this key. */
      public Builder metadataKey(String metadataKey) {
        this.metadataKey = metadataKey;
        return this;
      }

      /** Only transfers whose metadata has this value at `metadata_key`. */
      public Builder metadataValue(String metadataValue) {
        this.metadataValue = metadataValue;
        return this;
      }

      /** Wait until the ledger has reached this `seq`. */
      public Builder minSeq(long minSeq) {
        this.minSeq = minSeq;
        return this;
      }

      /** Rows on the page, 1 to 500 (50 unless given). */
      public Builder limit(long limit) {
        this.limit = limit;
        return this;
      }

      /** Where to go on: the `next_cursor` of the page before, with the same filters and order. */
      public Builder cursor(String cursor) {
        this.cursor = cursor;
        return this;
      }

      /** `desc` (newest first, unless given) or `asc`. */
      public Builder order(Order order) {
        this.order = order;
        return this;
      }

      /** The record. */
      public ListQuery build() {
        return new ListQuery(
            account,
            pathPrefix,
            externalId,
            effectiveFrom,
            effectiveTo,
            recordedFrom,
            recordedTo,
            amountMin,
            amountMax,
            metadataKey,
            metadataValue,
            minSeq,
            limit,
            cursor,
            order);
      }
    }
  }
}
