package dev.tallybook;

/** Do not believe it: a webhook that nobody who knows the secret has signed, or not lately. */
public final class InvalidWebhookException extends TallybookException {
  private static final long serialVersionUID = 1L;

  InvalidWebhookException(String message, Throwable cause) {
    super(message, cause);
  }
}
