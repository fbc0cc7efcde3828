package dev.tallybook;

import dev.tallybook.model.Json;
import dev.tallybook.model.Proposal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/** Sends requests and tries them again, always under the same key. */
final class Transport {
  private final HttpClient http;
  private final String url;
  private final String authorization;
  private final Duration timeout;
  private final Retries retries;
  private final IdempotencyKeyHook hook;
  private final Clock clock;

  Transport(
      HttpClient http,
      String url,
      String apiKey,
      Duration timeout,
      Retries retries,
      IdempotencyKeyHook hook,
      Clock clock) {
    this.http = http;
    this.url = url;
    this.authorization = "Bearer " + apiKey;
    this.timeout = timeout;
    this.retries = retries;
    this.hook = hook;
    this.clock = clock;
  }

  /** Sends until there is an answer that stands, and reads it. */
  <T> T send(Request request, Class<T> type, CallOptions options) {
    return send(request, type, options, new Cancellation());
  }

  <T> T send(Request request, Class<T> type, CallOptions options, Cancellation cancellation) {
    return send(request, type, options, cancellation, retries);
  }

  /** Sends again until it succeeds or is refused for good, however long that takes. */
  <T> T sendPatiently(
      Request request, Class<T> type, CallOptions options, Cancellation cancellation) {
    return send(request, type, options, cancellation, Retries.ENDLESS);
  }

  private <T> T send(
      Request request,
      Class<T> type,
      CallOptions options,
      Cancellation cancellation,
      Retries retries) {
    Exchange exchange = new Exchange(request, options, cancellation);
    HttpResponse<Body> answer = exchange.run(Body.WHOLE, "application/json", retries);
    if (options.onAnswer() != null) {
      options.onAnswer().accept(AnswerHeaders.of(answer.statusCode(), answer.headers()));
    }
    return exchange.read(answer, type);
  }

  /** Opens a stream of lines, within the retries of any call. */
  Lines open(Request request, long after, Cancellation cancellation) {
    return open(request, after, cancellation, retries);
  }

  /** Opens it again, however long that takes. */
  Lines reopen(Request request, long after, Cancellation cancellation) {
    return open(request, after, cancellation, Retries.ENDLESS);
  }

  private Lines open(Request request, long after, Cancellation cancellation, Retries retries) {
    Exchange exchange = new Exchange(request, CallOptions.NONE, cancellation);
    exchange.lastEventId = after;
    HttpResponse<Body> answer = exchange.run(Body.LINES, "text/event-stream", retries);
    Lines lines = answer.body().lines();
    if (lines == null) {
      throw new UnexpectedAnswerException(answer.statusCode(), answer.body().bytes(), null);
    }
    return lines;
  }

  private static String checked(String key) {
    if (!key.matches("[ -~]{1,255}")) {
      throw new IllegalArgumentException(
          "an idempotency key is 1 to 255 printable ASCII characters");
    }
    return key;
  }

  /** How long a try may take unless its call says otherwise. */
  Duration timeout() {
    return timeout;
  }

  void sleep(Duration time, Cancellation cancellation) throws InterruptedException {
    clock.sleep(time, cancellation);
  }

  /** One call: its key, and its tries. */
  private final class Exchange {
    private final Request request;
    private final Operation operation;
    private final CallOptions options;
    private final Cancellation cancellation;
    private final @Nullable String key;
    private final boolean keyed;
    private final boolean repeatable;
    private @Nullable Long lastEventId;
    private boolean mayBeDone;

    Exchange(Request request, CallOptions options, Cancellation cancellation) {
      this.operation = request.operation();
      this.options = options;
      this.cancellation = cancellation;
      this.request = options.dryRun() ? request.parameter("dry_run", true) : request;
      this.key = key();
      this.keyed = !options.dryRun() && (key != null || request.keysInBody());
      this.repeatable =
          keyed
              || options.dryRun()
              || operation.method().equals("GET")
              || operation.method().equals("DELETE");
      if (options.dryRun() && !operation.takesDryRun()) {
        throw new IllegalArgumentException(operation.id() + " has no dry run");
      }
    }

    private @Nullable String key() {
      if (!operation.takesKey()) {
        if (options.idempotencyKey() != null) {
          throw new IllegalArgumentException(operation.id() + " takes no idempotency key");
        }
        return null;
      }
      if (options.idempotencyKey() != null) {
        return checked(options.idempotencyKey());
      }
      return options.dryRun() || request.keysInBody() ? null : UUID.randomUUID().toString();
    }

