// What the API answers for both axes: the exact balance, and whether it can still change.
import { get, path as pathOf } from "./api.js";
import { html } from "./html.js";
import { line } from "./instants.js";
import { useLoad } from "./load.js";
import { Amount, Badge, Trouble } from "./parts.js";

/** A slider that is dragged comes by many instants; only where it rests is asked about. */
const REST = 120;

export function useBalance(ledger, account, asOf, knownAt) {
  const load = (signal) => get(pathOf("ledgers", ledger, "accounts", account, "balance"), { as_of: asOf, known_at: knownAt }, { signal });
  return useLoad(`${asOf} ${knownAt}`, load, { same: account, wait: REST });
}

export function BalanceAnswer({ answer: { data, error, isStale, again } }) {
  if (error) return html`<section class="answer" aria-label="Balance"><${Trouble} error=${error} again=${again} /></section>`;
  const show = (value) => (data ? html`<${Amount} value=${value(data.balance)} asset=${data.asset} />` : html`<span class="bar"></span>`);
  const pending = (balance) => balance.pending.amount;
  return html`<section class="answer ${isStale ? "stale" : ""}" aria-label="Balance" aria-live="polite" aria-busy=${!data || isStale}>
    <p class="answer-title">Posted</p>
    <p class="posted">${data ? html`<${Amount} value=${data.balance.posted.amount} asset=${data.asset} strong />` : html`<span class="bar"></span>`}</p>
    <dl>
      <div><dt>Available</dt><dd class="available">${show(({ available }) => available)}</dd></div>
      <div><dt>With what is held</dt><dd class="pending">${show(pending)}</dd></div>
      <div><dt>Debits</dt><dd>${show(({ posted }) => posted.debits)}</dd></div>
      <div><dt>Credits</dt><dd>${show(({ posted }) => posted.credits)}</dd></div>
    </dl>
    <p class="final">${data ? html`<${Finality} data=${data} />` : html`<span class="bar"></span>`}</p>
    <p class="small at">${data ? html`As of ${data.as_of ? line(data.as_of) : "any time"}, known at ${line(data.known_at)} UTC, by number ${data.seq}` : html`<span class="bar"></span>`}</p>
  </section>`;
}

function Finality({ data }) {
  return data.final
    ? html`<${Badge} mood="good">final</${Badge}> This answer can never change.`
    : html`<${Badge} mood="warn">not final</${Badge}> What is recorded from now on may change it.`;
}
