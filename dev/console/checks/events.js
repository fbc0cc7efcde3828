import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually, text, visit } from "../browser.js";

export function events({ ledger }, api) {
  const post = (description) => api.post(`ledgers/${ledger}/transfers`, { debit_account: "assets:bank:main", credit_account: "users:7", amount: "1.00", description });
  const newest = (page) => text(page, ".events li .seq");

  test("what came before is there, and what happens shows at once", () =>
    visit(`#/${ledger}/events`, async (page) => {
      await page.locator(".stream-state.live").waitFor();
      await eventually(async () => assert.equal(await page.locator(".events li").count(), 50));
      for (const _ of [1, 2]) {
        const { seq } = await post("live");
        await eventually(async () => assert.equal(await newest(page), String(seq)));
      }
      const numbers = (await page.locator(".events .seq").allInnerTexts()).map(Number);
      assert.deepEqual(numbers, numbers.toSorted((a, b) => b - a));
      assert.equal(new Set(numbers).size, numbers.length);
      assert.match(await text(page, ".events"), /balance\.alert/);
    }));

  test("paused, nothing shows; going on, nothing is missed or twice", () =>
    visit(`#/${ledger}/events`, async (page) => {
      await page.locator(".stream-state.live").waitFor();
      // One by the stream, so that going on is from there and not from the page that was begun with.
      const { seq } = await post("before");
      await eventually(async () => assert.equal(await newest(page), String(seq)));
      await page.getByRole("button", { name: "Pause" }).click();
      const before = await newest(page);
      const made = [];
      for (const _ of [1, 2, 3]) made.push((await post("paused")).seq);
      assert.equal(await text(page, ".stream-state"), "paused");
      assert.equal(await newest(page), before);
      await page.getByRole("button", { name: "Go on" }).click();
      await eventually(async () => assert.equal(await newest(page), String(made.at(-1))));
      const numbers = await page.locator(".events .seq").allInnerTexts();
      assert.equal(new Set(numbers).size, numbers.length);
      for (const seq of made) assert.ok(numbers.includes(String(seq)));
    }));

  test("a stream that is cut comes back where it was", () =>
    visit(`#/${ledger}/events`, async (page) => {
      await page.locator(".stream-state.live").waitFor();
      await page.context().setOffline(true);
      await page.evaluate(() => globalThis.stop());
      await page.locator(".stream-state.lost").waitFor();
      const { seq } = await post("while away");
      await page.context().setOffline(false);
      await eventually(async () => assert.equal(await newest(page), String(seq)), 20);
      assert.equal(await text(page, ".stream-state"), "live");
    }, { expected: [] }));

  test("only events about an account, where that is asked for", () =>
    visit(`#/${ledger}/events?account=users:108`, async (page) => {
      await page.locator(".events li").first().waitFor();
      assert.match(await text(page, ".events"), /account\.updated/);
      assert.doesNotMatch(await text(page, ".events"), /users:42/);
    }));

  test("the reader of streams takes chunks as they fall", () =>
    visit("", async (page) => {
      const messages = await page.evaluate(async () => {
        const { reader } = await import("./event_stream.js");
        const read = reader();
        const stream = "retry: 1500\nid: 16\n\nid: 17\nevent: transfer.posted\ndata: {\"a\":\": \\n\"}\n\n:\nid: 42\n\n";
        return [...stream].flatMap((chunk) => read(chunk));
      });
      assert.deepEqual(messages, [{ retry: "1500", id: "16" }, { id: "17", event: "transfer.posted", data: '{"a":": \\n"}' }, { id: "42" }]);
    }));
}
