// Generated from openapi/ by `make sdks`; do not edit.
package dev.tallybook;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.tallybook.model.*;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The public record of every accepted change, in order. */
public final class Events {
  private static final Operation GET_EVENT_STREAM =
      Operation.of("GET", "get_event_stream", "/v1/ledgers/{ledger}/events/stream");
  private static final Operation GET_EVENTS =
      Operation.of("GET", "get_events", "/v1/ledgers/{ledger}/events");

  private final Transport transport;
  private final String ledger;

  Events(Transport transport, String ledger) {
    this.transport = transport;
    this.ledger = ledger;
  }

  /**
   * Stream events: server-sent events, which come back by themselves where the connection is lost.
   */
  public EventStream stream(StreamQuery query) {
    return new EventStream(transport, GET_EVENT_STREAM.request(ledger), query);
  }

  /** Stream events, of all types and accounts, from the first event on. */
  public EventStream stream() {
    return stream(StreamQuery.builder().build());
  }

  /**
   * List events.
   *
   * <p>One event for each accepted change, oldest first: go on with `after` set to the `next_after`
   * of the page before. With a filter a page may be short or empty though there is more: the list's
   * end is reached where `next_after` is `last_seq`.
   */
  public EventList list(ListQuery query, CallOptions options) {
    return transport.send(GET_EVENTS.request(ledger).query(query), EventList.class, options);
  }

  /** List events. */
  public EventList list() {
    return list(ListQuery.builder().build(), CallOptions.NONE);
  }

  /** List events. */
  public EventList list(ListQuery query) {
    return list(query, CallOptions.NONE);
  }

  /**
   * Pulls events as they come, without end, by long polls.
   *
   * @param query where to begin, and what to have; {@code wait} is how long one poll waits, 20
   *     seconds unless given
   */
  public EventConsumer consume(ListQuery query) {
    return new EventConsumer(transport, GET_EVENTS.request(ledger), query);
  }

  /** Pulls events of all types and accounts, from the first one on. */
  public EventConsumer consume() {
    return consume(ListQuery.builder().build());
  }

  /**
   * What {@code stream} can be asked for.
   *
   * @param after Only events after this `seq`; 0 (from the beginning) unless given. `Last-Event-ID`
   *     wins over it.
   * @param types Only events of these types, separated by commas.
   * @param account Only events about this account, by path or id, as in the list of events.
   * @param minSeq Begin once the ledger has reached this `seq`.
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record StreamQuery(
      @JsonProperty("after") @Nullable Long after,
      @JsonProperty("types") @Nullable List<String> types,
      @JsonProperty("account") @Nullable String account,
      @JsonProperty("min_seq") @Nullable Long minSeq) {
    /** Nothing set yet. */
    public static Builder builder() {
      return new Builder();
    }

    /** Sets what is asked for, by name. */
    public static final class Builder {
      private @Nullable Long after;
      private @Nullable List<String> types;
      private @Nullable String account;
      private @Nullable Long minSeq;

      private Builder() {}

      /**
       * Only events after this `seq`; 0 (from the beginning) unless given. `Last-Event-ID` wins
       * over it.
       */
      public Builder after(long after) {
        this.after = after;
        return this;
      }

      /** Only events of these types, separated by commas. */
      public Builder types(List<String> types) {
        this.types = List.copyOf(types);
        return this;
      }

      /** As above, of single elements. */
      public Builder types(String... types) {
        return types(List.of(types));
      }

      /** Only events about this account, by path or id, as in the list of events. */
      public Builder account(String account) {
        this.account = account;
        return this;
      }

      /** Begin once the ledger has reached this `seq`. */
      public Builder minSeq(long minSeq) {
        this.minSeq = minSeq;
        return this;
      }

      /** The record. */
      public StreamQuery build() {
        return new StreamQuery(after, types, account, minSeq);
      }
    }
  }

  /**
   * What {@code list} can be asked for.
   *
   * @param after Only events after this `seq`; 0 (from the beginning) unless given.
   * @param types Only events of these types, separated by commas.
   * @param account Only events about this account, by path or id: its own, its alerts, and those of
   *     transfers and proposals with a posting on it.
   * @param waitSeconds Where nothing matches yet, wait for it so many seconds, 0 to 60; but not for
   *     longer than a request may take.
   * @param limit Events on the page, 1 to 500 (50 unless given).
   * @param minSeq Wait until the ledger has reached this `seq`.
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record ListQuery(
      @JsonProperty("after") @Nullable Long after,
      @JsonProperty("types") @Nullable List<String> types,
      @JsonProperty("account") @Nullable String account,
      @JsonProperty("wait") @Nullable Long waitSeconds,
      @JsonProperty("limit") @Nullable Long limit,
      @JsonProperty("min_seq") @Nullable Long minSeq) {
    /** Nothing set yet. */
    public static Builder builder() {
      return new Builder();
    }

    /** Sets what is asked for, by name. */
    public static final class Builder {
      private @Nullable Long after;
      private @Nullable List<String> types;
      private @Nullable String account;
      private @Nullable Long waitSeconds;
      private @Nullable Long limit;
      private @Nullable Long minSeq;

      private Builder() {}

      /** Only events after this `seq`; 0 (from the beginning) unless given. */
      public Builder after(long after) {
        this.after = after;
        return this;
      }

      /** Only events of these types, separated by commas. */
      public Builder types(List<String> types) {
        this.types = List.copyOf(types);
        return this;
      }

      /** As above, of single elements. */
      public Builder types(String... types) {
        return types(List.of(types));
      }

      /**
       * Only events about this account, by path or id: its own, its alerts, and those of transfers
       * and proposals with a posting on it.
       */
      public Builder account(String account) {
        this.account = account;
        return this;
      }

      /**
       * Where nothing matches yet, wait for it so many seconds, 0 to 60; but not for longer than a
       * request may take.
       */
      public Builder waitSeconds(long waitSeconds) {
        this.waitSeconds = waitSeconds;
        return this;
      }

      /** Events on the page, 1 to 500 (50 unless given). */
      public Builder limit(long limit) {
        this.limit = limit;
        return this;
      }

      /** Wait until the ledger has reached this `seq`. */
      public Builder minSeq(long minSeq) {
        this.minSeq = minSeq;
        return this;
      }

      /** The record. */
      public ListQuery build() {
        return new ListQuery(after, types, account, waitSeconds, limit, minSeq);
      }
    }
  }
}
