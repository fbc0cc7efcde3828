// Finds what a text names: a transfer or account by id, an account by path, accounts below it, transfers by external id.
import { get, path as pathOf } from "./api.js";
import { html, useEffect } from "./html.js";
import { useLoad } from "./load.js";
import { AccountLink, Badge, Empty, Instant, Title, TransferLink, Trouble, Waiting } from "./parts.js";
import { replace, to } from "./route.js";

const ID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
const PATH = /^[A-Za-z0-9_.-]+(?::[A-Za-z0-9_.-]+)*$/;
const FEW = 20;

export function Search({ ledger, text }) {
  const { data, error, again } = useLoad(text, (signal) => find(ledger, text, signal));
  const found = data ? data.accounts.length + data.transfers.length : 0;
  // One thing by its own name is what was meant.
  const only = data && found === 1 && data.refusals.length === 0 ? target(ledger, text, data) : null;
  useEffect(() => {
    if (only) replace(only);
  }, [only]);
  return html`<${Title}>Search: ${text}</${Title}>
    ${error && html`<${Trouble} error=${error} again=${again} />`}
    ${(data?.refusals ?? []).map((refusal) => html`<${Trouble} error=${refusal} />`)}
    ${!data && !error && html`<${Waiting} what="Searching" />`}
    ${data && found === 0 && data.refusals.length === 0 && html`<${Empty} title="Nothing has that name.">A search is for a transfer's id, an account's whole path or the beginning of it up to a colon, or a transfer's whole external id.</${Empty}>`}
    ${data?.accounts.length > 0 &&
    html`<section aria-labelledby="accounts"><h2 id="accounts">Accounts</h2><ul class="found">${data.accounts.map(
      (account) => html`<li key=${account.id}><${AccountLink} ledger=${ledger} path=${account.path} /> <span class="small">${account.type}, ${account.asset}</span></li>`,
    )}</ul>${data.accounts.length >= FEW && html`<p><a href=${to(ledger, "accounts", "", { below: text })}>All accounts below ${text}</a></p>`}</section>`}
    ${data?.transfers.length > 0 &&
    html`<section aria-labelledby="transfers"><h2 id="transfers">Transfers</h2><ul class="found">${data.transfers.map(
      (transfer) => html`<li key=${transfer.id}><${TransferLink} ledger=${ledger} id=${transfer.id} /> <${Badge}>${transfer.kind}</${Badge}> <span class="small"><${Instant} at=${transfer.recorded_at ?? transfer.proposed_at} /></span></li>`,
    )}</ul></section>`}`;
}

function target(ledger, text, { accounts: [account], transfers: [transfer] }) {
  if (transfer) return to(ledger, "transfers", transfer.id);
  return account.path === text || account.id === text.toLowerCase() ? to(ledger, "accounts", account.path) : null;
}

/** Asks for all that the text may name. What the key may not read is told beside what was found. */
async function find(ledger, text, signal) {
  const ask = (parts, parameters) => get(pathOf("ledgers", ledger, ...parts), parameters, { signal });
  const refusals = new Map();
  // What is not there, or cannot have such a name, is no trouble: then it is something else.
  const settled = (answer) =>
    answer.catch((error) => {
      if (![400, 404, 422].includes(error.status)) refusals.set(error.message, error);
      return null;
    });
  const list = async (answer) => (await settled(answer))?.data ?? [];
  const byExternalId = list(ask(["transfers"], { external_id: text, limit: FEW }));
  let [accounts, transfers] = [[], []];
  if (ID.test(text)) {
    const transfer = (await settled(ask(["transfers", text]))) ?? (await settled(ask(["proposals", text])));
    const account = transfer ? null : await settled(ask(["accounts", text]));
    [accounts, transfers] = [[account], [transfer]].map((found) => found.filter(Boolean));
  } else if (PATH.test(text)) {
    accounts = await list(ask(["accounts"], { path_prefix: text, limit: FEW, order: "asc" }));
  }
  for (const transfer of await byExternalId) if (!transfers.some(({ id }) => id === transfer.id)) transfers.push(transfer);
  return { accounts, transfers, refusals: [...refusals.values()] };
}
