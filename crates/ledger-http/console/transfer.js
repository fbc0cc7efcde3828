// One entry among the transfers: its postings, what became of it, what it is about, and its event.
import { get, path as pathOf } from "./api.js";
import { html } from "./html.js";
import { useLoad } from "./load.js";
import { AccountLink, Amount, Badge, Facts, Instant, Metadata, Raw, Table, Title, TransferLink, Trouble, Waiting } from "./parts.js";

const MOODS = { pending: "warn", open: "warn", posted: "good", captured: "good", approved: "good" };

export function Transfer({ ledger, id }) {
  const { data, error, again } = useLoad(id, (signal) => load(ledger, id, signal));
  if (error) return html`<${Title}>Transfer</${Title}><${Trouble} error=${error} again=${again} />`;
  if (!data) return html`<${Title}>Transfer</${Title}><${Waiting} rows=${8} what="Loading the transfer" />`;
  const { transfer, isProposal } = data;
  const name = isProposal ? `Proposed ${transfer.kind}` : transfer.kind[0].toUpperCase() + transfer.kind.slice(1);
  return html`<${Title}>${name} <span class="number">№ ${transfer.seq}</span></${Title}>
    <p class="badges">
      <${Badge} mood=${MOODS[transfer.status]}>${transfer.status}</${Badge}>
      ${transfer.hold && html` <${Badge} mood=${MOODS[transfer.hold.status]}>hold ${transfer.hold.status}</${Badge}>`}
      ${transfer.reversed && html` <${Badge} mood="warn">${transfer.reversed.fully ? "reversed" : "reversed in part"}</${Badge}>`}
      ${transfer.manual && html` <${Badge}>manual</${Badge}>`}
      ${(transfer.flags ?? []).map((flag) => html` <${Badge} mood="warn">${flag}</${Badge}>`)}
    </p>
    ${transfer.description && html`<p class="description">${transfer.description}</p>`}
    <${Facts} facts=${[
      ["Id", html`<code>${transfer.id}</code>`],
      ["Effective", transfer.effective_at && html`<${Instant} at=${transfer.effective_at} />`],
      [isProposal ? "Proposed" : "Recorded", html`<${Instant} at=${transfer.recorded_at ?? transfer.proposed_at} />`],
      ["External id", transfer.external_id],
      ["About the hold", transfer.hold_id && html`<${TransferLink} ledger=${ledger} id=${transfer.hold_id} />`],
      ["Reverses", transfer.reverses_id && html`<${TransferLink} ledger=${ledger} id=${transfer.reverses_id} />`],
      ["Expires", transfer.expires_at && html`<${Instant} at=${transfer.expires_at} />`],
      ["Proposed by key", transfer.approval?.proposed_by ?? transfer.proposed_by],
      ["Approved by key", transfer.approval?.approved_by],
      ["Decided by key", transfer.decided_by],
      ["Wanted by", transfer.wanted_by?.length && transfer.wanted_by.map((rule) => rule.rule ?? JSON.stringify(rule)).join(", ")],
      ["Reason", transfer.approval?.reason ?? transfer.reason],
    ]} />
    <${PostingTable} ledger=${ledger} postings=${transfer.postings} />
    ${transfer.hold && html`<${Hold} ledger=${ledger} hold=${transfer.hold} />`}
    ${transfer.reversed && html`<${Reversed} ledger=${ledger} reversed=${transfer.reversed} postings=${transfer.postings} />`}
    <${Metadata} metadata=${transfer.metadata} />
    <${EventOf} ledger=${ledger} seq=${transfer.seq} />
    <${Raw} value=${transfer} />`;
}

/** The transfer; or the proposal of one, which has the id that the transfer would have. */
async function load(ledger, id, signal) {
  try {
    return { transfer: await get(pathOf("ledgers", ledger, "transfers", id), {}, { signal }), isProposal: false };
  } catch (error) {
    if (error.status !== 404) throw error;
    const proposal = await get(pathOf("ledgers", ledger, "proposals", id), {}, { signal }).catch(() => null);
    if (!proposal) throw error;
    return { transfer: proposal, isProposal: true };
  }
}

