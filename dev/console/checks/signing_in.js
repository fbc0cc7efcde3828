import assert from "node:assert/strict";
import { test } from "node:test";
import { KEYS, eventually, text, visit } from "../browser.js";

export function signingIn({ ledger }) {
  test("a key is asked for once, kept for the tab alone, and forgotten when that is said", () =>
    visit(
      `#/${ledger}/accounts`,
      async (page) => {
        await page.getByLabel("API key").fill("tb_ключ");
        await page.getByRole("button", { name: "Open" }).click();
        assert.match(await text(page, "[role=alert]"), /That is no API key/);
        await page.getByLabel("API key").fill(KEYS.read);
        await page.getByRole("button", { name: "Open" }).click();
        await page.locator(".tree").waitFor();
        assert.deepEqual(await page.evaluate(() => [localStorage.length, document.cookie, Object.values(sessionStorage)]), [0, "", [KEYS.read]]);
        assert.ok(!page.url().includes("tb_"));

        await page.reload();
        await page.locator(".tree").waitFor();

        await page.getByRole("button", { name: "Forget key" }).click();
        await page.getByLabel("API key").waitFor();
        assert.equal(await page.evaluate(() => sessionStorage.length), 0);
      },
      { key: null },
    ));

  test("a key that is refused is forgotten, and the person told why", () =>
    visit(
      "",
      async (page) => {
        await page.getByRole("alert").waitFor();
        assert.match(await text(page, "[role=alert]"), /key/i);
        assert.equal(await page.evaluate(() => sessionStorage.length), 0);
      },
      { key: "tb_wrong", expected: [401] },
    ));

  test("what a key may not read is named with the scope that it lacks; what it may read is there", () =>
    visit(
      `#/${ledger}/accounts`,
      async (page) => {
        await page.getByText("merchants").first().waitFor();
        assert.match(await text(page, ".trouble"), /lacks the scope balances:read/);

        await page.goto(page.url().replace(/#.*/, `#/${ledger}/accounts/users:42`));
        await eventually(async () => {
          const troubles = (await page.locator(".trouble").allInnerTexts()).join(" ");
          assert.match(troubles, /balances:read/);
          assert.match(troubles, /transfers:read/);
        });
        assert.match(await text(page, ".badges"), /liability/);

        await page.goto(page.url().replace(/#.*/, `#/${ledger}/events`));
        await eventually(async () => assert.match(await text(page, ".trouble"), /events:read/));

        // It may not list ledgers either, but can name one.
        await page.goto(page.url().replace(/#.*/, "#/"));
        await page.getByLabel("Open a ledger by its name").fill(ledger);
        await page.getByRole("button", { name: "Open" }).click();
        await page.locator(".tree").waitFor();
      },
      { key: KEYS.narrow, expected: [403] },
    ));

  test("a ledger is chosen from those that the key sees", () =>
    visit("", async (page) => {
      await page.locator(".ledgers a", { hasText: ledger }).click();
      await page.locator(".tree").waitFor();
      assert.ok(page.url().endsWith(`#/${ledger}/accounts`));
      assert.equal(await page.title(), `Accounts · ${ledger} · Tallybook`);
    }));
}
