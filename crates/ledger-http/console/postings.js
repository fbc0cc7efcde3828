// The postings of an account, newest recorded first, with both times of each.
import { html, useState } from "./html.js";
import { Amount, Badge, Instant, Table, TransferLink } from "./parts.js";

const SHOWN = 50;
const COLUMNS = [
  { name: "Effective" },
  { name: "Recorded" },
  { name: "Transfer" },
  { name: "Debit", numeric: true },
  { name: "Credit", numeric: true },
  { name: "Posted after", numeric: true },
];

export function Postings({ ledger, list, history, asOf, knownAt }) {
  const [shown, setShown] = useState(SHOWN);
  const { postings, isDone, isLoading, more } = list;
  const changes = new Map(history.entries.map((entry) => [entry.posting, entry]));
  const rows = postings.slice(0, shown).map((posting) => {
    const counts = (asOf === null || posting.effective_at <= asOf) && (knownAt === null || posting.recorded_at <= knownAt);
    return {
      key: posting.account_version,
      mood: counts ? "" : "uncounted",
      cells: [
        html`<span><${Instant} at=${posting.effective_at} /> <${Timeliness} posting=${posting} /></span>`,
        html`<${Instant} at=${posting.recorded_at} />`,
        html`<span><${TransferLink} ledger=${ledger} id=${posting.transfer_id}>№ ${posting.seq}</${TransferLink}> <${Effect} entry=${changes.get(posting)} />${!counts && html`<span class="unseen"> not counted at the chosen times</span>`}</span>`,
        posting.direction === "debit" && html`<${Amount} value=${posting.amount} />`,
        posting.direction === "credit" && html`<${Amount} value=${posting.amount} />`,
        html`<${Amount} value=${posting.balance.posted.amount} />`,
      ],
    };
  });
  const loaded = postings.length;
  return html`<section aria-labelledby="postings">
    <h2 id="postings">Postings <span class="note">newest first${isDone ? `, ${loaded} in all` : `, the latest ${loaded} loaded`}</span></h2>
    <${Table} label="Postings" kind="compact" columns=${COLUMNS} rows=${rows} />
    <p class="more">
      ${shown < loaded && html`<button type="button" onClick=${() => setShown(shown + SHOWN)}>Show ${Math.min(SHOWN, loaded - shown)} more</button>`}
      ${!isDone && html`<button type="button" disabled=${isLoading} onClick=${more}>${isLoading ? "Loading …" : "Load earlier ones, for the chart too"}</button>`}
    </p>
  </section>`;
}

function Timeliness({ posting: { effective_at, recorded_at } }) {
  if (effective_at === recorded_at) return null;
  return effective_at < recorded_at ? html`<span class="small">back-dated</span>` : html`<${Badge} mood="warn">post-dated</${Badge}>`;
}

/** What a posting did where it did not simply post. */
function Effect({ entry }) {
  if (!entry || entry.posted === entry.pending) return null;
  if (entry.posted !== 0n) return html`<${Badge}>from a hold</${Badge}>`;
  return html`<${Badge}>${entry.posting.released ? "released" : "held"}</${Badge}>`;
}
