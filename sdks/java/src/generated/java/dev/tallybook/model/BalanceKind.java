// Generated from openapi/ by `make sdks`; do not edit.
package dev.tallybook.model;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;

/**
 * One of a balance's amounts: what may still leave, what is posted, or what is posted and held
 * together.
 */
public enum BalanceKind {
  /** {@code "available"} */
  AVAILABLE("available"),
  /** {@code "posted"} */
  POSTED("posted"),
  /** {@code "pending"} */
  PENDING("pending"),
  /** A value that this version of the client does not know yet; not for sending. */
  @JsonEnumDefaultValue
  UNRECOGNIZED("unrecognized");

  private final String value;

  BalanceKind(String value) {
    this.value = value;
  }

  /** As it is in JSON. */
  @JsonValue
  public String value() {
    return value;
  }

  /** The constant for a value in JSON; {@link #UNRECOGNIZED} where there is none. */
  public static BalanceKind of(String value) {
    return Arrays.stream(values())
        .filter(known -> known.value.equals(value))
        .findFirst()
        .orElse(UNRECOGNIZED);
  }
}
