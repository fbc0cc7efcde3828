package dev.tallybook;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import dev.tallybook.model.CloudEvent;
import dev.tallybook.model.Json;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;

/**
 * Believes a webhook only where it was signed, within five minutes, by who knows a secret of the
 * endpoint.
 */
public final class WebhookVerifier {
  private final List<Webhook> secrets;

  /**
   * With the endpoint's secrets: the one, or both while one replaces the other.
   *
   * @param secrets {@code whsec_…}
   */
  public WebhookVerifier(String... secrets) {
    if (secrets.length == 0) {
      throw new IllegalArgumentException("a secret is needed");
    }
    this.secrets = Arrays.stream(secrets).map(Webhook::new).toList();
  }

  /**
   * The event, where its signature is right; an {@link InvalidWebhookException} where it is not.
   *
   * @param payload the request's body, byte for byte
   * @param headers the request's headers, whatever their case
   */
  public CloudEvent verify(byte[] payload, Map<String, List<String>> headers) {
    verifySignature(new String(payload, StandardCharsets.UTF_8), headers);
    try {
      return Json.mapper().readValue(payload, CloudEvent.class);
    } catch (JacksonException unreadable) {
      throw new InvalidWebhookException("The webhook is signed, but is no event", unreadable);
    }
  }

  private void verifySignature(String payload, Map<String, List<String>> headers) {
    WebhookVerificationException refusal = new WebhookVerificationException("no secret");
    for (Webhook secret : secrets) {
      try {
        secret.verify(payload, headers);
        return;
      } catch (WebhookVerificationException wrong) {
        refusal = wrong;
      }
    }
    throw new InvalidWebhookException(
        "The webhook is not to be believed: " + refusal.getMessage(), refusal);
  }
}
