// The accounts of a ledger, or those below a path, as a tree.
import { addUp, branch, childrenOf, fill, isComplete } from "./account_tree.js";
import { get, path as pathOf } from "./api.js";
import { html, useEffect, useRef, useState } from "./html.js";
import { grouped, isZero } from "./money.js";
import { Amount, Badge, Empty, Segments, Title, Trouble, Waiting } from "./parts.js";
import { to } from "./route.js";

/** Accounts asked for at once: the API's most. */
const PAGE = 500;
/** Rows of a branch that are shown at once. */
const SHOWN = 100;
/** A ledger of so few accounts is shown unfolded. */
const FEW = 60;

export function Accounts({ ledger, below }) {
  const tree = useTree(ledger, below);
  const { root, error } = tree;
  const title = below ? html`<${Segments} path=${below} />` : "Accounts";
  return html`<${Title} note=${below && html`Accounts at or below this path. <a href=${to(ledger, "accounts")}>All accounts</a>`}>${title}</${Title}>
    ${tree.balancesError && html`<${Trouble} error=${tree.balancesError} />`}
    ${error && html`<${Trouble} error=${error} again=${() => tree.more(root)} />`}
    ${root.known === 0 && !root.isDone && !error && html`<${Waiting} rows=${8} what="Loading accounts" />`}
    ${root.known === 0 && root.isDone && html`<${Empty} title="No account is here.">An account shows once it is opened, before anything is posted on it.</${Empty}>`}
    ${root.known > 0 &&
    html`<div class="tree" onKeyDown=${byArrows}>
      <div class="tree-head" aria-hidden="true"><span>Path</span><span>Posted</span></div>
      <${Children} at=${root} tree=${tree} ledger=${ledger} label=${below ? `Accounts below ${below}` : "Accounts"} />
    </div>`}`;
}

function Children({ at, tree, ledger, label }) {
  const [shown, setShown] = useState(SHOWN);
  const children = childrenOf(at);
  const hidden = children.length - shown;
  const isLoading = tree.loading.has(at.path);
  return html`<ul aria-label=${label}>
    ${children.slice(0, shown).map((child) => html`<${Row} key=${child.name} at=${child} tree=${tree} ledger=${ledger} />`)}
    ${hidden > 0 && html`<li class="more"><button type="button" onClick=${() => setShown(shown + SHOWN)}>Show ${Math.min(hidden, SHOWN)} more of ${grouped(String(children.length))}</button></li>`}
    ${!isComplete(at) &&
    html`<li class="more">
      <span>${grouped(String(at.known))} accounts loaded, oldest first; there are more.</span>
      <button type="button" disabled=${isLoading} onClick=${() => tree.more(at)}>${isLoading ? "Loading …" : `Load ${PAGE} more`}</button>
    </li>`}
  </ul>`;
}

function Row({ at, tree, ledger }) {
  const { account } = at;
  const isBranch = at.children.size > 0;
  const isOpen = tree.opened.has(at.path);
  const balance = account && tree.balances.get(account.id);
  const name = html`<span class="name">${at.name}</span>`;
  return html`<li>
    <div class="row ${account ? "" : "branch"}">
      ${isBranch
        ? html`<button type="button" class="toggle" aria-expanded=${isOpen} aria-label=${`${at.path}: ${count(at)}`} onClick=${() => tree.toggle(at)}></button>`
        : html`<span class="toggle"></span>`}
      ${account
        ? html`<a href=${to(ledger, "accounts", at.path)} aria-label=${at.path}>${name}</a>`
        : html`<span class="group" onClick=${() => tree.toggle(at)}>${name}</span>`}
      <span class="about">
        ${isBranch && html`<span class="count">${count(at)}</span>`}
        ${account && html`<span class="type">${account.type}</span>`}
        ${account && account.status !== "open" && html`<${Badge} mood="warn">${account.status}</${Badge}>`}
        ${isBranch && html`<a class="below" href=${to(ledger, "accounts", "", { below: at.path })} aria-label=${`Only accounts below ${at.path}`}>only these</a>`}
      </span>
      <span class="sums">${account ? balance && html`<${Balance} row=${balance} />` : html`<${Totals} at=${at} tree=${tree} />`}</span>
    </div>
    ${isBranch && isOpen && html`<${Children} at=${at} tree=${tree} ledger=${ledger} label=${at.path} />`}
  </li>`;
}

const count = (at) => `${grouped(String(at.known))}${isComplete(at) ? "" : "+"} ${at.known === 1 && isComplete(at) ? "account" : "accounts"}`;

function Balance({ row }) {
  const { posted, available } = row.balance;
  return html`<${Amount} value=${posted.amount} asset=${row.asset} />
    ${available !== posted.amount && html`<span class="small">available <${Amount} value=${available} /></span>`}`;
}

