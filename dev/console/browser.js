// One headless Chromium for all checks, and pages that note whatever a page must not do.
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import axe from "axe-core";
import { chromium } from "playwright-core";

const { CONSOLE_URL, CONSOLE_CHROMIUM, CONSOLE_PICTURES } = process.env;
export const ORIGIN = new URL(CONSOLE_URL).origin;
export const KEYS = { all: process.env.CONSOLE_KEY_ALL, read: process.env.CONSOLE_KEY_READ, narrow: process.env.CONSOLE_KEY_NARROW };
export const DESKTOP = { width: 1360, height: 900 };
export const PHONE = { width: 390, height: 844 };

let browser;
export const start = async () => {
  browser = await chromium.launch({ executablePath: CONSOLE_CHROMIUM, args: ["--no-sandbox", "--disable-gpu"] });
};
export const stop = () => browser.close();

/**
 * Runs `check(page)` on a page of its own, signed in with a key (null: not), at a hash. Afterwards nothing may have gone wrong that
 * a person would not see: no error in the console, no violation of the policy, no request to elsewhere, no text run as a script.
 * `expected` are statuses that the check provokes, each of which Chromium notes as an error, or what else it says.
 */
export async function visit(hash, check, { key = KEYS.read, viewport = DESKTOP, colorScheme = "light", expected = [] } = {}) {
  const context = await browser.newContext({ viewport, colorScheme, reducedMotion: "reduce", deviceScaleFactor: 1 });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  const wrongs = [];
  page.on("console", (message) => {
    const isExpected = expected.some((what) => message.text().match(what instanceof RegExp ? what : `status of ${what}`));
    if (["error", "warning"].includes(message.type()) && !isExpected) wrongs.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => wrongs.push(`error: ${error.stack}`));
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (url.origin !== ORIGIN) wrongs.push(`request to ${request.url()}`);
    if (request.method() !== "GET") wrongs.push(`request ${request.method()} ${request.url()}`);
    if (key && request.url().includes(key)) wrongs.push("the key is in a URL");
  });
  page.on("dialog", (dialog) => wrongs.push(`dialog: ${dialog.message()}`));
  await page.addInitScript(
    ([text]) => {
      globalThis.violations = [];
      addEventListener("securitypolicyviolation", (event) => globalThis.violations.push(`${event.violatedDirective}: ${event.blockedURI}`));
      if (text) sessionStorage.setItem("tallybook.key", text);
    },
    [key],
  );
  try {
    await page.goto(`${CONSOLE_URL}/console/${hash}`);
    await check(page);
    wrongs.push(...(await page.evaluate(() => globalThis.violations)));
    if (await page.evaluate(() => "broken" in globalThis)) wrongs.push("a text was run as a script");
    assert.deepEqual(wrongs, []);
  } finally {
    await context.close();
  }
}

/** Waits until `assertions` pass. */
export async function eventually(assertions, seconds = 10) {
  const until = Date.now() + seconds * 1000;
  for (;;) {
    try {
      return await assertions();
    } catch (error) {
      if (Date.now() > until) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

/** The text of an element, as a person reads it. */
export const text = async (page, selector) => (await page.locator(selector).first().innerText()).replaceAll(/\s+/g, " ").trim();

/** An amount as the console prints it. */
export const shown = (amount) => amount.replace(/\d(?=(?:\d{3})+(?:\.|$))/g, "$&,").replace("-", "\u2212");

/** A picture for people to look at, if somebody wants them. */
export async function picture(page, name, options = {}) {
  if (!CONSOLE_PICTURES) return;
  mkdirSync(CONSOLE_PICTURES, { recursive: true });
  await page.screenshot({ path: `${CONSOLE_PICTURES}/${name}.png`, ...options });
}

/** What axe finds that keeps people with screen readers, keys or weak eyes out. */
export async function barriers(page) {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() => globalThis.axe.run());
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).slice(0, 3).join("; ")}`);
}

/** Nothing may be wider than the screen. */
export async function fits(page) {
  const [wide, screen] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  assert.ok(wide <= screen, `the page is ${wide} wide on a screen of ${screen}`);
}
