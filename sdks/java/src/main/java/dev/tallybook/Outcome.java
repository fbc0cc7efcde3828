package dev.tallybook;

import dev.tallybook.model.Json;
import dev.tallybook.model.Problem;
import dev.tallybook.model.ProblemCode;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpHeaders;
import java.nio.channels.UnresolvedAddressException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Set;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/** What came of one try that did not succeed, and what that says about trying again. */
sealed interface Outcome {
  TallybookException exception();

  /** Whether the request was surely not done. */
  boolean notDone();

  /** Whether it may have been done though nobody said so. */
  boolean mayBeDone();

  /** Whether another try may end otherwise. */
  boolean passing();

  /** Whether it says how an earlier try under the same key ended. */
  boolean decides();

  /** The least to wait, as the service asked. */
  Duration retryAfter();

  /** No answer. */
  record Failure(Throwable cause) implements Outcome {
    @Override
    public TallybookException exception() {
      String what =
          cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
      return notDone()
          ? new NotSentException("No connection to the service: " + what, cause)
          : new ConnectionException("No answer came: " + what, cause);
    }

    @Override
    public boolean notDone() {
      for (Throwable at = cause; at != null; at = at.getCause()) {
        if (at instanceof ConnectException
            || at instanceof HttpConnectTimeoutException
            || at instanceof UnresolvedAddressException
            || at instanceof SSLHandshakeException) {
          return true;
        }
      }
      return false;
    }

    @Override
    public boolean mayBeDone() {
      return !notDone();
    }

    @Override
    public boolean passing() {
      return true;
    }

    @Override
    public boolean decides() {
      return false;
    }

    @Override
    public Duration retryAfter() {
      return Duration.ZERO;
    }
  }

  /**
   * An answer that is no success.
   *
   * @param problem null where it is not the service's
   */
  record Refusal(
      int status, HttpHeaders headers, @Nullable Problem problem, TallybookException exception)
      implements Outcome {
    private static final Set<Integer> PASSING = Set.of(429, 502, 503, 504);
    private static final Set<Integer> NEVER_STORED = Set.of(401, 403, 404, 429);

    static Refusal of(int status, HttpHeaders headers, byte[] body) {
      Problem problem = status < 400 ? null : read(body);
      TallybookException exception =
          problem == null
              ? new UnexpectedAnswerException(status, body, null)
              : new ProblemException(problem);
      return new Refusal(status, headers, problem, exception);
    }

    private static @Nullable Problem read(byte[] body) {
      try {
        Problem problem = Json.mapper().readValue(body, Problem.class);
        return problem.code() == null ? null : problem;
      } catch (JacksonException none) {
        return null;
      }
    }

    boolean isNotFound() {
      return code() == ProblemCode.NOT_FOUND;
    }

    private ProblemCode code() {
      return problem == null ? ProblemCode.UNRECOGNIZED : ProblemCode.of(problem.code());
    }

    @Override
    public boolean notDone() {
      return status == 429 || code() == ProblemCode.OVERLOADED;
    }

    @Override
    public boolean mayBeDone() {
      return status == 502
          || status == 504
          || (status == 503 && (problem == null || code() == ProblemCode.OUTCOME_UNKNOWN))
          || code() == ProblemCode.IDEMPOTENCY_IN_PROGRESS;
    }

    @Override
    public boolean passing() {
      return PASSING.contains(status) || code() == ProblemCode.IDEMPOTENCY_IN_PROGRESS;
    }

    @Override
    public boolean decides() {
      return problem != null
          && status < 500
          && !NEVER_STORED.contains(status)
          && code() != ProblemCode.IDEMPOTENCY_IN_PROGRESS;
    }

    @Override
    public Duration retryAfter() {
      return headers.firstValue("Retry-After").map(Refusal::parse).orElse(Duration.ZERO);
    }

    private static Duration parse(String text) {
      try {
        if (text.chars().allMatch(Character::isDigit)) {
          return Duration.ofSeconds(Integer.parseInt(text));
        }
        Instant time = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
        Duration left = Duration.between(Instant.now(), time);
        return left.isNegative() ? Duration.ZERO : left;
      } catch (DateTimeException | NumberFormatException unknown) {
        return Duration.ZERO;
      }
    }
  }
}
