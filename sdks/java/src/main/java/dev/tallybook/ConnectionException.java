package dev.tallybook;

/**
 * No answer came. Where the request was no read, it may have been done all the same, unless this is
 * a {@link NotSentException}.
 */
public class ConnectionException extends TallybookException {
  private static final long serialVersionUID = 1L;

  ConnectionException(String message, Throwable cause) {
    super(message, cause);
  }
}