function PostingTable({ ledger, postings }) {
  if (postings.length === 0) return null;
  const columns = [{ name: "Account" }, { name: "Debit", numeric: true }, { name: "Credit", numeric: true }];
  const hasBalances = postings.every((posting) => posting.balance);
  if (hasBalances) columns.push({ name: "Posted after", numeric: true }, { name: "Available after", numeric: true });
  const rows = postings.map((posting, index) => {
    const amount = html`<span><${Amount} value=${posting.amount} asset=${posting.asset} />${posting.released && html` <span class="small">releases <${Amount} value=${posting.released} /></span>`}</span>`;
    const cells = [
      html`<${AccountLink} ledger=${ledger} path=${posting.account} />`,
      posting.direction === "debit" && amount,
      posting.direction === "credit" && amount,
    ];
    if (hasBalances) cells.push(html`<${Amount} value=${posting.balance.posted.amount} />`, html`<${Amount} value=${posting.balance.available} />`);
    return { key: index, cells };
  });
  return html`<section aria-labelledby="postings"><h2 id="postings">Postings</h2><${Table} label="Postings" columns=${columns} rows=${rows} /></section>`;
}

function Hold({ ledger, hold }) {
  const columns = [{ name: "Account" }, { name: "Side" }, { name: "Held", numeric: true }, { name: "Captured", numeric: true }, { name: "Remaining", numeric: true }];
  const rows = hold.postings.map((posting, index) => ({
    key: index,
    cells: [
      html`<${AccountLink} ledger=${ledger} path=${posting.account} />`,
      posting.direction,
      html`<${Amount} value=${posting.amount} asset=${posting.asset} />`,
      html`<${Amount} value=${posting.captured} />`,
      html`<${Amount} value=${posting.remaining} />`,
    ],
  }));
  return html`<section aria-labelledby="hold">
    <h2 id="hold">The hold <span class="note">${hold.status}${hold.expires_at && html`, ${hold.status === "open" ? "expires" : "would have expired"} <${Instant} at=${hold.expires_at} />`}</span></h2>
    <${Table} label="The hold, by posting" columns=${columns} rows=${rows} />
    ${hold.entries.length > 0 &&
    html`<ol class="entries">${hold.entries.map(
      (entry) => html`<li key=${entry.id}><${TransferLink} ledger=${ledger} id=${entry.id}>№ ${entry.seq} ${entry.kind}</${TransferLink}> <${Instant} at=${entry.recorded_at} /></li>`,
    )}</ol>`}
  </section>`;
}

function Reversed({ ledger, reversed, postings }) {
  const columns = [{ name: "Account" }, { name: "Side" }, { name: "Moved", numeric: true }, { name: "Reversed", numeric: true }];
  const rows = reversed.postings.map((posting, index) => ({
    key: index,
    cells: [
      html`<${AccountLink} ledger=${ledger} path=${posting.account} />`,
      posting.direction,
      html`<${Amount} value=${posting.amount} asset=${postings[index]?.asset} />`,
      html`<${Amount} value=${posting.reversed} />`,
    ],
  }));
  return html`<section aria-labelledby="reversed">
    <h2 id="reversed">Reversed <span class="note">${reversed.fully ? "nothing is left to reverse" : "in part"}</span></h2>
    <${Table} label="What was reversed, by posting" columns=${columns} rows=${rows} />
    <ol class="entries">${reversed.reversal_ids.map((id) => html`<li key=${id}><${TransferLink} ledger=${ledger} id=${id} /></li>`)}</ol>
  </section>`;
}

/** The event by which others are told of it: its number is the transfer's. */
function EventOf({ ledger, seq }) {
  const { data, error, again } = useLoad(String(seq), (signal) => get(pathOf("ledgers", ledger, "events"), { after: seq - 1, limit: 1 }, { signal }));
  const event = data?.data.find((found) => found.seq === seq);
  return html`<section aria-labelledby="event">
    <h2 id="event">Event</h2>
    ${error && html`<${Trouble} error=${error} again=${again} />`}
    ${!data && !error && html`<${Waiting} rows=${2} what="Loading the event" />`}
    ${event && html`<${Facts} facts=${[
      ["Number", String(event.seq)],
      ["Type", html`<code>${event.type}</code>`],
      ["Recorded", html`<${Instant} at=${event.recorded_at} />`],
      ["Hash", html`<code class="hash">${event.hash}</code>`],
    ]} />`}
  </section>`;
}
