// Generated from openapi/ by `make sdks`; do not edit.
package dev.tallybook.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How far an endpoint has been told.
 *
 * @param deadLetters Events that were given up.
 * @param failingSince Since when nothing was acknowledged; absent where all is well.
 * @param lastSeq The ledger's last change.
 * @param toldSeq Every event up to here was acknowledged, filtered out, or is counted below.
 * @param waiting Events that failed and are sent again.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record EndpointDelivery(
    @JsonProperty("dead_letters") long deadLetters,
    @JsonProperty("failing_since") @Nullable Instant failingSince,
    @JsonProperty("last_error") @Nullable String lastError,
    @JsonProperty("last_seq") long lastSeq,
    @JsonProperty("told_seq") long toldSeq,
    @JsonProperty("waiting") long waiting) {
  /** Nothing set yet. */
  public static Builder builder() {
    return new Builder();
  }

  /** Sets what is known, by name, and makes the record; new components come here as new methods. */
  public static final class Builder {
    private @Nullable Long deadLetters;
    private @Nullable Instant failingSince;
    private @Nullable String lastError;
    private @Nullable Long lastSeq;
    private @Nullable Long toldSeq;
    private @Nullable Long waiting;

    private Builder() {}

    /** Events that were given up. */
    public Builder deadLetters(long deadLetters) {
      this.deadLetters = deadLetters;
      return this;
    }

    /** Since when nothing was acknowledged; absent where all is well. */
    public Builder failingSince(Instant failingSince) {
      this.failingSince = failingSince;
      return this;
    }

    /** Sets {@code lastError}. */
    public Builder lastError(String lastError) {
      this.lastError = lastError;
      return this;
    }

    /** The ledger's last change. */
    public Builder lastSeq(long lastSeq) {
      this.lastSeq = lastSeq;
      return this;
    }

    /** Every event up to here was acknowledged, filtered out, or is counted below. */
    public Builder toldSeq(long toldSeq) {
      this.toldSeq = toldSeq;
      return this;
    }

    /** Events that failed and are sent again. */
    public Builder waiting(long waiting) {
      this.waiting = waiting;
      return this;
    }

    /** The record; what the API requires must have been set. */
    public EndpointDelivery build() {
      return new EndpointDelivery(
          Objects.requireNonNull(deadLetters, "deadLetters"),
          failingSince,
          lastError,
          Objects.requireNonNull(lastSeq, "lastSeq"),
          Objects.requireNonNull(toldSeq, "toldSeq"),
          Objects.requireNonNull(waiting, "waiting"));
    }
  }
}
