// Generated from openapi/ by `make sdks`; do not edit.
package dev.tallybook;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.tallybook.model.*;
import org.jspecify.annotations.Nullable;

/** What holds money: one asset each, under a unique path. */
public final class Accounts {
  private static final Operation GET_ACCOUNT =
      Operation.of("GET", "get_account", "/v1/ledgers/{ledger}/accounts/{account}");
  private static final Operation GET_ACCOUNTS =
      Operation.of("GET", "get_accounts", "/v1/ledgers/{ledger}/accounts");
  private static final Operation PATCH_ACCOUNT =
      Operation.of("PATCH", "patch_account", "/v1/ledgers/{ledger}/accounts/{account}");
  private static final Operation POST_ACCOUNT =
      Operation.of("POST", "post_account", "/v1/ledgers/{ledger}/accounts").withKey();
  private static final Operation POST_ACCOUNTS_BATCH =
      Operation.of("POST", "post_accounts_batch", "/v1/ledgers/{ledger}/accounts/batch").withKey();

  private final Transport transport;
  private final String ledger;

  Accounts(Transport transport, String ledger) {
    this.transport = transport;
    this.ledger = ledger;
  }

  /**
   * Get an account.
   *
   * <p>One account, by path or id. Its `ETag` is what `If-Match` takes when it is changed.
   */
  public Account get(String account, GetQuery query, CallOptions options) {
    return transport.send(
        GET_ACCOUNT.request(ledger, account).query(query), Account.class, options);
  }

  /** Get an account. */
  public Account get(String account) {
    return get(account, GetQuery.builder().build(), CallOptions.NONE);
  }

  /** Get an account. */
  public Account get(String account, GetQuery query) {
    return get(account, query, CallOptions.NONE);
  }

  /**
   * List accounts.
   *
   * <p>The ledger's accounts, newest first.
   */
  public AccountList list(ListQuery query, CallOptions options) {
    return transport.send(GET_ACCOUNTS.request(ledger).query(query), AccountList.class, options);
  }

  /** List accounts. */
  public AccountList list() {
    return list(ListQuery.builder().build(), CallOptions.NONE);
  }

  /** List accounts. */
  public AccountList list(ListQuery query) {
    return list(query, CallOptions.NONE);
  }

  /** List accounts: all of them, page by page as they are asked for. */
  public Paged<Account> listAll(ListQuery query, CallOptions options) {
    return Paged.of(
        cursor -> list(query.from(cursor), options), AccountList::data, AccountList::nextCursor);
  }

  /** List accounts: all of them, page by page as they are asked for. */
  public Paged<Account> listAll(ListQuery query) {
    return listAll(query, CallOptions.NONE);
  }

  /** List accounts: all of them, page by page as they are asked for. */
  public Paged<Account> listAll() {
    return listAll(ListQuery.builder().build());
  }

  /**
   * Change an account.
   *
   * <p>Freezes, opens or closes it, or changes its limits, description or metadata. Guard it with
   * `if_revision`, `If-Match` or `if_metadata` so that nobody's change is overwritten unseen.
   */
  public Account update(String account, PatchAccountRequest request, CallOptions options) {
    return transport.send(
        PATCH_ACCOUNT.request(ledger, account).body(request), Account.class, options);
  }

  /** Change an account. */
  public Account update(String account, PatchAccountRequest request) {
    return update(account, request, CallOptions.NONE);
  }

  /**
   * Open an account.
   *
   * <p>An account holds one asset. Path, type, asset and side never change. Opening the same
   * account again answers 200 with what exists.
   *
   * @throws OutcomeUnknownException where it may have been done, and nobody could tell in time
   */
  public Account create(PostAccountRequest request, CallOptions options) {
    return transport.send(POST_ACCOUNT.request(ledger).body(request), Account.class, options);
  }

  /** Open an account. */
  public Account create(PostAccountRequest request) {
    return create(request, CallOptions.NONE);
  }

  /**
   * Open many accounts.
   *
   * <p>All or none: up to 1,000 accounts in one step. Accounts that exist just so are answered as
   * they are.
   *
   * @throws OutcomeUnknownException where it may have been done, and nobody could tell in time
   */
  public AccountBatch createBatch(PostAccountsBatchRequest request, CallOptions options) {
    return transport.send(
        POST_ACCOUNTS_BATCH.request(ledger).body(request), AccountBatch.class, options);
  }

  /** Open many accounts. */
  public AccountBatch createBatch(PostAccountsBatchRequest request) {
    return createBatch(request, CallOptions.NONE);
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
   * @param pathPrefix Only accounts at or below this path; whole segments.
   * @param type Only accounts of this type.
   * @param asset Only accounts in this asset.
   * @param status Only accounts in this status.
   * @param minSeq Wait until the ledger has reached this `seq`.
   * @param limit Rows on the page, 1 to 500 (50 unless given).
   * @param cursor Where to go on: the `next_cursor` of the page before, with the same filters and
   *     order.
   * @param order `desc` (newest first, unless given) or `asc`.
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record ListQuery(
      @JsonProperty("path_prefix") @Nullable String pathPrefix,
      @JsonProperty("type") @Nullable AccountType type,
      @JsonProperty("asset") @Nullable String asset,
      @JsonProperty("status") @Nullable AccountStatus status,
      @JsonProperty("min_seq") @Nullable Long minSeq,
      @JsonProperty("limit") @Nullable Long limit,
      @JsonProperty("cursor") @Nullable String cursor,
      @JsonProperty("order") @Nullable Order order) {
    private ListQuery from(@Nullable String first) {
      return first == null
          ? this
          : new ListQuery(pathPrefix, type, asset, status, minSeq, limit, first, order);
    }

    /** Nothing set yet. */
    public static Builder builder() {
      return new Builder();
    }

    /** Sets what is asked for, by name. */
    public static final class Builder {
      private @Nullable String pathPrefix;
      private @Nullable AccountType type;
      private @Nullable String asset;
      private @Nullable AccountStatus status;
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

      /** Only accounts of this type. */
      public Builder type(AccountType type) {
        this.type = type;
        return this;
      }

      /** Only accounts in this asset. */
      public Builder asset(String asset) {
        this.asset = asset;
        return this;
      }

      /** Only accounts in this status. */
      public Builder status(AccountStatus status) {
        this.status = status;
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
        return new ListQuery(pathPrefix, type, asset, status, minSeq, limit, cursor, order);
      }
    }
  }
}
