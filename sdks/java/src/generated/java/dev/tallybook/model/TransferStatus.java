// Generated from openapi/ by `make sdks`; do not edit.
package dev.tallybook.model;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;

/**
 * What a transfer did when it was made: moved what is posted, what is held, or released what was
 * held. It never changes; what became of a hold is in its `hold`.
 */
public enum TransferStatus {
  /** {@code "posted"} */
  POSTED("posted"),
  /** {@code "pending"} */
  PENDING("pending"),
  /** {@code "voided"} */
  VOIDED("voided"),
  /** {@code "expired"} */
  EXPIRED("expired"),
  /** A value that this version of the client does not know yet; not for sending. */
  @JsonEnumDefaultValue
  UNRECOGNIZED("unrecognized");

  private final String value;

  TransferStatus(String value) {
    this.value = value;
  }

  /** As it is in JSON. */
  @JsonValue
  public String value() {
    return value;
  }

  /** The constant for a value in JSON; {@link #UNRECOGNIZED} where there is none. */
  public static TransferStatus of(String value) {
    return Arrays.stream(values())
        .filter(known -> known.value.equals(value))
        .findFirst()
        .orElse(UNRECOGNIZED);
  }
}
