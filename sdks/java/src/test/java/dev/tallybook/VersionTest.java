package dev.tallybook;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class VersionTest {
  @Test
  void thePomSaysTheSameVersion() throws Exception {
    String own = "<artifactId>tallybook</artifactId>\\s*<version>" + Version.VERSION + "</version>";
    assertTrue(
        Files.readString(Path.of("pom.xml"))
            .replaceAll("\\s+", "")
            .matches("(?s).*" + own.replace("\\s*", "") + ".*"));
  }
}
