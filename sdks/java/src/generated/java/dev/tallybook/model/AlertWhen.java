// Generated from openapi/ by `make sdks`; do not edit.
package dev.tallybook.model;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;

/**
 * On which side of its threshold a balance alerts: `crossing` alerts below, and raises an alert on
 * the way back too.
 */
public enum AlertWhen {
  /** {@code "below"} */
  BELOW("below"),
  /** {@code "above"} */
  ABOVE("above"),
  /** {@code "crossing"} */
  CROSSING("crossing"),
  /** A value that this version of the client does not know yet; not for sending. */
  @JsonEnumDefaultValue
  UNRECOGNIZED("unrecognized");

  private final String value;

  AlertWhen(String value) {
    this.value = value;
  }

  /** As it is in JSON. */
  @JsonValue
  public String value() {
    return value;
  }

  /** The constant for a value in JSON; {@link #UNRECOGNIZED} where there is none. */
  public static AlertWhen of(String value) {
    return Arrays.stream(values())
        .filter(known -> known.value.equals(value))
        .findFirst()
        .orElse(UNRECOGNIZED);
  }
}
