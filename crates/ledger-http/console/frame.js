// Around every view of a ledger: where one is, where one can go, and the search.
import { html, useRef } from "./html.js";
import { forget } from "./key.js";
import { go, to } from "./route.js";

export function Frame({ route, children }) {
  const { ledger, view } = route;
  const here = (name) => (view === name ? "page" : undefined);
  return html`<a class="skip" href="#main" onClick=${skip}>Skip to the content</a>
    <header class="top">
      <div class="bar-line">
        <a class="wordmark" href="#/" aria-label="Tallybook: all ledgers"><img src="icon.svg" alt="" width="24" height="24" /><span>Tallybook</span></a>
        ${ledger && html`<span class="of" aria-hidden="true">/</span><a class="ledger-name" href=${to(ledger, "accounts")}>${ledger}</a>`}
        ${ledger && html`<nav aria-label="Views">
          <a href=${to(ledger, "accounts")} aria-current=${here("accounts")}>Accounts</a>
          <a href=${to(ledger, "events")} aria-current=${here("events")}>Events</a>
        </nav>`}
        ${ledger && html`<${Search} ledger=${ledger} text=${view === "search" ? route.name : ""} />`}
        <button type="button" class="quiet forget" onClick=${() => forget()}>Forget key</button>
      </div>
    </header>
    <main id="main" tabindex="-1">${children}</main>`;
}

/** The hash is the route's, so the link cannot lead by it. */
function skip(event) {
  event.preventDefault();
  document.getElementById("main").focus();
}

function Search({ ledger, text }) {
  const field = useRef(null);
  const submit = (event) => {
    event.preventDefault();
    const wanted = field.current.value.trim();
    if (wanted) go(to(ledger, "search", wanted));
  };
  return html`<form role="search" onSubmit=${submit}>
    <input ref=${field} type="search" defaultValue=${text} aria-label="Search by transfer id, account path or external id" placeholder="Find a transfer or account" spellcheck="false" autocapitalize="off" />
  </form>`;
}
