// Small things that several views show alike.
import { html } from "./html.js";
import { line, parts } from "./instants.js";
import { grouped, isNegative, isZero } from "./money.js";
import { to } from "./route.js";

export function Amount({ value, asset, strong }) {
  const mood = isNegative(value) ? "negative" : isZero(value) ? "zero" : "";
  return html`<span class="amount ${mood} ${strong ? "strong" : ""}">${grouped(value)}${asset && html`<span class="asset"> ${asset}</span>`}</span>`;
}

export function Instant({ at }) {
  const { date, clock, micros } = parts(at);
  return html`<time datetime=${at} title=${`${line(at)} UTC`}>${date} <span class="clock">${clock}${micros && html`<span class="micros">.${micros}</span>`}</span></time>`;
}

export const Badge = ({ children, mood = "" }) => html`<span class="badge ${mood}">${children}</span>`;

/** An account's path; its segments may wrap, and it leads to the account. */
export function AccountLink({ ledger, path }) {
  return html`<a class="path" href=${to(ledger, "accounts", path)}><${Segments} path=${path} /></a>`;
}

export function Segments({ path }) {
  const segments = path.split(":");
  return segments.map((segment, index) => html`${index > 0 && html`<span class="colon">:</span><wbr />`}<span>${segment}</span>`);
}

export const TransferLink = ({ ledger, id, children }) =>
  html`<a class="id" href=${to(ledger, "transfers", id)}>${children ?? id}</a>`;

/** What could not be had, and what to do about it. */
export function Trouble({ error, again }) {
  const [title, detail] = words(error);
  return html`<div class="notice trouble" role="alert">
    <p><strong>${title}</strong></p>
    <p>${detail}</p>
    ${error.requestId && html`<p class="small">Request <code>${error.requestId}</code></p>`}
    ${again && error.isPassing !== false && html`<button type="button" onClick=${again}>Try again</button>`}
  </div>`;
}

function words(error) {
  if (error.status === 403 && error.scope) {
    return [`This key lacks the scope ${error.scope}.`, `What belongs here is read with ${error.scope}. A key that has it shows it; the rest of the console goes on working.`];
  }
  return [error.title || "Something went wrong in this page.", error.message];
}

export const Empty = ({ title, children }) => html`<div class="notice empty"><p><strong>${title}</strong></p><p>${children}</p></div>`;

/** As tall as what is awaited, so that nothing moves when it comes. */
export const Waiting = ({ rows = 3, what = "Loading" }) =>
  html`<div class="waiting" role="status"><span class="unseen">${what} …</span>${Array.from({ length: rows }, () => html`<div class="bar"></div>`)}</div>`;

/** A table that becomes a list of cards where it is narrow. Columns: {name, key, numeric}; rows: {key, mood, cells}. */
export function Table({ label, kind, columns, rows }) {
  return html`<table role="table" class=${kind} aria-label=${label}>
    <thead role="rowgroup"><tr role="row">${columns.map(({ name, numeric }) => html`<th role="columnheader" scope="col" class=${numeric ? "numeric" : ""}>${name}</th>`)}</tr></thead>
    <tbody role="rowgroup">${rows.map(
      ({ key, mood, cells }) => html`<tr key=${key} role="row" class=${mood ?? ""}>${columns.map(
        ({ name, numeric }, index) => html`<td role="cell" data-name=${name} class="${numeric ? "numeric" : ""} ${cells[index] ? "" : "nothing"}">${cells[index]}</td>`,
      )}</tr>`,
    )}</tbody>
  </table>`;
}

/** Names and what they are; those without are left out. */
export function Facts({ facts }) {
  return html`<dl class="facts">${facts
    .filter(([, value]) => value)
    .map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}

export function Metadata({ metadata }) {
  const entries = Object.entries(metadata ?? {});
  if (entries.length === 0) return null;
  return html`<section aria-labelledby="metadata"><h2 id="metadata">Metadata</h2>
    <dl class="facts">${entries.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
  </section>`;
}

/** The whole of an answer, for who wants to see it. */
export function Raw({ value }) {
  return html`<details class="raw"><summary>As the API answers it</summary><pre tabindex="0">${JSON.stringify(value, null, 2)}</pre></details>`;
}

export const Title = ({ children, note }) => html`<div class="title"><h1 tabindex="-1">${children}</h1>${note && html`<div class="note">${note}</div>`}</div>`;
