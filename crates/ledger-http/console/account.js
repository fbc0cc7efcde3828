// One account: its balance at any point of both axes, the chart of it, and its postings.
import { get, path as pathOf } from "./api.js";
import { BalanceAnswer, useBalance } from "./balance_answer.js";
import { history as historyOf, usePostings } from "./history.js";
import { HistoryChart } from "./history_chart.js";
import { html, useMemo } from "./html.js";
import { useLoad } from "./load.js";
import { Badge, Empty, Facts, Instant, Metadata, Raw, Segments, Title, Trouble, Waiting } from "./parts.js";
import { Postings } from "./postings.js";
import { replace, to } from "./route.js";
import { TimeSlider } from "./time_slider.js";

export function Account({ ledger, path, query }) {
  const account = useLoad(path, (signal) => get(pathOf("ledgers", ledger, "accounts", path), {}, { signal }));
  const list = usePostings(ledger, path);
  const history = useMemo(() => historyOf(list.postings, list.isDone), [list.postings, list.isDone]);
  const asOf = query.as_of ?? null;
  const knownAt = query.known_at ?? null;
  const choose = (chosen) => replace(to(ledger, "accounts", path, { as_of: asOf, known_at: knownAt, ...chosen }));
  const answer = useBalance(ledger, path, asOf, knownAt);
  // A date, or an instant with another offset, is the API's to understand: its answer says what it took it for.
  const drawn = {
    asOf: isInstant(asOf) ? asOf : (answer.data?.as_of ?? null),
    knownAt: isInstant(knownAt) ? knownAt : knownAt && (answer.data?.known_at ?? null),
  };
  const isUntouched = list.isDone && list.postings.length === 0;
  const about = account.data;
  if (!about && !account.error) return html`<${Title} note=" "><${Segments} path=${path} /></${Title}><${Waiting} rows=${8} what="Loading the account" />`;
  if (account.error?.status === 404) return html`<${Title}>${path}</${Title}><${Trouble} error=${account.error} />`;
  return html`<${Title} note=${html`<${Above} ledger=${ledger} path=${about?.path ?? path} />`}>
      <${Segments} path=${about?.path ?? path} />
    </${Title}>
    <p class="badges">${about && html`<${Badge}>${about.type}</${Badge}> <${Badge}>${about.asset}</${Badge}> <${Badge}>${about.normal_side} raises it</${Badge}>${about.status !== "open" && html` <${Badge} mood="warn">${about.status}</${Badge}>`}`}</p>
    ${about?.description && html`<p class="description">${about.description}</p>`}
    ${account.error && html`<${Trouble} error=${account.error} again=${account.again} />`}
    <div class="history">
      <div class="history-main">
        ${list.error && html`<${Trouble} error=${list.error} again=${list.more} />`}
        ${list.postings.length === 0 && list.isLoading && html`<div class="chart"><${Waiting} rows=${5} what="Loading postings" /></div>`}
        ${list.postings.length > 0 && html`<${HistoryChart} history=${history} asOf=${drawn.asOf} knownAt=${drawn.knownAt} asset=${list.postings[0].asset} onPick=${(instant) => choose({ as_of: instant })} />`}
        ${isUntouched && html`<${Empty} title="Nothing was posted here yet.">The chart and the postings come with the first transfer.</${Empty}>`}
        ${!isUntouched && html`<div class="sliders">
          <${TimeSlider} id="as-of" name="Effective up to" parameter="as_of" about="What had happened by then." instants=${history.effective} value=${asOf} drawn=${drawn.asOf} endWords="everything recorded" onChange=${(value) => choose({ as_of: value })} />
          <${TimeSlider} id="known-at" name="As known at" parameter="known_at" about="What had been recorded by then." instants=${history.recorded} value=${knownAt} drawn=${drawn.knownAt} endWords="now" onChange=${(value) => choose({ known_at: value })} />
        </div>`}
      </div>
      <${BalanceAnswer} answer=${answer} />
    </div>
    ${list.postings.length > 0 && html`<${Postings} ledger=${ledger} list=${list} history=${history} asOf=${drawn.asOf} knownAt=${drawn.knownAt} />`}
    ${about && !list.isLoading && html`<${Policy} policy=${about.policy} /><${Metadata} metadata=${about.metadata} />
      <section aria-labelledby="about"><h2 id="about">About this account</h2>
        <${Facts} facts=${[
          ["Id", html`<code>${about.id}</code>`],
          ["Opened", html`<${Instant} at=${about.created_at} />`],
          ["Changed", html`<${Instant} at=${about.updated_at} />`],
          ["Postings", String(about.account_version)],
          ["Events", html`<a href=${to(ledger, "events", "", { account: about.path })}>Events about this account</a>`],
        ]} />
      </section>
      <${Raw} value=${about} />`}`;
}

/** Whether a text is an instant as the API prints them, which can be compared as it is. */
const isInstant = (text) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/.test(text ?? "");

function Above({ ledger, path }) {
  const segments = path.split(":");
  return html`<nav aria-label="Path" class="above"><a href=${to(ledger, "accounts")}>Accounts</a>${segments
    .slice(0, -1)
    .map((segment, index) => html` <span aria-hidden="true">›</span> <a href=${to(ledger, "accounts", "", { below: segments.slice(0, index + 1).join(":") })}>${segment}</a>`)}</nav>`;
}

function Policy({ policy }) {
  const facts = Object.entries(policy ?? {}).filter(([, value]) => value !== null && value !== false && !(Array.isArray(value) && value.length === 0));
  if (facts.length === 0) return null;
  const words = (value) => (typeof value === "object" && !Array.isArray(value) ? JSON.stringify(value) : String(value));
  return html`<section aria-labelledby="policy"><h2 id="policy">Policy</h2><${Facts} facts=${facts.map(([name, value]) => [html`<code>${name}</code>`, words(value)])} /></section>`;
}
