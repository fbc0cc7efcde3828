package dev.tallybook;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;

/**
 * A time, or a date in the ledger's time zone: {@code as_of} takes a date's end, all others its
 * start.
 *
 * @param text as it is sent
 */
public record Moment(@JsonValue String text) {
  /** A time, to the microsecond. */
  public static Moment of(Instant time) {
    return new Moment(time.truncatedTo(ChronoUnit.MICROS).toString());
  }

  /** A date. */
  public static Moment of(LocalDate date) {
    return new Moment(date.toString());
  }
}
