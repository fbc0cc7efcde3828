// Generated from openapi/ by `make sdks`; do not edit.
package dev.tallybook;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.tallybook.model.*;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Events told by HTTP: endpoints, what was sent to them, and sending it again. */
public final class Webhooks {
  private static final Operation DELETE_WEBHOOK_ENDPOINT =
      Operation.of(
          "DELETE", "delete_webhook_endpoint", "/v1/ledgers/{ledger}/webhook_endpoints/{endpoint}");
  private static final Operation GET_ATTEMPTS =
      Operation.of(
          "GET", "get_attempts", "/v1/ledgers/{ledger}/webhook_endpoints/{endpoint}/attempts");
  private static final Operation GET_DEAD_LETTERS =
      Operation.of(
          "GET",
          "get_dead_letters",
          "/v1/ledgers/{ledger}/webhook_endpoints/{endpoint}/dead_letters");
  private static final Operation GET_WEBHOOK_ENDPOINT =
      Operation.of(
          "GET", "get_webhook_endpoint", "/v1/ledgers/{ledger}/webhook_endpoints/{endpoint}");
  private static final Operation GET_WEBHOOK_ENDPOINTS =
      Operation.of("GET", "get_webhook_endpoints", "/v1/ledgers/{ledger}/webhook_endpoints");
  private static final Operation PATCH_WEBHOOK_ENDPOINT =
      Operation.of(
          "PATCH", "patch_webhook_endpoint", "/v1/ledgers/{ledger}/webhook_endpoints/{endpoint}");
  private static final Operation POST_REDRIVE =
      Operation.of(
          "POST", "post_redrive", "/v1/ledgers/{ledger}/webhook_endpoints/{endpoint}/redrive");
  private static final Operation POST_REPLAY =
      Operation.of(
          "POST", "post_replay", "/v1/ledgers/{ledger}/webhook_endpoints/{endpoint}/replay");
  private static final Operation POST_ROTATE_SECRET =
      Operation.of(
          "POST",
          "post_rotate_secret",
          "/v1/ledgers/{ledger}/webhook_endpoints/{endpoint}/rotate_secret");
  private static final Operation POST_WEBHOOK_ENDPOINT =
      Operation.of("POST", "post_webhook_endpoint", "/v1/ledgers/{ledger}/webhook_endpoints");

  private final Transport transport;
  private final String ledger;

  Webhooks(Transport transport, String ledger) {
    this.transport = transport;
    this.ledger = ledger;
  }

  /**
   * Remove a webhook endpoint.
   *
   * <p>With everything that was kept about it: its place, what waits, its log. To stop it for a
   * while, disable it.
   */
  public void delete(String endpoint, CallOptions options) {
    transport.send(DELETE_WEBHOOK_ENDPOINT.request(ledger, endpoint), Void.class, options);
  }

  /** Remove a webhook endpoint. */
  public void delete(String endpoint) {
    delete(endpoint, CallOptions.NONE);
  }

  /**
   * List an endpoint's attempts.
   *
   * <p>What was sent and what came back, newest first; the last 10,000 are kept.
   */
  public AttemptList listAttempts(String endpoint, ListAttemptsQuery query, CallOptions options) {
    return transport.send(
        GET_ATTEMPTS.request(ledger, endpoint).query(query), AttemptList.class, options);
  }

  /** List an endpoint's attempts. */
  public AttemptList listAttempts(String endpoint) {
    return listAttempts(endpoint, ListAttemptsQuery.builder().build(), CallOptions.NONE);
  }

  /** List an endpoint's attempts. */
  public AttemptList listAttempts(String endpoint, ListAttemptsQuery query) {
    return listAttempts(endpoint, query, CallOptions.NONE);
  }

  /** List an endpoint's attempts: all of them, page by page as they are asked for. */
  public Paged<WebhookAttempt> listAttemptsAll(
      String endpoint, ListAttemptsQuery query, CallOptions options) {
    return Paged.of(
        cursor -> listAttempts(endpoint, query.from(cursor), options),
        AttemptList::data,
        AttemptList::nextCursor);
  }

  /** List an endpoint's attempts: all of them, page by page as they are asked for. */
  public Paged<WebhookAttempt> listAttemptsAll(String endpoint, ListAttemptsQuery query) {
    return listAttemptsAll(endpoint, query, CallOptions.NONE);
  }

