// Generated from openapi/ by `make sdks`; do not edit.
package dev.tallybook;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.tallybook.model.*;
import org.jspecify.annotations.Nullable;

/** Currencies and tokens with a fixed scale. */
public final class Assets {
  private static final Operation GET_ASSET =
      Operation.of("GET", "get_asset", "/v1/ledgers/{ledger}/assets/{code}");
  private static final Operation GET_ASSETS =
      Operation.of("GET", "get_assets", "/v1/ledgers/{ledger}/assets");
  private static final Operation POST_ASSET =
      Operation.of("POST", "post_asset", "/v1/ledgers/{ledger}/assets").withKey();

  private final Transport transport;
  private final String ledger;

  Assets(Transport transport, String ledger) {
    this.transport = transport;
    this.ledger = ledger;
  }

  /**
   * Get an asset.
   *
   * <p>One asset, registered or built in.
   */
  public Asset get(String code, GetQuery query, CallOptions options) {
    return transport.send(GET_ASSET.request(ledger, code).query(query), Asset.class, options);
  }

  /** Get an asset. */
  public Asset get(String code) {
    return get(code, GetQuery.builder().build(), CallOptions.NONE);
  }

  /** Get an asset. */
  public Asset get(String code, GetQuery query) {
    return get(code, query, CallOptions.NONE);
  }

  /**
   * List assets.
   *
   * <p>The assets registered in the ledger, newest first. Built-in currencies that were not
   * registered are not listed.
   */
  public AssetList list(ListQuery query, CallOptions options) {
    return transport.send(GET_ASSETS.request(ledger).query(query), AssetList.class, options);
  }

  /** List assets. */
  public AssetList list() {
    return list(ListQuery.builder().build(), CallOptions.NONE);
  }

  /** List assets. */
  public AssetList list(ListQuery query) {
    return list(query, CallOptions.NONE);
  }

  /** List assets: all of them, page by page as they are asked for. */
  public Paged<Asset> listAll(ListQuery query, CallOptions options) {
    return Paged.of(
        cursor -> list(query.from(cursor), options), AssetList::data, AssetList::nextCursor);
  }

  /** List assets: all of them, page by page as they are asked for. */
  public Paged<Asset> listAll(ListQuery query) {
    return listAll(query, CallOptions.NONE);
  }

  /** List assets: all of them, page by page as they are asked for. */
  public Paged<Asset> listAll() {
    return listAll(ListQuery.builder().build());
  }

  /**
   * Register an asset.
   *
   * <p>A currency or token with a fixed scale. ISO 4217 currencies are usable without this; a first
   * registration of one answers 201 and can give it a name. Registering the same asset again
   * answers 200 with what exists.
   *
   * @throws OutcomeUnknownException where it may have been done, and nobody could tell in time
   */
  public Asset create(PostAssetRequest request, CallOptions options) {
    return transport.send(POST_ASSET.request(ledger).body(request), Asset.class, options);
  }

  /** Register an asset. */
  public Asset create(PostAssetRequest request) {
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
   * @param minSeq Wait until the ledger has reached this `seq`.
   * @param limit Rows on the page, 1 to 500 (50 unless given).
   * @param cursor Where to go on: the `next_cursor` of the page before, with the same filters and
   *     order.
   * @param order `desc` (newest first, unless given) or `asc`.
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record ListQuery(
      @JsonProperty("min_seq") @Nullable Long minSeq,
      @JsonProperty("limit") @Nullable Long limit,
      @JsonProperty("cursor") @Nullable String cursor,
      @JsonProperty("order") @Nullable Order order) {
    private ListQuery from(@Nullable String first) {
      return first == null ? this : new ListQuery(minSeq, limit, first, order);
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
      public ListQuery build() {
        return new ListQuery(minSeq, limit, cursor, order);
      }
    }
  }
}
