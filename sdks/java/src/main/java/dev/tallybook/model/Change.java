package dev.tallybook.model;

import com.fasterxml.jackson.annotation.JsonValue;
import org.jspecify.annotations.Nullable;

/**
 * What to do with a field whose absence means "as it is": set it, or send null.
 *
 * @param value what to set; null is sent as null
 */
public record Change<T>(@JsonValue @Nullable T value) {
  /** Sets the field. */
  public static <T> Change<T> to(T value) {
    return new Change<>(value);
  }

  /** Sends null. */
  public static <T> Change<T> clear() {
    return new Change<>(null);
  }
}
