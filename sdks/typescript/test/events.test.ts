import assert from "node:assert/strict";
import type { ServerResponse } from "node:http";
import { test } from "node:test";
import { AccountVersions, Decimal, type Event, type KnownEvent } from "tallybook";
import { client, hangUp, html, json, problem, type Reply, scripted } from "./scripted.js";

function event(seq: number, postings: object[] = []) {
  const recorded_at = "2026-04-02T09:15:00.123456Z";
  return { seq, type: "transfer.posted", recorded_at, object: { id: `t-${seq}`, postings }, hash: "9f86" };
}

function page(seqs: number[], nextAfter: number): Reply {
  return json(200, { data: seqs.map((seq) => event(seq)), next_after: nextAfter, last_seq: 100 });
}

/** A stream that says `text` piece by piece and then does `last`. */
function stream(pieces: string[], last: (response: ServerResponse) => void): Reply {
  return async (_, response) => {
    response.writeHead(200, { "Content-Type": "text/event-stream" });
    for (const piece of pieces) {
      response.write(piece);
      await new Promise((done) => setImmediate(done));
    }
    last(response);
  };
}

function frame(seq: number): string {
  return `id: ${seq}\nevent: transfer.posted\ndata: ${JSON.stringify(event(seq))}\n\n`;
}

async function taken(events: AsyncIterable<Event>, count: number): Promise<number[]> {
  const seqs: number[] = [];
  for await (const { seq } of events) {
    seqs.push(seq);
    if (seqs.length === count) {
      break;
    }
  }
  return seqs;
}

const ends = (response: ServerResponse) => response.end();
const lost = (response: ServerResponse) => response.destroy();
const stays = () => {};

test("a consumer goes on after the last number, over a page without events", async (t) => {
  const { url, seen } = await scripted(t, page([3, 5], 6), page([], 9), page([12], 12));
  const filter = { after: 2, types: ["transfer.posted", "transfer.captured"], account: "users:42" };
  assert.deepEqual(await taken(client(url).ledger("demo").events.consume(filter), 3), [3, 5, 12]);
  assert.deepEqual(
    seen.map(({ url }) => new URLSearchParams(url.split("?")[1]).get("after")),
    ["2", "6", "9"],
  );
  assert.match(seen[0]?.url ?? "", /types=transfer.posted%2Ctransfer.captured&account=users%3A42&wait=20/);
});

test("a long poll is given more time than another call", async (t) => {
  const slow: Reply = (request, response) => setTimeout(() => page([1], 1)(request, response), 300);
  const { url, seen } = await scripted(t, slow);
  const events = client(url, { timeout: 100 }).ledger("demo").events;
  assert.equal((await events.list({ wait: 1 })).next_after, 1);
  assert.equal(seen.length, 1);
});

test("a consumer and a stream outlast a service that is away, once it was there", async (t) => {
  const away = [hangUp, hangUp, hangUp, hangUp];
  const pulled = await scripted(t, page([1], 1), ...away, page([2], 2));
  const streamed = await scripted(t, stream([frame(1)], ends), ...away, stream([frame(2)], stays));
  const events = (url: string) => client(url, { retries: { tries: 2 } }).ledger("demo").events;
  assert.deepEqual(await taken(events(pulled.url).consume(), 2), [1, 2]);
  assert.deepEqual(await taken(events(streamed.url).stream(), 2), [1, 2]);
});

test("a consumer and a stream fail where nobody was ever there, or the key is revoked later", async (t) => {
  const { url } = await scripted(t, html(502));
  const away = client(url, { retries: { tries: 2 } }).ledger("demo").events;
  await assert.rejects(taken(away.consume(), 1), { status: 502 });
  await assert.rejects(taken(away.stream(), 1), { status: 502 });
  const unauthenticated = problem(401, "unauthenticated");
  const pulled = await scripted(t, page([1], 1), unauthenticated);
  await assert.rejects(taken(client(pulled.url).ledger("demo").events.consume(), 2), { code: "unauthenticated" });
  const streamed = await scripted(t, stream([frame(1)], lost), unauthenticated);
  await assert.rejects(taken(client(streamed.url).ledger("demo").events.stream(), 2), { code: "unauthenticated" });
});

test("a stream comes back with the last id, and tells each event once", async (t) => {
  const { url, seen } = await scripted(
    t,
    stream(["retry: 20\nid: 2\n\n", frame(3), frame(4)], ends),
    stream([frame(4), frame(6), ":\nid: 9\n\n"], ends),
    problem(503, "overloaded"),
    stream([frame(12)], stays),
  );
  const begin = performance.now();
  const filter = { after: 2, types: ["transfer.posted"] };
  assert.deepEqual(await taken(client(url).ledger("demo").events.stream(filter), 4), [3, 4, 6, 12]);
  assert.ok(performance.now() - begin >= 60, "it waits as long as `retry` says");
  assert.deepEqual(
    seen.map(({ headers }) => headers["last-event-id"]),
    [undefined, "4", "9", "9"],
  );
  assert.equal(seen[0]?.url, "/v1/ledgers/demo/events/stream?after=2&types=transfer.posted");
  assert.equal(seen[0]?.headers.accept, "text/event-stream");
});

