// A ledger's events as they come, newest first; what came before the page was opened is there too.
import { get, path as pathOf } from "./api.js";
import { follow } from "./event_stream.js";
import { html, useEffect, useRef, useState } from "./html.js";
import { AccountLink, Amount, Badge, Empty, Instant, Segments, Title, TransferLink, Trouble, Waiting } from "./parts.js";
import { to } from "./route.js";

/** Events kept on the page. */
const KEPT = 200;
/** How many numbers before the last one the page begins with: more where only few of them are about an account. */
const BEFORE = 50;
const BEFORE_OF_ACCOUNT = 5000;
const WORDS = { waiting: "connecting", live: "live", paused: "paused", lost: "connecting again", refused: "stopped" };

export function Events({ ledger, account }) {
  const [isPaused, setPaused] = useState(false);
  const [turn, setTurn] = useState(0);
  const [{ state, error }, setState] = useState({ state: "waiting", error: null });
  const [events, setEvents] = useState([]);
  const last = useRef(null);

  useEffect(() => {
    if (isPaused) return undefined;
    const abort = new AbortController();
    const { signal } = abort;
    const onEvents = (came) => {
      last.current = came.at(-1).seq;
      setEvents((now) => [...came.toReversed(), ...now].slice(0, KEPT));
    };
    const onState = (now, why) => setState({ state: why && why.isPassing === false ? "refused" : now, error: why });
    const ask = (parameters) => get(pathOf("ledgers", ledger, "events"), parameters, { signal });
    const begin = async () => {
      try {
        if (last.current === null) {
          const { last_seq } = await ask({ after: 0, limit: 1 });
          const { data, next_after } = await ask({ account, after: Math.max(0, last_seq - (account ? BEFORE_OF_ACCOUNT : BEFORE)), limit: 500 });
          if (data.length > 0) onEvents(data);
          last.current = next_after;
        }
        await follow(pathOf("ledgers", ledger, "events", "stream"), { account, after: last.current, signal, onEvents, onState });
      } catch (why) {
        if (!signal.aborted) setState({ state: "refused", error: why });
      }
    };
    begin();
    return () => abort.abort();
  }, [isPaused, turn]);

  const shown = isPaused ? "paused" : state;
  return html`<${Title} note=${account && html`About <${AccountLink} ledger=${ledger} path=${account} />. <a href=${to(ledger, "events")}>All events</a>`}>Events</${Title}>
    <div class="stream-head">
      <p role="status" class="stream-state ${shown}"><span class="dot" aria-hidden="true"></span>${WORDS[shown]}</p>
      <button type="button" aria-pressed=${isPaused} onClick=${() => setPaused(!isPaused)}>${isPaused ? "Go on" : "Pause"}</button>
    </div>
    ${error && !isPaused && html`<${Trouble} error=${error} again=${state === "refused" ? () => setTurn(turn + 1) : null} />`}
    ${events.length === 0 && !error && shown === "waiting" && html`<${Waiting} rows=${6} what="Loading events" />`}
    ${events.length === 0 && shown === "live" && html`<${Empty} title="Nothing happened yet.">An event shows here the moment it is recorded.</${Empty}>`}
    <ol class="events" aria-label="Events, newest first" reversed>${events.map((event) => html`<${Event} key=${event.seq} ledger=${ledger} event=${event} />`)}</ol>
    ${events.length === KEPT && html`<p class="small">The latest ${KEPT} are kept here.</p>`}`;
}

function Event({ ledger, event: { seq, type, recorded_at, object } }) {
  return html`<li>
    <span class="seq">${seq}</span>
    <span class="event-type"><${Badge} mood=${type.startsWith("balance.") ? "warn" : ""}>${type}</${Badge}></span>
    <span class="event-subject"><${Subject} ledger=${ledger} type=${type} object=${object} /></span>
    <span class="event-time"><${Instant} at=${recorded_at} /></span>
  </li>`;
}

/** What an event is about, in a line. */
function Subject({ ledger, type, object }) {
  const kind = type.split(".")[0];
  if (kind === "transfer" && object.id) {
    const [first] = object.postings ?? [];
    const of = (direction) => object.postings?.find((posting) => posting.direction === direction);
    const [debit, credit] = [of("debit"), of("credit")];
    return html`<${TransferLink} ledger=${ledger} id=${object.id}>${
      first && debit && credit
        ? html`<span class="move"><${Amount} value=${first.amount} asset=${first.asset} /> <span class="ends"><${Segments} path=${debit.account} /> → <${Segments} path=${credit.account} /></span></span>`
        : object.id
    }</${TransferLink}>${object.postings?.length > 2 && html` <span class="small">and ${object.postings.length - 2} more postings</span>`}`;
  }
  if (kind === "account" && object.path) return html`<${AccountLink} ledger=${ledger} path=${object.path} />`;
  if (kind === "balance" && object.account) return html`<${AccountLink} ledger=${ledger} path=${object.account} /> <span class="small">${object.monitor}: ${object.balance} is <${Amount} value=${object.amount} /></span>`;
  return html`<span>${object.name ?? object.code ?? object.url ?? object.id ?? ""}</span>`;
}
