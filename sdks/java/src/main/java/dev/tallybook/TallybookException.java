package dev.tallybook;

import org.jspecify.annotations.Nullable;

/** A call that did not do what was asked; its subclasses say why. */
public class TallybookException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  TallybookException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
