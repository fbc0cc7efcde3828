// Generated from openapi/tallybook-3.0.json by `make sdks`; do not edit.

import type { CallOptions, Calls, DryRunOptions, KeyedOptions } from "../calls.js";
import type { DecimalInput } from "../decimal.js";
import type { List } from "../list.js";
import type * as models from "./models.js";

/** What `accounts.get` asks for. */
export interface AccountsGetQuery {
  /** Wait until the ledger has reached this `seq`, such as a write's `Tallybook-Seq`. */
  min_seq?: number | undefined;
}

/** What `accounts.list` asks for. */
export interface AccountsListQuery {
  /** Only accounts at or below this path; whole segments. */
  path_prefix?: string | undefined;
  /** Only accounts of this type. */
  type?: "asset" | "liability" | "equity" | "income" | "expense" | undefined;
  /** Only accounts in this asset. */
  asset?: string | undefined;
  /** Only accounts in this status. */
  status?: "open" | "frozen" | "closed" | undefined;
  /** Wait until the ledger has reached this `seq`. */
  min_seq?: number | undefined;
  /** Rows on the page, 1 to 500 (50 unless given). */
  limit?: number | undefined;
  /** Where to go on: the `next_cursor` of the page before, with the same filters and order. */
  cursor?: string | undefined;
  /** `desc` (newest first, unless given) or `asc`. */
  order?: "asc" | "desc" | undefined;
}

/** What holds money: one asset each, under a unique path. */
export class Accounts {
  /** @internal */
  constructor(protected readonly calls: Calls) {}

  /**
   * Get an account.
   *
   * One account, by path or id. Its `ETag` is what `If-Match` takes when it is changed. Needs the scope `accounts:read`.
   */
  get(account: string, query: AccountsGetQuery = {}, options: CallOptions = {}): Promise<models.Account> {
    return this.calls.send(
      { id: "get_account", method: "GET", path: "/v1/ledgers/{ledger}/accounts/{account}", answer: "Account" },
      { path: { account }, query },
      options,
    );
  }

  /**
   * List accounts.
   *
   * The ledger's accounts, newest first. Needs the scope `accounts:read`.
   */
  list(query: AccountsListQuery = {}, options: CallOptions = {}): List<models.AccountList, models.Account> {
    return this.calls.list(
      { id: "get_accounts", method: "GET", path: "/v1/ledgers/{ledger}/accounts", answer: "AccountList" },
      { path: {}, query },
      options,
    );
  }

  /**
   * Change an account.
   *
   * Freezes, opens or closes it, or changes its limits, description or metadata. Guard it with `if_revision`, `If-Match` or `if_metadata` so that nobody's change is overwritten unseen. Needs the scope `accounts:write`.
   */
  update(account: string, body: models.PatchAccountRequest = {}, options: CallOptions = {}): Promise<models.Account> {
    return this.calls.send(
      { id: "patch_account", method: "PATCH", path: "/v1/ledgers/{ledger}/accounts/{account}", answer: "Account" },
      { path: { account }, body },
      options,
    );
  }

  /**
   * Open an account.
   *
   * An account holds one asset. Path, type, asset and side never change. Opening the same account again answers 200 with what exists. Needs the scope `accounts:write`.
   */
  create(body: models.PostAccountRequest, options: KeyedOptions = {}): Promise<models.Account> {
    return this.calls.send(
      { id: "post_account", method: "POST", path: "/v1/ledgers/{ledger}/accounts", takesKey: true, answer: "Account" },
      { path: {}, body },
      options,
    );
  }

  /**
   * Open many accounts.
   *
   * All or none: up to 1,000 accounts in one step. Accounts that exist just so are answered as they are. Needs the scope `accounts:write`.
   */
  createBatch(body: models.PostAccountsBatchRequest, options: KeyedOptions = {}): Promise<models.AccountBatch> {
    return this.calls.send(
      {
        id: "post_accounts_batch",
        method: "POST",
        path: "/v1/ledgers/{ledger}/accounts/batch",
        takesKey: true,
        answer: "AccountBatch",
      },
      { path: {}, body },
      options,
    );
  }
}

/** What `approvals.get` asks for. */
export interface ApprovalsGetQuery {
  /** Wait until the ledger has reached this `seq`, such as a write's `Tallybook-Seq`. */
  min_seq?: number | undefined;
}

/** What `approvals.list` asks for. */
export interface ApprovalsListQuery {
  /** Only proposals that stand so. */
  status?: "proposed" | "approved" | "rejected" | undefined;
  /** Wait until the ledger has reached this `seq`. */
  min_seq?: number | undefined;
  /** Rows on the page, 1 to 500 (50 unless given). */
  limit?: number | undefined;
  /** Where to go on: the `next_cursor` of the page before, with the same filters and order. */
  cursor?: string | undefined;
  /** `desc` (newest first, unless given) or `asc`. */
  order?: "asc" | "desc" | undefined;
}

/** Transfers that wait for a second person. */
export class Approvals {
  /** @internal */
  constructor(protected readonly calls: Calls) {}

