package dev.tallybook;

/** No connection could be made, so nothing was sent and nothing was done. */
public final class NotSentException extends ConnectionException {
  private static final long serialVersionUID = 1L;

  NotSentException(String message, Throwable cause) {
    super(message, cause);
  }
}
