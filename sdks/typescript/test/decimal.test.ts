import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import Big from "big.js";
import { Decimal, type DecimalInput } from "tallybook";
import { client, created, json, scripted } from "./scripted.js";

const DIGITS = "12345678901234567890.123456789012345678";

test("a decimal prints as it came", () => {
  for (const text of ["12.30", "0.00", "-5.10", "0.000000000000000001", DIGITS, "100000000000000000000000000000.00"]) {
    const decimal = new Decimal(text);
    assert.equal(String(decimal), text);
    assert.equal(decimal.toFixed(), text);
    assert.equal(inspect(decimal), text);
    assert.equal(JSON.stringify({ decimal }), `{"decimal":"${text}"}`);
  }
});

test("what is reckoned is exact, and prints without an exponent", () => {
  assert.equal(new Decimal(DIGITS).plus("0.000000000000000001").toString(), "12345678901234567890.123456789012345679");
  assert.equal(new Decimal("0.000000000000000001").times("0.1").toString(), "0.0000000000000000001");
  assert.equal(new Decimal("1e30").toString(), "1000000000000000000000000000000");
  assert.equal(new Decimal("99999999999999999999999.00").plus("1").toString(), "100000000000000000000000");
  assert.equal(new Decimal("12.30").minus("0.2").toFixed(2), "12.10");
  assert.ok(new Decimal("12.30").eq("12.3"));
  const amounts = [new Decimal("0.10"), new Decimal("0.20")];
  const sum = amounts.reduce((one, other) => one.plus(other)); // compiles: a sum of decimals is one
  assert.equal(sum.toFixed(2), "0.30");
});

test("a float is refused, and no decimal becomes one by accident", () => {
  assert.throws(() => new Decimal(0.1 as unknown as string), TypeError);
  assert.throws(() => new Decimal("12.30").plus(0.1), TypeError);
  // @ts-expect-error a decimal is no number
  assert.throws(() => new Decimal("12.30") * 2, /valueOf/);
  assert.throws(() => new Decimal("twelve"));
  // @ts-expect-error a number is no amount
  const amount: DecimalInput = 0.1;
  assert.equal(typeof amount, "number");
});

test("amounts go out as plain text, of whatever decimal library they are", async (t) => {
  const { url, seen } = await scripted(t, created);
  const transfers = client(url).ledger("demo").transfers;
  for (const amount of ["1.50", new Decimal("1.50"), new Big("1e-10"), new Big("1e30")]) {
    await transfers.create({ debit_account: "a", credit_account: "b", amount, metadata: { amount: "1e3" } });
  }
  assert.deepEqual(
    seen.map(({ body }) => JSON.parse(body).amount),
    ["1.50", "1.50", "0.0000000001", "1000000000000000000000000000000"],
  );
});

test("a number as an amount does not compile", async () => {
  const transfers = client("http://localhost", { retries: { tries: 1 } }).ledger("demo").transfers;
  // @ts-expect-error money is no number
  await assert.rejects(transfers.create({ debit_account: "a", credit_account: "b", amount: 1.5 }));
});

test("answers have decimals where they have money, at any depth, and nowhere else", async (t) => {
  const sides = { debits: "1.00", credits: "3.50", amount: "2.50" };
  const answer = {
    metadata: { amount: "12.30" },
    flags: ["1.00"],
    postings: [{ account: "a", amount: "12.30", balance: { available: "2.50", posted: sides, pending: sides } }],
    hold: { status: "new_status", amount: "7.00", postings: [{ remaining: "7.00" }] },
    of_the_future: { amount: "1.00" },
  };
  const { url } = await scripted(t, json(200, answer));
  const got = await client(url).ledger("demo").transfers.get("t-1");
  assert.ok(got.postings[0]?.amount instanceof Decimal);
  assert.ok(got.postings[0].balance.posted.credits instanceof Decimal);
  assert.ok(got.hold?.postings[0]?.remaining instanceof Decimal);
  assert.equal(got.metadata.amount, "12.30");
  assert.deepEqual(JSON.parse(JSON.stringify(got)), answer);
});
