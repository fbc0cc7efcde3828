import { Calls, type OnIdempotencyKey } from "./calls.js";
import { Connection, type ConnectionOptions } from "./connection.js";
import { Events } from "./events.js";
import {
  Accounts,
  Approvals,
  Assets,
  Balances,
  Holds,
  Ledgers,
  Limits,
  Monitors,
  Transfers,
  Webhooks,
} from "./generated/resources.js";

/** How to reach the service. */
export interface TallybookOptions extends ConnectionOptions {
  /**
   * Is given the idempotency key of every POST, and awaited before anything is sent: keep it, and the same call with the
   * same key finds out what became of it even after a crash.
   */
  onIdempotencyKey?: OnIdempotencyKey | undefined;
}

/** A client of the service. One serves all of a program, also at the same time. */
export class Tallybook {
  readonly ledgers: Ledgers;
  readonly #connection: Connection;
  readonly #onIdempotencyKey: OnIdempotencyKey | undefined;

  constructor(options: TallybookOptions = {}) {
    this.#connection = new Connection(options);
    this.#onIdempotencyKey = options.onIdempotencyKey;
    this.ledgers = new Ledgers(new Calls(this.#connection, undefined, this.#onIdempotencyKey));
  }

  /** A ledger's calls, by its name or id. Nothing is sent. */
  ledger(ledger: string): LedgerCalls {
    return new LedgerCalls(new Calls(this.#connection, ledger, this.#onIdempotencyKey));
  }
}

/** All that can be done in one ledger. */
export class LedgerCalls {
  readonly assets: Assets;
  readonly accounts: Accounts;
  readonly balances: Balances;
  readonly transfers: Transfers;
  readonly holds: Holds;
  readonly approvals: Approvals;
  readonly limits: Limits;
  readonly monitors: Monitors;
  readonly webhooks: Webhooks;
  readonly events: Events;

  /** @internal */
  constructor(calls: Calls) {
    this.assets = new Assets(calls);
    this.accounts = new Accounts(calls);
    this.balances = new Balances(calls);
    this.transfers = new Transfers(calls);
    this.holds = new Holds(calls);
    this.approvals = new Approvals(calls);
    this.limits = new Limits(calls);
    this.monitors = new Monitors(calls);
    this.webhooks = new Webhooks(calls);
    this.events = new Events(calls);
  }
}
