// Generated from openapi/ by `make sdks`; do not edit.
package dev.tallybook;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.tallybook.model.*;
import org.jspecify.annotations.Nullable;

/** Isolated books. */
public final class Ledgers {
  private static final Operation GET_LEDGER =
      Operation.of("GET", "get_ledger", "/v1/ledgers/{ledger}");
  private static final Operation GET_LEDGERS = Operation.of("GET", "get_ledgers", "/v1/ledgers");
  private static final Operation POST_LEDGER =
      Operation.of("POST", "post_ledger", "/v1/ledgers").withKey();

  private final Transport transport;

  Ledgers(Transport transport) {
    this.transport = transport;
  }

  /**
   * Get a ledger.
   *
   * <p>One ledger, with the number of its last change.
   */
  public Ledger get(String ledger, GetQuery query, CallOptions options) {
    return transport.send(GET_LEDGER.request(ledger).query(query), Ledger.class, options);
  }

  /** Get a ledger. */
  public Ledger get(String ledger) {
    return get(ledger, GetQuery.builder().build(), CallOptions.NONE);
  }

  /** Get a ledger. */
  public Ledger get(String ledger, GetQuery query) {
    return get(ledger, query, CallOptions.NONE);
  }

  /**
   * List ledgers.
   *
   * <p>The ledgers that the key may see, newest first.
   */
  public LedgerList list(ListQuery query, CallOptions options) {
    return transport.send(GET_LEDGERS.request().query(query), LedgerList.class, options);
  }

  /** List ledgers. */
  public LedgerList list() {
    return list(ListQuery.builder().build(), CallOptions.NONE);
  }

  /** List ledgers. */
  public LedgerList list(ListQuery query) {
    return list(query, CallOptions.NONE);
  }

  /** List ledgers: all of them, page by page as they are asked for. */
  public Paged<Ledger> listAll(ListQuery query, CallOptions options) {
    return Paged.of(
        cursor -> list(query.from(cursor), options), LedgerList::data, LedgerList::nextCursor);
  }

  /** List ledgers: all of them, page by page as they are asked for. */
  public Paged<Ledger> listAll(ListQuery query) {
    return listAll(query, CallOptions.NONE);
  }

  /** List ledgers: all of them, page by page as they are asked for. */
  public Paged<Ledger> listAll() {
    return listAll(ListQuery.builder().build());
  }

  /**
   * Create a ledger.
   *
   * <p>Opens an isolated book with its own accounts, assets, order and keys. Creating the same
   * ledger again answers 200 with what exists. Needs a key for all ledgers.
   *
   * @throws OutcomeUnknownException where it may have been done, and nobody could tell in time
   */
  public Ledger create(PostLedgerRequest request, CallOptions options) {
    return transport.send(POST_LEDGER.request().body(request), Ledger.class, options);
  }

  /** Create a ledger. */
  public Ledger create(PostLedgerRequest request) {
    return create(request, CallOptions.NONE);
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
   * @param limit Rows on the page, 1 to 500 (50 unless given).
   * @param cursor Where to go on: the `next_cursor` of the page before, with the same filters and
   *     order.
   * @param order `desc` (newest first, unless given) or `asc`.
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record ListQuery(
      @JsonProperty("limit") @Nullable Long limit,
      @JsonProperty("cursor") @Nullable String cursor,
      @JsonProperty("order") @Nullable Order order) {
    private ListQuery from(@Nullable String first) {
      return first == null ? this : new ListQuery(limit, first, order);
    }

    /** Nothing set yet. */
    public static Builder builder() {
      return new Builder();
    }

    /** Sets what is asked for, by name. */
    public static final class Builder {
      private @Nullable Long limit;
      private @Nullable String cursor;
      private @Nullable Order order;

      private Builder() {}

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
        return new ListQuery(limit, cursor, order);
      }
    }
  }
}
