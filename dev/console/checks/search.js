import assert from "node:assert/strict";
import { test } from "node:test";
import { text, visit } from "../browser.js";

export function search({ ledger, late, split, hostile }) {
  const look = (wanted, check, options) =>
    visit(
      `#/${ledger}/accounts`,
      async (page) => {
        await page.getByRole("searchbox").fill(wanted);
        await page.keyboard.press("Enter");
        await check(page);
      },
      options,
    );

  test("a transfer is found by its id, and by its external id", async () => {
    await look(split.id, (page) => page.locator("h1", { hasText: `№ ${split.seq}` }).waitFor());
    await look("late-1", (page) => page.locator("h1", { hasText: `№ ${late.seq}` }).waitFor());
    await look("<i>external</i>", (page) => page.locator("h1", { hasText: `№ ${hostile.seq}` }).waitFor());
  });

  test("an account is found by its path and by its id, and those below a path are listed", async () => {
    await look("users:42:savings", (page) => page.locator("h1", { hasText: "savings" }).waitFor());
    const { account_id, account } = split.postings[1];
    await look(account_id, (page) => page.locator("h1", { hasText: account.split(":")[1] }).waitFor(), { expected: [404] });
    await look("users", async (page) => {
      await page.locator(".found li").nth(3).waitFor();
      assert.equal(await page.locator(".found li").count(), 4);
    });
  });

  test("what is not there is told", () =>
    look("<b>no such thing</b>", async (page) => {
      await page.locator(".empty").waitFor();
      assert.equal(await text(page, "h1"), "Search: <b>no such thing</b>");
    }));
}
