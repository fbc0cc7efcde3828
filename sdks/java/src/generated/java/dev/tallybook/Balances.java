// Generated from openapi/ by `make sdks`; do not edit.
package dev.tallybook;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.tallybook.model.*;
import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/** Balances now, and as of any time as known at any other. */
public final class Balances {
  private static final Operation GET_ACCOUNT_BALANCE =
      Operation.of("GET", "get_account_balance", "/v1/ledgers/{ledger}/accounts/{account}/balance");
  private static final Operation GET_BALANCES =
      Operation.of("GET", "get_balances", "/v1/ledgers/{ledger}/balances");

  private final Transport transport;
  private final String ledger;

  Balances(Transport transport, String ledger) {
    this.transport = transport;
    this.ledger = ledger;
  }

  /**
   * Get an account's balance.
   *
   * <p>The balance now; at an instant in the past (`as_of`); or as it was known at another
   * (`known_at`, `at_seq`). Where `final` is true, this answer can never change.
   */
  public AccountBalance get(String account, GetQuery query, CallOptions options) {
    return transport.send(
        GET_ACCOUNT_BALANCE.request(ledger, account).query(query), AccountBalance.class, options);
  }

  /** Get an account's balance. */
  public AccountBalance get(String account) {
    return get(account, GetQuery.builder().build(), CallOptions.NONE);
  }

  /** Get an account's balance. */
  public AccountBalance get(String account, GetQuery query) {
    return get(account, query, CallOptions.NONE);
  }

  /**
   * Get balances.
   *
   * <p>Totals per asset below a path, now or in the past; or, by account, each account's balance.
   * Over a whole ledger debits equal credits in every asset.
   */
  public BalanceList list(ListQuery query, CallOptions options) {
    return transport.send(GET_BALANCES.request(ledger).query(query), BalanceList.class, options);
  }

  /** Get balances. */
  public BalanceList list() {
    return list(ListQuery.builder().build(), CallOptions.NONE);
  }

  /** Get balances. */
  public BalanceList list(ListQuery query) {
    return list(query, CallOptions.NONE);
  }

  /** Get balances: all of them, page by page as they are asked for. */
  public Paged<BalanceRow> listAll(ListQuery query, CallOptions options) {
    return Paged.of(
        cursor -> list(query.from(cursor), options), BalanceList::data, BalanceList::nextCursor);
  }

  /** Get balances: all of them, page by page as they are asked for. */
  public Paged<BalanceRow> listAll(ListQuery query) {
    return listAll(query, CallOptions.NONE);
  }

  /** Get balances: all of them, page by page as they are asked for. */
  public Paged<BalanceRow> listAll() {
    return listAll(ListQuery.builder().build());
  }

  /**
   * What {@code get} can be asked for.
   *
   * @param asOf What had become effective by then, inclusive; a date is its end in the ledger's
   *     zone. Without it: everything recorded, post-dated too.
   * @param knownAt What the ledger knew by then, inclusive; a date is its start in the ledger's
   *     zone. Not in the future.
   * @param atSeq What the ledger knew at this `seq`; instead of `known_at`.
   * @param minSeq Wait until the ledger has reached this `seq`.
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record GetQuery(
      @JsonProperty("as_of") @Nullable Moment asOf,
      @JsonProperty("known_at") @Nullable Moment knownAt,
      @JsonProperty("at_seq") @Nullable Long atSeq,
      @JsonProperty("min_seq") @Nullable Long minSeq) {
    /** Nothing set yet. */
    public static Builder builder() {
      return new Builder();
    }

    /** Sets what is asked for, by name. */
    public static final class Builder {
      private @Nullable Moment asOf;
      private @Nullable Moment knownAt;
      private @Nullable Long atSeq;
      private @Nullable Long minSeq;

      private Builder() {}

      /**
       * What had become effective by then, inclusive; a date is its end in the ledger's zone.
       * Without it: everything recorded, post-dated too.
       */
      public Builder asOf(Moment asOf) {
        this.asOf = asOf;
        return this;
      }

      /** As above, to the microsecond. */
      public Builder asOf(Instant asOf) {
        return asOf(Moment.of(asOf));
      }

      /** As above, a date in the ledger's time zone. */
      public Builder asOf(LocalDate asOf) {
        return asOf(Moment.of(asOf));
      }

