// Generated from openapi/ by `make sdks`; do not edit.
package dev.tallybook.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What one request to an endpoint came to.
 *
 * @param answer The first 512 bytes of an answer that was no acknowledgement.
 * @param attempt The how-manieth attempt at this event, from 1.
 * @param error Why it was not acknowledged; absent where it was.
 * @param eventId The event's id, which the request carried as `webhook-id`.
 * @param status The answer's status; absent where there was none.
 * @param tookMilliseconds Until the answer's end, or until it was given up.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record WebhookAttempt(
    @JsonProperty("answer") @Nullable String answer,
    @JsonProperty("attempt") int attempt,
    @JsonProperty("attempted_at") Instant attemptedAt,
    @JsonProperty("error") @Nullable String error,
    @JsonProperty("event_id") String eventId,
    @JsonProperty("seq") long seq,
    @JsonProperty("status") @Nullable Integer status,
    @JsonProperty("took_milliseconds") int tookMilliseconds) {
  /** Nothing set yet. */
  public static Builder builder() {
    return new Builder();
  }

  /** Sets what is known, by name, and makes the record; new components come here as new methods. */
  public static final class Builder {
    private @Nullable String answer;
    private @Nullable Integer attempt;
    private @Nullable Instant attemptedAt;
    private @Nullable String error;
    private @Nullable String eventId;
    private @Nullable Long seq;
    private @Nullable Integer status;
    private @Nullable Integer tookMilliseconds;

    private Builder() {}

    /** The first 512 bytes of an answer that was no acknowledgement. */
    public Builder answer(String answer) {
      this.answer = answer;
      return this;
    }

    /** The how-manieth attempt at this event, from 1. */
    public Builder attempt(int attempt) {
      this.attempt = attempt;
      return this;
    }

    /** Sets {@code attemptedAt}. */
    public Builder attemptedAt(Instant attemptedAt) {
      this.attemptedAt = attemptedAt;
      return this;
    }

    /** Why it was not acknowledged; absent where it was. */
    public Builder error(String error) {
      this.error = error;
      return this;
    }

    /** The event's id, which the request carried as `webhook-id`. */
    public Builder eventId(String eventId) {
      this.eventId = eventId;
      return this;
    }

    /** Sets {@code seq}. */
    public Builder seq(long seq) {
      this.seq = seq;
      return this;
    }

    /** The answer's status; absent where there was none. */
    public Builder status(int status) {
      this.status = status;
      return this;
    }

    /** Until the answer's end, or until it was given up. */
    public Builder tookMilliseconds(int tookMilliseconds) {
      this.tookMilliseconds = tookMilliseconds;
      return this;
    }

    /** The record; what the API requires must have been set. */
    public WebhookAttempt build() {
      return new WebhookAttempt(
          answer,
          Objects.requireNonNull(attempt, "attempt"),
          Objects.requireNonNull(attemptedAt, "attemptedAt"),
          error,
          Objects.requireNonNull(eventId, "eventId"),
          Objects.requireNonNull(seq, "seq"),
          status,
          Objects.requireNonNull(tookMilliseconds, "tookMilliseconds"));
    }
  }
}