  /**
   * Get a proposal.
   *
   * A transfer that waits for a second person, or waited. Approved, it is a transfer of the same id. Needs the scope `transfers:read`.
   */
  get(id: string, query: ApprovalsGetQuery = {}, options: CallOptions = {}): Promise<models.Proposal> {
    return this.calls.send(
      { id: "get_proposal", method: "GET", path: "/v1/ledgers/{ledger}/proposals/{id}", answer: "Proposal" },
      { path: { id }, query },
      options,
    );
  }

  /**
   * List proposals.
   *
   * Transfers that wait for a second person, or waited, newest first. Needs the scope `transfers:read`.
   */
  list(query: ApprovalsListQuery = {}, options: CallOptions = {}): List<models.ProposalList, models.Proposal> {
    return this.calls.list(
      { id: "get_proposals", method: "GET", path: "/v1/ledgers/{ledger}/proposals", answer: "ProposalList" },
      { path: {}, query },
      options,
    );
  }

  /**
   * Approve a proposal.
   *
   * Posts a transfer that was proposed, by another key than the one that proposed it. What has changed since may refuse it; then the proposal stays open. Needs the scope `transfers:write`.
   */
  approve(id: string, body: models.DecisionRequest = {}, options: KeyedOptions = {}): Promise<models.Transfer> {
    return this.calls.send(
      {
        id: "post_approve",
        method: "POST",
        path: "/v1/ledgers/{ledger}/transfers/{id}/approve",
        takesKey: true,
        answer: "Transfer",
      },
      { path: { id }, body },
      options,
    );
  }

  /**
   * Reject a proposal.
   *
   * Ends a proposal without a transfer. The key that proposed it may take it back so. Needs the scope `transfers:write`.
   */
  reject(id: string, body: models.DecisionRequest = {}, options: KeyedOptions = {}): Promise<models.Proposal> {
    return this.calls.send(
      {
        id: "post_reject",
        method: "POST",
        path: "/v1/ledgers/{ledger}/transfers/{id}/reject",
        takesKey: true,
        answer: "Proposal",
      },
      { path: { id }, body },
      options,
    );
  }
}

/** What `assets.get` asks for. */
export interface AssetsGetQuery {
  /** Wait until the ledger has reached this `seq`, such as a write's `Tallybook-Seq`. */
  min_seq?: number | undefined;
}

/** What `assets.list` asks for. */
export interface AssetsListQuery {
  /** Wait until the ledger has reached this `seq`. */
  min_seq?: number | undefined;
  /** Rows on the page, 1 to 500 (50 unless given). */
  limit?: number | undefined;
  /** Where to go on: the `next_cursor` of the page before, with the same filters and order. */
  cursor?: string | undefined;
  /** `desc` (newest first, unless given) or `asc`. */
  order?: "asc" | "desc" | undefined;
}

/** Currencies and tokens with a fixed scale. */
export class Assets {
  /** @internal */
  constructor(protected readonly calls: Calls) {}

  /**
   * Get an asset.
   *
   * One asset, registered or built in. Needs the scope `ledgers:read`.
   */
  get(code: string, query: AssetsGetQuery = {}, options: CallOptions = {}): Promise<models.Asset> {
    return this.calls.send(
      { id: "get_asset", method: "GET", path: "/v1/ledgers/{ledger}/assets/{code}", answer: "Asset" },
      { path: { code }, query },
      options,
    );
  }

  /**
   * List assets.
   *
   * The assets registered in the ledger, newest first. Built-in currencies that were not registered are not listed. Needs the scope `ledgers:read`.
   */
  list(query: AssetsListQuery = {}, options: CallOptions = {}): List<models.AssetList, models.Asset> {
    return this.calls.list(
      { id: "get_assets", method: "GET", path: "/v1/ledgers/{ledger}/assets", answer: "AssetList" },
      { path: {}, query },
      options,
    );
  }

  /**
   * Register an asset.
   *
   * A currency or token with a fixed scale. ISO 4217 currencies are usable without this; a first registration of one answers 201 and can give it a name. Registering the same asset again answers 200 with what exists. Needs the scope `ledgers:write`.
   */
  create(body: models.PostAssetRequest, options: KeyedOptions = {}): Promise<models.Asset> {
    return this.calls.send(
      { id: "post_asset", method: "POST", path: "/v1/ledgers/{ledger}/assets", takesKey: true, answer: "Asset" },
      { path: {}, body },
      options,
    );
  }
}

/** What `balances.get` asks for. */
export interface BalancesGetQuery {
  /** What had become effective by then, inclusive; a date is its end in the ledger's zone. Without it: everything recorded, post-dated too. */
  as_of?: string | Date | undefined;
  /** What the ledger knew by then, inclusive; a date is its start in the ledger's zone. Not in the future. */
  known_at?: string | Date | undefined;
  /** What the ledger knew at this `seq`; instead of `known_at`. */
  at_seq?: number | undefined;
  /** Wait until the ledger has reached this `seq`. */
  min_seq?: number | undefined;
}

/** What `balances.list` asks for. */
export interface BalancesListQuery {
  /** Only accounts at or below this path; whole segments. */
  path_prefix?: string | undefined;
  /** What had become effective by then, inclusive; a date is its end in the ledger's zone. */
  as_of?: string | Date | undefined;
  /** What the ledger knew by then, inclusive; a date is its start in the ledger's zone. */
  known_at?: string | Date | undefined;
  /** `asset` (unless given): a total per asset, on one page. `account`: paged rows per account. */
  by?: "asset" | "account" | undefined;
  /** Wait until the ledger has reached this `seq`. */
  min_seq?: number | undefined;
  /** Rows on the page, 1 to 500 (50 unless given). */
  limit?: number | undefined;
  /** Where to go on: the `next_cursor` of the page before, with the same filters and order. */
  cursor?: string | undefined;
  /** `desc` (newest first, unless given) or `asc`. */
  order?: "asc" | "desc" | undefined;
}

