// Generated from openapi/ by `make sdks`; do not edit.
package dev.tallybook.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Events in order.
 *
 * @param lastSeq The number of the ledger's last change.
 * @param nextAfter What to give as `after` to go on: the last number that was looked at, whether an
 *     event is shown of it or not.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record EventList(
    @JsonProperty("data") List<Event> data,
    @JsonProperty("last_seq") long lastSeq,
    @JsonProperty("next_after") long nextAfter) {
  /** Copies lists and maps. */
  public EventList {
    data = Copies.of(data);
  }

  /** Nothing set yet. */
  public static Builder builder() {
    return new Builder();
  }

  /** Sets what is known, by name, and makes the record; new components come here as new methods. */
  public static final class Builder {
    private @Nullable List<Event> data;
    private @Nullable Long lastSeq;
    private @Nullable Long nextAfter;

    private Builder() {}

    /** Sets {@code data}. */
    public Builder data(List<Event> data) {
      this.data = data;
      return this;
    }

    /** As above, of single elements. */
    public Builder data(Event... data) {
      return data(List.of(data));
    }

    /** The number of the ledger's last change. */
    public Builder lastSeq(long lastSeq) {
      this.lastSeq = lastSeq;
      return this;
    }

    /**
     * What to give as `after` to go on: the last number that was looked at, whether an event is
     * shown of it or not.
     */
    public Builder nextAfter(long nextAfter) {
      this.nextAfter = nextAfter;
      return this;
    }

    /** The record; what the API requires must have been set. */
    public EventList build() {
      return new EventList(
          Objects.requireNonNull(data, "data"),
          Objects.requireNonNull(lastSeq, "lastSeq"),
          Objects.requireNonNull(nextAfter, "nextAfter"));
    }
  }
}
