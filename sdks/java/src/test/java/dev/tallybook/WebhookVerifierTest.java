package dev.tallybook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.standardwebhooks.Webhook;
import dev.tallybook.model.CloudEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookVerifierTest {
  private static final String SECRET = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz";
  private static final String OLD_SECRET = "whsec_YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4";
  private static final String PAYLOAD =
      """
      {"specversion": "1.0", "id": "l:17", "type": "tallybook.transfer.posted.v1", "time": "2026-04-02T09:15:00.123456Z",
       "data": {"ledger": "demo", "seq": 17, "type": "transfer.posted", "object": {"description": "café"}}}""";

  private static Map<String, List<String>> signed(String secret, String payload, long secondsAgo)
      throws Exception {
    long time = Instant.now().getEpochSecond() - secondsAgo;
    String signature = new Webhook(secret).sign("l:17", time, payload);
    return Map.of(
        "Webhook-Id", List.of("l:17"),
        "WEBHOOK-TIMESTAMP", List.of(Long.toString(time)),
        "webhook-signature", List.of("v1,bm90IHRoaXMgb25l " + signature));
  }

  private static CloudEvent verify(
      String payload, Map<String, List<String>> headers, String... secrets) {
    return new WebhookVerifier(secrets).verify(payload.getBytes(StandardCharsets.UTF_8), headers);
  }

  @Test
  void whatWasSignedIsBelieved() throws Exception {
    CloudEvent event = verify(PAYLOAD, signed(SECRET, PAYLOAD, 0), SECRET);
    assertEquals("tallybook.transfer.posted.v1", event.type());
    assertEquals(17, event.data().seq());
    assertEquals("demo", event.data().ledger());
    assertEquals("café", event.data().object().path("description").asString());
  }

  @Test
  void eitherSecretWillDoWhileOneReplacesTheOther() throws Exception {
    assertEquals("l:17", verify(PAYLOAD, signed(OLD_SECRET, PAYLOAD, 0), SECRET, OLD_SECRET).id());
    assertEquals("l:17", verify(PAYLOAD, signed(SECRET, PAYLOAD, 0), SECRET, OLD_SECRET).id());
  }

  @Test
  void anotherPayloadSecretOrTimeIsNot() throws Exception {
    var headers = signed(SECRET, PAYLOAD, 0);
    assertThrows(InvalidWebhookException.class, () -> verify(PAYLOAD + " ", headers, SECRET));
    assertThrows(InvalidWebhookException.class, () -> verify(PAYLOAD, headers, OLD_SECRET));
    assertThrows(InvalidWebhookException.class, () -> verify(PAYLOAD, Map.of(), SECRET));
    var old = signed(SECRET, PAYLOAD, 301);
    assertThrows(InvalidWebhookException.class, () -> verify(PAYLOAD, old, SECRET));
    var early = signed(SECRET, PAYLOAD, -310);
    assertThrows(InvalidWebhookException.class, () -> verify(PAYLOAD, early, SECRET));
    var noEvent = signed(SECRET, "no event", 0);
    assertThrows(InvalidWebhookException.class, () -> verify("no event", noEvent, SECRET));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "garbage", "v1", "v1,", ",", "v2,abc", "v1,é", "v1,!!!!", " "})
  void aSignatureThatIsNoneIsRefused(String signature) {
    var headers =
        Map.of(
            "webhook-id", List.of("l:17"),
            "webhook-timestamp", List.of(Long.toString(Instant.now().getEpochSecond())),
            "webhook-signature", List.of(signature));
    assertThrows(InvalidWebhookException.class, () -> verify(PAYLOAD, headers, SECRET));
  }
}
