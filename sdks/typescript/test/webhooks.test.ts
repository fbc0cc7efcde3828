import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { test } from "node:test";
import { Decimal, InvalidWebhookError, verifyWebhook } from "tallybook";

const secret = `whsec_${Buffer.from("a secret of twenty-four b").toString("base64")}`;
const payload = JSON.stringify({
  specversion: "1.0",
  id: "l:17",
  type: "tallybook.transfer.posted.v1",
  data: { seq: 17, type: "transfer.posted", ledger: "demo", object: { id: "t-ü", postings: [{ amount: "12.30" }] } },
});

/** Signed as the standard says, without its library. */
function signed(by: string[] = [secret], secondsAgo = 0): Record<string, string> {
  const timestamp = String(Math.floor(Date.now() / 1000) - secondsAgo);
  const signatures = by.map((one) => {
    const key = Buffer.from(one.replace("whsec_", ""), "base64");
    return `v1,${createHmac("sha256", key).update(`l:17.${timestamp}.${payload}`).digest("base64")}`;
  });
  return { "webhook-id": "l:17", "webhook-timestamp": timestamp, "webhook-signature": signatures.join(" ") };
}

test("a genuine webhook is its event, with decimals", () => {
  const { id, data } = verifyWebhook(payload, signed(), secret);
  assert.equal(id, "l:17");
  assert.ok(data.type === "transfer.posted");
  assert.equal(data.ledger, "demo");
  assert.ok(data.object.postings?.[0]?.amount instanceof Decimal);
});

test("bytes, Headers and Node's headers will do", () => {
  const headers = signed();
  assert.equal(verifyWebhook(new TextEncoder().encode(payload), new Headers(headers), secret).id, "l:17");
  const capital = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toUpperCase(), [value]]));
  assert.equal(verifyWebhook(Buffer.from(payload), { ...capital, host: undefined }, secret).id, "l:17");
});

test("while secrets change, either may have signed", () => {
  const old = `whsec_${Buffer.from("another secret of long ago").toString("base64")}`;
  assert.equal(verifyWebhook(payload, signed([old, secret]), secret).id, "l:17");
  assert.equal(verifyWebhook(payload, signed([old]), [secret, old]).id, "l:17");
  assert.throws(() => verifyWebhook(payload, signed([old]), secret), InvalidWebhookError);
});

test("what was changed, is unsigned, too old or of the future is refused", () => {
  const headers = signed();
  const { "webhook-signature": _, ...unsigned } = headers;
  for (const [body, with_] of [
    [`${payload} `, headers],
    [payload, { ...headers, "webhook-id": "l:18" }],
    [payload, { ...headers, "webhook-signature": "v1,AAAA" }],
    [payload, unsigned],
    [payload, {}],
    [payload, signed([secret], 301)],
    [payload, signed([secret], -302)],
  ] as const) {
    assert.throws(() => verifyWebhook(body, with_, secret), InvalidWebhookError);
  }
  assert.equal(verifyWebhook(payload, signed([secret], 295), secret).id, "l:17");
});

test("without a secret nothing is genuine", () => {
  assert.throws(() => verifyWebhook(payload, signed(), []), InvalidWebhookError);
});