/** Balances now, and as of any time as known at any other. */
export class Balances {
  /** @internal */
  constructor(protected readonly calls: Calls) {}

  /**
   * Get an account\'s balance.
   *
   * The balance now; at an instant in the past (`as_of`); or as it was known at another (`known_at`, `at_seq`). Where `final` is true, this answer can never change. Needs the scope `balances:read`.
   */
  get(account: string, query: BalancesGetQuery = {}, options: CallOptions = {}): Promise<models.AccountBalance> {
    return this.calls.send(
      {
        id: "get_account_balance",
        method: "GET",
        path: "/v1/ledgers/{ledger}/accounts/{account}/balance",
        answer: "AccountBalance",
      },
      { path: { account }, query },
      options,
    );
  }

  /**
   * Get balances.
   *
   * Totals per asset below a path, now or in the past; or, by account, each account's balance. Over a whole ledger debits equal credits in every asset. Needs the scope `balances:read`.
   */
  list(query: BalancesListQuery = {}, options: CallOptions = {}): List<models.BalanceList, models.BalanceRow> {
    return this.calls.list(
      { id: "get_balances", method: "GET", path: "/v1/ledgers/{ledger}/balances", answer: "BalanceList" },
      { path: {}, query },
      options,
    );
  }
}

/** What `events.list` asks for. */
export interface EventsListQuery {
  /** Only events after this `seq`; 0 (from the beginning) unless given. */
  after?: number | undefined;
  /** Only events of these types, separated by commas. */
  types?: string | undefined;
  /** Only events about this account, by path or id: its own, its alerts, and those of transfers and proposals with a posting on it. */
  account?: string | undefined;
  /** Where nothing matches yet, wait for it so many seconds, 0 to 60; but not for longer than a request may take. */
  wait?: number | undefined;
  /** Events on the page, 1 to 500 (50 unless given). */
  limit?: number | undefined;
  /** Wait until the ledger has reached this `seq`. */
  min_seq?: number | undefined;
}

/** The public record of every accepted change, in order. */
export class Events {
  /** @internal */
  constructor(protected readonly calls: Calls) {}

  /**
   * List events.
   *
   * One event for each accepted change, oldest first: go on with `after` set to the `next_after` of the page before. With a filter a page may be short or empty though there is more: the list's end is reached where `next_after` is `last_seq`. Needs the scope `events:read`.
   */
  list(query: EventsListQuery = {}, options: CallOptions = {}): Promise<models.EventList> {
    return this.calls.send(
      { id: "get_events", method: "GET", path: "/v1/ledgers/{ledger}/events", answer: "EventList" },
      { path: {}, query },
      options,
    );
  }
}

/** What `holds.list` asks for. */
export interface HoldsListQuery {
  /** Only holds that stand so. */
  status?: "open" | "captured" | "voided" | "expired" | undefined;
  /** Only holds with a posting on this account, by path or id. */
  account?: string | undefined;
  /** Wait until the ledger has reached this `seq`. */
  min_seq?: number | undefined;
  /** Rows on the page, 1 to 500 (50 unless given). */
  limit?: number | undefined;
  /** Where to go on: the `next_cursor` of the page before, with the same filters and order. */
  cursor?: string | undefined;
  /** `desc` (newest first, unless given) or `asc`. */
  order?: "asc" | "desc" | undefined;
}

/** Money that is promised: held, then captured, let go or expired. */
export class Holds {
  /** @internal */
  constructor(protected readonly calls: Calls) {}

  /**
   * List holds.
   *
   * The ledger's holds with what became of each, newest first. A page may be short or empty while `next_cursor` is set. Needs the scope `transfers:read`.
   */
  list(query: HoldsListQuery = {}, options: CallOptions = {}): List<models.HoldList, models.HoldItem> {
    return this.calls.list(
      { id: "get_holds", method: "GET", path: "/v1/ledgers/{ledger}/holds", answer: "HoldList" },
      { path: {}, query },
      options,
    );
  }

  /**
   * Capture a hold.
   *
   * Posts what was held: all of it or a part, at once or in several captures. What is captured is no longer held; `final` releases the rest. More than was held is refused, beyond what the account's `over_capture_percent` tolerates. Needs the scope `transfers:write`.
   */
  capture(id: string, body: models.PostCaptureRequest = {}, options: DryRunOptions = {}): Promise<models.Transfer> {
    return this.calls.send(
      {
        id: "post_capture",
        method: "POST",
        path: "/v1/ledgers/{ledger}/transfers/{id}/capture",
        takesKey: true,
        answer: "Transfer",
      },
      { path: { id }, body, query: { dry_run: options.dryRun } },
      options,
    );
  }

