import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually, shown, text, visit } from "../browser.js";
import { LONG } from "../ledger.js";

const ACCOUNT = "users:42";

export function account({ ledger, late, postDated, open }, api) {
  const balance = (query) => api.get(`ledgers/${ledger}/accounts/${ACCOUNT}/balance?${new URLSearchParams(query)}`);
  const postings = async () => (await api.get(`ledgers/${ledger}/accounts/${ACCOUNT}/postings?limit=500`)).data;

  /** The console's answer is the API's, to the last digit. */
  const agrees = (page, query) =>
    eventually(async () => {
      const said = await balance(query);
      assert.equal(await text(page, ".answer .posted"), `${shown(said.balance.posted.amount)} ${said.asset}`);
      assert.equal(await text(page, ".answer .available"), `${shown(said.balance.available)} ${said.asset}`);
      assert.equal(await text(page, ".answer .pending"), `${shown(said.balance.pending.amount)} ${said.asset}`);
      assert.equal((await text(page, ".answer .final")).startsWith(said.final ? "final" : "not final"), true);
      assert.match(await text(page, ".answer .at"), new RegExp(`by number ${said.seq}$`));
    });
  const slide = (page, label, value) =>
    page.getByRole("slider", { name: label }).evaluate((slider, wanted) => {
      slider.value = wanted;
      slider.dispatchEvent(new Event("input", { bubbles: true }));
    }, String(value));

  test("the header is the present balance, held money apart, and says that it may change", () =>
    visit(`#/${ledger}/accounts/${ACCOUNT}`, async (page) => {
      await agrees(page, {});
      const { balance: now } = await balance({});
      assert.notEqual(now.available, now.posted.amount, "the hold is part of what is checked");
      assert.match(await text(page, ".answer .final"), /not final/);
    }));

  test("both sliders stand on changes, and what they show is what the API answers", () =>
    visit(`#/${ledger}/accounts/${ACCOUNT}`, async (page) => {
      await page.locator(".chart canvas").waitFor();
      const all = await postings();
      const effective = [...new Set(all.map(({ effective_at }) => effective_at))].sort();
      const recorded = [...new Set(all.map(({ recorded_at }) => recorded_at))].sort();
      const [asOf, knownAt] = [page.getByRole("slider", { name: "Effective up to" }), page.getByRole("slider", { name: "As known at" })];
      assert.equal(Number(await asOf.getAttribute("max")), effective.length + 1);
      assert.equal(Number(await knownAt.getAttribute("max")), recorded.length + 1);

      const answers = new Set();
      for (const [e, r] of [[1, recorded.length], [20, 30], [20, recorded.length], [effective.length, 12], [effective.length - 8, recorded.length + 1], [effective.length + 1, 40]]) {
        await slide(page, "Effective up to", e);
        await slide(page, "As known at", r);
        const query = { ...(effective[e - 1] && { as_of: effective[e - 1] }), ...(recorded[r - 1] && { known_at: recorded[r - 1] }) };
        await agrees(page, query);
        answers.add(await text(page, ".answer .posted"));
        assert.deepEqual(Object.fromEntries(new URL(page.url().replace("#", "")).searchParams), query);
      }
      assert.ok(answers.size >= 4, "the answers differ, so a slider that did nothing would show");
    }));

  test("a late entry counts from when it was effective, but only once it was known", () =>
    visit(`#/${ledger}/accounts/${ACCOUNT}?as_of=${late.effective_at}&known_at=${late.recorded_at}`, async (page) => {
      await agrees(page, { as_of: late.effective_at, known_at: late.recorded_at });
      const after = await text(page, ".answer .posted");
      assert.match(await text(page, ".answer .final"), /^final/);
      await page.getByRole("button", { name: "As known at: one change earlier" }).click();
      await eventually(async () => assert.notEqual(await text(page, ".answer .posted"), after));
      const row = page.locator("tbody tr", { hasText: `№ ${late.seq}` });
      if (await row.count()) assert.match(await row.getAttribute("class"), /uncounted/);
    }));

  test("sliders go by keys, one change at a time", () =>
    visit(`#/${ledger}/accounts/${ACCOUNT}`, async (page) => {
      const slider = page.getByRole("slider", { name: "Effective up to" });
      await page.locator(".chart canvas").waitFor();
      await slider.focus();
      await page.keyboard.press("ArrowLeft");
      await agrees(page, { as_of: postDated.effective_at });
      assert.match(await slider.getAttribute("aria-valuetext"), / UTC$/);
      await page.keyboard.press("ArrowRight");
      await agrees(page, {});
      assert.equal(await slider.getAttribute("aria-valuetext"), "everything recorded");
    }));

  test("any date or instant can be typed; a date is what the API takes it for", () =>
    visit(`#/${ledger}/accounts/${ACCOUNT}`, async (page) => {
      const field = page.getByLabel("Effective up to: a date, or an instant in RFC 3339");
      const date = late.effective_at.slice(0, 10);
      await page.locator(".chart canvas").waitFor();
      await field.fill(date);
      await page.keyboard.press("Enter");
      await agrees(page, { as_of: date });
      const { as_of } = await balance({ as_of: date });
      await eventually(async () => assert.ok((await text(page, ".slider output")).includes(as_of.slice(11, 19)), "the ledger's zone counts"));
    }));

  test("an instant that is none is told in the API's words", () =>
    visit(
      `#/${ledger}/accounts/${ACCOUNT}?as_of=yesterday`,
      async (page) => {
        await page.locator(".answer .trouble").waitFor();
        assert.match(await text(page, ".answer .trouble"), /as_of/);
      },
      { expected: [400, 422] },
    ));

  test("the chart is what its postings add up to, and a click on it chooses a time", () =>
    visit(`#/${ledger}/accounts/${ACCOUNT}`, async (page) => {
      await page.locator(".chart canvas").waitFor();
      const { balance: now } = await balance({});
      const said = await page.locator(".plot").getAttribute("aria-label");
      assert.ok(said.includes(`to ${shown(now.posted.amount)} USD`), said);
      await page.locator(".u-over").click({ position: { x: 200, y: 60 } });
      await eventually(async () => assert.ok(page.url().includes("as_of=")));
      await agrees(page, { as_of: new URL(page.url().replace("#", "")).searchParams.get("as_of") });
    }));

  test("the chart's steps are the API's balances at every change, on both axes", () =>
    visit(`#/${ledger}/accounts/${ACCOUNT}`, async (page) => {
      const all = await postings();
      for (const knownAt of [null, all[20].recorded_at]) {
        const steps = await page.evaluate(
          async ([list, known]) => {
            const { history, balances } = await import("./history.js");
            const { major } = await import("./money.js");
            const made = history(list, true);
            return balances(made, known).map((amount, index) => [made.effective[index], major(amount, made.scale)]);
          },
          [all, knownAt],
        );
        for (const [as_of, amount] of steps) {
          const said = await balance({ as_of, ...(knownAt && { known_at: knownAt }) });
          assert.equal(amount, said.balance.posted.amount, `${as_of}, known at ${knownAt}`);
        }
      }
    }));

  test("postings have both times, their balance after, and lead to their transfer", () =>
    visit(`#/${ledger}/accounts/${ACCOUNT}`, async (page) => {
      const all = await postings();
      await page.locator("tbody tr").first().waitFor();
      const rows = await page.locator("tbody tr").all();
      assert.equal(rows.length, Math.min(50, all.length));
      for (const index of [0, 7, 30]) {
        const said = (await rows[index].innerText()).replaceAll(/\s+/g, " ");
        const { amount, balance: after, effective_at, recorded_at } = all[index];
        for (const part of [shown(amount), shown(after.posted.amount), effective_at.slice(0, 10), recorded_at.slice(11, 26)]) assert.ok(said.includes(part), `${said}: ${part}`);
      }
      assert.match(await page.locator("tbody tr", { hasText: `№ ${open.seq}` }).innerText(), /held/);
      await page.getByRole("link", { name: `№ ${open.seq}` }).click();
      await page.locator("h1", { hasText: `№ ${open.seq}` }).waitFor();
    }));

  test("a long history is paged through, and the chart says how much of it is drawn", () =>
    visit("#/crowd/accounts/zebra", async (page) => {
      await page.locator(".chart canvas").waitFor();
      const caption = () => text(page, ".chart figcaption");
      const slider = page.getByRole("slider", { name: "Effective up to" });
      assert.match(await caption(), /by the latest 499 postings/);
      assert.equal(Number(await slider.getAttribute("max")), 500);
      await page.getByRole("button", { name: "Load earlier ones, for the chart too" }).click();
      await eventually(async () => assert.equal(await caption(), "Posted balance over effective time, UTC"));
      assert.equal(Number(await slider.getAttribute("max")), LONG + 1);
      assert.equal(await page.locator("tbody tr").count(), 50);
      await page.getByRole("button", { name: "Show 50 more" }).click();
      assert.equal(await page.locator("tbody tr").count(), 100);
      const { balance: now } = await api.get("ledgers/crowd/accounts/zebra/balance");
      assert.ok((await page.locator(".plot").getAttribute("aria-label")).includes(`to ${shown(now.posted.amount)} USD`));
    }));

  test("an account without postings, and one that is not there, say so", async () => {
    await visit(`#/${ledger}/accounts/untouched`, async (page) => {
      await page.locator(".empty").waitFor();
      await eventually(async () => assert.equal(await text(page, ".answer .posted"), "0 JPY"));
    });
    await visit(
      `#/${ledger}/accounts/nobody`,
      async (page) => {
        await page.locator(".trouble").first().waitFor();
        assert.equal(await text(page, "h1"), "nobody");
      },
      { expected: [404] },
    );
  });
}
