// Generated from openapi/ by `make sdks`; do not edit.
package dev.tallybook.model;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;

/** What a transfer does. */
public enum TransferKind {
  /** {@code "transfer"} */
  TRANSFER("transfer"),
  /** {@code "hold"} */
  HOLD("hold"),
  /** {@code "capture"} */
  CAPTURE("capture"),
  /** {@code "void"} */
  VOID("void"),
  /** {@code "increment"} */
  INCREMENT("increment"),
  /** {@code "extension"} */
  EXTENSION("extension"),
  /** {@code "expiry"} */
  EXPIRY("expiry"),
  /** {@code "reversal"} */
  REVERSAL("reversal"),
  /** A value that this version of the client does not know yet; not for sending. */
  @JsonEnumDefaultValue
  UNRECOGNIZED("unrecognized");

  private final String value;

  TransferKind(String value) {
    this.value = value;
  }

  /** As it is in JSON. */
  @JsonValue
  public String value() {
    return value;
  }

  /** The constant for a value in JSON; {@link #UNRECOGNIZED} where there is none. */
  public static TransferKind of(String value) {
    return Arrays.stream(values())
        .filter(known -> known.value.equals(value))
        .findFirst()
        .orElse(UNRECOGNIZED);
  }
}
