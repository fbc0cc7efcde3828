// Generated from openapi/ by `make sdks`; do not edit.
package dev.tallybook.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * A stretch of time that ends now: one of the two.
 *
 * @param calendar The present day, week (from Monday), month or year in the ledger's time zone.
 * @param seconds The last so many seconds: at most a year.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record WindowRequest(
    @JsonProperty("calendar") @Nullable Calendar calendar,
    @JsonProperty("seconds") @Nullable Long seconds) {
  /** Nothing set yet. */
  public static Builder builder() {
    return new Builder();
  }

  /** Sets what is known, by name, and makes the record; new components come here as new methods. */
  public static final class Builder {
    private @Nullable Calendar calendar;
    private @Nullable Long seconds;

    private Builder() {}

    /** The present day, week (from Monday), month or year in the ledger's time zone. */
    public Builder calendar(Calendar calendar) {
      this.calendar = calendar;
      return this;
    }

    /** The last so many seconds: at most a year. */
    public Builder seconds(long seconds) {
      this.seconds = seconds;
      return this;
    }

    /** The record; what the API requires must have been set. */
    public WindowRequest build() {
      return new WindowRequest(calendar, seconds);
    }
  }
}