    HttpResponse<Body> run(BodyHandler<Body> handler, String accept, Retries retries) {
      if (key != null && keyed) {
        hook.onIdempotencyKey(key, operation.id());
      }
      long end = clock.nanoTime() + retries.budget().toNanos();
      for (int tries = 1; ; tries++) {
        Outcome outcome;
        try {
          HttpResponse<Body> answer =
              tryOnce(handler, accept, Duration.ofNanos(end - clock.nanoTime()));
          if (answer.statusCode() / 100 == 2) {
            return answer;
          }
          Outcome.Refusal refusal =
              Outcome.Refusal.of(answer.statusCode(), answer.headers(), answer.body().bytes());
          if (isGone(refusal)) {
            return answer;
          }
          outcome = refusal;
        } catch (ExecutionException failure) {
          outcome = new Outcome.Failure(failure.getCause() == null ? failure : failure.getCause());
        } catch (TimeoutException late) {
          outcome = new Outcome.Failure(late);
        } catch (InterruptedException interrupted) {
          throw interrupted(interrupted, true);
        }
        mayBeDone |= outcome.mayBeDone();
        Duration pause = Retries.pause(tries, clock.random(), outcome.retryAfter());
        boolean again = outcome.passing() && (repeatable || outcome.notDone());
        if (!again || tries >= retries.maxTries() || clock.nanoTime() + pause.toNanos() >= end) {
          throw settle(outcome);
        }
        try {
          clock.sleep(pause, cancellation);
        } catch (InterruptedException interrupted) {
          throw interrupted(interrupted, mayBeDone);
        }
      }
    }

    private HttpResponse<Body> tryOnce(BodyHandler<Body> handler, String accept, Duration left)
        throws ExecutionException, InterruptedException, TimeoutException {
      CompletableFuture<HttpResponse<Body>> answer = http.sendAsync(message(accept), handler);
      cancellation.endsBy(() -> answer.cancel(true));
      try {
        Duration patience = options.timeout() == null ? timeout : options.timeout();
        long nanos = Math.min(patience.toNanos(), left.toNanos());
        return answer.get(nanos, TimeUnit.NANOSECONDS);
      } catch (TimeoutException late) {
        throw (TimeoutException) new TimeoutException("none in time").initCause(late);
      } finally {
        answer.cancel(true); // ends the request where it has not ended, and nothing else
      }
    }

    private HttpRequest message(String accept) {
      HttpRequest.Builder message =
          HttpRequest.newBuilder(URI.create(url + request.target()))
              .header("Authorization", authorization)
              .header("User-Agent", Version.USER_AGENT)
              .header("Accept", accept);
      if (key != null) {
        message.header("Idempotency-Key", key);
      }
      if (lastEventId != null) {
        message.header("Last-Event-ID", lastEventId.toString());
      }
      byte[] body = request.body();
      if (body != null) {
        message.header("Content-Type", "application/json");
      }
      return message
          .method(
              operation.method(),
              body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body))
          .build();
    }

    /** Whether a try whose answer was lost has deleted it. */
    private boolean isGone(Outcome.Refusal refusal) {
      return mayBeDone && operation.method().equals("DELETE") && refusal.isNotFound();
    }

    /** What to throw when no further try is made. */
    private TallybookException settle(Outcome outcome) {
      return keyed && mayBeDone && !outcome.decides()
          ? new OutcomeUnknownException(key, outcome.exception())
          : outcome.exception();
    }

    private TallybookException interrupted(InterruptedException cause, boolean mayBeDone) {
      Thread.currentThread().interrupt();
      TallybookException exception =
          new ConnectionException("The thread was interrupted while it waited", cause);
      return keyed && mayBeDone ? new OutcomeUnknownException(key, exception) : exception;
    }

    @SuppressWarnings("NullAway") // void methods have no answer
    private <T> T read(HttpResponse<Body> answer, Class<T> type) {
      if (type == Void.class) {
        return null;
      }
      byte[] body = answer.body().bytes();
      try {
        if (operation.proposes() && answer.statusCode() == 202) {
          throw new TransferProposedException(Json.mapper().readValue(body, Proposal.class));
        }
        return Json.mapper().readValue(body, type);
      } catch (JacksonException unreadable) {
        TallybookException exception =
            new UnexpectedAnswerException(answer.statusCode(), body, unreadable);
        throw keyed ? new OutcomeUnknownException(key, exception) : exception;
      }
    }
  }
}
