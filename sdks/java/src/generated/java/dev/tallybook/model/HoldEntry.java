// Generated from openapi/ by `make sdks`; do not edit.
package dev.tallybook.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A later entry about a hold or a transfer. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record HoldEntry(
    @JsonProperty("id") String id,
    @JsonProperty("kind") TransferKind kind,
    @JsonProperty("recorded_at") Instant recordedAt,
    @JsonProperty("seq") long seq) {
  /** Nothing set yet. */
  public static Builder builder() {
    return new Builder();
  }

  /** Sets what is known, by name, and makes the record; new components come here as new methods. */
  public static final class Builder {
    private @Nullable String id;
    private @Nullable TransferKind kind;
    private @Nullable Instant recordedAt;
    private @Nullable Long seq;

    private Builder() {}

    /** Sets {@code id}. */
    public Builder id(String id) {
      this.id = id;
      return this;
    }

    /** Sets {@code kind}. */
    public Builder kind(TransferKind kind) {
      this.kind = kind;
      return this;
    }

    /** Sets {@code recordedAt}. */
    public Builder recordedAt(Instant recordedAt) {
      this.recordedAt = recordedAt;
      return this;
    }

    /** Sets {@code seq}. */
    public Builder seq(long seq) {
      this.seq = seq;
      return this;
    }

    /** The record; what the API requires must have been set. */
    public HoldEntry build() {
      return new HoldEntry(
          Objects.requireNonNull(id, "id"),
          Objects.requireNonNull(kind, "kind"),
          Objects.requireNonNull(recordedAt, "recordedAt"),
          Objects.requireNonNull(seq, "seq"));
    }
  }
}
