import assert from "node:assert/strict";
import { test } from "node:test";
import {
  ConnectionError,
  NotSentError,
  OutcomeUnknownError,
  ProblemError,
  type Tallybook,
  UnexpectedAnswerError,
} from "tallybook";
import { client, created, hangUp, html, json, nobody, problem, type Reply, scripted, silence } from "./scripted.js";

const payment = { debit_account: "a", credit_account: "b", amount: "1.00" };
const pay = (tallybook: Tallybook, idempotencyKey?: string) =>
  tallybook.ledger("demo").transfers.create(payment, { idempotencyKey });
const read = (tallybook: Tallybook) => tallybook.ledger("demo").accounts.get("a");
const change = (tallybook: Tallybook) => tallybook.ledger("demo").accounts.update("a", { status: "open" });

const passing: [name: string, reply: Reply][] = [
  ["a lost connection", hangUp],
  ["429", problem(429, "rate_limited")],
  ["502", html(502)],
  ["504", html(504)],
  ["503 of a proxy", html(503)],
  ["503 overloaded", problem(503, "overloaded")],
  ["503 outcome_unknown", problem(503, "outcome_unknown")],
  ["503 database_unavailable", problem(503, "database_unavailable")],
  ["409 idempotency_in_progress", problem(409, "idempotency_in_progress")],
];

for (const [name, reply] of passing) {
  test(`a keyed POST is tried again after ${name}, with the same key and body`, async (t) => {
    const { url, seen } = await scripted(t, reply, reply, created);
    assert.equal((await pay(client(url))).id, "t-1");
    assert.equal(seen.length, 3);
    assert.equal(new Set(seen.map(({ headers }) => headers["idempotency-key"])).size, 1);
    assert.match(String(seen[0]?.headers["idempotency-key"]), /^[0-9a-f-]{36}$/);
    assert.equal(new Set(seen.map(({ body }) => body)).size, 1);
  });

  test(`a GET is tried again after ${name}`, async (t) => {
    const { url, seen } = await scripted(t, reply, json(200, { id: "a" }));
    assert.equal((await read(client(url))).id, "a");
    assert.equal(seen.length, 2);
  });
}

for (const [status, code] of [
  [400, "invalid_field"],
  [401, "unauthenticated"],
  [403, "forbidden"],
  [404, "not_found"],
  [409, "hold_expired"],
  [413, "body_too_large"],
  [422, "insufficient_balance"],
  [500, "internal"],
] as const) {
  test(`${status} ${code} is not tried again`, async (t) => {
    const { url, seen } = await scripted(t, problem(status, code), created);
    await assert.rejects(pay(client(url)), { name: "ProblemError", code, status });
    assert.equal(seen.length, 1);
  });
}

test("a PATCH is tried again only where it was definitely not done", async (t) => {
  const account = json(200, { id: "a" });
  for (const reply of [problem(429, "rate_limited"), problem(503, "overloaded"), html(429)]) {
    const { url, seen } = await scripted(t, reply, account);
    assert.equal((await change(client(url))).id, "a");
    assert.equal(seen.length, 2);
  }
  for (const reply of [
    hangUp,
    html(502),
    html(503),
    problem(503, "outcome_unknown"),
    problem(503, "database_unavailable"),
  ]) {
    const { url, seen } = await scripted(t, reply, account);
    await assert.rejects(change(client(url)), (error) => !(error instanceof OutcomeUnknownError));
    assert.equal(seen.length, 1);
  }
});

test("a POST that takes no key is tried again only where it was definitely not done", async (t) => {
  const { url, seen } = await scripted(t, hangUp, created);
  await assert.rejects(client(url).ledger("demo").webhooks.create({ url: "https://example.com" }), ConnectionError);
  assert.equal(seen.length, 1);
  assert.equal(seen[0]?.headers["idempotency-key"], undefined);
});

test("what a lost DELETE has done, the next one does not find", async (t) => {
  const missing = problem(404, "not_found");
  const lost = await scripted(t, hangUp, missing);
  await client(lost.url).ledger("demo").webhooks.delete("e-1");
  const wasNeverThere = await scripted(t, missing);
  await assert.rejects(client(wasNeverThere.url).ledger("demo").webhooks.delete("e-1"), { code: "not_found" });
});

test("a refused connection is a NotSentError, whatever was asked, after all tries", async () => {
  const tallybook = client(await nobody(), { retries: { tries: 3 } });
  await assert.rejects(pay(tallybook), NotSentError);
  await assert.rejects(change(tallybook), NotSentError);
  await assert.rejects(read(tallybook), NotSentError);
});

test("a refused connection is tried again for a PATCH", async () => {
  let tries = 0;
  const refused = async () => {
    tries += 1;
    throw new TypeError("fetch failed", { cause: Object.assign(new Error("refused"), { syscall: "connect" }) });
  };
  await assert.rejects(change(client("http://localhost", { fetch: refused })), NotSentError);
  assert.equal(tries, 8);
});

test("when every answer is lost, the end is OutcomeUnknownError, with the key, after eight tries", async (t) => {
  const { url, seen } = await scripted(t, hangUp);
  await assert.rejects(pay(client(url), "order-42"), (error) => {
    assert.ok(error instanceof OutcomeUnknownError);
    assert.equal(error.idempotencyKey, "order-42");
    assert.equal(error.operation, "post_transfer");
    assert.match(error.message, /order-42.*keyOutcome/);
    assert.ok(error.cause instanceof ConnectionError);
    return true;
  });
  assert.equal(seen.length, 8);
});

