// Generated from openapi/ by `make sdks`; do not edit.
package dev.tallybook;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.tallybook.model.*;
import org.jspecify.annotations.Nullable;

/** Money that is promised: held, then captured, let go or expired. */
public final class Holds {
  private static final Operation GET_HOLDS =
      Operation.of("GET", "get_holds", "/v1/ledgers/{ledger}/holds");
  private static final Operation POST_CAPTURE =
      Operation.of("POST", "post_capture", "/v1/ledgers/{ledger}/transfers/{id}/capture")
          .withKey()
          .withDryRun();
  private static final Operation POST_EXTEND =
      Operation.of("POST", "post_extend", "/v1/ledgers/{ledger}/transfers/{id}/extend")
          .withKey()
          .withDryRun();
  private static final Operation POST_INCREMENT =
      Operation.of("POST", "post_increment", "/v1/ledgers/{ledger}/transfers/{id}/increment")
          .withKey()
          .withDryRun();
  private static final Operation POST_VOID =
      Operation.of("POST", "post_void", "/v1/ledgers/{ledger}/transfers/{id}/void")
          .withKey()
          .withDryRun();

  private final Transport transport;
  private final String ledger;

  Holds(Transport transport, String ledger) {
    this.transport = transport;
    this.ledger = ledger;
  }

  /**
   * List holds.
   *
   * <p>The ledger's holds with what became of each, newest first. A page may be short or empty
   * while `next_cursor` is set.
   */
  public HoldList list(ListQuery query, CallOptions options) {
    return transport.send(GET_HOLDS.request(ledger).query(query), HoldList.class, options);
  }

  /** List holds. */
  public HoldList list() {
    return list(ListQuery.builder().build(), CallOptions.NONE);
  }

  /** List holds. */
  public HoldList list(ListQuery query) {
    return list(query, CallOptions.NONE);
  }

  /** List holds: all of them, page by page as they are asked for. */
  public Paged<HoldItem> listAll(ListQuery query, CallOptions options) {
    return Paged.of(
        cursor -> list(query.from(cursor), options), HoldList::data, HoldList::nextCursor);
  }

  /** List holds: all of them, page by page as they are asked for. */
  public Paged<HoldItem> listAll(ListQuery query) {
    return listAll(query, CallOptions.NONE);
  }

  /** List holds: all of them, page by page as they are asked for. */
  public Paged<HoldItem> listAll() {
    return listAll(ListQuery.builder().build());
  }

  /**
   * Capture a hold.
   *
   * <p>Posts what was held: all of it or a part, at once or in several captures. What is captured
   * is no longer held; `final` releases the rest. More than was held is refused, beyond what the
   * account's `over_capture_percent` tolerates.
   *
   * @throws OutcomeUnknownException where it may have been done, and nobody could tell in time
   */
  public Transfer capture(String id, PostCaptureRequest request, CallOptions options) {
    return transport.send(POST_CAPTURE.request(ledger, id).body(request), Transfer.class, options);
  }

  /** Capture a hold. */
  public Transfer capture(String id, PostCaptureRequest request) {
    return capture(id, request, CallOptions.NONE);
  }

  /**
   * Extend a hold.
   *
   * <p>Changes when a hold expires, to later or to sooner, or to never. It moves nothing.
   *
   * @throws OutcomeUnknownException where it may have been done, and nobody could tell in time
   */
  public Transfer extend(String id, PostExtendRequest request, CallOptions options) {
    return transport.send(POST_EXTEND.request(ledger, id).body(request), Transfer.class, options);
  }

  /** Extend a hold. */
  public Transfer extend(String id, PostExtendRequest request) {
    return extend(id, request, CallOptions.NONE);
  }

  /**
   * Increment a hold.
   *
   * <p>Holds more, under the same rules as a new hold. When it expires does not change.
   *
   * @throws OutcomeUnknownException where it may have been done, and nobody could tell in time
   */
  public Transfer increment(String id, PostIncrementRequest request, CallOptions options) {
    return transport.send(
        POST_INCREMENT.request(ledger, id).body(request), Transfer.class, options);
  }

  /** Increment a hold. */
  public Transfer increment(String id, PostIncrementRequest request) {
    return increment(id, request, CallOptions.NONE);
  }

  /**
   * Void a hold.
   *
   * <p>Releases all that a hold still holds, and closes it. What was captured stays posted.
   *
   * @throws OutcomeUnknownException where it may have been done, and nobody could tell in time
   */
  public Transfer voidHold(String id, PostVoidRequest request, CallOptions options) {
    return transport.send(POST_VOID.request(ledger, id).body(request), Transfer.class, options);
  }

  /** Void a hold. */
  public Transfer voidHold(String id, PostVoidRequest request) {
    return voidHold(id, request, CallOptions.NONE);
  }

  /**
   * What {@code list} can be asked for.
   *
   * @param status Only holds that stand so.
   * @param account Only holds with a posting on this account, by path or id.
   * @param minSeq Wait until the ledger has reached this `seq`.
   * @param limit Rows on the page, 1 to 500 (50 unless given).
   * @param cursor Where to go on: the `next_cursor` of the page before, with the same filters and
   *     order.
   * @param order `desc` (newest first, unless given) or `asc`.
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record ListQuery(
      @JsonProperty("status") @Nullable HoldStatus status,
      @JsonProperty("account") @Nullable String account,
      @JsonProperty("min_seq") @Nullable Long minSeq,
      @JsonProperty("limit") @Nullable Long limit,
      @JsonProperty("cursor") @Nullable String cursor,
      @JsonProperty("order") @Nullable Order order) {
    private ListQuery from(@Nullable String first) {
      return first == null ? this : new ListQuery(status, account, minSeq, limit, first, order);
    }

    /** Nothing set yet. */
    public static Builder builder() {
      return new Builder();
    }

    /** Sets what is asked for, by name. */
    public static final class Builder {
      private @Nullable HoldStatus status;
      private @Nullable String account;
      private @Nullable Long minSeq;
      private @Nullable Long limit;
      private @Nullable String cursor;
      private @Nullable Order order;

      private Builder() {}

      /** Only holds that stand so. */
      public Builder status(HoldStatus status) {
        this.status = status;
        return this;
      }

      /** Only holds with a posting on this account, by path or id. */
      public Builder account(String account) {
        this.account = account;
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
        return new ListQuery(status, account, minSeq, limit, cursor, order);
      }
    }
  }
}
