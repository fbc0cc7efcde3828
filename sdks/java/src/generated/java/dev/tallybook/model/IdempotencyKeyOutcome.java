// Generated from openapi/ by `make sdks`; do not edit.
package dev.tallybook.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What an idempotency key did.
 *
 * @param recordedAt Absent for an unknown key.
 * @param responseStatus The status its request was answered with; absent for an unknown key.
 * @param transferId The transfer it posted, if it posted one.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record IdempotencyKeyOutcome(
    @JsonProperty("recorded_at") @Nullable Instant recordedAt,
    @JsonProperty("response_status") @Nullable Integer responseStatus,
    @JsonProperty("status") IdempotencyKeyStatus status,
    @JsonProperty("transfer_id") @Nullable String transferId) {
  /** Nothing set yet. */
  public static Builder builder() {
    return new Builder();
  }

  /** Sets what is known, by name, and makes the record; new components come here as new methods. */
  public static final class Builder {
    private @Nullable Instant recordedAt;
    private @Nullable Integer responseStatus;
    private @Nullable IdempotencyKeyStatus status;
    private @Nullable String transferId;

    private Builder() {}

    /** Absent for an unknown key. */
    public Builder recordedAt(Instant recordedAt) {
      this.recordedAt = recordedAt;
      return this;
    }

    /** The status its request was answered with; absent for an unknown key. */
    public Builder responseStatus(int responseStatus) {
      this.responseStatus = responseStatus;
      return this;
    }

    /** Sets {@code status}. */
    public Builder status(IdempotencyKeyStatus status) {
      this.status = status;
      return this;
    }

    /** The transfer it posted, if it posted one. */
    public Builder transferId(String transferId) {
      this.transferId = transferId;
      return this;
    }

    /** The record; what the API requires must have been set. */
    public IdempotencyKeyOutcome build() {
      return new IdempotencyKeyOutcome(
          recordedAt, responseStatus, Objects.requireNonNull(status, "status"), transferId);
    }
  }
}
