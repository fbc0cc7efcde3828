// Generated from openapi/ by `make sdks`; do not edit.
package dev.tallybook.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which events to send once more: those after a `seq`, those recorded within a time, or some by id.
 *
 * @param after After this `seq`.
 * @param ids 1 to 500 ids, as `webhook-id` said.
 * @param recordedFrom Recorded at or after this instant.
 * @param recordedTo Recorded before this instant; now unless given.
 * @param to Up to this `seq`; the ledger's last unless given.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PostReplayRequest(
    @JsonProperty("after") @Nullable Long after,
    @JsonProperty("ids") @Nullable List<String> ids,
    @JsonProperty("recorded_from") @Nullable Instant recordedFrom,
    @JsonProperty("recorded_to") @Nullable Instant recordedTo,
    @JsonProperty("to") @Nullable Long to) {
  /** Copies lists and maps. */
  public PostReplayRequest {
    ids = Copies.of(ids);
  }

  /** Nothing set yet. */
  public static Builder builder() {
    return new Builder();
  }

  /** Sets what is known, by name, and makes the record; new components come here as new methods. */
  public static final class Builder {
    private @Nullable Long after;
    private @Nullable List<String> ids;
    private @Nullable Instant recordedFrom;
    private @Nullable Instant recordedTo;
    private @Nullable Long to;

    private Builder() {}

    /** After this `seq`. */
    public Builder after(long after) {
      this.after = after;
      return this;
    }

    /** 1 to 500 ids, as `webhook-id` said. */
    public Builder ids(List<String> ids) {
      this.ids = ids;
      return this;
    }

    /** As above, of single elements. */
    public Builder ids(String... ids) {
      return ids(List.of(ids));
    }

    /** Recorded at or after this instant. */
    public Builder recordedFrom(Instant recordedFrom) {
      this.recordedFrom = recordedFrom;
      return this;
    }

    /** Recorded before this instant; now unless given. */
    public Builder recordedTo(Instant recordedTo) {
      this.recordedTo = recordedTo;
      return this;
    }

    /** Up to this `seq`; the ledger's last unless given. */
    public Builder to(long to) {
      this.to = to;
      return this;
    }

    /** The record; what the API requires must have been set. */
    public PostReplayRequest build() {
      return new PostReplayRequest(after, ids, recordedFrom, recordedTo, to);
    }
  }
}
