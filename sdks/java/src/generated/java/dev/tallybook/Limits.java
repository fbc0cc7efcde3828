// Generated from openapi/ by `make sdks`; do not edit.
package dev.tallybook;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.tallybook.model.*;
import org.jspecify.annotations.Nullable;

/** How much may move within a window of time. */
public final class Limits {
  private static final Operation GET_LIMIT =
      Operation.of("GET", "get_limit", "/v1/ledgers/{ledger}/limits/{name}");
  private static final Operation GET_LIMITS =
      Operation.of("GET", "get_limits", "/v1/ledgers/{ledger}/limits");
  private static final Operation PATCH_LIMIT =
      Operation.of("PATCH", "patch_limit", "/v1/ledgers/{ledger}/limits/{name}");
  private static final Operation POST_LIMIT =
      Operation.of("POST", "post_limit", "/v1/ledgers/{ledger}/limits").withKey();

  private final Transport transport;
  private final String ledger;

  Limits(Transport transport, String ledger) {
    this.transport = transport;
    this.ledger = ledger;
  }

  /**
   * Get a limit.
   *
   * <p>One limit by its name.
   */
  public Limit get(String name, GetQuery query, CallOptions options) {
    return transport.send(GET_LIMIT.request(ledger, name).query(query), Limit.class, options);
  }

  /** Get a limit. */
  public Limit get(String name) {
    return get(name, GetQuery.builder().build(), CallOptions.NONE);
  }

  /** Get a limit. */
  public Limit get(String name, GetQuery query) {
    return get(name, query, CallOptions.NONE);
  }

  /**
   * List limits.
   *
   * <p>All limits of the ledger, in the order in which they were set.
   */
  public LimitList list(ListQuery query, CallOptions options) {
    return transport.send(GET_LIMITS.request(ledger).query(query), LimitList.class, options);
  }

  /** List limits. */
  public LimitList list() {
    return list(ListQuery.builder().build(), CallOptions.NONE);
  }

  /** List limits. */
  public LimitList list(ListQuery query) {
    return list(query, CallOptions.NONE);
  }

  /**
   * Change a limit.
   *
   * <p>At once, for all that follows; what has counted stays counted. Every change is an event.
   */
  public Limit update(String name, PatchLimitRequest request, CallOptions options) {
    return transport.send(PATCH_LIMIT.request(ledger, name).body(request), Limit.class, options);
  }

  /** Change a limit. */
  public Limit update(String name, PatchLimitRequest request) {
    return update(name, request, CallOptions.NONE);
  }

  /**
   * Set a limit.
   *
   * <p>Bounds what transfers and holds may move on one side of the accounts below a path within a
   * window of time. Counted from when it is set; captures, voids, expiries and reversals do not
   * count, and nothing is given back. Setting the same limit again answers 200 with what exists.
   *
   * @throws OutcomeUnknownException where it may have been done, and nobody could tell in time
   */
  public Limit create(PostLimitRequest request, CallOptions options) {
    return transport.send(POST_LIMIT.request(ledger).body(request), Limit.class, options);
  }

  /** Set a limit. */
  public Limit create(PostLimitRequest request) {
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