  /**
   * Extend a hold.
   *
   * Changes when a hold expires, to later or to sooner, or to never. It moves nothing. Needs the scope `transfers:write`.
   */
  extend(id: string, body: models.PostExtendRequest = {}, options: DryRunOptions = {}): Promise<models.Transfer> {
    return this.calls.send(
      {
        id: "post_extend",
        method: "POST",
        path: "/v1/ledgers/{ledger}/transfers/{id}/extend",
        takesKey: true,
        answer: "Transfer",
      },
      { path: { id }, body, query: { dry_run: options.dryRun } },
      options,
    );
  }

  /**
   * Increment a hold.
   *
   * Holds more, under the same rules as a new hold. When it expires does not change. Needs the scope `transfers:write`.
   */
  increment(id: string, body: models.PostIncrementRequest = {}, options: DryRunOptions = {}): Promise<models.Transfer> {
    return this.calls.send(
      {
        id: "post_increment",
        method: "POST",
        path: "/v1/ledgers/{ledger}/transfers/{id}/increment",
        takesKey: true,
        answer: "Transfer",
      },
      { path: { id }, body, query: { dry_run: options.dryRun } },
      options,
    );
  }

  /**
   * Void a hold.
   *
   * Releases all that a hold still holds, and closes it. What was captured stays posted. Needs the scope `transfers:write`.
   */
  void(id: string, body: models.PostVoidRequest = {}, options: DryRunOptions = {}): Promise<models.Transfer> {
    return this.calls.send(
      {
        id: "post_void",
        method: "POST",
        path: "/v1/ledgers/{ledger}/transfers/{id}/void",
        takesKey: true,
        answer: "Transfer",
      },
      { path: { id }, body, query: { dry_run: options.dryRun } },
      options,
    );
  }
}

/** What `ledgers.get` asks for. */
export interface LedgersGetQuery {
  /** Wait until the ledger has reached this `seq`, such as a write's `Tallybook-Seq`. */
  min_seq?: number | undefined;
}

/** What `ledgers.list` asks for. */
export interface LedgersListQuery {
  /** Rows on the page, 1 to 500 (50 unless given). */
  limit?: number | undefined;
  /** Where to go on: the `next_cursor` of the page before, with the same filters and order. */
  cursor?: string | undefined;
  /** `desc` (newest first, unless given) or `asc`. */
  order?: "asc" | "desc" | undefined;
}

/** Isolated books. */
export class Ledgers {
  /** @internal */
  constructor(protected readonly calls: Calls) {}

  /**
   * Get a ledger.
   *
   * One ledger, with the number of its last change. Needs the scope `ledgers:read`.
   */
  get(ledger: string, query: LedgersGetQuery = {}, options: CallOptions = {}): Promise<models.Ledger> {
    return this.calls.send(
      { id: "get_ledger", method: "GET", path: "/v1/ledgers/{ledger}", answer: "Ledger" },
      { path: { ledger }, query },
      options,
    );
  }

  /**
   * List ledgers.
   *
   * The ledgers that the key may see, newest first. Needs the scope `ledgers:read`.
   */
  list(query: LedgersListQuery = {}, options: CallOptions = {}): List<models.LedgerList, models.Ledger> {
    return this.calls.list(
      { id: "get_ledgers", method: "GET", path: "/v1/ledgers", answer: "LedgerList" },
      { path: {}, query },
      options,
    );
  }

  /**
   * Create a ledger.
   *
   * Opens an isolated book with its own accounts, assets, order and keys. Creating the same ledger again answers 200 with what exists. Needs a key for all ledgers. Needs the scope `ledgers:write`.
   */
  create(body: models.PostLedgerRequest, options: KeyedOptions = {}): Promise<models.Ledger> {
    return this.calls.send(
      { id: "post_ledger", method: "POST", path: "/v1/ledgers", takesKey: true, answer: "Ledger" },
      { path: {}, body },
      options,
    );
  }
}

/** What `limits.get` asks for. */
export interface LimitsGetQuery {
  /** Wait until the ledger has reached this `seq`, such as a write's `Tallybook-Seq`. */
  min_seq?: number | undefined;
}

/** What `limits.list` asks for. */
export interface LimitsListQuery {
  /** Wait until the ledger has reached this `seq`, such as a write's `Tallybook-Seq`. */
  min_seq?: number | undefined;
}

/** How much may move within a window of time. */
export class Limits {
  /** @internal */
  constructor(protected readonly calls: Calls) {}

  /**
   * Get a limit.
   *
   * One limit by its name. Needs the scope `accounts:read`.
   */
  get(name: string, query: LimitsGetQuery = {}, options: CallOptions = {}): Promise<models.Limit> {
    return this.calls.send(
      { id: "get_limit", method: "GET", path: "/v1/ledgers/{ledger}/limits/{name}", answer: "Limit" },
      { path: { name }, query },
      options,
    );
  }

  /**
   * List limits.
   *
   * All limits of the ledger, in the order in which they were set. Needs the scope `accounts:read`.
   */
  list(query: LimitsListQuery = {}, options: CallOptions = {}): Promise<models.LimitList> {
    return this.calls.send(
      { id: "get_limits", method: "GET", path: "/v1/ledgers/{ledger}/limits", answer: "LimitList" },
      { path: {}, query },
      options,
    );
  }

