// Generated from openapi/ by `make sdks`; do not edit.
package dev.tallybook.model;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;

/** What happens to a transfer beyond a limit. */
public enum OnExceed {
  /** {@code "reject"} */
  REJECT("reject"),
  /** {@code "flag"} */
  FLAG("flag"),
  /** A value that this version of the client does not know yet; not for sending. */
  @JsonEnumDefaultValue
  UNRECOGNIZED("unrecognized");

  private final String value;

  OnExceed(String value) {
    this.value = value;
  }

  /** As it is in JSON. */
  @JsonValue
  public String value() {
    return value;
  }

  /** The constant for a value in JSON; {@link #UNRECOGNIZED} where there is none. */
  public static OnExceed of(String value) {
    return Arrays.stream(values())
        .filter(known -> known.value.equals(value))
        .findFirst()
        .orElse(UNRECOGNIZED);
  }
}
