package dev.tallybook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.SubmissionPublisher;
import org.junit.jupiter.api.Test;

class LinesTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  private final Lines lines = new Lines();

  @Test
  void moreAreAskedForAsTheyAreTaken() throws Exception {
    try (var stream = new SubmissionPublisher<String>()) {
      stream.subscribe(lines);
      for (int i = 0; i < 200; i++) {
        stream.submit("line " + i);
      }
      for (int i = 0; i < 200; i++) {
        assertEquals("line " + i, lines.take(LONG));
      }
    }
  }

  @Test
  void silenceIsAnEnd() {
    var silence = assertThrows(IOException.class, () -> lines.take(Duration.ofMillis(20)));
    assertEquals("nothing came for 0 seconds", silence.getMessage());
  }

  @Test
  void whatCameBeforeTheEndIsStillThere() throws Exception {
    lines.onNext("last");
    lines.onError(new IOException("reset"));
    assertEquals("last", lines.take(LONG));
    var end = assertThrows(IOException.class, () -> lines.take(LONG));
    assertEquals("java.io.IOException: reset", String.valueOf(end.getCause()));
  }

  @Test
  void closingWakesWhoWaits() {
    lines.close();
    assertThrows(IOException.class, () -> lines.take(LONG));
  }
}