      /**
       * What the ledger knew by then, inclusive; a date is its start in the ledger's zone. Not in
       * the future.
       */
      public Builder knownAt(Moment knownAt) {
        this.knownAt = knownAt;
        return this;
      }

      /** As above, to the microsecond. */
      public Builder knownAt(Instant knownAt) {
        return knownAt(Moment.of(knownAt));
      }

      /** As above, a date in the ledger's time zone. */
      public Builder knownAt(LocalDate knownAt) {
        return knownAt(Moment.of(knownAt));
      }

      /** What the ledger knew at this `seq`; instead of `known_at`. */
      public Builder atSeq(long atSeq) {
        this.atSeq = atSeq;
        return this;
      }

      /** Wait until the ledger has reached this `seq`. */
      public Builder minSeq(long minSeq) {
        this.minSeq = minSeq;
        return this;
      }

      /** The record. */
      public GetQuery build() {
        return new GetQuery(asOf, knownAt, atSeq, minSeq);
      }
    }
  }

  /**
   * What {@code list} can be asked for.
   *
   * @param pathPrefix Only accounts at or below this path; whole segments.
   * @param asOf What had become effective by then, inclusive; a date is its end in the ledger's
   *     zone.
   * @param knownAt What the ledger knew by then, inclusive; a date is its start in the ledger's
   *     zone.
   * @param by `asset` (unless given): a total per asset, on one page. `account`: paged rows per
   *     account.
   * @param minSeq Wait until the ledger has reached this `seq`.
   * @param limit Rows on the page, 1 to 500 (50 unless given).
   * @param cursor Where to go on: the `next_cursor` of the page before, with the same filters and
   *     order.
   * @param order `desc` (newest first, unless given) or `asc`.
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record ListQuery(
      @JsonProperty("path_prefix") @Nullable String pathPrefix,
      @JsonProperty("as_of") @Nullable Moment asOf,
      @JsonProperty("known_at") @Nullable Moment knownAt,
      @JsonProperty("by") @Nullable BalancesBy by,
      @JsonProperty("min_seq") @Nullable Long minSeq,
      @JsonProperty("limit") @Nullable Long limit,
      @JsonProperty("cursor") @Nullable String cursor,
      @JsonProperty("order") @Nullable Order order) {
    private ListQuery from(@Nullable String first) {
      return first == null
          ? this
          : new ListQuery(pathPrefix, asOf, knownAt, by, minSeq, limit, first, order);
    }

    /** Nothing set yet. */
    public static Builder builder() {
      return new Builder();
    }

    /** Sets what is asked for, by name. */
    public static final class Builder {
      private @Nullable String pathPrefix;
      private @Nullable Moment asOf;
      private @Nullable Moment knownAt;
      private @Nullable BalancesBy by;
      private @Nullable Long minSeq;
      private @Nullable Long limit;
      private @Nullable String cursor;
      private @Nullable Order order;

      private Builder() {}

      /** Only accounts at or below this path; whole segments. */
      public Builder pathPrefix(String pathPrefix) {
        this.pathPrefix = pathPrefix;
        return this;
      }

      /** What had become effective by then, inclusive; a date is its end in the ledger's zone. */
      public Builder asOf(Moment asOf) {
        this.asOf = asOf;
        return this;
      }

      /** As above, to the microsecond. */
      public Builder asOf(Instant asOf) {
        return asOf(Moment.of(asOf));
      }

      /** As above, a date in the ledger's time zone. */
      public Builder asOf(LocalDate asOf) {
        return asOf(Moment.of(asOf));
      }

      /** What the ledger knew by then, inclusive; a date is its start in the ledger's zone. */
      public Builder knownAt(Moment knownAt) {
        this.knownAt = knownAt;
        return this;
      }

      /** As above, to the microsecond. */
      public Builder knownAt(Instant knownAt) {
        return knownAt(Moment.of(knownAt));
      }

      /** As above, a date in the ledger's time zone. */
      public Builder knownAt(LocalDate knownAt) {
        return knownAt(Moment.of(knownAt));
      }

      /**
       * `asset` (unless given): a total per asset, on one page. `account`: paged rows per account.
       */
      public Builder by(BalancesBy by) {
        this.by = by;
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
        return new ListQuery(pathPrefix, asOf, knownAt, by, minSeq, limit, cursor, order);
      }
    }
  }
}
