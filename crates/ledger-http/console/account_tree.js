// A ledger's accounts as a tree of their paths' segments, filled a page at a time: a ledger may have a million. A branch pages
// through what is below it by itself, so that opening one needs none of the others.
import { major, minor, scaleOf } from "./money.js";

const byName = new Intl.Collator("en", { numeric: true }).compare;

/** A place in the tree: an account, accounts below it, or both. */
export function branch(path, name, parent = null) {
  return {
    path,
    name,
    parent,
    account: null,
    children: new Map(),
    sorted: null,
    // Where its own paging stands, of accounts and of their balances.
    cursor: undefined,
    balanceCursor: undefined,
    isDone: false,
    // Accounts at or below that are known.
    known: 0,
  };
}

/** Puts a page's accounts in their places below `root`. */
export function fill(root, accounts) {
  const depth = root.path ? root.path.split(":").length : 0;
  for (const account of accounts) {
    const segments = account.path.split(":");
    let at = root;
    for (let index = depth; index < segments.length; index += 1) {
      const name = segments[index];
      if (!at.children.has(name)) {
        at.children.set(name, branch(segments.slice(0, index + 1).join(":"), name, at));
        at.sorted = null;
      }
      at = at.children.get(name);
    }
    if (!at.account) for (let up = at; up; up = up.parent) up.known += 1;
    at.account = account;
  }
}

/** The branches right below, by name. */
export function childrenOf(at) {
  at.sorted ??= [...at.children.values()].sort((a, b) => byName(a.name, b.name));
  return at.sorted;
}

/** Whether all accounts at or below are known: paged through here, or further up. */
export function isComplete(at) {
  for (let up = at; up; up = up.parent) if (up.isDone) return true;
  return false;
}

/**
 * The totals of what is at and below, by asset: {asset, net}, with net the debits less the credits, exact; or null where the
 * balance of some account is not there. `balances` are the API's rows by account id.
 */
export function addUp(at, balances) {
  const nets = new Map();
  const add = (here) => {
    if (here.account) {
      const row = balances.get(here.account.id);
      if (!row) return false;
      const { debits, credits } = row.balance.posted;
      const { net } = nets.get(row.asset) ?? { net: 0n };
      nets.set(row.asset, { net: net + minor(debits) - minor(credits), scale: scaleOf(debits) });
    }
    return [...here.children.values()].every(add);
  };
  if (!add(at)) return null;
  return [...nets].sort().map(([asset, { net, scale }]) => ({ asset, net: major(net, scale) }));
}
