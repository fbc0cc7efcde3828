package dev.tallybook;

import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What one call may have of its own.
 *
 * @param idempotencyKey the key of a POST; a fresh one unless given
 * @param timeout how long one try may take
 * @param dryRun ask what would be answered, and do nothing; for operations that can
 * @param onAnswer is given the headers of a successful answer
 */
public record CallOptions(
    @Nullable String idempotencyKey,
    @Nullable Duration timeout,
    boolean dryRun,
    @Nullable Consumer<AnswerHeaders> onAnswer) {
  /** None of these. */
  public static final CallOptions NONE = builder().build();

  /** Only a key: the call is done once, however often it is made with this key. */
  public static CallOptions idempotencyKey(String key) {
    return builder().idempotencyKey(key).build();
  }

  /** Nothing set yet. */
  public static Builder builder() {
    return new Builder();
  }

  /** Sets options by name. */
  public static final class Builder {
    private @Nullable String idempotencyKey;
    private @Nullable Duration timeout;
    private boolean dryRun;
    private @Nullable Consumer<AnswerHeaders> onAnswer;

    private Builder() {}

    /** The key of a POST: 1 to 255 printable ASCII characters. */
    public Builder idempotencyKey(String idempotencyKey) {
      this.idempotencyKey = idempotencyKey;
      return this;
    }

    /** How long one try may take. */
    public Builder timeout(Duration timeout) {
      this.timeout = timeout;
      return this;
    }

    /** Ask what would be answered, and do nothing. */
    public Builder dryRun(boolean dryRun) {
      this.dryRun = dryRun;
      return this;
    }

    /** Is given the headers of a successful answer. */
    public Builder onAnswer(Consumer<AnswerHeaders> onAnswer) {
      this.onAnswer = onAnswer;
      return this;
    }

    /** The record. */
    public CallOptions build() {
      return new CallOptions(idempotencyKey, timeout, dryRun, onAnswer);
    }
  }
}