  /** List an endpoint's attempts: all of them, page by page as they are asked for. */
  public Paged<WebhookAttempt> listAttemptsAll(String endpoint) {
    return listAttemptsAll(endpoint, ListAttemptsQuery.builder().build());
  }

  /**
   * List an endpoint's dead letters.
   *
   * <p>Events that were given up after the last attempt, newest first.
   */
  public DeadLetterList listDeadLetters(
      String endpoint, ListDeadLettersQuery query, CallOptions options) {
    return transport.send(
        GET_DEAD_LETTERS.request(ledger, endpoint).query(query), DeadLetterList.class, options);
  }

  /** List an endpoint's dead letters. */
  public DeadLetterList listDeadLetters(String endpoint) {
    return listDeadLetters(endpoint, ListDeadLettersQuery.builder().build(), CallOptions.NONE);
  }

  /** List an endpoint's dead letters. */
  public DeadLetterList listDeadLetters(String endpoint, ListDeadLettersQuery query) {
    return listDeadLetters(endpoint, query, CallOptions.NONE);
  }

  /** List an endpoint's dead letters: all of them, page by page as they are asked for. */
  public Paged<DeadLetter> listDeadLettersAll(
      String endpoint, ListDeadLettersQuery query, CallOptions options) {
    return Paged.of(
        cursor -> listDeadLetters(endpoint, query.from(cursor), options),
        DeadLetterList::data,
        DeadLetterList::nextCursor);
  }

  /** List an endpoint's dead letters: all of them, page by page as they are asked for. */
  public Paged<DeadLetter> listDeadLettersAll(String endpoint, ListDeadLettersQuery query) {
    return listDeadLettersAll(endpoint, query, CallOptions.NONE);
  }

  /** List an endpoint's dead letters: all of them, page by page as they are asked for. */
  public Paged<DeadLetter> listDeadLettersAll(String endpoint) {
    return listDeadLettersAll(endpoint, ListDeadLettersQuery.builder().build());
  }

  /**
   * Get a webhook endpoint.
   *
   * <p>With how far it has been told, and what went wrong last. Its secret is not shown again.
   */
  public WebhookEndpoint get(String endpoint, GetQuery query, CallOptions options) {
    return transport.send(
        GET_WEBHOOK_ENDPOINT.request(ledger, endpoint).query(query),
        WebhookEndpoint.class,
        options);
  }

  /** Get a webhook endpoint. */
  public WebhookEndpoint get(String endpoint) {
    return get(endpoint, GetQuery.builder().build(), CallOptions.NONE);
  }

  /** Get a webhook endpoint. */
  public WebhookEndpoint get(String endpoint, GetQuery query) {
    return get(endpoint, query, CallOptions.NONE);
  }

  /**
   * List webhook endpoints.
   *
   * <p>All endpoints of the ledger, in the order in which they were added, each with how far it has
   * been told.
   */
  public WebhookEndpointList list(ListQuery query, CallOptions options) {
    return transport.send(
        GET_WEBHOOK_ENDPOINTS.request(ledger).query(query), WebhookEndpointList.class, options);
  }

  /** List webhook endpoints. */
  public WebhookEndpointList list() {
    return list(ListQuery.builder().build(), CallOptions.NONE);
  }

  /** List webhook endpoints. */
  public WebhookEndpointList list(ListQuery query) {
    return list(query, CallOptions.NONE);
  }

  /**
   * Change a webhook endpoint.
   *
   * <p>In force within about a second, for all that is sent from then on.
   */
  public WebhookEndpoint update(
      String endpoint, PatchWebhookEndpointRequest request, CallOptions options) {
    return transport.send(
        PATCH_WEBHOOK_ENDPOINT.request(ledger, endpoint).body(request),
        WebhookEndpoint.class,
        options);
  }

  /** Change a webhook endpoint. */
  public WebhookEndpoint update(String endpoint, PatchWebhookEndpointRequest request) {
    return update(endpoint, request, CallOptions.NONE);
  }

  /**
   * Send dead letters again.
   *
   * <p>Takes events that were given up back among those that wait, as if they had never been tried.
   */
  public Redrive redrive(String endpoint, PostRedriveRequest request, CallOptions options) {
    return transport.send(
        POST_REDRIVE.request(ledger, endpoint).body(request), Redrive.class, options);
  }

  /** Send dead letters again. */
  public Redrive redrive(String endpoint, PostRedriveRequest request) {
    return redrive(endpoint, request, CallOptions.NONE);
  }

