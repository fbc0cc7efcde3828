// An account's history on both axes of time, exact: what each posting changed, and what that adds up to by the instants when
// it counted, of as much as was known at another.
import { get, path as pathOf } from "./api.js";
import { useEffect, useRef, useState } from "./html.js";
import { distinct } from "./instants.js";
import { minor, scaleOf } from "./money.js";

/** Postings asked for at once: the API's most. */
export const PAGE = 500;

/**
 * Entries from postings, which come newest first and without a gap. A posting says the balance after it, so what it
 * changed is the difference to the one before; before the first there was nothing. Where that one is not loaded (`isDone` is
 * false), the oldest posting only says what to begin from; what was recorded before it counts as if it had been effective by then.
 */
export function history(postings, isDone) {
  const scale = postings.length > 0 ? scaleOf(postings[0].balance.posted.amount) : 0;
  const entries = postings.map((posting, index) => {
    const before = postings[index + 1]?.balance;
    const change = (kind) => minor(posting.balance[kind].amount) - (before ? minor(before[kind].amount) : 0n);
    return { posting, posted: change("posted"), pending: change("pending") };
  });
  let opening = 0n;
  if (!isDone && entries.length > 0) opening = minor(entries.pop().posting.balance.posted.amount);
  entries.sort((a, b) => compare(a.posting.effective_at, b.posting.effective_at) || a.posting.seq - b.posting.seq);
  return {
    entries,
    opening,
    scale,
    isWhole: isDone,
    effective: distinct(entries.map(({ posting }) => posting.effective_at)),
    recorded: distinct(entries.map(({ posting }) => posting.recorded_at)),
  };
}

const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

/** The balance after each of the history's effective instants, by the entries recorded up to `knownAt` (null: all). */
export function balances({ entries, opening, effective }, knownAt) {
  let [balance, next] = [opening, 0];
  return effective.map((instant) => {
    for (; next < entries.length && entries[next].posting.effective_at <= instant; next += 1) {
      if (knownAt === null || entries[next].posting.recorded_at <= knownAt) balance += entries[next].posted;
    }
    return balance;
  });
}

/** An account's postings, newest first, a page at a time. */
export function usePostings(ledger, account) {
  const [state, setState] = useState({ postings: [], cursor: undefined, isDone: false, isLoading: true, error: null });
  const abort = useRef(null);
  const more = async ({ postings, cursor }) => {
    setState((now) => ({ ...now, isLoading: true, error: null }));
    const { signal } = abort.current;
    try {
      const page = await get(pathOf("ledgers", ledger, "accounts", account, "postings"), { limit: PAGE, cursor }, { signal });
      const isDone = page.next_cursor === null;
      setState({ postings: [...postings, ...page.data], cursor: page.next_cursor, isDone, isLoading: false, error: null });
    } catch (error) {
      if (!signal.aborted) setState((now) => ({ ...now, isLoading: false, error }));
    }
  };
  useEffect(() => {
    abort.current = new AbortController();
    more(state);
    return () => abort.current.abort();
  }, []);
  return { ...state, more: () => more(state) };
}