  /**
   * Change a limit.
   *
   * At once, for all that follows; what has counted stays counted. Every change is an event. Needs the scope `accounts:write`.
   */
  update(name: string, body: models.PatchLimitRequest = {}, options: CallOptions = {}): Promise<models.Limit> {
    return this.calls.send(
      { id: "patch_limit", method: "PATCH", path: "/v1/ledgers/{ledger}/limits/{name}", answer: "Limit" },
      { path: { name }, body },
      options,
    );
  }

  /**
   * Set a limit.
   *
   * Bounds what transfers and holds may move on one side of the accounts below a path within a window of time. Counted from when it is set; captures, voids, expiries and reversals do not count, and nothing is given back. Setting the same limit again answers 200 with what exists. Needs the scope `accounts:write`.
   */
  create(body: models.PostLimitRequest, options: KeyedOptions = {}): Promise<models.Limit> {
    return this.calls.send(
      { id: "post_limit", method: "POST", path: "/v1/ledgers/{ledger}/limits", takesKey: true, answer: "Limit" },
      { path: {}, body },
      options,
    );
  }
}

/** What `monitors.get` asks for. */
export interface MonitorsGetQuery {
  /** Wait until the ledger has reached this `seq`, such as a write's `Tallybook-Seq`. */
  min_seq?: number | undefined;
}

/** What `monitors.listAccounts` asks for. */
export interface MonitorsListAccountsQuery {
  /** Only the accounts that alert, or only those that do not. */
  alerting?: boolean | undefined;
  /** Wait until the ledger has reached this `seq`. */
  min_seq?: number | undefined;
  /** Rows on the page, 1 to 500 (50 unless given). */
  limit?: number | undefined;
  /** Where to go on: the `next_cursor` of the page before, with the same filters. */
  cursor?: string | undefined;
}

/** What `monitors.list` asks for. */
export interface MonitorsListQuery {
  /** Wait until the ledger has reached this `seq`, such as a write's `Tallybook-Seq`. */
  min_seq?: number | undefined;
}

/** Conditions on balances, which raise alerts. */
export class Monitors {
  /** @internal */
  constructor(protected readonly calls: Calls) {}

  /**
   * Get a monitor.
   *
   * One monitor by its name. Needs the scope `accounts:read`.
   */
  get(name: string, query: MonitorsGetQuery = {}, options: CallOptions = {}): Promise<models.Monitor> {
    return this.calls.send(
      { id: "get_monitor", method: "GET", path: "/v1/ledgers/{ledger}/monitors/{name}", answer: "Monitor" },
      { path: { name }, query },
      options,
    );
  }

  /**
   * List a monitor\'s accounts.
   *
   * How each account that a monitor covers stands to it now, by path; whether the monitor is active or not. Each page is told as of its own `Tallybook-Seq`. Needs the scope `accounts:read`.
   */
  listAccounts(
    name: string,
    query: MonitorsListAccountsQuery = {},
    options: CallOptions = {},
  ): List<models.MonitorAccountList, models.MonitorAccountRow> {
    return this.calls.list(
      {
        id: "get_monitor_accounts",
        method: "GET",
        path: "/v1/ledgers/{ledger}/monitors/{name}/accounts",
        answer: "MonitorAccountList",
      },
      { path: { name }, query },
      options,
    );
  }

  /**
   * List monitors.
   *
   * All monitors of the ledger, in the order in which they were set. Needs the scope `accounts:read`.
   */
  list(query: MonitorsListQuery = {}, options: CallOptions = {}): Promise<models.MonitorList> {
    return this.calls.send(
      { id: "get_monitors", method: "GET", path: "/v1/ledgers/{ledger}/monitors", answer: "MonitorList" },
      { path: {}, query },
      options,
    );
  }

  /**
   * Change a monitor.
   *
   * At once, for the transfers that follow; the change itself raises no alert. Every change is an event. Needs the scope `accounts:write`.
   */
  update(name: string, body: models.PatchMonitorRequest = {}, options: CallOptions = {}): Promise<models.Monitor> {
    return this.calls.send(
      { id: "patch_monitor", method: "PATCH", path: "/v1/ledgers/{ledger}/monitors/{name}", answer: "Monitor" },
      { path: { name }, body },
      options,
    );
  }

  /**
   * Set a monitor.
   *
   * Watches a balance of the accounts below a path: whenever a transfer, hold or action on one takes it across the threshold, an event `balance.alert` with a `seq` of its own follows. What is beyond the threshold already raises none. Setting the same monitor again answers 200 with what exists. Needs the scope `accounts:write`.
   */
  create(body: models.PostMonitorRequest, options: KeyedOptions = {}): Promise<models.Monitor> {
    return this.calls.send(
      { id: "post_monitor", method: "POST", path: "/v1/ledgers/{ledger}/monitors", takesKey: true, answer: "Monitor" },
      { path: {}, body },
      options,
    );
  }
}

/** What `transfers.listPostings` asks for. */
export interface TransfersListPostingsQuery {
  /** Wait until the ledger has reached this `seq`. */
  min_seq?: number | undefined;
  /** Rows on the page, 1 to 500 (50 unless given). */
  limit?: number | undefined;
  /** Where to go on: the `next_cursor` of the page before, with the same filters and order. */
  cursor?: string | undefined;
  /** `desc` (newest first, unless given) or `asc`. */
  order?: "asc" | "desc" | undefined;
}

