// Generated from openapi/ by `make sdks`; do not edit.
package dev.tallybook;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.tallybook.model.*;
import org.jspecify.annotations.Nullable;

/** Conditions on balances, which raise alerts. */
public final class Monitors {
  private static final Operation GET_MONITOR =
      Operation.of("GET", "get_monitor", "/v1/ledgers/{ledger}/monitors/{name}");
  private static final Operation GET_MONITOR_ACCOUNTS =
      Operation.of("GET", "get_monitor_accounts", "/v1/ledgers/{ledger}/monitors/{name}/accounts");
  private static final Operation GET_MONITORS =
      Operation.of("GET", "get_monitors", "/v1/ledgers/{ledger}/monitors");
  private static final Operation PATCH_MONITOR =
      Operation.of("PATCH", "patch_monitor", "/v1/ledgers/{ledger}/monitors/{name}");
  private static final Operation POST_MONITOR =
      Operation.of("POST", "post_monitor", "/v1/ledgers/{ledger}/monitors").withKey();

  private final Transport transport;
  private final String ledger;

  Monitors(Transport transport, String ledger) {
    this.transport = transport;
    this.ledger = ledger;
  }

  /**
   * Get a monitor.
   *
   * <p>One monitor by its name.
   */
  public Monitor get(String name, GetQuery query, CallOptions options) {
    return transport.send(GET_MONITOR.request(ledger, name).query(query), Monitor.class, options);
  }

  /** Get a monitor. */
  public Monitor get(String name) {
    return get(name, GetQuery.builder().build(), CallOptions.NONE);
  }

  /** Get a monitor. */
  public Monitor get(String name, GetQuery query) {
    return get(name, query, CallOptions.NONE);
  }

  /**
   * List a monitor's accounts.
   *
   * <p>How each account that a monitor covers stands to it now, by path; whether the monitor is
   * active or not. Each page is told as of its own `Tallybook-Seq`.
   */
  public MonitorAccountList listAccounts(
      String name, ListAccountsQuery query, CallOptions options) {
    return transport.send(
        GET_MONITOR_ACCOUNTS.request(ledger, name).query(query), MonitorAccountList.class, options);
  }

  /** List a monitor's accounts. */
  public MonitorAccountList listAccounts(String name) {
    return listAccounts(name, ListAccountsQuery.builder().build(), CallOptions.NONE);
  }

  /** List a monitor's accounts. */
  public MonitorAccountList listAccounts(String name, ListAccountsQuery query) {
    return listAccounts(name, query, CallOptions.NONE);
  }

  /** List a monitor's accounts: all of them, page by page as they are asked for. */
  public Paged<MonitorAccountRow> listAccountsAll(
      String name, ListAccountsQuery query, CallOptions options) {
    return Paged.of(
        cursor -> listAccounts(name, query.from(cursor), options),
        MonitorAccountList::data,
        MonitorAccountList::nextCursor);
  }

  /** List a monitor's accounts: all of them, page by page as they are asked for. */
  public Paged<MonitorAccountRow> listAccountsAll(String name, ListAccountsQuery query) {
    return listAccountsAll(name, query, CallOptions.NONE);
  }

  /** List a monitor's accounts: all of them, page by page as they are asked for. */
  public Paged<MonitorAccountRow> listAccountsAll(String name) {
    return listAccountsAll(name, ListAccountsQuery.builder().build());
  }

  /**
   * List monitors.
   *
   * <p>All monitors of the ledger, in the order in which they were set.
   */
  public MonitorList list(ListQuery query, CallOptions options) {
    return transport.send(GET_MONITORS.request(ledger).query(query), MonitorList.class, options);
  }

  /** List monitors. */
  public MonitorList list() {
    return list(ListQuery.builder().build(), CallOptions.NONE);
  }

  /** List monitors. */
  public MonitorList list(ListQuery query) {
    return list(query, CallOptions.NONE);
  }

  /**
   * Change a monitor.
   *
   * <p>At once, for the transfers that follow; the change itself raises no alert. Every change is
   * an event.
   */
  public Monitor update(String name, PatchMonitorRequest request, CallOptions options) {
    return transport.send(
        PATCH_MONITOR.request(ledger, name).body(request), Monitor.class, options);
  }

  /** Change a monitor. */
  public Monitor update(String name, PatchMonitorRequest request) {
    return update(name, request, CallOptions.NONE);
  }

  /**
   * Set a monitor.
   *
   * <p>Watches a balance of the accounts below a path: whenever a transfer, hold or action on one
   * takes it across the threshold, an event `balance.alert` with a `seq` of its own follows. What
   * is beyond the threshold already raises none. Setting the same monitor again answers 200 with
   * what exists.
   *
   * @throws OutcomeUnknownException where it may have been done, and nobody could tell in time
   */
  public Monitor create(PostMonitorRequest request, CallOptions options) {
    return transport.send(POST_MONITOR.request(ledger).body(request), Monitor.class, options);
  }

  /** Set a monitor. */
  public Monitor create(PostMonitorRequest request) {
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
   * What {@code listAccounts} can be asked for.
   *
   * @param alerting Only the accounts that alert, or only those that do not.
   * @param minSeq Wait until the ledger has reached this `seq`.
   * @param limit Rows on the page, 1 to 500 (50 unless given).
   * @param cursor Where to go on: the `next_cursor` of the page before, with the same filters.
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record ListAccountsQuery(
      @JsonProperty("alerting") @Nullable Boolean alerting,
      @JsonProperty("min_seq") @Nullable Long minSeq,
      @JsonProperty("limit") @Nullable Long limit,
      @JsonProperty("cursor") @Nullable String cursor) {
    private ListAccountsQuery from(@Nullable String first) {
      return first == null ? this : new ListAccountsQuery(alerting, minSeq, limit, first);
    }

    /** Nothing set yet. */
    public static Builder builder() {
      return new Builder();
    }

    /** Sets what is asked for, by name. */
    public static final class Builder {
      private @Nullable Boolean alerting;
      private @Nullable Long minSeq;
      private @Nullable Long limit;
      private @Nullable String cursor;

      private Builder() {}

      /** Only the accounts that alert, or only those that do not. */
      public Builder alerting(boolean alerting) {
        this.alerting = alerting;
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

      /** Where to go on: the `next_cursor` of the page before, with the same filters. */
      public Builder cursor(String cursor) {
        this.cursor = cursor;
        return this;
      }

      /** The record. */
      public ListAccountsQuery build() {
        return new ListAccountsQuery(alerting, minSeq, limit, cursor);
      }
    }
  }

  /**
   * What {@code list} can be asked for.
   *
   * @param minSeq Wait until the ledger has reached this `seq`, such as a write's `Tallybook-Seq`.
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record ListQuery(@JsonProperty("min_seq") @Nullable Long minSeq) {
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
      public ListQuery build() {
        return new ListQuery(minSeq);
      }
    }
  }
}
