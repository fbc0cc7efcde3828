import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import { headersOf, isProblem, type ProblemError, Tallybook, TransferProposedError, VERSION } from "tallybook";
import { client, created, html, json, problem, scripted, transfer } from "./scripted.js";

const payment = { debit_account: "a", credit_account: "b", amount: "1.00" };

test("the key is handed over, and awaited, before anything is sent", async (t) => {
  const { url, seen } = await scripted(t, created);
  const kept: [key: string, operation: string, seen: number][] = [];
  const tallybook = client(url, {
    onIdempotencyKey: async (key, operation) => {
      await new Promise((done) => setTimeout(done, 30));
      kept.push([key, operation, seen.length]);
    },
  });
  await tallybook.ledger("demo").transfers.create(payment);
  await tallybook.ledger("demo").transfers.create(payment, { idempotencyKey: "order-42" });
  assert.deepEqual(kept, [
    [seen[0]?.headers["idempotency-key"], "post_transfer", 0],
    ["order-42", "post_transfer", 1],
  ]);
});

test("nothing is sent where the key could not be kept", async (t) => {
  const { url, seen } = await scripted(t, created);
  const onIdempotencyKey = () => Promise.reject(new Error("the disk is full"));
  await assert.rejects(client(url).ledger("demo").transfers.create(payment, { onIdempotencyKey }), /disk is full/);
  assert.equal(seen.length, 0);
});

test("a batch whose items have keys of their own has none, and is tried again all the same", async (t) => {
  const { url, seen } = await scripted(t, html(502), json(200, { results: [] }));
  const batch = { atomic: false, transfers: [{ ...payment, idempotency_key: "order-42" }] };
  await client(url).ledger("demo").transfers.createBatch(batch);
  assert.deepEqual(
    seen.map(({ headers }) => headers["idempotency-key"]),
    [undefined, undefined],
  );
});

test("a dry run asks for no key, and is tried again all the same", async (t) => {
  const { url, seen } = await scripted(t, html(502), created);
  const onIdempotencyKey = () => assert.fail("there is no key to keep");
  await client(url).ledger("demo").transfers.create(payment, { dryRun: true, onIdempotencyKey });
  assert.equal(seen[1]?.url, "/v1/ledgers/demo/transfers?dry_run=true");
  assert.equal(seen[1]?.headers["idempotency-key"], undefined);
});

test("a key that no header can hold is refused before it is sent", async () => {
  const transfers = client("http://localhost").ledger("demo").transfers;
  await assert.rejects(transfers.create(payment, { idempotencyKey: "schlüssel" }), TypeError);
});

test("202 is a TransferProposedError with the proposal, whose amounts are decimals", async (t) => {
  const proposal = { id: "p-1", status: "proposed", postings: [{ account: "vault", amount: "1000.10" }] };
  const { url } = await scripted(t, json(202, proposal));
  await assert.rejects(client(url).ledger("demo").transfers.create(payment), (error) => {
    assert.ok(error instanceof TransferProposedError);
    assert.equal(error.proposal.postings[0]?.amount.plus("0.05").toFixed(2), "1000.15");
    assert.match(error.message, /approvals/);
    return true;
  });
});

test("202 of another operation is its answer", async (t) => {
  const { url } = await scripted(t, json(202, { events: 3 }));
  assert.equal((await client(url).ledger("demo").webhooks.redrive("e-1")).events, 3);
});

test("a problem is typed: its code, and its amounts as decimals", async (t) => {
  const members = { required: "12.30", available: "5.00", rule: "min_balance" };
  const { url } = await scripted(t, problem(422, "insufficient_balance", {}, members));
  const error: unknown = await client(url)
    .ledger("demo")
    .transfers.create(payment)
    .catch((error) => error);
  assert.ok(isProblem(error, "insufficient_balance"));
  assert.ok(!isProblem(error, "account_frozen"));
  assert.equal(error.problem.required?.minus(error.problem.available ?? "0").toFixed(2), "7.30");
  assert.deepEqual([error.title, error.detail, error.requestId], ["A title.", "A detail.", "r-1"]);
  assert.equal(error.message, "A detail. (422 insufficient_balance, request r-1)");
});

test("a code that is newer than this package is a problem, too", async (t) => {
  const { url } = await scripted(t, problem(422, "moon_too_full"));
  await assert.rejects(client(url).ledger("demo").accounts.get("a"), {
    code: "moon_too_full",
  } as Partial<ProblemError>);
});

test("an answer's headers are kept for who asks", async (t) => {
  const headers = { "Tallybook-Seq": "17", "Idempotent-Replayed": "true", "Request-Id": "r-1" };
  const { url } = await scripted(t, json(201, transfer, headers));
  const answer = await client(url).ledger("demo").transfers.create(payment);
  assert.deepEqual(headersOf(answer), { seq: 17, replayed: true, requestId: "r-1" });
  assert.throws(() => headersOf({ ...answer }), TypeError);
});

test("the request is what the API wants", async (t) => {
  const { url, seen } = await scripted(t, json(200, { data: [], next_cursor: null }));
  await client(`${url}/behind/`)
    .ledger("de mo")
    .transfers.list({
      account: "users:42",
      effective_from: new Date(0),
      amount_min: "0.10",
      limit: 2,
    });
  assert.equal(
    seen[0]?.url,
    "/behind/v1/ledgers/de%20mo/transfers?account=users%3A42&effective_from=1970-01-01T00%3A00%3A00.000Z&amount_min=0.10&limit=2",
  );
  const { authorization, accept } = seen[0]?.headers ?? {};
  assert.deepEqual([authorization, accept], ["Bearer tb_secret", "application/json"]);
  assert.equal(seen[0]?.headers["user-agent"], `tallybook-typescript/${VERSION}`);
});

test("a path stands in a URL as it is, and leads nowhere else", async (t) => {
  const { url, seen } = await scripted(t, json(200, {}));
  await client(url).ledger("demo").accounts.get("users:42");
  await client(url).ledger("demo").transfers.keyOutcome("a/b?c#ü");
  assert.deepEqual(
    seen.map(({ url }) => url),
    ["/v1/ledgers/demo/accounts/users:42", "/v1/ledgers/demo/idempotency-keys/a%2Fb%3Fc%23%C3%BC"],
  );
  await assert.rejects(client(url).ledger("demo").accounts.get(".."), TypeError);
  await assert.rejects(client(url).ledger("").accounts.get("a"), TypeError);
});

test("no error, and nothing that is printed, shows the API key", async (t) => {
  const { url } = await scripted(t, html(500));
  const tallybook = client(url);
  const ledger = tallybook.ledger("demo");
  const error = await ledger.accounts.get("a").catch((error) => error);
  assert.doesNotMatch(inspect([tallybook, ledger, error], { depth: 20, showHidden: true }), /tb_secret/);
  assert.throws(
    () => new Tallybook({ url, apiKey: "tb_secret\n" }),
    (error: Error) => /line break/.test(error.message) && !/tb_secret/.test(error.message),
  );
});

test("the environment says where the service is, unless the program does", (t) => {
  const { TALLYBOOK_URL, TALLYBOOK_API_KEY } = process.env;
  t.after(() => Object.assign(process.env, { TALLYBOOK_URL, TALLYBOOK_API_KEY }));
  delete process.env.TALLYBOOK_API_KEY;
  assert.throws(() => new Tallybook({ url: "http://localhost" }), /TALLYBOOK_API_KEY/);
  Object.assign(process.env, { TALLYBOOK_URL: "http://localhost", TALLYBOOK_API_KEY: "tb_secret" });
  assert.ok(new Tallybook());
});
