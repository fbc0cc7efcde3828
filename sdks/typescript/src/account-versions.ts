import type { Event } from "./event.js";

/** A posting, as far as it matters here. */
export interface AccountVersion {
  account_id: string;
  account_version: number;
}

/**
 * Remembers the highest version seen of each account, and so tells news from repeats where the same events come by several
 * ways, or more than once. Keep one for each consumer; it lives as long as the process.
 */
export class AccountVersions {
  readonly #highest = new Map<string, number>();

  /**
   * Whether an event, or some postings, take any account beyond what was seen of it; they are remembered. An event without
   * postings is always news, for no version says otherwise: go by its `seq`.
   */
  isNews(what: Event | readonly AccountVersion[]): boolean {
    const postings = "seq" in what ? postingsOf(what) : what;
    const newer = postings.filter(({ account_id, account_version }) => account_version > this.highest(account_id));
    for (const { account_id, account_version } of newer) {
      this.#highest.set(account_id, Math.max(account_version, this.highest(account_id)));
    }
    return newer.length > 0 || postings.length === 0;
  }

  /** The highest version seen of an account, by its id; 0 if there is none. */
  highest(accountId: string): number {
    return this.#highest.get(accountId) ?? 0;
  }
}

function postingsOf({ object }: Event): readonly AccountVersion[] {
  const postings = typeof object === "object" && object !== null && "postings" in object ? object.postings : undefined;
  return Array.isArray(postings) ? postings.filter((posting) => "account_version" in posting) : []; // a proposal has none
}