/** What `transfers.keyOutcome` asks for. */
export interface TransfersKeyOutcomeQuery {
  /** Wait until the ledger has reached this `seq`, such as a write's `Tallybook-Seq`. */
  min_seq?: number | undefined;
}

/** What `transfers.get` asks for. */
export interface TransfersGetQuery {
  /** Wait until the ledger has reached this `seq`, such as a write's `Tallybook-Seq`. */
  min_seq?: number | undefined;
}

/** What `transfers.list` asks for. */
export interface TransfersListQuery {
  /** Only transfers with a posting on this account, by path or id. */
  account?: string | undefined;
  /** Only transfers with a posting at or below this path; whole segments. */
  path_prefix?: string | undefined;
  /** Only the transfer with this external id. */
  external_id?: string | undefined;
  /** Only transfers effective at or after this time; a date is its start in the ledger's zone. */
  effective_from?: string | Date | undefined;
  /** Only transfers effective before this time. */
  effective_to?: string | Date | undefined;
  /** Only transfers recorded at or after this time. */
  recorded_from?: string | Date | undefined;
  /** Only transfers recorded before this time. */
  recorded_to?: string | Date | undefined;
  /** Only transfers with a posting of at least this amount, in major units. */
  amount_min?: DecimalInput | undefined;
  /** Only transfers with a posting of at most this amount, in major units. */
  amount_max?: DecimalInput | undefined;
  /** Only transfers whose metadata has this key. */
  metadata_key?: string | undefined;
  /** Only transfers whose metadata has this value at `metadata_key`. */
  metadata_value?: string | undefined;
  /** Wait until the ledger has reached this `seq`. */
  min_seq?: number | undefined;
  /** Rows on the page, 1 to 500 (50 unless given). */
  limit?: number | undefined;
  /** Where to go on: the `next_cursor` of the page before, with the same filters and order. */
  cursor?: string | undefined;
  /** `desc` (newest first, unless given) or `asc`. */
  order?: "asc" | "desc" | undefined;
}

/** Balanced movements of money, immutable. */
export class Transfers {
  /** @internal */
  constructor(protected readonly calls: Calls) {}

  /**
   * List an account\'s postings.
   *
   * What moved on one account, newest first, each with the balance after it. Needs the scope `transfers:read`.
   */
  listPostings(
    account: string,
    query: TransfersListPostingsQuery = {},
    options: CallOptions = {},
  ): List<models.PostingList, models.PostingRow> {
    return this.calls.list(
      {
        id: "get_account_postings",
        method: "GET",
        path: "/v1/ledgers/{ledger}/accounts/{account}/postings",
        answer: "PostingList",
      },
      { path: { account }, query },
      options,
    );
  }

  /**
   * Look up an idempotency key.
   *
   * What a key did, for whoever lost the answer. A key whose request is still running, or that has expired, is unknown. Needs the scope `transfers:read`.
   */
  keyOutcome(
    key: string,
    query: TransfersKeyOutcomeQuery = {},
    options: CallOptions = {},
  ): Promise<models.IdempotencyKeyOutcome> {
    return this.calls.send(
      {
        id: "get_idempotency_key",
        method: "GET",
        path: "/v1/ledgers/{ledger}/idempotency-keys/{key}",
        answer: "IdempotencyKeyOutcome",
      },
      { path: { key }, query },
      options,
    );
  }

  /**
   * Get a transfer.
   *
   * One transfer with its postings, and each account's balance after them; of a hold, what became of it; what of it was reversed; and its metadata as it is now. Its `ETag` is what `If-Match` takes when that is changed. Needs the scope `transfers:read`.
   */
  get(id: string, query: TransfersGetQuery = {}, options: CallOptions = {}): Promise<models.TransferDetail> {
    return this.calls.send(
      { id: "get_transfer", method: "GET", path: "/v1/ledgers/{ledger}/transfers/{id}", answer: "TransferDetail" },
      { path: { id }, query },
      options,
    );
  }

  /**
   * List transfers.
   *
   * The ledger's transfers, newest first. A page may be short or empty while `next_cursor` is set. Needs the scope `transfers:read`.
   */
  list(query: TransfersListQuery = {}, options: CallOptions = {}): List<models.TransferList, models.Transfer> {
    return this.calls.list(
      { id: "get_transfers", method: "GET", path: "/v1/ledgers/{ledger}/transfers", answer: "TransferList" },
      { path: {}, query },
      options,
    );
  }

  /**
   * Change a transfer\'s metadata.
   *
   * What a transfer moved never changes; what is said about it may, and every change is an event. Guard it with `if_metadata`, `if_revision` or `If-Match` so that nobody's change is overwritten unseen. Needs the scope `transfers:write`.
   */
  update(
    id: string,
    body: models.PatchTransferRequest = {},
    options: CallOptions = {},
  ): Promise<models.TransferMetadata> {
    return this.calls.send(
      {
        id: "patch_transfer",
        method: "PATCH",
        path: "/v1/ledgers/{ledger}/transfers/{id}",
        answer: "TransferMetadata",
      },
      { path: { id }, body },
      options,
    );
  }

