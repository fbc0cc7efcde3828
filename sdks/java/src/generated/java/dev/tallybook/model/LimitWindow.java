// Generated from openapi/ by `make sdks`; do not edit.
package dev.tallybook.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * A stretch of time that ends now: the present day, week, month or year in the ledger's time zone,
 * or the last so many seconds.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LimitWindow(
    @JsonProperty("calendar") @Nullable Calendar calendar,
    @JsonProperty("seconds") @Nullable Integer seconds) {
  /** Nothing set yet. */
  public static Builder builder() {
    return new Builder();
  }

  /** Sets what is known, by name, and makes the record; new components come here as new methods. */
  public static final class Builder {
    private @Nullable Calendar calendar;
    private @Nullable Integer seconds;

    private Builder() {}

    /** Sets {@code calendar}. */
    public Builder calendar(Calendar calendar) {
      this.calendar = calendar;
      return this;
    }

    /** Sets {@code seconds}. */
    public Builder seconds(int seconds) {
      this.seconds = seconds;
      return this;
    }

    /** The record; what the API requires must have been set. */
    public LimitWindow build() {
      return new LimitWindow(calendar, seconds);
    }
  }
}
