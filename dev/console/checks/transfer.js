import assert from "node:assert/strict";
import { test } from "node:test";
import { shown, text, visit } from "../browser.js";

export function transfer({ ledger, split, reversal, captured, capture, voided, proposal }, api) {
  const at = (id) => `#/${ledger}/transfers/${id}`;

  test("a transfer has its postings with the balances after, what was reversed, and its event", () =>
    visit(at(split.id), async (page) => {
      await page.locator(".hash").waitFor();
      const rows = await page.getByRole("table", { name: "Postings" }).getByRole("row").allInnerTexts();
      for (const [index, { account, amount, asset, balance }] of split.postings.entries()) {
        const said = rows[index + 1].replaceAll(/\s+/g, " ");
        for (const part of [account, `${shown(amount)} ${asset}`, shown(balance.posted.amount), shown(balance.available)]) assert.ok(said.includes(part), `${said}: ${part}`);
      }
      const { data } = await api.get(`ledgers/${ledger}/events?after=${split.seq - 1}&limit=1`);
      assert.equal(await text(page, ".hash"), data[0].hash);
      const all = await text(page, "main");
      for (const part of ["reversed in part", "order-9001", "transfer.posted", "channel", "web"]) assert.ok(all.includes(part), part);
      await page.getByRole("link", { name: reversal.id }).click();
      await page.locator("h1", { hasText: "Reversal" }).waitFor();
      await page.getByRole("link", { name: split.id }).click();
      await page.locator("h1", { hasText: `№ ${split.seq}` }).waitFor();
    }));

  test("a hold says what became of it, and leads to the entries about it and back", () =>
    visit(at(captured.id), async (page) => {
      const hold = page.getByRole("table", { name: "The hold, by posting" });
      await hold.waitFor();
      const said = (await hold.innerText()).replaceAll(/\s+/g, " ");
      assert.match(said, /users:42 debit 100\.00 USD 85\.00 0\.00/);
      assert.match(await text(page, ".badges"), /hold captured/);
      await page.getByRole("link", { name: `№ ${capture.seq} capture` }).click();
      await page.locator("h1", { hasText: "Capture" }).waitFor();
      await page.getByRole("link", { name: captured.id }).click();
      await page.locator("h1", { hasText: "Hold" }).waitFor();
    }));

  test("a hold that was let go says so", () =>
    visit(at(voided.id), async (page) => {
      await page.locator(".badges", { hasText: "hold voided" }).waitFor();
    }));

  test("a proposal is shown where there is no transfer yet", () =>
    visit(
      at(proposal.id),
      async (page) => {
        await page.locator("h1", { hasText: "Proposed transfer" }).waitFor();
        assert.match(await text(page, "main"), /5,000\.00 USD/);
        assert.match(await text(page, ".badges"), /proposed|open/);
      },
      { expected: [404] },
    ));

  test("a transfer that is not there is told", () =>
    visit(
      at("00000000-0000-7000-8000-000000000000"),
      async (page) => {
        await page.locator(".trouble").waitFor();
      },
      { expected: [404] },
    ));
}