test("a time-out leaves the outcome unknown, and the next try settles it", async (t) => {
  const { url, seen } = await scripted(t, silence, created);
  assert.equal((await pay(client(url, { timeout: 50 }))).id, "t-1");
  assert.equal(seen.length, 2);
});

test("a lost GET is a ConnectionError", async (t) => {
  const { url } = await scripted(t, hangUp);
  await assert.rejects(read(client(url, { retries: { tries: 2 } })), (error) => {
    return error instanceof ConnectionError && !(error instanceof NotSentError);
  });
});

test("an answer that was never sent before is no reason for doubt", async (t) => {
  const { url } = await scripted(t, problem(503, "overloaded"));
  await assert.rejects(pay(client(url, { retries: { tries: 2 } })), { name: "ProblemError", code: "overloaded" });
});

for (const [status, code] of [
  [401, "unauthenticated"],
  [403, "forbidden"],
  [404, "not_found"],
  [429, "rate_limited"],
  [500, "internal"],
] as const) {
  test(`${status} ${code} settles no doubt about an earlier try`, async (t) => {
    const { url } = await scripted(t, hangUp, problem(status, code));
    await assert.rejects(pay(client(url, { retries: { tries: 3 } })), (error) => {
      assert.ok(error instanceof OutcomeUnknownError);
      assert.equal(error.cause instanceof ProblemError && error.cause.code, code);
      return true;
    });
  });
}

test("a refusal that the ledger decided settles the doubt about an earlier try", async (t) => {
  const { url } = await scripted(t, hangUp, problem(422, "insufficient_balance"));
  await assert.rejects(pay(client(url)), { name: "ProblemError", code: "insufficient_balance" });
});

test("a request that stays in progress is OutcomeUnknownError at last", async (t) => {
  const { url } = await scripted(t, problem(409, "idempotency_in_progress"));
  await assert.rejects(pay(client(url, { retries: { tries: 2 } })), OutcomeUnknownError);
});

test("Retry-After is the least that is waited, in seconds or until a date", async (t) => {
  for (const after of [() => "1", () => new Date(Date.now() + 2000).toUTCString()]) {
    const { url } = await scripted(t, problem(429, "rate_limited", { "Retry-After": after() }), created);
    const begin = performance.now();
    await pay(client(url));
    assert.ok(performance.now() - begin > 900);
  }
});

test("what would be waited for longer than there is patience is not waited for", async (t) => {
  const { url, seen } = await scripted(t, problem(503, "overloaded", { "Retry-After": "30" }));
  const begin = performance.now();
  await assert.rejects(pay(client(url, { retries: { within: 1000 } })), { code: "overloaded", retryAfter: 30_000 });
  assert.equal(seen.length, 1);
  assert.ok(performance.now() - begin < 900);
});

test("all tries together end in time, even where nobody answers", async (t) => {
  const { url } = await scripted(t, silence);
  const begin = performance.now();
  await assert.rejects(pay(client(url, { retries: { within: 100 } })), OutcomeUnknownError);
  assert.ok(performance.now() - begin < 2000);
});

test("an aborted call fails with the signal's reason, while it waits for an answer and between tries", async (t) => {
  for (const [reply, retries] of [
    [silence, {}],
    [silence, { tries: 1 }],
    [problem(429, "rate_limited"), { firstPause: 60_000, longestPause: 60_000, within: 600_000 }],
  ] as const) {
    const { url } = await scripted(t, reply);
    const signal = AbortSignal.timeout(50);
    const call = client(url, { retries }).ledger("demo").transfers.create(payment, { signal });
    await assert.rejects(call, (error) => error === signal.reason);
  }
});

test("an answer that is no problem document says its status and how it begins", async (t) => {
  const { url } = await scripted(t, html(418));
  await assert.rejects(read(client(url)), (error) => {
    assert.ok(error instanceof UnexpectedAnswerError);
    assert.equal(error.status, 418);
    assert.match(error.message, /418.*<html>Bad gateway/);
    return true;
  });
});

test("a redirect is not followed", async (t) => {
  const { url, seen } = await scripted(t, json(307, {}, { Location: "/elsewhere" }));
  await assert.rejects(read(client(url)), { name: "UnexpectedAnswerError", status: 307 });
  assert.equal(seen.length, 1);
});

test("pauses grow twofold up to the longest, by chance", async (t) => {
  const chance = t.mock.method(Math, "random", () => 1);
  const times: number[] = [];
  const lost = async () => {
    times.push(performance.now());
    throw new TypeError("fetch failed");
  };
  const tallybook = client("http://localhost", {
    fetch: lost,
    retries: { tries: 6, firstPause: 20, longestPause: 40 },
  });
  const gaps = () => times.slice(1).map((time, index) => time - (times[index] ?? 0));

  await assert.rejects(read(tallybook), ConnectionError);
  for (const [index, least] of [20, 40, 40, 40, 40].entries()) {
    assert.ok((gaps()[index] ?? 0) >= least - 1, `${gaps()}`);
  }
  assert.ok((gaps()[4] ?? 0) < 300, `${gaps()}`); // 320 if they grew for ever

  chance.mock.mockImplementation(() => 0);
  times.length = 0;
  await assert.rejects(read(tallybook), ConnectionError);
  assert.ok(Math.max(...gaps()) < 20, `${gaps()}`);
});
