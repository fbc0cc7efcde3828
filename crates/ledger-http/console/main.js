// The console: asks for a key, then shows the view that the URL names.
import { Account } from "./account.js";
import { Accounts } from "./accounts.js";
import { Events } from "./events.js";
import { Frame } from "./frame.js";
import { html, render, useEffect, useState } from "./html.js";
import { key, onKey } from "./key.js";
import { Ledgers } from "./ledgers.js";
import { Empty } from "./parts.js";
import { useRoute } from "./route.js";
import { Search } from "./search.js";
import { SignIn } from "./sign_in.js";
import { Transfer } from "./transfer.js";

function viewOf({ ledger, view, name, query }) {
  if (!ledger) return ["Ledgers", html`<${Ledgers} />`];
  if (view === "" || (view === "accounts" && !name)) {
    const below = query.below ?? "";
    return [below || "Accounts", html`<${Accounts} key=${`${ledger} ${below}`} ledger=${ledger} below=${below} />`];
  }
  if (view === "accounts") return [name, html`<${Account} key=${`${ledger} ${name}`} ledger=${ledger} path=${name} query=${query} />`];
  if (view === "transfers" && name) return ["Transfer", html`<${Transfer} key=${`${ledger} ${name}`} ledger=${ledger} id=${name} />`];
  if (view === "events") {
    const account = query.account ?? "";
    return ["Events", html`<${Events} key=${`${ledger} ${account}`} ledger=${ledger} account=${account} />`];
  }
  if (view === "search" && name) return [`Search: ${name}`, html`<${Search} key=${`${ledger} ${name}`} ledger=${ledger} text=${name} />`];
  return ["Nothing here", html`<${Empty} title="There is no such view.">The address names nothing that the console can show.</${Empty}>`];
}

function Console() {
  const [present, setPresent] = useState({ key: key(), why: null });
  const route = useRoute();
  useEffect(() => onKey((why) => setPresent({ key: key(), why })), []);
  const [title, view] = viewOf(route);
  const where = `${route.ledger}/${route.view}/${route.name}`;
  useEffect(() => {
    document.title = present.key ? `${title}${route.ledger ? ` · ${route.ledger}` : ""} · Tallybook` : "Tallybook";
  });
  // Who reads with a screen reader or keys is taken along to a new view.
  useEffect(() => {
    scrollTo(0, 0);
    document.querySelector("main h1")?.focus({ preventScroll: true });
  }, [where]);
  if (!present.key) return html`<${SignIn} why=${present.why} />`;
  return html`<${Frame} route=${route}>${view}</${Frame}>`;
}

render(html`<${Console} />`, document.getElementById("console"));