  /**
   * Send events again.
   *
   * <p>Sends an endpoint what it has been sent before, or what came before it was added, with the
   * same ids. Its filters hold, except for events named by id.
   */
  public Replay replay(String endpoint, PostReplayRequest request, CallOptions options) {
    return transport.send(
        POST_REPLAY.request(ledger, endpoint).body(request), Replay.class, options);
  }

  /** Send events again. */
  public Replay replay(String endpoint, PostReplayRequest request) {
    return replay(endpoint, request, CallOptions.NONE);
  }

  /**
   * Give an endpoint a new secret.
   *
   * <p>Shown once, in this answer. For 24 hours requests carry two signatures, by the new secret
   * and by the one before it, so that the receiver can change over in between.
   */
  public WebhookEndpoint rotateSecret(String endpoint, CallOptions options) {
    return transport.send(
        POST_ROTATE_SECRET.request(ledger, endpoint).body(Map.of()),
        WebhookEndpoint.class,
        options);
  }

  /** Give an endpoint a new secret. */
  public WebhookEndpoint rotateSecret(String endpoint) {
    return rotateSecret(endpoint, CallOptions.NONE);
  }

  /**
   * Add a webhook endpoint.
   *
   * <p>Events are sent to it by Standard Webhooks 1.0: signed with the `secret` of this answer,
   * which is shown once, and sent again over three days until it answers 2xx. A ledger has 100 at
   * most. Adding the same again answers 200 with what exists.
   */
  public WebhookEndpoint create(PostWebhookEndpointRequest request, CallOptions options) {
    return transport.send(
        POST_WEBHOOK_ENDPOINT.request(ledger).body(request), WebhookEndpoint.class, options);
  }

  /** Add a webhook endpoint. */
  public WebhookEndpoint create(PostWebhookEndpointRequest request) {
    return create(request, CallOptions.NONE);
  }

  /**
   * What {@code listAttempts} can be asked for.
   *
   * @param seq Only attempts at the event of this `seq`.
   * @param minSeq Wait until the ledger has reached this `seq`.
   * @param limit Rows on the page, 1 to 500 (50 unless given).
   * @param cursor Where to go on: the `next_cursor` of the page before, with the same filters and
   *     order.
   * @param order `desc` (newest first, unless given) or `asc`.
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record ListAttemptsQuery(
      @JsonProperty("seq") @Nullable Long seq,
      @JsonProperty("min_seq") @Nullable Long minSeq,
      @JsonProperty("limit") @Nullable Long limit,
      @JsonProperty("cursor") @Nullable String cursor,
      @JsonProperty("order") @Nullable Order order) {
    private ListAttemptsQuery from(@Nullable String first) {
      return first == null ? this : new ListAttemptsQuery(seq, minSeq, limit, first, order);
    }

    /** Nothing set yet. */
    public static Builder builder() {
      return new Builder();
    }

    /** Sets what is asked for, by name. */
    public static final class Builder {
      private @Nullable Long seq;
      private @Nullable Long minSeq;
      private @Nullable Long limit;
      private @Nullable String cursor;
      private @Nullable Order order;

      private Builder() {}

      /** Only attempts at the event of this `seq`. */
      public Builder seq(long seq) {
        this.seq = seq;
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
      public ListAttemptsQuery build() {
        return new ListAttemptsQuery(seq, minSeq, limit, cursor, order);
      }
    }
  }

  /**
   * What {@code listDeadLetters} can be asked for.
   *
   * @param minSeq Wait until the ledger has reached this `seq`.
   * @param limit Rows on the page, 1 to 500 (50 unless given).
   * @param cursor Where to go on: the `next_cursor` of the page before, with the same filters and
   *     order.
   * @param order `desc` (newest first, unless given) or `asc`.
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record ListDeadLettersQuery(
      @JsonProperty("min_seq") @Nullable Long minSeq,
      @JsonProperty("limit") @Nullable Long limit,
      @JsonProperty("cursor") @Nullable String cursor,
      @JsonProperty("order") @Nullable Order order) {
    private ListDeadLettersQuery from(@Nullable String first) {
      return first == null ? this : new ListDeadLettersQuery(minSeq, limit, first, order);
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
      public ListDeadLettersQuery build() {
        return new ListDeadLettersQuery(minSeq, limit, cursor, order);
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