  /**
   * Reverse a transfer.
   *
   * Moves back what a transfer or a capture moved: all of it or a part, several times until nothing is left, and never more. The transfer itself stays as it is. Needs the scope `transfers:write`.
   */
  reverse(id: string, body: models.PostReverseRequest = {}, options: DryRunOptions = {}): Promise<models.Transfer> {
    return this.calls.send(
      {
        id: "post_reverse",
        method: "POST",
        path: "/v1/ledgers/{ledger}/transfers/{id}/reverse",
        takesKey: true,
        mayPropose: true,
        answer: "Transfer",
      },
      { path: { id }, body, query: { dry_run: options.dryRun } },
      options,
    );
  }

  /**
   * Simulate transfers.
   *
   * What a sequence of transfers, holds and actions would come to, without doing any of it: each item's entry, or every rule that would refuse it. It takes no idempotency key. Needs the scope `transfers:write`.
   */
  simulate(body: models.PostSimulateRequest, options: CallOptions = {}): Promise<models.Simulation> {
    return this.calls.send(
      { id: "post_simulate", method: "POST", path: "/v1/ledgers/{ledger}/transfers/simulate", answer: "Simulation" },
      { path: {}, body },
      options,
    );
  }

  /**
   * Post a transfer.
   *
   * Moves money: one balanced set of postings, accepted or rejected as a whole, and immutable. With `pending` it only holds the amounts, until captures post them, or a void or its expiry lets them go. A retry with the same `Idempotency-Key` gets the first answer again, byte for byte. Needs the scope `transfers:write`.
   */
  create(body: models.PostTransferRequest = {}, options: DryRunOptions = {}): Promise<models.Transfer> {
    return this.calls.send(
      {
        id: "post_transfer",
        method: "POST",
        path: "/v1/ledgers/{ledger}/transfers",
        takesKey: true,
        mayPropose: true,
        answer: "Transfer",
      },
      { path: {}, body, query: { dry_run: options.dryRun } },
      options,
    );
  }

  /**
   * Post many transfers.
   *
   * Transfers, holds and actions on them, all or none (`atomic`), each by itself, or in groups of which all or none are done. One `Idempotency-Key` header covers the batch, or every item has its own key and there is no header. If atomic and refused, the answer is the culprit's problem with its `index`; if an item of a group is refused, the others' problem is `group_refused` and names the `culprit`. Needs the scope `transfers:write`.
   */
  createBatch(body: models.PostTransfersBatchRequest, options: DryRunOptions = {}): Promise<models.TransferBatch> {
    return this.calls.send(
      {
        id: "post_transfers_batch",
        method: "POST",
        path: "/v1/ledgers/{ledger}/transfers/batch",
        takesKey: true,
        answer: "TransferBatch",
      },
      { path: {}, body, query: { dry_run: options.dryRun } },
      options,
    );
  }
}

/** What `webhooks.listAttempts` asks for. */
export interface WebhooksListAttemptsQuery {
  /** Only attempts at the event of this `seq`. */
  seq?: number | undefined;
  /** Wait until the ledger has reached this `seq`. */
  min_seq?: number | undefined;
  /** Rows on the page, 1 to 500 (50 unless given). */
  limit?: number | undefined;
  /** Where to go on: the `next_cursor` of the page before, with the same filters and order. */
  cursor?: string | undefined;
  /** `desc` (newest first, unless given) or `asc`. */
  order?: "asc" | "desc" | undefined;
}

/** What `webhooks.listDeadLetters` asks for. */
export interface WebhooksListDeadLettersQuery {
  /** Wait until the ledger has reached this `seq`. */
  min_seq?: number | undefined;
  /** Rows on the page, 1 to 500 (50 unless given). */
  limit?: number | undefined;
  /** Where to go on: the `next_cursor` of the page before, with the same filters and order. */
  cursor?: string | undefined;
  /** `desc` (newest first, unless given) or `asc`. */
  order?: "asc" | "desc" | undefined;
}

/** What `webhooks.get` asks for. */
export interface WebhooksGetQuery {
  /** Wait until the ledger has reached this `seq`, such as a write's `Tallybook-Seq`. */
  min_seq?: number | undefined;
}

/** What `webhooks.list` asks for. */
export interface WebhooksListQuery {
  /** Wait until the ledger has reached this `seq`, such as a write's `Tallybook-Seq`. */
  min_seq?: number | undefined;
}

/** Events told by HTTP: endpoints, what was sent to them, and sending it again. */
export class Webhooks {
  /** @internal */
  constructor(protected readonly calls: Calls) {}

  /**
   * Remove a webhook endpoint.
   *
   * With everything that was kept about it: its place, what waits, its log. To stop it for a while, disable it. Needs the scope `webhooks:write`.
   */
  delete(endpoint: string, options: CallOptions = {}): Promise<void> {
    return this.calls.send(
      { id: "delete_webhook_endpoint", method: "DELETE", path: "/v1/ledgers/{ledger}/webhook_endpoints/{endpoint}" },
      { path: { endpoint } },
      options,
    );
  }

  /**
   * List an endpoint\'s attempts.
   *
   * What was sent and what came back, newest first; the last 10,000 are kept. Needs the scope `webhooks:read`.
   */
  listAttempts(
    endpoint: string,
    query: WebhooksListAttemptsQuery = {},
    options: CallOptions = {},
  ): List<models.AttemptList, models.WebhookAttempt> {
    return this.calls.list(
      {
        id: "get_attempts",
        method: "GET",
        path: "/v1/ledgers/{ledger}/webhook_endpoints/{endpoint}/attempts",
        answer: "AttemptList",
      },
      { path: { endpoint }, query },
      options,
    );
  }