test("a stream is read whatever pieces it comes in", async (t) => {
  const bytes = (frame(1) + frame(2)).replace("t-1", "t-ü");
  const { url } = await scripted(t, stream([...bytes.replaceAll("\n", "\r\n")].join("\0").split("\0"), stays));
  const ids: string[] = [];
  for await (const event of client(url).ledger("demo").events.stream()) {
    ids.push((event.object as { id: string }).id);
    if (ids.length === 2) {
      break;
    }
  }
  assert.deepEqual(ids, ["t-ü", "t-2"]);
});

test("an event that breaks off is told once it comes whole, and a line of text may have any character", async (t) => {
  const whole = frame(2).replace("t-2", "t\u2028\u0085");
  let tries = 0;
  const { url } = await scripted(t, (request, response) => {
    tries += 1;
    const missing = request.headers["last-event-id"] === "1" ? [] : [frame(1)]; // what was on its way may be lost, too
    const piece = tries === 1 ? whole.slice(0, -9) : whole;
    stream([...missing, piece], tries === 1 ? lost : stays)(request, response);
  });
  const ids: unknown[] = [];
  for await (const { object } of client(url).ledger("demo").events.stream()) {
    ids.push((object as { id: string }).id);
    if (ids.length === 2) {
      break;
    }
  }
  assert.deepEqual(ids, ["t-1", "t\u2028\u0085"]);
  assert.equal(tries, 2);
});

test("a page in the place of a stream is an error, not an empty stream", async (t) => {
  const { url } = await scripted(t, html(200));
  await assert.rejects(taken(client(url).ledger("demo").events.stream(), 1), { name: "UnexpectedAnswerError" });
});

test("leaving a stream closes its connection, and so does a signal", async (t) => {
  const closed: Promise<unknown>[] = [];
  const { url } = await scripted(t, (request, response) => {
    closed.push(new Promise((done) => response.on("close", done)));
    stream([frame(1)], stays)(request, response);
  });
  const events = client(url).ledger("demo").events;
  await taken(events.stream(), 1);
  const stop = new AbortController();
  const reason = new Error("enough");
  await assert.rejects(
    async () => {
      for await (const _ of events.stream({}, { signal: stop.signal })) {
        setTimeout(() => stop.abort(reason), 20);
      }
    },
    (error) => error === reason,
  );
  await Promise.all(closed);
  assert.equal(closed.length, 2);
});

test("an event is typed by its type, and its amounts are decimals", async (t) => {
  const balance = { available: "2.50" };
  const alert = {
    ...event(2),
    type: "balance.alert",
    object: { monitor: "low", threshold: "5.00", balance: "available" },
  };
  const future = { ...event(3), type: "moon.risen", object: { amount: "1.00" } };
  const posted = event(1, [{ account: "a", amount: "12.30", balance }]);
  const { url } = await scripted(t, json(200, { data: [posted, alert, future], next_after: 3, last_seq: 3 }));
  const told: unknown[] = [];
  for (const event of (await client(url).ledger("demo").events.list()).data) {
    if (event.type === "transfer.posted") {
      told.push(event.object.postings?.[0]?.balance.available.toFixed(1)); // compiles: it is a transfer
    } else if (event.type === "balance.alert") {
      told.push(event.object.threshold instanceof Decimal, event.object.balance);
    } else {
      told.push(event.object);
    }
  }
  assert.deepEqual(told, ["2.5", true, "available", { amount: "1.00" }]);
});

test("what comes twice, or too late, is no news", () => {
  const versions = new AccountVersions();
  const posting = (account_id: string, account_version: number) => ({ account_id, account_version });
  const told = (...postings: object[]) => event(1, postings) as unknown as KnownEvent;
  assert.ok(versions.isNews(told(posting("a", 1), posting("b", 4))));
  assert.ok(!versions.isNews(told(posting("a", 1), posting("b", 4))));
  assert.ok(versions.isNews(told(posting("a", 2), posting("b", 4))), "one account is enough");
  assert.ok(!versions.isNews([posting("b", 3)]));
  assert.ok(versions.isNews([posting("c", 7)]));
  assert.ok(versions.isNews(told(posting("e", 6), posting("e", 5))));
  assert.equal(versions.highest("e"), 6);
  assert.equal(versions.highest("b"), 4);
  assert.equal(versions.highest("d"), 0);
  assert.ok(versions.isNews(told()), "no version says otherwise");
});
