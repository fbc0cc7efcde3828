import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually, text, visit } from "../browser.js";
import { HOSTILE } from "../ledger.js";

// `visit` fails where any of it was run, or tried to load anything.
export function hostileTexts({ ledger, hostile }) {
  const asText = HOSTILE.replaceAll(/\s+/g, " ");

  test("markup in a transfer's texts is text", () =>
    visit(`#/${ledger}/transfers/${hostile.id}`, async (page) => {
      await page.locator(".hash").waitFor();
      assert.equal(await text(page, ".description"), asText);
      const all = await text(page, "main");
      for (const part of ["<i>external</i>", "<b>key</b>", "12,345,678,901,234,567,890.12"]) assert.ok(all.includes(part), part);
    }));

  test("markup in an account's texts is text, and a URL in metadata is no link", () =>
    visit(`#/${ledger}/accounts/hostile:account`, async (page) => {
      await page.getByText("<b>bold</b>").first().waitFor();
      assert.equal(await text(page, ".description"), asText);
      const links = await page.locator("a").evaluateAll((found) => found.map((link) => link.protocol));
      assert.deepEqual([...new Set(links)], [new URL(page.url()).protocol]);
    }));

  test("markup in a ledger's description is text", () =>
    visit("", async (page) => {
      await page.locator(".ledgers a", { hasText: "empty" }).waitFor();
      assert.ok((await text(page, ".ledgers")).includes(asText));
    }));

  for (const place of ["accounts", "transfers", "search", "nonsense"]) {
    test(`markup in the address is text: ${place}`, () =>
      visit(
        `#/${ledger}/${place}/${encodeURIComponent(HOSTILE)}`,
        async (page) => {
          await page.locator(".notice").first().waitFor();
        },
        { expected: [400, 404, 422] },
      ));
  }

  test("the policy holds: neither inline scripts nor other origins", () =>
    visit("", async (page) => {
      await page.locator(".ledgers a").first().waitFor();
      const seen = await page.evaluate(async () => {
        const script = document.createElement("script");
        const refused = [];
        try {
          script.textContent = "globalThis.broken = 1";
        } catch {
          refused.push("text as a script");
        }
        try {
          document.body.innerHTML = "<p>";
        } catch {
          refused.push("text as markup");
        }
        await fetch("https://example.invalid/").catch(() => refused.push("another origin"));
        return refused;
      });
      assert.deepEqual(seen, ["text as a script", "text as markup", "another origin"]);
      await eventually(async () => {
        const violations = await page.evaluate(() => globalThis.violations.map((violation) => violation.split(":")[0]));
        assert.deepEqual(violations, ["require-trusted-types-for", "require-trusted-types-for", "connect-src"]);
      });
      await page.evaluate(() => globalThis.violations.splice(0));
    }, { expected: [/TrustedHTML|TrustedScript|Content Security Policy/] }));
}
