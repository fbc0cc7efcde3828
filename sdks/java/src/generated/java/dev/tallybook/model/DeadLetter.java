// Generated from openapi/ by `make sdks`; do not edit.
package dev.tallybook.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An event that an endpoint did not take, and that is not sent any more.
 *
 * @param error What went wrong last.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DeadLetter(
    @JsonProperty("attempts") int attempts,
    @JsonProperty("died_at") Instant diedAt,
    @JsonProperty("error") String error,
    @JsonProperty("event_id") String eventId,
    @JsonProperty("seq") long seq) {
  /** Nothing set yet. */
  public static Builder builder() {
    return new Builder();
  }

  /** Sets what is known, by name, and makes the record; new components come here as new methods. */
  public static final class Builder {
    private @Nullable Integer attempts;
    private @Nullable Instant diedAt;
    private @Nullable String error;
    private @Nullable String eventId;
    private @Nullable Long seq;

    private Builder() {}

    /** Sets {@code attempts}. */
    public Builder attempts(int attempts) {
      this.attempts = attempts;
      return this;
    }

    /** Sets {@code diedAt}. */
    public Builder diedAt(Instant diedAt) {
      this.diedAt = diedAt;
      return this;
    }

    /** What went wrong last. */
    public Builder error(String error) {
      this.error = error;
      return this;
    }

    /** Sets {@code eventId}. */
    public Builder eventId(String eventId) {
      this.eventId = eventId;
      return this;
    }

    /** Sets {@code seq}. */
    public Builder seq(long seq) {
      this.seq = seq;
      return this;
    }

    /** The record; what the API requires must have been set. */
    public DeadLetter build() {
      return new DeadLetter(
          Objects.requireNonNull(attempts, "attempts"),
          Objects.requireNonNull(diedAt, "diedAt"),
          Objects.requireNonNull(error, "error"),
          Objects.requireNonNull(eventId, "eventId"),
          Objects.requireNonNull(seq, "seq"));
    }
  }
}
