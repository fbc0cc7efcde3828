// Every view, at phone and desktop width, light and dark: it fits, nothing of it moves once it is there, and it has no
// barriers. Pictures are taken for people.
import assert from "node:assert/strict";
import { test } from "node:test";
import { DESKTOP, PHONE, barriers, fits, picture, visit } from "../browser.js";

/** What moves by less is not seen. An amount of twenty digits may take a line of its own. */
const STILL = 0.02;
const STILL_WITH_LONG_AMOUNTS = 0.1;

export function looks({ ledger, late, captured, split }) {
  const at = `#/${ledger}`;
  const views = {
    accounts: [`${at}/accounts`, ".tree .sums .amount"],
    account: [`${at}/accounts/users:42`, ".answer .posted .amount"],
    past: [`${at}/accounts/users:42?as_of=${late.effective_at}&known_at=${late.recorded_at}`, ".answer .posted .amount"],
    hold: [`${at}/transfers/${captured.id}`, ".hash"],
    transfer: [`${at}/transfers/${split.id}`, ".hash"],
    events: [`${at}/events`, ".events li"],
    hostile: [`${at}/accounts/hostile:account`, ".answer .posted .amount"],
    search: [`${at}/search/users`, ".found"],
    ledgers: ["#/", ".ledgers a"],
    untouched: [`${at}/accounts/untouched`, ".empty"],
  };
  for (const [name, [hash, awaited]] of Object.entries(views)) {
    for (const [size, viewport] of Object.entries({ desktop: DESKTOP, phone: PHONE })) {
      for (const colorScheme of ["light", "dark"]) {
        test(`${name} fits a ${size}, ${colorScheme}`, () =>
          visit(
            hash,
            async (page) => {
              await page.evaluate(() => {
                globalThis.moved = 0;
                new PerformanceObserver((list) => {
                  for (const entry of list.getEntries()) if (!entry.hadRecentInput) globalThis.moved += entry.value;
                }).observe({ type: "layout-shift", buffered: true });
              });
              await page.locator(awaited).first().waitFor();
              await page.waitForLoadState(name === "events" ? "load" : "networkidle");
              await fits(page);
              await picture(page, `${name}-${size}-${colorScheme}`, { fullPage: true });
              const moved = await page.evaluate(() => globalThis.moved);
              assert.deepEqual(await barriers(page), []);
              assert.ok(moved < (name === "hostile" ? STILL_WITH_LONG_AMOUNTS : STILL), `what was there moved by ${moved}`);
            },
            { viewport, colorScheme },
          ));
      }
    }
  }

  test("asking for a key fits a phone", () =>
    visit(
      "",
      async (page) => {
        await page.locator(".sign-in").waitFor();
        await fits(page);
        assert.deepEqual(await barriers(page), []);
        await picture(page, "sign-in-phone-light");
      },
      { key: null, viewport: PHONE },
    ));
}