/** Of a whole branch: what its debits exceed its credits by, or the other way round; accounts of both kinds are in it. */
function Totals({ at, tree }) {
  const { totals, error, isAsked } = tree.totalsOf(at);
  if (error) return html`<span class="small" title=${error.message}>no total: ${error.title}</span>`;
  if (!totals && isAsked) return html`<span class="small">adding up …</span>`;
  if (!totals && tree.balancesError) return null;
  if (!totals) return html`<button type="button" class="quiet total" aria-label=${`Total of ${at.path}`} onClick=${() => tree.askTotals(at)}>total</button>`;
  return totals.map(({ asset, net }) => {
    const side = net.startsWith("-") ? "credit" : "debit";
    return html`<span class="total"><${Amount} value=${net.replace("-", "")} asset=${asset} /> <span class="side">${isZero(net) ? "" : side}</span></span>`;
  });
}

/** The tree with what is loaded of it, and how to have more. */
function useTree(ledger, below) {
  const [, redraw] = useState(0);
  const made = useRef(null);
  made.current ??= makeTree(ledger, below);
  const tree = made.current;
  useEffect(() => {
    const abort = new AbortController();
    tree.begin(abort.signal, () => redraw((turn) => turn + 1));
    return () => abort.abort();
  }, []);
  return tree;
}

function makeTree(ledger, below) {
  const root = branch(below, below);
  const tree = { root, balances: new Map(), totals: new Map(), opened: new Set(), loading: new Set(), error: null, balancesError: null };
  let signal;
  let redraw = () => {};

  tree.begin = (aborted, changed) => {
    [signal, redraw] = [aborted, changed];
    tree.more(root).then(() => unfold());
  };

  tree.more = async (at) => {
    if (tree.loading.has(at.path)) return;
    tree.loading.add(at.path);
    tree.error = null;
    redraw();
    const about = { path_prefix: at.path, limit: PAGE, order: "asc" };
    // A balance shows once both lists have come to its account; they are in the same order.
    const balances = askBalances(at, about);
    try {
      const page = await get(pathOf("ledgers", ledger, "accounts"), { ...about, cursor: at.cursor }, { signal });
      fill(at, page.data);
      at.cursor = page.next_cursor ?? undefined;
      at.isDone = page.next_cursor === null;
    } catch (error) {
      if (signal.aborted) return;
      tree.error = error;
    }
    await balances;
    tree.loading.delete(at.path);
    if (!signal.aborted) redraw();
  };

  async function askBalances(at, about) {
    if (tree.balancesError || at.balanceCursor === null) return;
    try {
      const page = await get(pathOf("ledgers", ledger, "balances"), { ...about, by: "account", cursor: at.balanceCursor }, { signal });
      for (const row of page.data) tree.balances.set(row.account_id, row);
      at.balanceCursor = page.next_cursor;
    } catch (error) {
      if (!signal.aborted) tree.balancesError = error;
    }
  }

  function unfold(at = root) {
    for (const child of childrenOf(at)) {
      if (child.children.size > 0 && root.isDone && root.known <= FEW) {
        tree.opened.add(child.path);
        unfold(child);
      }
    }
    if (at === root) redraw();
  }

  tree.toggle = (at) => {
    if (!tree.opened.delete(at.path)) {
      tree.opened.add(at.path);
      if (!isComplete(at) && at.cursor === undefined) tree.more(at);
    }
    redraw();
  };

  /** What is loaded as a whole is added up here. The rest is work for the service, which is asked for when somebody wants it. */
  tree.totalsOf = (at) => {
    if (!tree.totals.has(at.path) && isComplete(at)) {
      const totals = addUp(at, tree.balances);
      if (totals) tree.totals.set(at.path, { totals });
    }
    return tree.totals.get(at.path) ?? {};
  };

  tree.askTotals = async (at) => {
    tree.totals.set(at.path, { isAsked: true });
    redraw();
    const answer = get(pathOf("ledgers", ledger, "balances"), { path_prefix: at.path }, { signal });
    tree.totals.set(at.path, await answer.then(({ data }) => ({ totals: data }), (error) => ({ error })));
    if (!signal.aborted) redraw();
  };

  return tree;
}

/** Up and down go from row to row; right and left open and close. */
function byArrows(event) {
  const places = [...event.currentTarget.querySelectorAll(".row")];
  const row = event.target.closest(".row");
  if (!row) return;
  const toggle = row.querySelector("button.toggle");
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) {
    places[places.indexOf(row) + step]?.querySelector("a, button")?.focus();
  } else if (toggle && toggle.ariaExpanded === String(event.key === "ArrowLeft") && /^Arrow(Left|Right)$/.test(event.key)) {
    toggle.click();
  } else {
    return;
  }
  event.preventDefault();
}
