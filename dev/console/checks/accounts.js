import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually, shown, text, visit } from "../browser.js";

export function accounts({ ledger }, api, crowdSize) {
  test("the tree has every account with its balance, and totals of branches", () =>
    visit(`#/${ledger}/accounts`, async (page) => {
      const { data } = await api.get(`ledgers/${ledger}/balances?by=account&limit=500`);
      await page.locator(".tree").waitFor();
      await eventually(async () => {
        for (const { account, balance, asset } of data) {
          const row = page.locator(".row", { has: page.getByRole("link", { name: account, exact: true }) });
          assert.ok((await row.innerText()).includes(`${shown(balance.posted.amount)} ${asset}`), account);
        }
      });
      const { data: totals } = await api.get(`ledgers/${ledger}/balances?path_prefix=merchants`);
      const branch = page.locator(".row.branch", { hasText: "merchants" });
      await eventually(async () => {
        const said = await branch.innerText();
        for (const { net, asset } of totals) assert.ok(said.includes(`${shown(net.replace("-", ""))} ${asset} credit`), said);
      });
      await branch.getByRole("button").click();
      assert.equal(await page.getByRole("link", { name: "merchants:aurora", exact: true }).count(), 0);
    }));

  test("the tree is walked by keys alone", () =>
    visit(`#/${ledger}/accounts`, async (page) => {
      const toggle = page.getByRole("button", { name: /^assets:/ });
      await toggle.first().focus();
      await page.keyboard.press("ArrowLeft");
      assert.equal(await toggle.first().getAttribute("aria-expanded"), "false");
      await page.keyboard.press("ArrowRight");
      assert.equal(await toggle.first().getAttribute("aria-expanded"), "true");
      for (const _ of [1, 2]) await page.keyboard.press("ArrowDown");
      assert.equal(await page.evaluate(() => document.activeElement.textContent), "euro");
      await page.keyboard.press("Enter");
      await page.locator("h1", { hasText: "euro" }).waitFor();
      assert.equal(await page.evaluate(() => document.activeElement.tagName), "H1");
    }));

  test("only what is below a path is shown where that is asked for", () =>
    visit(`#/${ledger}/accounts?below=assets:bank`, async (page) => {
      await page.getByRole("link", { name: "assets:bank:main" }).waitFor();
      assert.equal(await page.locator(".tree .row").count(), 3);
    }));

  test("an empty ledger says so", () =>
    visit("#/empty/accounts", async (page) => {
      await page.locator(".empty").waitFor();
      assert.match(await text(page, ".empty"), /No account is here/);
    }));

  test("the total of a branch that is not loaded as a whole is there for the asking", () =>
    visit("#/crowd/accounts", async (page) => {
      const { data } = await api.get("ledgers/crowd/balances?path_prefix=users:1");
      await page.getByRole("button", { name: "Total of users" }).click();
      const row = page.locator(".row.branch", { hasText: "users" });
      await eventually(async () => assert.ok((await row.innerText()).includes(`${shown(data[0].net.replace("-", ""))} USD credit`)));
    }));

  test(`${crowdSize} accounts are paged through: few requests, few elements, no long pause`, () =>
    visit("#/crowd/accounts", async (page) => {
      const requests = [];
      page.on("request", (request) => requests.push(request.url()));
      await page.reload();
      await page.locator(".tree").waitFor();
      requests.splice(0, requests.length, ...requests.filter((url) => url.includes("/v1/")));
      const users = page.getByRole("button", { name: /^users: / });
      // The total of a branch that is not loaded as a whole is work for the service: nobody asks for it unasked.
      await page.getByRole("button", { name: "Total of users" }).waitFor();
      assert.ok(!requests.some((url) => /balances\?path_prefix/.test(url)), requests.join("\n"));
      await users.click();
      await page.getByRole("button", { name: /^Show 100 more of/ }).waitFor();
      await eventually(async () => assert.ok((await page.locator(".tree .row").count()) >= 100));
      await page.getByRole("button", { name: "Load 500 more" }).first().click();
      await eventually(async () => assert.match(await text(page, ".tree"), /1,000 accounts loaded/));
      assert.ok(requests.length <= 8, requests.join("\n"));
      assert.ok((await page.evaluate(() => document.querySelectorAll("*").length)) < 3000);

      // Frames go on coming while a branch opens and closes.
      const longest = await page.evaluate(async () => {
        const toggle = document.querySelector("button.toggle");
        let [longest, before] = [0, performance.now()];
        for (let turn = 0; turn < 10; turn += 1) {
          toggle.click();
          await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
          longest = Math.max(longest, performance.now() - before);
          before = performance.now();
        }
        return longest;
      });
      assert.ok(longest < 500, `a frame took ${longest} ms`);
      // What comes last in a ledger is found without paging there.
      await page.getByRole("searchbox").fill("zebra");
      await page.keyboard.press("Enter");
      await page.locator("h1", { hasText: "zebra" }).waitFor();
    }));
}
