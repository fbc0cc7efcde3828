// The choice of a ledger.
import { get } from "./api.js";
import { html, useRef, useState } from "./html.js";
import { useLoad } from "./load.js";
import { Empty, Instant, Title, Trouble, Waiting } from "./parts.js";
import { go, to } from "./route.js";

const PAGE = 100;

export function Ledgers() {
  const [pages, setPages] = useState([]);
  const cursor = pages.at(-1)?.next_cursor;
  const { data, error, again } = useLoad(`ledgers ${cursor}`, (signal) => get("ledgers", { order: "asc", limit: PAGE, cursor }, { signal }));
  const ledgers = [...pages, ...(data ? [data] : [])].flatMap((page) => page.data);
  return html`<${Title}>Ledgers</${Title}>
    ${error && html`<${Trouble} error=${error} again=${again} /><${ByName} />`}
    ${!data && !error && html`<${Waiting} what="Loading ledgers" />`}
    ${data && ledgers.length === 0 && html`<${Empty} title="No ledger is there for this key.">A key sees the ledgers that it is bound to.</${Empty}>`}
    <ul class="ledgers">${ledgers.map(
      (ledger) => html`<li key=${ledger.id}><a href=${to(ledger.name, "accounts")}>
        <strong>${ledger.name}</strong>
        <span>${ledger.description}</span>
        <span class="small">${ledger.time_zone} · since <${Instant} at=${ledger.created_at} /></span>
      </a></li>`,
    )}</ul>
    ${data?.next_cursor && html`<button type="button" onClick=${() => setPages([...pages, data])}>More ledgers</button>`}`;
}

/** A key may read a ledger's accounts without the right to list ledgers. */
function ByName() {
  const field = useRef(null);
  const submit = (event) => {
    event.preventDefault();
    if (field.current.value.trim()) go(to(field.current.value.trim(), "accounts"));
  };
  return html`<form class="inline" onSubmit=${submit}>
    <label for="ledger-name">Open a ledger by its name</label>
    <input id="ledger-name" ref=${field} spellcheck="false" autocapitalize="off" required />
    <button type="submit">Open</button>
  </form>`;
}
