// Generated from openapi/ by `make sdks`; do not edit.
package dev.tallybook.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is sent again.
 *
 * @param events How many dead letters there were.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Redrive(@JsonProperty("events") long events) {
  /** Nothing set yet. */
  public static Builder builder() {
    return new Builder();
  }

  /** Sets what is known, by name, and makes the record; new components come here as new methods. */
  public static final class Builder {
    private @Nullable Long events;

    private Builder() {}

    /** How many dead letters there were. */
    public Builder events(long events) {
      this.events = events;
      return this;
    }

    /** The record; what the API requires must have been set. */
    public Redrive build() {
      return new Redrive(Objects.requireNonNull(events, "events"));
    }
  }
}
