import { Webhook, WebhookVerificationError } from "standardwebhooks";
import { readAmounts } from "./amounts.js";
import { InvalidWebhookError } from "./errors.js";
import type { EventEnvelope } from "./event.js";

/** Headers as a server has them: of `fetch`, or of Node. */
export type WebhookHeaders = Headers | Readonly<Record<string, string | readonly string[] | undefined>>;

/**
 * Reads a webhook once its signature is proven (Standard Webhooks; at most five minutes old).
 *
 * @param payload the body as it came, byte for byte: not parsed and printed again
 * @param secrets `whsec_…` of the endpoint; several while they change
 * @throws InvalidWebhookError where none of the secrets signed it, or too long ago: answer 400 and believe nothing of it
 */
export function verifyWebhook(
  payload: string | Uint8Array,
  headers: WebhookHeaders,
  secrets: string | readonly string[],
): EventEnvelope {
  const text = typeof payload === "string" ? payload : new TextDecoder().decode(payload);
  const signed = {
    "webhook-id": header(headers, "webhook-id"),
    "webhook-timestamp": header(headers, "webhook-timestamp"),
    "webhook-signature": header(headers, "webhook-signature"),
  };
  let refused: unknown;
  for (const secret of [secrets].flat()) {
    try {
      new Webhook(secret).verify(text, signed, { jsonParse: false });
      return readEnvelope(text);
    } catch (error) {
      if (!(error instanceof WebhookVerificationError)) {
        throw error;
      }
      refused = error;
    }
  }
  throw new InvalidWebhookError("the webhook is not genuine, or more than five minutes old", { cause: refused });
}

function readEnvelope(text: string): EventEnvelope {
  const envelope: EventEnvelope = JSON.parse(text);
  readAmounts("Event", envelope.data);
  return envelope;
}

function header(headers: WebhookHeaders, name: string): string {
  if (headers instanceof Headers) {
    return headers.get(name) ?? "";
  }
  const found = Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1];
  return typeof found === "string" ? found : (found?.[0] ?? "");
}
