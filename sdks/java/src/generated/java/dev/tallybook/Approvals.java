// Generated from openapi/ by `make sdks`; do not edit.
package dev.tallybook;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.tallybook.model.*;
import org.jspecify.annotations.Nullable;

/** Transfers that wait for a second person. */
public final class Approvals {
  private static final Operation GET_PROPOSAL =
      Operation.of("GET", "get_proposal", "/v1/ledgers/{ledger}/proposals/{id}");
  private static final Operation GET_PROPOSALS =
      Operation.of("GET", "get_proposals", "/v1/ledgers/{ledger}/proposals");
  private static final Operation POST_APPROVE =
      Operation.of("POST", "post_approve", "/v1/ledgers/{ledger}/transfers/{id}/approve").withKey();
  private static final Operation POST_REJECT =
      Operation.of("POST", "post_reject", "/v1/ledgers/{ledger}/transfers/{id}/reject").withKey();

  private final Transport transport;
  private final String ledger;

  Approvals(Transport transport, String ledger) {
    this.transport = transport;
    this.ledger = ledger;
  }

  /**
   * Get a proposal.
   *
   * <p>A transfer that waits for a second person, or waited. Approved, it is a transfer of the same
   * id.
   */
  public Proposal get(String id, GetQuery query, CallOptions options) {
    return transport.send(GET_PROPOSAL.request(ledger, id).query(query), Proposal.class, options);
  }

  /** Get a proposal. */
  public Proposal get(String id) {
    return get(id, GetQuery.builder().build(), CallOptions.NONE);
  }

  /** Get a proposal. */
  public Proposal get(String id, GetQuery query) {
    return get(id, query, CallOptions.NONE);
  }

  /**
   * List proposals.
   *
   * <p>Transfers that wait for a second person, or waited, newest first.
   */
  public ProposalList list(ListQuery query, CallOptions options) {
    return transport.send(GET_PROPOSALS.request(ledger).query(query), ProposalList.class, options);
  }

  /** List proposals. */
  public ProposalList list() {
    return list(ListQuery.builder().build(), CallOptions.NONE);
  }

  /** List proposals. */
  public ProposalList list(ListQuery query) {
    return list(query, CallOptions.NONE);
  }

  /** List proposals: all of them, page by page as they are asked for. */
  public Paged<Proposal> listAll(ListQuery query, CallOptions options) {
    return Paged.of(
        cursor -> list(query.from(cursor), options), ProposalList::data, ProposalList::nextCursor);
  }

  /** List proposals: all of them, page by page as they are asked for. */
  public Paged<Proposal> listAll(ListQuery query) {
    return listAll(query, CallOptions.NONE);
  }

  /** List proposals: all of them, page by page as they are asked for. */
  public Paged<Proposal> listAll() {
    return listAll(ListQuery.builder().build());
  }

  /**
   * Approve a proposal.
   *
   * <p>Posts a transfer that was proposed, by another key than the one that proposed it. What has
   * changed since may refuse it; then the proposal stays open.
   *
   * @throws OutcomeUnknownException where it may have been done, and nobody could tell in time
   */
  public Transfer approve(String id, DecisionRequest request, CallOptions options) {
    return transport.send(POST_APPROVE.request(ledger, id).body(request), Transfer.class, options);
  }

  /** Approve a proposal. */
  public Transfer approve(String id, DecisionRequest request) {
    return approve(id, request, CallOptions.NONE);
  }

  /**
   * Reject a proposal.
   *
   * <p>Ends a proposal without a transfer. The key that proposed it may take it back so.
   *
   * @throws OutcomeUnknownException where it may have been done, and nobody could tell in time
   */
  public Proposal reject(String id, DecisionRequest request, CallOptions options) {
    return transport.send(POST_REJECT.request(ledger, id).body(request), Proposal.class, options);
  }

  /** Reject a proposal. */
  public Proposal reject(String id, DecisionRequest request) {
    return reject(id, request, CallOptions.NONE);
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
   * @param status Only proposals that stand so.
   * @param minSeq Wait until the ledger has reached this `seq`.
   * @param limit Rows on the page, 1 to 500 (50 unless given).
   * @param cursor Where to go on: the `next_cursor` of the page before, with the same filters and
   *     order.
   * @param order `desc` (newest first, unless given) or `asc`.
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record ListQuery(
      @JsonProperty("status") @Nullable ProposalStatus status,
      @JsonProperty("min_seq") @Nullable Long minSeq,
      @JsonProperty("limit") @Nullable Long limit,
      @JsonProperty("cursor") @Nullable String cursor,
      @JsonProperty("order") @Nullable Order order) {
    private ListQuery from(@Nullable String first) {
      return first == null ? this : new ListQuery(status, minSeq, limit, first, order);
    }

    /** Nothing set yet. */
    public static Builder builder() {
      return new Builder();
    }

    /** Sets what is asked for, by name. */
    public static final class Builder {
      private @Nullable ProposalStatus status;
      private @Nullable Long minSeq;
      private @Nullable Long limit;
      private @Nullable String cursor;
      private @Nullable Order order;

      private Builder() {}

      /** Only proposals that stand so. */
      public Builder status(ProposalStatus status) {
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
        return new ListQuery(status, minSeq, limit, cursor, order);
      }
    }
  }
}
