package dev.tallybook;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * An answer that the service does not give: something between it and us spoke, or the URL is not
 * the service's.
 */
public final class UnexpectedAnswerException extends TallybookException {
  private static final long serialVersionUID = 1L;
  private static final int SHOWN_BYTES = 200;

  private final int status;

  UnexpectedAnswerException(int status, byte[] body, @Nullable Throwable cause) {
    super("The answer (%d) is not the service's: %s".formatted(status, beginning(body)), cause);
    this.status = status;
  }

  /** The HTTP status. */
  public int status() {
    return status;
  }

  private static String beginning(byte[] body) {
    String text =
        new String(Arrays.copyOf(body, Math.min(body.length, SHOWN_BYTES)), StandardCharsets.UTF_8);
    return text.replaceAll("\\p{Cntrl}", " ");
  }
}