  /**
   * List an endpoint\'s dead letters.
   *
   * Events that were given up after the last attempt, newest first. Needs the scope `webhooks:read`.
   */
  listDeadLetters(
    endpoint: string,
    query: WebhooksListDeadLettersQuery = {},
    options: CallOptions = {},
  ): List<models.DeadLetterList, models.DeadLetter> {
    return this.calls.list(
      {
        id: "get_dead_letters",
        method: "GET",
        path: "/v1/ledgers/{ledger}/webhook_endpoints/{endpoint}/dead_letters",
        answer: "DeadLetterList",
      },
      { path: { endpoint }, query },
      options,
    );
  }

  /**
   * Get a webhook endpoint.
   *
   * With how far it has been told, and what went wrong last. Its secret is not shown again. Needs the scope `webhooks:read`.
   */
  get(endpoint: string, query: WebhooksGetQuery = {}, options: CallOptions = {}): Promise<models.WebhookEndpoint> {
    return this.calls.send(
      {
        id: "get_webhook_endpoint",
        method: "GET",
        path: "/v1/ledgers/{ledger}/webhook_endpoints/{endpoint}",
        answer: "WebhookEndpoint",
      },
      { path: { endpoint }, query },
      options,
    );
  }

  /**
   * List webhook endpoints.
   *
   * All endpoints of the ledger, in the order in which they were added, each with how far it has been told. Needs the scope `webhooks:read`.
   */
  list(query: WebhooksListQuery = {}, options: CallOptions = {}): Promise<models.WebhookEndpointList> {
    return this.calls.send(
      {
        id: "get_webhook_endpoints",
        method: "GET",
        path: "/v1/ledgers/{ledger}/webhook_endpoints",
        answer: "WebhookEndpointList",
      },
      { path: {}, query },
      options,
    );
  }

  /**
   * Change a webhook endpoint.
   *
   * In force within about a second, for all that is sent from then on. Needs the scope `webhooks:write`.
   */
  update(
    endpoint: string,
    body: models.PatchWebhookEndpointRequest = {},
    options: CallOptions = {},
  ): Promise<models.WebhookEndpoint> {
    return this.calls.send(
      {
        id: "patch_webhook_endpoint",
        method: "PATCH",
        path: "/v1/ledgers/{ledger}/webhook_endpoints/{endpoint}",
        answer: "WebhookEndpoint",
      },
      { path: { endpoint }, body },
      options,
    );
  }

  /**
   * Send dead letters again.
   *
   * Takes events that were given up back among those that wait, as if they had never been tried. Needs the scope `webhooks:write`.
   */
  redrive(endpoint: string, body: models.PostRedriveRequest = {}, options: CallOptions = {}): Promise<models.Redrive> {
    return this.calls.send(
      {
        id: "post_redrive",
        method: "POST",
        path: "/v1/ledgers/{ledger}/webhook_endpoints/{endpoint}/redrive",
        answer: "Redrive",
      },
      { path: { endpoint }, body },
      options,
    );
  }

  /**
   * Send events again.
   *
   * Sends an endpoint what it has been sent before, or what came before it was added, with the same ids. Its filters hold, except for events named by id. Needs the scope `webhooks:write`.
   */
  replay(endpoint: string, body: models.PostReplayRequest = {}, options: CallOptions = {}): Promise<models.Replay> {
    return this.calls.send(
      {
        id: "post_replay",
        method: "POST",
        path: "/v1/ledgers/{ledger}/webhook_endpoints/{endpoint}/replay",
        answer: "Replay",
      },
      { path: { endpoint }, body },
      options,
    );
  }

  /**
   * Give an endpoint a new secret.
   *
   * Shown once, in this answer. For 24 hours requests carry two signatures, by the new secret and by the one before it, so that the receiver can change over in between. Needs the scope `webhooks:write`.
   */
  rotateSecret(
    endpoint: string,
    body: Record<string, never> = {},
    options: CallOptions = {},
  ): Promise<models.WebhookEndpoint> {
    return this.calls.send(
      {
        id: "post_rotate_secret",
        method: "POST",
        path: "/v1/ledgers/{ledger}/webhook_endpoints/{endpoint}/rotate_secret",
        answer: "WebhookEndpoint",
      },
      { path: { endpoint }, body },
      options,
    );
  }

  /**
   * Add a webhook endpoint.
   *
   * Events are sent to it by Standard Webhooks 1.0: signed with the `secret` of this answer, which is shown once, and sent again over three days until it answers 2xx. A ledger has 100 at most. Adding the same again answers 200 with what exists. Needs the scope `webhooks:write`.
   */
  create(body: models.PostWebhookEndpointRequest, options: CallOptions = {}): Promise<models.WebhookEndpoint> {
    return this.calls.send(
      {
        id: "post_webhook_endpoint",
        method: "POST",
        path: "/v1/ledgers/{ledger}/webhook_endpoints",
        answer: "WebhookEndpoint",
      },
      { path: {}, body },
      options,
    );
  }
}
