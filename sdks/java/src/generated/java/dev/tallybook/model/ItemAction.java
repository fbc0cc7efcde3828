// Generated from openapi/ by `make sdks`; do not edit.
package dev.tallybook.model;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;

/** What an item does: posts a transfer or a hold, or acts on one. */
public enum ItemAction {
  /** {@code "post"} */
  POST("post"),
  /** {@code "capture"} */
  CAPTURE("capture"),
  /** {@code "void"} */
  VOID("void"),
  /** {@code "increment"} */
  INCREMENT("increment"),
  /** {@code "extend"} */
  EXTEND("extend"),
  /** {@code "reverse"} */
  REVERSE("reverse"),
  /** A value that this version of the client does not know yet; not for sending. */
  @JsonEnumDefaultValue
  UNRECOGNIZED("unrecognized");

  private final String value;

  ItemAction(String value) {
    this.value = value;
  }

  /** As it is in JSON. */
  @JsonValue
  public String value() {
    return value;
  }

  /** The constant for a value in JSON; {@link #UNRECOGNIZED} where there is none. */
  public static ItemAction of(String value) {
    return Arrays.stream(values())
        .filter(known -> known.value.equals(value))
        .findFirst()
        .orElse(UNRECOGNIZED);
  }
}
