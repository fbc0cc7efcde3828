// Generated from openapi/tallybook-3.0.json by `make sdks`; do not edit.

import type { Decimal, DecimalInput } from "../decimal.js";
import type { Event } from "../event.js";

/** One of `Name`, or what a newer service adds. */
export type Open<Name extends string> = Name | (string & {});

/** An account: holds one asset and has a unique path. */
export interface Account {
  /** Counts the account's postings. */
  account_version: number;
  asset: string;
  created_at: string;
  description?: string | undefined;
  id: string;
  /** String to string, in the key order of RFC 8785. */
  metadata: { [key: string]: string };
  /** `debit` or `credit`: the side that raises the account. */
  normal_side: Open<SideName>;
  path: string;
  policy: Policy;
  /** Counts changes of the account's attributes, from 1; also its `ETag`. */
  revision: number;
  status: Open<AccountStatusName>;
  type: Open<AccountTypeName>;
  updated_at: string;
}

/** An account's balance at an instant, as known at another. */
export interface AccountBalance {
  account: string;
  account_id: string;
  /** Counts the account's postings up to `seq`. */
  account_version: number;
  /** The instant that was asked for; null where everything recorded counts. */
  as_of: string | null;
  asset: string;
  balance: Balance;
  /** Whether this answer can never change. */
  final: boolean;
  known_at: string;
  /** The ledger's number that this was answered at. */
  seq: number;
}

/** The accounts of a batch, in its order. */
export interface AccountBatch {
  accounts: Array<Account>;
}

/** A page of accounts. */
export interface AccountList {
  data: Array<Account>;
  /** Leads to the next page; null at the list's end, and only there. */
  next_cursor: string | null;
}

/** An account's status. */
export type AccountStatusName = "open" | "frozen" | "closed";

/** An account's type. */
export type AccountTypeName = "asset" | "liability" | "equity" | "income" | "expense";

/** On which side of its threshold a balance alerts: `crossing` alerts below, and raises an alert on the way back too. */
export type AlertWhenName = "below" | "above" | "crossing";

/** That a second person agreed to a transfer. People are the public ids of their API keys. */
export interface Approval {
  approved_by: string;
  /** The `seq` of the proposal. */
  proposal_seq: number;
  proposed_by: string;
  reason?: string | undefined;
}

/** Which transfers on an account a second key must approve. */
export interface ApprovalPolicy {
  /** Above this amount on a side of the account. */
  above?: Decimal | undefined;
  /** Effective before they are recorded. */
  back_dated?: boolean | undefined;
  /** Said by their client to be made by hand. */
  manual?: boolean | undefined;
  reversals?: boolean | undefined;
}

/** Which transfers on an account a second key must approve. */
export interface ApprovalRequest {
  /** Above this amount on a side of the account. */
  above?: DecimalInput | undefined;
  /** Effective before they are recorded. */
  back_dated?: boolean | undefined;
  /** Said by their client to be made by hand. */
  manual?: boolean | undefined;
  reversals?: boolean | undefined;
}

/** A rule of an account that asks for a second person. */
export interface ApprovalRule {
  account: string;
  posting: number;
  /** `manual`, `reversals`, `back_dated` or `above`. */
  rule: string;
}

/** An asset: a currency or token with a fixed scale. */
export interface Asset {
  /** Whether ISO 4217 defines it, so that it needs no registration. */
  built_in: boolean;
  code: string;
  /** When it was registered; absent for a built-in one that was not. */
  created_at?: string | undefined;
  name?: string | undefined;
  /** Decimals of its amounts, 0 to 28. */
  scale: number;
}

/** A page of assets. */
export interface AssetList {
  data: Array<Asset>;
  /** Leads to the next page; null at the list's end, and only there. */
  next_cursor: string | null;
}

/** A page of attempts. */
export interface AttemptList {
  data: Array<WebhookAttempt>;
  /** Leads to the next page; null at the list's end, and only there. */
  next_cursor: string | null;
}

/** A balance. `posted` is final; `pending` counts posted and held together; `available` is what may still leave: the posted normal side − the other side posted and held. */
export interface Balance {
  available: Decimal;
  pending: BalanceSides;
  posted: BalanceSides;
}

/** One of a balance's amounts: what may still leave, what is posted, or what is posted and held together. */
export type BalanceKindName = "available" | "posted" | "pending";

/** Balances of many accounts at an instant, as known at another. */
export interface BalanceList {
  /** The instant that was asked for; null where everything recorded counts. */
  as_of: string | null;
  data: Array<BalanceRow>;
  /** Whether this answer can never change. */
  final: boolean;
  known_at: string;
  /** Leads to the next page, which is answered at the same `seq`; null at the list's end. */
  next_cursor: string | null;
  /** The ledger's number that this was answered at. */
  seq: number;
}

/** A total per asset (`debits`, `credits`, `net`), or one account's balance (`account` …). */
export interface BalanceRow {
  /** Only by account. */
  account?: string | undefined;
  account_id?: string | undefined;
  account_version?: number | undefined;
  asset: string;
  balance?: Balance | undefined;
  credits?: Decimal | undefined;
  /** Of all the accounts' postings in the asset; only by asset. */
  debits?: Decimal | undefined;
  /** Debits − credits. */
  net?: Decimal | undefined;
}

/** Running totals: debits, credits, and the amount on the account's normal side. */
export interface BalanceSides {
  /** Normal side − other side; negative where the other side is larger. */
  amount: Decimal;
  credits: Decimal;
  debits: Decimal;
}

/** An item of a batch: a transfer, with either `debit_account`, `credit_account` and `amount`, or `postings`; a hold, with `pending` besides; or an `action` on the one that `transfer_id` names, with the fields of that action. */
export interface BatchTransferRequest {
  /** `post` (a transfer, or a hold with `pending`) unless given. */
  action?: ItemAction | undefined;
  /** A decimal string in major units, above zero. */
  amount?: DecimalInput | undefined;
  /** The account to credit, by path or id. */
  credit_account?: string | undefined;
  /** The account to debit, by path or id; with `credit_account` and `amount`, instead of `postings`. */
  debit_account?: string | undefined;
  /** At most 1,024 bytes. */
  description?: string | undefined;
  /** When it counts for the books; `recorded_at` unless given. */
  effective_at?: string | Date | undefined;
  /** When a hold ends by itself; never, unless this or `timeout_seconds` is given. */
  expires_at?: string | Date | null | undefined;
  /** Your own reference, unique in the ledger for ever: 1 to 255 characters. */
  external_id?: string | undefined;
  /** Of a capture: whether what is not captured by now is released, and the hold closed. */
  final?: boolean | undefined;
  /** Items in a row with the same group stand or fall together; not where all do (`atomic`). */
  group?: string | undefined;
  /** The transfer's id, unique for ever; made by the service unless given. */
  id?: string | undefined;
  /** This item's own key, the same as that of a single POST; in all items, or in none and the header covers the batch. */
  idempotency_key?: string | undefined;
  /** Whether a person made it by hand, as accounts' `approval` may want to know. */
  manual?: boolean | undefined;
  /** String to string: at most 50 keys of at most 64 bytes, and 8 KiB in all. */
  metadata?: { [key: string]: string } | undefined;
  /** Whether it only holds the amounts, for later captures: a hold. */
  pending?: boolean | undefined;
  /** 2 to 100 legs, whose debits equal their credits in each asset; instead of the fields above. */
  postings?: Array<PostingRequest> | undefined;
  /** The same in seconds from when the hold is recorded: ten years at most. */
  timeout_seconds?: number | undefined;
  /** The hold or transfer that an action is about, which may be of an earlier item that said its `id`. */
  transfer_id?: string | undefined;
  /** Whether `amount` is the most, and what the two accounts can give and take will do. */
  up_to?: boolean | undefined;
}

/** A stretch of the calendar. */
export type CalendarName = "day" | "week" | "month" | "year";

/** What a balance is compared with: at least one decimal in major units, which may be negative. */
export interface ComparisonRequest {
  /** Exactly. */
  eq?: DecimalInput | undefined;
  /** Above. */
  gt?: DecimalInput | undefined;
  /** At least. */
  gte?: DecimalInput | undefined;
  /** Below. */
  lt?: DecimalInput | undefined;
  /** At most. */
  lte?: DecimalInput | undefined;
}

/** What must be true of a posting's account; at least one condition. Balances are compared as the whole transfer leaves them. */
export interface ConditionRequest {
  /** The account's version that you saw: nothing was posted or held on it since. */
  account_version?: number | undefined;
  /** The balance's `available`. */
  available?: ComparisonRequest | undefined;
  /** The balance's `pending.amount`. */
  pending?: ComparisonRequest | undefined;
  /** The balance's `posted.amount`. */
  posted?: ComparisonRequest | undefined;
}

/** An event that an endpoint did not take, and that is not sent any more. */
export interface DeadLetter {
  attempts: number;
  died_at: string;
  /** What went wrong last. */
  error: string;
  event_id: string;
  seq: number;
}

/** A page of dead letters. */
export interface DeadLetterList {
  data: Array<DeadLetter>;
  /** Leads to the next page; null at the list's end, and only there. */
  next_cursor: string | null;
}

/** Why, for the record. */
export interface DecisionRequest {
  /** At most 1,024 bytes. */
  reason?: string | undefined;
}

/** How far an endpoint has been told. */
export interface EndpointDelivery {
  /** Events that were given up. */
  dead_letters: number;
  /** Since when nothing was acknowledged; absent where all is well. */
  failing_since?: string | undefined;
  last_error?: string | undefined;
  /** The ledger's last change. */
  last_seq: number;
  /** Every event up to here was acknowledged, filtered out, or is counted below. */
  told_seq: number;
  /** Events that failed and are sent again. */
  waiting: number;
}

/** Whether an endpoint is told of events. */
export type EndpointStatus = "enabled" | "disabled";

/** Events in order. */
export interface EventList {
  data: Array<Event>;
  /** The number of the ledger's last change. */
  last_seq: number;
  /** What to give as `after` to go on: the last number that was looked at, whether an event is shown of it or not. */
  next_after: number;
}

/** What became of a hold. The amounts are those of one side; where assets or postings differ, `postings` has them all. */
export interface Hold {
  /** Held in all, increments included; absent where the hold is in several assets. */
  amount?: Decimal | undefined;
  captured?: Decimal | undefined;
  /** The captures, voids, increments, extensions and the expiry that it had, in order; the first 100. */
  entries: Array<HoldEntry>;
  /** When it ends, or ended, by itself. */
  expires_at?: string | undefined;
  /** One for each posting of the hold, in its order. */
  postings: Array<HoldPosting>;
  /** Still held. */
  remaining?: Decimal | undefined;
  status: Open<HoldStatusName>;
}

/** A later entry about a hold or a transfer. */
export interface HoldEntry {
  id: string;
  kind: Open<TransferKindName>;
  recorded_at: string;
  seq: number;
}

/** A hold in a list. */
export interface HoldItem {
  /** Who proposed it and who agreed, where a policy asked for a second person. */
  approval?: Approval | undefined;
  description?: string | undefined;
  /** When it counts for the books. */
  effective_at: string;
  /** Of a hold or an extension: when the hold ends by itself; absent if it does not. */
  expires_at?: string | undefined;
  external_id?: string | undefined;
  /** Limits that it went beyond and that only flag. */
  flags?: Array<string> | undefined;
  /** The hold that it captures, voids, increments, extends or ends. */
  hold_id?: string | undefined;
  id: string;
  kind: Open<TransferKindName>;
  ledger: string;
  /** Present and true if its client said that it was made by hand. */
  manual?: boolean | undefined;
  /** String to string, in the key order of RFC 8785. */
  metadata: { [key: string]: string };
  postings: Array<Posting>;
  /** When the ledger learned it; never runs backwards along `seq`. */
  recorded_at: string;
  /** The transfer that it reverses. */
  reverses_id?: string | undefined;
  seq: number;
  status: Open<TransferStatusName>;
  hold: Hold;
}

/** A page of holds. */
export interface HoldList {
  data: Array<HoldItem>;
  /** Leads to the next page; null at the list's end, and only there. */
  next_cursor: string | null;
}

/** One posting of a hold as it stands. */
export interface HoldPosting {
  account: string;
  account_id: string;
  amount: Decimal;
  asset: string;
  captured: Decimal;
  direction: Open<SideName>;
  remaining: Decimal;
}

/** Where a hold stands. */
export type HoldStatusName = "open" | "captured" | "voided" | "expired";

/** What an idempotency key did. */
export interface IdempotencyKeyOutcome {
  /** Absent for an unknown key. */
  recorded_at?: string | undefined;
  /** The status its request was answered with; absent for an unknown key. */
  response_status?: number | undefined;
  status: Open<IdempotencyKeyStatus>;
  /** The transfer it posted, if it posted one. */
  transfer_id?: string | undefined;
}

/** Whether a key has done something. */
export type IdempotencyKeyStatus = "done" | "unknown_key";

/** What an item does: posts a transfer or a hold, or acts on one. */
export type ItemAction = "post" | "capture" | "void" | "increment" | "extend" | "reverse";

/** A ledger: an isolated book with its own accounts, assets, order and keys. */
export interface Ledger {
  created_at: string;
  description?: string | undefined;
  id: string;
  /** The number of the ledger's last change; absent in its event. */
  last_seq?: number | undefined;
  /** String to string, in the key order of RFC 8785. */
  metadata: { [key: string]: string };
  name: string;
  /** An IANA time zone: the day boundaries of dates given without a time. */
  time_zone: string;
}

/** A page of ledgers. */
export interface LedgerList {
  data: Array<Ledger>;
  /** Leads to the next page; null at the list's end, and only there. */
  next_cursor: string | null;
}

/** A limit on what moves within a window of time on one side of accounts below a path. */
export interface Limit {
  /** Whether it is in force; it counts only while it is. */
  active: boolean;
  asset: string;
  created_at: string;
  direction: Open<SideName>;
  /** The most transfers in a window. */
  max_count?: number | undefined;
  /** The most that they may move in a window, in all. */
  max_sum?: Decimal | undefined;
  name: string;
  /** `reject`, or `flag`: the transfer is accepted and carries the limit's name in `flags`. */
  on_exceed: Open<OnExceedName>;
  path_prefix: string;
  /** `account`: each account below the prefix counts for itself; `prefix`: all count together. */
  per: Open<LimitPerName>;
  /** Counts changes, from 1. */
  revision: number;
  updated_at: string;
  window: LimitWindow;
}

/** The limits of a ledger, all in one page. */
export interface LimitList {
  data: Array<Limit>;
  /** Leads to the next page; null at the list's end, and only there. */
  next_cursor: string | null;
}

/** What a limit counts for. */
export type LimitPerName = "account" | "prefix";

/** A stretch of time that ends now: the present day, week, month or year in the ledger's time zone, or the last so many seconds. */
export interface LimitWindow {
  calendar?: Open<CalendarName> | undefined;
  seconds?: number | undefined;
}

/** A condition on a balance of the account of a path and of all below it, each by itself. */
export interface Monitor {
  /** Whether it raises alerts. */
  active: boolean;
  asset: string;
  balance: Open<BalanceKindName>;
  created_at: string;
  name: string;
  path_prefix: string;
  /** Counts changes, from 1. */
  revision: number;
  threshold: Decimal;
  updated_at: string;
  when: Open<AlertWhenName>;
}

/** A page of the accounts that a monitor covers. */
export interface MonitorAccountList {
  data: Array<MonitorAccountRow>;
  /** Leads to the next page; null at the list's end, and only there. */
  next_cursor: string | null;
}

/** How an account stands to a monitor. */
export interface MonitorAccountRow {
  account: string;
  account_id: string;
  account_version: number;
  /** Whether it is beyond the threshold: below it, or, where the monitor says `above`, above it. */
  alerting: boolean;
  /** The balance that the monitor watches. */
  amount: Decimal;
}

/** The monitors of a ledger, all in one page. */
export interface MonitorList {
  data: Array<Monitor>;
  /** Leads to the next page; null at the list's end, and only there. */
  next_cursor: string | null;
}

/** What happens to a transfer beyond a limit. */
export type OnExceedName = "reject" | "flag";

/** How much of one posting of a hold or a transfer. */
export interface PartPostingRequest {
  /** By path or id. */
  account: string;
  /** A decimal string in major units, above zero. */
  amount: DecimalInput;
  /** As in the hold or transfer that is acted on. */
  direction: SideName;
}

/** A change of an account. What is absent stays as it is. */
export interface PatchAccountRequest {
  /** At most 1,024 bytes; null removes it. */
  description?: string | null | undefined;
  /** Change only an account whose metadata has these values; a key's null: has no such key. */
  if_metadata?: { [key: string]: string | null } | null | undefined;
  /** Change only an account at this revision; `If-Match` says the same. */
  if_revision?: number | undefined;
  /** Merged into what is there; a key's null removes it. */
  metadata?: { [key: string]: string | null } | undefined;
  /** Null removes all of it. */
  policy?: PatchPolicyRequest | null | undefined;
  /** `frozen` takes no postings until `open` again; `closed` needs a settled account and is final. */
  status?: AccountStatusName | undefined;
}

/** Which transfers on an account a second key must approve. */
export interface PatchApprovalRequest {
  /** Above this amount on a side of the account. */
  above?: DecimalInput | undefined;
  /** Effective before they are recorded. */
  back_dated?: boolean | undefined;
  /** Said by their client to be made by hand. */
  manual?: boolean | undefined;
  reversals?: boolean | undefined;
}

/** A change of a limit; what is absent stays. */
export interface PatchLimitRequest {
  /** What passes while it is not in force does not count. */
  active?: boolean | undefined;
  /** Null: no count is bounded. */
  max_count?: number | null | undefined;
  /** Null: no sum is bounded. */
  max_sum?: DecimalInput | null | undefined;
  on_exceed?: OnExceedName | undefined;
}

/** A change of a monitor; what is absent stays. */
export interface PatchMonitorRequest {
  /** What happens while it is not in force raises no alert, then or later. */
  active?: boolean | undefined;
  threshold?: DecimalInput | undefined;
}

/** A change of an account's policy. A field that is absent stays; null removes it. */
export interface PatchPolicyRequest {
  /** The accounts that may stand opposite, by path prefix: at most 100. */
  allowed_counterparties?: Array<string> | null | undefined;
  /** Replaced as a whole; null removes it. */
  approval?: PatchApprovalRequest | null | undefined;
  /** Refuses postings on the credit side; what is held there can still be let go. */
  freeze_credits?: boolean | null | undefined;
  /** Refuses postings on the debit side; what is held there can still be let go. */
  freeze_debits?: boolean | null | undefined;
  /** The most that one transfer, hold or increment may move on a side of the account. */
  max_amount?: DecimalInput | null | undefined;
  /** Bounds (posted and held normal side) − posted other side from above. */
  max_balance?: DecimalInput | null | undefined;
  /** Bounds `pending.amount` from above. */
  max_pending?: DecimalInput | null | undefined;
  /** Bounds `posted.amount` from above. */
  max_posted?: DecimalInput | null | undefined;
  /** Bounds `available` from below. */
  min_balance?: DecimalInput | null | undefined;
  /** Bounds `pending.amount` from below. */
  min_pending?: DecimalInput | null | undefined;
  /** Bounds `posted.amount` from below. */
  min_posted?: DecimalInput | null | undefined;
  /** How much more than was held on the account may be captured, in percent of what was held: 0 to 100, with at most 2 decimals. */
  over_capture_percent?: DecimalInput | null | undefined;
  /** Keys that the metadata of a transfer or hold on the account must have: at most 50. */
  required_metadata?: Array<string> | null | undefined;
}

/** A change of a transfer's metadata. */
export interface PatchTransferRequest {
  /** Change only a transfer whose metadata has these values; a key's null: has no such key. */
  if_metadata?: { [key: string]: string | null } | null | undefined;
  /** Change only a transfer at this revision; `If-Match` says the same. */
  if_revision?: number | undefined;
  /** Merged into what is there; a key's null removes it. */
  metadata?: { [key: string]: string | null } | undefined;
}

/** A change of an endpoint. What is absent stays as it is. */
export interface PatchWebhookEndpointRequest {
  /** At most 1,024 bytes; null removes it. */
  description?: string | null | undefined;
  /** Change only an endpoint at this revision; `If-Match` says the same. */
  if_revision?: number | undefined;
  /** Replaces what was asked for; null: whatever the metadata. */
  metadata?: { [key: string]: string } | null | undefined;
  ordered?: boolean | undefined;
  /** Null: events about all accounts. */
  path_prefix?: string | null | undefined;
  /** `disabled` sends nothing until `enabled` again; then it goes on where it ended, and what waits is sent at once. */
  status?: EndpointStatus | undefined;
  /** Null: events of every type. */
  types?: Array<string> | null | undefined;
  url?: string | undefined;
}

/** An account's limits and rules; absent means unbounded, or no such rule. */
export interface Policy {
  /** The accounts that may stand opposite in a transfer, by path prefix. */
  allowed_counterparties?: Array<string> | undefined;
  approval?: ApprovalPolicy | undefined;
  /** Refuses postings on the credit side. */
  freeze_credits?: boolean | undefined;
  /** Refuses postings on the debit side. */
  freeze_debits?: boolean | undefined;
  /** The most that one transfer or hold may move on a side of the account. */
  max_amount?: Decimal | undefined;
  /** Bounds (posted and held normal side) − posted other side from above. */
  max_balance?: Decimal | undefined;
  /** Bounds `pending.amount` from above. */
  max_pending?: Decimal | undefined;
  /** Bounds `posted.amount` from above. */
  max_posted?: Decimal | undefined;
  /** Bounds `available` from below. */
  min_balance?: Decimal | undefined;
  /** Bounds `pending.amount` from below. */
  min_pending?: Decimal | undefined;
  /** Bounds `posted.amount` from below. */
  min_posted?: Decimal | undefined;
  /** How much more than was held on the account may be captured, in percent of what was held. */
  over_capture_percent?: Decimal | undefined;
  /** Keys that the metadata of a transfer or hold on the account must have. */
  required_metadata?: Array<string> | undefined;
}

/** Limits and rules of an account; absent means unbounded, or no such rule. */
export interface PolicyRequest {
  /** The accounts that may stand opposite, by path prefix: at most 100. */
  allowed_counterparties?: Array<string> | undefined;
  approval?: ApprovalRequest | undefined;
  /** Refuses postings on the credit side; what is held there can still be let go. */
  freeze_credits?: boolean | undefined;
  /** Refuses postings on the debit side; what is held there can still be let go. */
  freeze_debits?: boolean | undefined;
  /** The most that one transfer, hold or increment may move on a side of the account. */
  max_amount?: DecimalInput | undefined;
  /** Bounds (posted and held normal side) − posted other side from above. */
  max_balance?: DecimalInput | undefined;
  /** Bounds `pending.amount` from above. */
  max_pending?: DecimalInput | undefined;
  /** Bounds `posted.amount` from above. */
  max_posted?: DecimalInput | undefined;
  /** Bounds `available` from below. */
  min_balance?: DecimalInput | undefined;
  /** Bounds `pending.amount` from below. */
  min_pending?: DecimalInput | undefined;
  /** Bounds `posted.amount` from below. */
  min_posted?: DecimalInput | undefined;
  /** How much more than was held on the account may be captured, in percent of what was held: 0 to 100, with at most 2 decimals. */
  over_capture_percent?: DecimalInput | undefined;
  /** Keys that the metadata of a transfer or hold on the account must have: at most 50. */
  required_metadata?: Array<string> | undefined;
}

/** An account to open. */
export interface PostAccountRequest {
  asset: string;
  /** At most 1,024 bytes. */
  description?: string | undefined;
  /** String to string: at most 50 keys of at most 64 bytes, and 8 KiB in all. */
  metadata?: { [key: string]: string } | undefined;
  /** The side that raises the account. Follows the type unless given (contra accounts). */
  normal_side?: SideName | undefined;
  /** Unique in its ledger, for good: 1 to 32 segments of `[A-Za-z0-9_.-]` joined by `:`, at most 255 bytes. */
  path: string;
  policy?: PolicyRequest | undefined;
  type: AccountTypeName;
}

/** Accounts to open together. */
export interface PostAccountsBatchRequest {
  /** 1 to 1,000. */
  accounts: Array<PostAccountRequest>;
}

/** An asset to register. */
export interface PostAssetRequest {
  code: string;
  /** 1 to 255 characters. */
  name?: string | undefined;
  /** Decimals of its amounts, 0 to 28, for good. An ISO 4217 code has its own, which need not be given; every other code needs one. */
  scale?: number | undefined;
}

/** A capture: `amount` or `postings`, or neither for all that remains. */
export interface PostCaptureRequest {
  /** So much of the hold, which has exactly two postings. A decimal string in major units, above zero. */
  amount?: DecimalInput | undefined;
  /** At most 1,024 bytes. */
  description?: string | undefined;
  /** When it counts for the books: not before the hold's. */
  effective_at?: string | Date | undefined;
  /** Your own reference, unique in the ledger for ever: 1 to 255 characters. */
  external_id?: string | undefined;
  /** Whether what is not captured by now is released, and the hold closed. */
  final?: boolean | undefined;
  /** The new entry's id, unique for ever; made by the service unless given. */
  id?: string | undefined;
  /** String to string: at most 50 keys of at most 64 bytes, and 8 KiB in all. */
  metadata?: { [key: string]: string } | undefined;
  /** So much of these postings of the hold: 1 to 100, named by account and direction. */
  postings?: Array<PartPostingRequest> | undefined;
}

/** An extension: `expires_at` or `timeout_seconds`. */
export interface PostExtendRequest {
  /** At most 1,024 bytes. */
  description?: string | undefined;
  /** When the hold ends by itself; null: never. */
  expires_at?: string | Date | null | undefined;
  /** Your own reference, unique in the ledger for ever: 1 to 255 characters. */
  external_id?: string | undefined;
  /** The new entry's id, unique for ever; made by the service unless given. */
  id?: string | undefined;
  /** String to string: at most 50 keys of at most 64 bytes, and 8 KiB in all. */
  metadata?: { [key: string]: string } | undefined;
  /** The same in seconds from when the extension is recorded: ten years at most. */
  timeout_seconds?: number | undefined;
}

/** An increment: `amount` or `postings`. */
export interface PostIncrementRequest {
  /** So much more on both postings of the hold, which has exactly two. A decimal string in major units, above zero. */
  amount?: DecimalInput | undefined;
  /** At most 1,024 bytes. */
  description?: string | undefined;
  /** When it counts for the books: not before the hold's, and before the hold expires. */
  effective_at?: string | Date | undefined;
  /** Your own reference, unique in the ledger for ever: 1 to 255 characters. */
  external_id?: string | undefined;
  /** The new entry's id, unique for ever; made by the service unless given. */
  id?: string | undefined;
  /** String to string: at most 50 keys of at most 64 bytes, and 8 KiB in all. */
  metadata?: { [key: string]: string } | undefined;
  /** So much more on these postings of the hold: 1 to 100, named by account and direction. */
  postings?: Array<PartPostingRequest> | undefined;
}

/** A ledger to create. */
export interface PostLedgerRequest {
  /** At most 1,024 bytes. */
  description?: string | undefined;
  /** String to string: at most 50 keys of at most 64 bytes, and 8 KiB in all. */
  metadata?: { [key: string]: string } | undefined;
  /** Unique, for good; `[a-z0-9][a-z0-9_-]{0,62}`. */
  name: string;
  /** An IANA time zone for the day boundaries of dates; `UTC` unless given. */
  time_zone?: string | undefined;
}

/** A limit to set: `max_sum`, `max_count`, or both. */
export interface PostLimitRequest {
  /** Whether it is in force; true unless given. */
  active?: boolean | undefined;
  /** Only postings in this asset count. */
  asset: string;
  /** Only postings on this side count. */
  direction: SideName;
  /** The most transfers and holds in a window. */
  max_count?: number | undefined;
  /** The most that may be moved in a window, in major units. */
  max_sum?: DecimalInput | undefined;
  /** Unique in the ledger, for good; `[a-z0-9][a-z0-9_-]{0,62}`. */
  name: string;
  /** `reject` unless given. */
  on_exceed?: OnExceedName | undefined;
  /** The account of this path and all below it. */
  path_prefix: string;
  per: LimitPerName;
  window: WindowRequest;
}

/** A monitor to set. */
export interface PostMonitorRequest {
  /** Whether it raises alerts; true unless given. */
  active?: boolean | undefined;
  /** Only accounts in this asset are watched. */
  asset: string;
  /** Which of the balance's amounts is watched. */
  balance: BalanceKindName;
  /** Unique in the ledger, for good; `[a-z0-9][a-z0-9_-]{0,62}`. */
  name: string;
  /** The account of this path and all below it, each by itself. */
  path_prefix: string;
  /** In major units; at the threshold itself nothing alerts. */
  threshold: DecimalInput;
  /** On which side of the threshold it alerts. */
  when: AlertWhenName;
}

/** Which dead letters to send again. */
export interface PostRedriveRequest {
  /** 1 to 500 ids; all dead letters unless given. */
  ids?: Array<string> | undefined;
}

/** Which events to send once more: those after a `seq`, those recorded within a time, or some by id. */
export interface PostReplayRequest {
  /** After this `seq`. */
  after?: number | undefined;
  /** 1 to 500 ids, as `webhook-id` said. */
  ids?: Array<string> | undefined;
  /** Recorded at or after this instant. */
  recorded_from?: string | Date | undefined;
  /** Recorded before this instant; now unless given. */
  recorded_to?: string | Date | undefined;
  /** Up to this `seq`; the ledger's last unless given. */
  to?: number | undefined;
}

/** A reversal: `amount` or `postings`, or neither for all that is not reversed yet. */
export interface PostReverseRequest {
  /** So much of the transfer, which has exactly two postings. A decimal string in major units, above zero. */
  amount?: DecimalInput | undefined;
  /** At most 1,024 bytes. */
  description?: string | undefined;
  /** When it counts for the books; `recorded_at` unless given. */
  effective_at?: string | Date | undefined;
  /** Your own reference, unique in the ledger for ever: 1 to 255 characters. */
  external_id?: string | undefined;
  /** The new entry's id, unique for ever; made by the service unless given. */
  id?: string | undefined;
  /** String to string: at most 50 keys of at most 64 bytes, and 8 KiB in all. */
  metadata?: { [key: string]: string } | undefined;
  /** So much of these postings of the transfer: 1 to 100, named by account and direction as they are there. */
  postings?: Array<PartPostingRequest> | undefined;
}

/** A sequence to try. */
export interface PostSimulateRequest {
  /** 1 to 1,000 unless configured otherwise, in order: a later one sees an earlier one's effect. */
  transfers: Array<SimulatedTransferRequest>;
}

/** A transfer to post: either `debit_account`, `credit_account` and `amount`, or `postings`. With `pending` it is a hold. */
export interface PostTransferRequest {
  /** A decimal string in major units, above zero. */
  amount?: DecimalInput | undefined;
  /** The account to credit, by path or id. */
  credit_account?: string | undefined;
  /** The account to debit, by path or id; with `credit_account` and `amount`, instead of `postings`. */
  debit_account?: string | undefined;
  /** At most 1,024 bytes. */
  description?: string | undefined;
  /** When it counts for the books; `recorded_at` unless given. */
  effective_at?: string | Date | undefined;
  /** When a hold ends by itself; never, unless this or `timeout_seconds` is given. */
  expires_at?: string | Date | undefined;
  /** Your own reference, unique in the ledger for ever: 1 to 255 characters. */
  external_id?: string | undefined;
  /** The transfer's id, unique for ever; made by the service unless given. */
  id?: string | undefined;
  /** Whether a person made it by hand, as accounts' `approval` may want to know. */
  manual?: boolean | undefined;
  /** String to string: at most 50 keys of at most 64 bytes, and 8 KiB in all. */
  metadata?: { [key: string]: string } | undefined;
  /** Whether it only holds the amounts, for later captures: a hold. */
  pending?: boolean | undefined;
  /** 2 to 100 legs, whose debits equal their credits in each asset; instead of the fields above. */
  postings?: Array<PostingRequest> | undefined;
  /** The same in seconds from when the hold is recorded: ten years at most. */
  timeout_seconds?: number | undefined;
  /** Whether `amount` is the most, and what the two accounts can give and take will do. */
  up_to?: boolean | undefined;
}

/** Transfers to post, and actions to do, together. */
export interface PostTransfersBatchRequest {
  /** Whether all are refused if one is; if not, each is judged by itself, or with its group. */
  atomic: boolean;
  /** 1 to 1,000 unless configured otherwise, in order: a later one sees an earlier one's effect. */
  transfers: Array<BatchTransferRequest>;
}

/** A void: nothing need be said. */
export interface PostVoidRequest {
  /** At most 1,024 bytes. */
  description?: string | undefined;
  /** When it counts for the books: not before the hold's. */
  effective_at?: string | Date | undefined;
  /** Your own reference, unique in the ledger for ever: 1 to 255 characters. */
  external_id?: string | undefined;
  /** The new entry's id, unique for ever; made by the service unless given. */
  id?: string | undefined;
  /** String to string: at most 50 keys of at most 64 bytes, and 8 KiB in all. */
  metadata?: { [key: string]: string } | undefined;
}

/** An endpoint to add. */
export interface PostWebhookEndpointRequest {
  /** Tell it of events after this `seq`: 0 for all there are. The ledger's last unless given, so that it is told of what is new. */
  after?: number | undefined;
  /** At most 1,024 bytes. */
  description?: string | undefined;
  /** Only events whose object has all of this metadata. */
  metadata?: { [key: string]: string } | undefined;
  /** True: one event at a time, each after the one before it was acknowledged; one that fails holds up the others. False unless given: several at once, and one that fails is sent again later. */
  ordered?: boolean | undefined;
  /** Only events about accounts at or below this path; whole segments. */
  path_prefix?: string | undefined;
  /** Only events of these types; all unless given. */
  types?: Array<string> | undefined;
  /** Where events are sent: `https`, at most 2,048 bytes, no user or fragment, no private address. One endpoint of a ledger per URL. */
  url: string;
}

/** One leg of a transfer, with the account's balance after it. */
export interface Posting {
  account: string;
  account_id: string;
  /** Dense per account, from 1. */
  account_version: number;
  amount: Decimal;
  asset: string;
  balance: Balance;
  direction: Open<SideName>;
  /** In a capture: how much less is held after it; what is not captured is released by the last one. */
  released?: Decimal | undefined;
}

/** A page of an account's postings. */
export interface PostingList {
  data: Array<PostingRow>;
  /** Leads to the next page; null at the list's end, and only there. */
  next_cursor: string | null;
}

/** One leg of a transfer or a hold. */
export interface PostingRequest {
  /** By path or id. */
  account: string;
  /** A decimal string in major units, above zero. */
  amount: DecimalInput;
  direction: SideName;
  /** What must be true of the account for the whole transfer to be accepted. */
  if?: ConditionRequest | undefined;
  /** Whether `amount` is the most, and what the account can give or take will do; where there are exactly two postings. */
  up_to?: boolean | undefined;
}

/** A posting of an account, with its transfer's id and times. */
export interface PostingRow {
  account: string;
  account_id: string;
  /** Dense per account, from 1. */
  account_version: number;
  amount: Decimal;
  asset: string;
  /** The account's balance after this posting. */
  balance: Balance;
  direction: Open<SideName>;
  effective_at: string;
  /** The posting's index in its transfer, from 0. */
  index: number;
  recorded_at: string;
  /** In a capture: how much less is held after it. */
  released?: Decimal | undefined;
  seq: number;
  transfer_id: string;
}

/** What went wrong, in the form of RFC 9457. Which members besides the first six are present depends on `code`. */
export interface Problem {
  account?: string | undefined;
  /** The revision that the account or transfer is at, or the account's version. */
  actual?: number | undefined;
  asset?: string | undefined;
  /** What was available. */
  available?: Decimal | undefined;
  /** What the account stood at. */
  balance?: Decimal | undefined;
  /** The time that it must be before. */
  before?: string | undefined;
  captured?: Decimal | undefined;
  /** What a program can rely on; the list may grow. */
  code: Open<ProblemCode>;
  /** The account that may not stand opposite. */
  counterparty?: string | undefined;
  /** The sum of the credits in `asset`. */
  credits?: Decimal | undefined;
  /** The item of the group that was refused. */
  culprit?: number | undefined;
  /** The sum of the debits in `asset`. */
  debits?: Decimal | undefined;
  /** What happened here, and what to do, in words. */
  detail: string;
  /** The side of the account that the posting names. */
  direction?: string | undefined;
  effective_at?: string | undefined;
  /** The revision, or the account's version, that the caller saw. */
  expected?: number | undefined;
  expires_at?: string | undefined;
  /** The external id that is taken. */
  external_id?: string | undefined;
  /** A JSON pointer into the body, or the name of a parameter or header. */
  field?: string | undefined;
  /** What was held in all. */
  held?: Decimal | undefined;
  held_credits?: Decimal | undefined;
  held_debits?: Decimal | undefined;
  /** What became of the hold. */
  hold_status?: string | undefined;
  /** The id that is taken. */
  id?: string | undefined;
  /** The item of a batch, from 0. */
  index?: number | undefined;
  /** The items that were sent, and how many are taken. */
  items?: number | undefined;
  /** The key of the metadata. */
  key?: string | undefined;
  /** What kind of entry cannot be reversed. */
  kind?: string | undefined;
  /** The number the ledger is at. */
  last_seq?: number | undefined;
  /** The bound that refuses. */
  limit?: Decimal | undefined;
  /** The limit whose bound that is, where it is none of the account's own. */
  limit_name?: string | undefined;
  /** The most bytes a body may have here. */
  max_bytes?: number | undefined;
  max_items?: number | undefined;
  /** The earliest time that is possible, or the one that must be over. */
  not_before?: string | undefined;
  /** What the other side of the transfer holds. */
  other_asset?: string | undefined;
  /** What is posted on an account that should be closed, or by a transfer that should be reversed. */
  posted?: Decimal | undefined;
  /** The posting, from 0. */
  posting?: number | undefined;
  /** How many postings the hold or transfer has. */
  postings?: number | undefined;
  /** How the proposal was decided, and why. */
  proposal_status?: string | undefined;
  reason?: string | undefined;
  /** What is still held, or not reversed yet. */
  remaining?: Decimal | undefined;
  /** The request that was first answered so. */
  request_id: string;
  /** What the transfer moves on the account, or what a condition asks for. */
  required?: Decimal | undefined;
  reversed?: Decimal | undefined;
  /** The rule of the account's policy, or the condition of the posting, that refuses. */
  rule?: string | undefined;
  /** Decimals of `asset`. */
  scale?: number | undefined;
  /** The scope that the key lacks. */
  scope?: string | undefined;
  /** The HTTP status. */
  status: number;
  /** The code in words, the same every time. */
  title: string;
  /** The transfer that has it, or the one that was acted on. */
  transfer_id?: string | undefined;
  /** `urn:tallybook:problem:` and the code. */
  type: string;
  /** What counts within the limit's window already. */
  used?: Decimal | undefined;
}

/** What a program can rely on in a problem. */
export type ProblemCode =
  /** No such path, ledger, account, asset or transfer, or none that this key may see: check the URL and which ledgers the key is bound to. */
  | "not_found"
  /** The path exists for other methods, which the `Allow` header lists. */
  | "method_not_allowed"
  /** The `Authorization: Bearer tb_…` header is missing, mistyped, or its key is unknown, expired or revoked: send a live key. */
  | "unauthenticated"
  /** The key's rate limit is used up: wait for `Retry-After` seconds and send the same request again. */
  | "rate_limited"
  /** The body is larger than this path takes (`max_bytes`): send less, or split a batch. */
  | "body_too_large"
  /** Send `Content-Type: application/json`, in UTF-8 and without compression. */
  | "unsupported_media_type"
  /** The body is no JSON, not UTF-8, has a key twice in one object, holds U+0000, or is nested deeper than 32 levels. */
  | "invalid_json"
  /** `field` points at a field this request does not take, often a misspelt one: remove it. */
  | "unknown_field"
  /** `field` names a query parameter this request does not take, often a misspelt one: remove it. */
  | "unknown_parameter"
  /** `field` points at a field of the body (a JSON pointer), or names a query parameter or header, and the detail says what it must be. */
  | "invalid_field"
  /** The batch holds `items`, and at most `max_items` are taken: split it. */
  | "batch_too_large"
  /** Send an `Idempotency-Key` header that is unique to this payment, so that a retry cannot pay twice. */
  | "idempotency_key_required"
  /** A key is 1 to 255 printable ASCII characters in one `Idempotency-Key` header. */
  | "idempotency_key_invalid"
  /** The key lacks the scope that `scope` names, or is bound to single ledgers where all are needed: use another key. */
  | "forbidden"
  /** This key was used for a different request (`field` names the first field that differs where it is known): use a new key for a new request. */
  | "idempotency_key_reused"
  /** Wait for `Retry-After` seconds and send the same request with the same key again. */
  | "idempotency_in_progress"
  /** Another transfer has this `id`, and ids are unique for ever: `Location` leads to it. */
  | "id_conflict"
  /** Another transfer has this `external_id`, and external ids are unique for ever: `Location` leads to it. */
  | "external_id_conflict"
  /** The item's `transfer_id` is that of no hold or transfer in this ledger, nor of an earlier item: correct it. */
  | "transfer_not_found"
  /** The hold was captured or voided (`hold_status`), or the transfer is none that holds anything: nothing is left to act on. */
  | "hold_not_open"
  /** The hold ended by itself at `expires_at` and holds nothing any more: hold the amount anew. */
  | "hold_expired"
  /** Only transfers and captures can be reversed; this is of another `kind`. Void a hold, and post a transfer against a reversal. */
  | "not_reversible"
  /** One `amount` is enough only where there are two postings: send `postings`, each by its account and direction. */
  | "postings_required"
  /** The posting names an `account` that does not exist in this ledger: create it first, or correct the path or id. */
  | "account_not_found"
  /** The hold or transfer has no posting on `account` in this `direction`: name its postings as they are there. */
  | "posting_not_found"
  /** The `asset` is neither an ISO 4217 currency nor registered in this ledger: register it first. */
  | "asset_not_found"
  /** The two accounts hold different assets, or an amount or bound has more decimals than the account's asset. */
  | "asset_mismatch"
  /** The action would be effective before what it acts on was held (`not_before`), or an increment not before the hold expires (`before`): send another `effective_at`, or none. */
  | "effective_at_out_of_range"
  /** A hold ends after it is recorded and effective, that is after `not_before`: send a later `expires_at`. */
  | "expires_too_early"
  /** `remaining` is still held, and the account's `over_capture_percent` tolerates no more beyond: capture less, or increment the hold first. */
  | "over_capture"
  /** `remaining` of the transfer is not reversed yet: reverse that much at most. */
  | "over_reversal"
  /** For each asset the debits must equal the credits: `debits` and `credits` are the sums that were sent for `asset`. */
  | "unbalanced"
  /** Closing is final: a closed account takes no postings, and neither its status nor its limits change again. */
  | "account_closed"
  /** A frozen account takes no postings until its status is `open` again; where `rule` is present, its policy freezes that side alone. */
  | "account_frozen"
  /** The policy of `account` lists its `allowed_counterparties`, and `counterparty` is not among them. */
  | "counterparty_not_allowed"
  /** The policy of `account` wants `key` in the metadata of every transfer and hold on it: send it. */
  | "metadata_required"
  /** The transfer moves `required` on `account`, and `limit` is what its `rule` allows: `max_amount` of the policy, or `max_sum` or `max_count` of the limit `limit_name`, of which `used` is used up in the present window. */
  | "limit_exceeded"
  /** The transfer asks for `required`, `available` (or `balance`) is what there is, and `limit` is the account's `rule`: `min_balance`, `min_posted` or `min_pending`. */
  | "insufficient_balance"
  /** The transfer adds `required` to `balance`, and `limit` is the account's `rule`: `max_balance`, `max_posted` or `max_pending`. */
  | "balance_limit_exceeded"
  /** The condition `rule` of the posting asks for `required`, and the transfer would leave `available` (or `balance`); or the account is at version `actual`, not `expected`: read it again and decide anew. */
  | "condition_failed"
  /** Amounts, bounds and running totals stay within 38 digits of the asset's smallest unit. */
  | "amount_overflow"
  /** The `approval` policy of `account` wants four eyes for this transfer, by its `rule`; everything else about it is in order. */
  | "approval_required"
  /** The transfer that this key asked for was proposed and then rejected, with the `reason` that was given: it will not be made. */
  | "proposal_rejected"
  /** Another decision came first: `proposal_status` says which. */
  | "proposal_not_open"
  /** The items of a group stand or fall together, and the item `culprit` was refused: its result says why. A key of this item's own is not used up. */
  | "group_refused"
  /** Only an account with zero posted and nothing held can be closed: move the rest out first. */
  | "account_not_empty"
  /** Merged with what is there, the metadata would have more than 50 keys or 8 KiB: remove keys by setting them to null. */
  | "metadata_limit_exceeded"
  /** The account, transfer or endpoint is at revision `actual`, not `expected`, or its metadata's `key` has not the value in `if_metadata`: read it again and decide anew. */
  | "version_conflict"
  /** Something with this name exists and differs from what was sent: `Location` leads to it. */
  | "already_exists"
  /** A ledger has at most `max_items` webhook endpoints: remove one, or give one wider filters. */
  | "too_many_endpoints"
  /** The request was turned away and definitely not done: send it again after `Retry-After` seconds. */
  | "overloaded"
  /** The request was begun and its end is not known: send it again with the same idempotency key, and it is done once and answered. */
  | "outcome_unknown"
  /** The ledger did not reach the `min_seq` or `at_seq` that was asked for in time: ask again after `Retry-After` seconds. */
  | "not_yet_visible"
  /** Nothing was done: send the request again after `Retry-After` seconds. */
  | "database_unavailable"
  /** A defect on our side: report it with the `request_id`, and retry with the same idempotency key if you must. */
  | "internal";

/** A transfer that waits for a second person, or waited; once approved it is a transfer of the same id. */
export interface Proposal {
  decided_at?: string | undefined;
  /** The public id of the API key that decided. */
  decided_by?: string | undefined;
  description?: string | undefined;
  /** When it was to be effective; absent: when it is approved. */
  effective_at?: string | undefined;
  external_id?: string | undefined;
  id: string;
  kind: Open<TransferKindName>;
  ledger: string;
  manual?: boolean | undefined;
  /** String to string, in the key order of RFC 8785. */
  metadata: { [key: string]: string };
  postings: Array<ProposedPosting>;
  proposed_at: string;
  /** The public id of the API key that proposed it. */
  proposed_by: string;
  reason?: string | undefined;
  /** The SHA-256 of the request's body, which is what an approval posts. */
  request_sha256: string;
  reverses_id?: string | undefined;
  seq: number;
  status: Open<ProposalStatusName>;
  /** The rules that ask for a second person. */
  wanted_by: Array<ApprovalRule>;
}

/** A page of proposals. */
export interface ProposalList {
  data: Array<Proposal>;
  /** Leads to the next page; null at the list's end, and only there. */
  next_cursor: string | null;
}

/** Where a proposal stands. */
export type ProposalStatusName = "proposed" | "approved" | "rejected";

/** A posting that was proposed. */
export interface ProposedPosting {
  account: string;
  amount: Decimal;
  asset: string;
  direction: Open<SideName>;
}

/** What is sent again. */
export interface Redrive {
  /** How many dead letters there were. */
  events: number;
}

/** What is sent once more. */
export interface Replay {
  /** How many events of the order, those that the endpoint does not want included. */
  events: number;
}

/** How much of a transfer has been reversed. */
export interface Reversed {
  /** Whether nothing is left to reverse. */
  fully: boolean;
  /** One for each posting of the transfer, in its order. */
  postings: Array<ReversedPosting>;
  /** The reversals, in order; the first 100. */
  reversal_ids: Array<string>;
}

/** How much of a posting has been reversed. */
export interface ReversedPosting {
  account: string;
  amount: Decimal;
  direction: Open<SideName>;
  reversed: Decimal;
}

/** `debit` or `credit`. */
export type SideName = "debit" | "credit";

/** What would become of one item. */
export interface SimulatedResult {
  /** Present if `rejected`: every rule that refuses, in order of precedence. */
  problems?: Array<Problem> | undefined;
  status: Open<TransferResultStatus>;
  /** Present if `posted`: the entry as it would be made. */
  transfer?: Transfer | undefined;
}

/** An item of a simulation, as in a batch. */
export interface SimulatedTransferRequest {
  /** `post` (a transfer, or a hold with `pending`) unless given. */
  action?: ItemAction | undefined;
  /** A decimal string in major units, above zero. */
  amount?: DecimalInput | undefined;
  /** The account to credit, by path or id. */
  credit_account?: string | undefined;
  /** The account to debit, by path or id; with `credit_account` and `amount`, instead of `postings`. */
  debit_account?: string | undefined;
  /** At most 1,024 bytes. */
  description?: string | undefined;
  /** When it counts for the books; `recorded_at` unless given. */
  effective_at?: string | Date | undefined;
  /** When a hold ends by itself; never, unless this or `timeout_seconds` is given. */
  expires_at?: string | Date | null | undefined;
  /** Your own reference, unique in the ledger for ever: 1 to 255 characters. */
  external_id?: string | undefined;
  /** Of a capture: whether what is not captured by now is released, and the hold closed. */
  final?: boolean | undefined;
  /** The transfer's id, unique for ever; made by the service unless given. */
  id?: string | undefined;
  /** Whether a person made it by hand, as accounts' `approval` may want to know. */
  manual?: boolean | undefined;
  /** String to string: at most 50 keys of at most 64 bytes, and 8 KiB in all. */
  metadata?: { [key: string]: string } | undefined;
  /** Whether it only holds the amounts, for later captures: a hold. */
  pending?: boolean | undefined;
  /** 2 to 100 legs, whose debits equal their credits in each asset; instead of the fields above. */
  postings?: Array<PostingRequest> | undefined;
  /** The same in seconds from when the hold is recorded: ten years at most. */
  timeout_seconds?: number | undefined;
  /** The hold or transfer that an action is about, which may be of an earlier item that said its `id`. */
  transfer_id?: string | undefined;
  /** Whether `amount` is the most, and what the two accounts can give and take will do. */
  up_to?: boolean | undefined;
}

/** What would become of the items of a sequence, in its order. */
export interface Simulation {
  results: Array<SimulatedResult>;
}

/** A transfer: one balanced set of postings, immutable. */
export interface Transfer {
  /** Who proposed it and who agreed, where a policy asked for a second person. */
  approval?: Approval | undefined;
  description?: string | undefined;
  /** When it counts for the books. */
  effective_at: string;
  /** Of a hold or an extension: when the hold ends by itself; absent if it does not. */
  expires_at?: string | undefined;
  external_id?: string | undefined;
  /** Limits that it went beyond and that only flag. */
  flags?: Array<string> | undefined;
  /** The hold that it captures, voids, increments, extends or ends. */
  hold_id?: string | undefined;
  id: string;
  kind: Open<TransferKindName>;
  ledger: string;
  /** Present and true if its client said that it was made by hand. */
  manual?: boolean | undefined;
  /** String to string, in the key order of RFC 8785. */
  metadata: { [key: string]: string };
  postings: Array<Posting>;
  /** When the ledger learned it; never runs backwards along `seq`. */
  recorded_at: string;
  /** The transfer that it reverses. */
  reverses_id?: string | undefined;
  seq: number;
  status: Open<TransferStatusName>;
}

/** What became of the items of a batch, in its order. */
export interface TransferBatch {
  results: Array<TransferResult>;
}

/** A transfer as it is now: with its present metadata, what became of it, and what was made of it later. */
export interface TransferDetail {
  /** Who proposed it and who agreed, where a policy asked for a second person. */
  approval?: Approval | undefined;
  description?: string | undefined;
  /** When it counts for the books. */
  effective_at: string;
  /** Of a hold or an extension: when the hold ends by itself; absent if it does not. */
  expires_at?: string | undefined;
  external_id?: string | undefined;
  /** Limits that it went beyond and that only flag. */
  flags?: Array<string> | undefined;
  /** The hold that it captures, voids, increments, extends or ends. */
  hold_id?: string | undefined;
  id: string;
  kind: Open<TransferKindName>;
  ledger: string;
  /** Present and true if its client said that it was made by hand. */
  manual?: boolean | undefined;
  /** String to string, in the key order of RFC 8785. */
  metadata: { [key: string]: string };
  postings: Array<Posting>;
  /** When the ledger learned it; never runs backwards along `seq`. */
  recorded_at: string;
  /** The transfer that it reverses. */
  reverses_id?: string | undefined;
  seq: number;
  status: Open<TransferStatusName>;
  /** Of a hold. */
  hold?: Hold | undefined;
  /** What of it has been reversed, if anything. */
  reversed?: Reversed | undefined;
  /** Counts changes of its metadata, from 1; also its `ETag`. */
  revision: number;
}

/** What a transfer does. */
export type TransferKindName =
  | "transfer"
  | "hold"
  | "capture"
  | "void"
  | "increment"
  | "extension"
  | "expiry"
  | "reversal";

/** A page of transfers. */
export interface TransferList {
  data: Array<Transfer>;
  /** Leads to the next page; null at the list's end, and only there. */
  next_cursor: string | null;
}

/** What is said about a transfer, after a change. */
export interface TransferMetadata {
  id: string;
  /** String to string, in the key order of RFC 8785. */
  metadata: { [key: string]: string };
  revision: number;
  /** The transfer's own `seq`. */
  seq: number;
  updated_at: string;
}

/** What became of one item of a batch. */
export interface TransferResult {
  /** Present if `rejected`. */
  problem?: Problem | undefined;
  status: Open<TransferResultStatus>;
  /** Present if `posted`: the transfer, the hold, or the action's own entry. */
  transfer?: Transfer | undefined;
}

/** Whether an item of a batch was done. */
export type TransferResultStatus = "posted" | "rejected";

/** What a transfer did when it was made: moved what is posted, what is held, or released what was held. It never changes; what became of a hold is in its `hold`. */
export type TransferStatusName = "posted" | "pending" | "voided" | "expired";

/** What one request to an endpoint came to. */
export interface WebhookAttempt {
  /** The first 512 bytes of an answer that was no acknowledgement. */
  answer?: string | undefined;
  /** The how-manieth attempt at this event, from 1. */
  attempt: number;
  attempted_at: string;
  /** Why it was not acknowledged; absent where it was. */
  error?: string | undefined;
  /** The event's id, which the request carried as `webhook-id`. */
  event_id: string;
  seq: number;
  /** The answer's status; absent where there was none. */
  status?: number | undefined;
  /** Until the answer's end, or until it was given up. */
  took_milliseconds: number;
}

/** Who is told of a ledger's events by HTTP. */
export interface WebhookEndpoint {
  created_at: string;
  delivery: EndpointDelivery;
  description?: string | undefined;
  /** Why the service disabled it. */
  disabled_reason?: string | undefined;
  id: string;
  /** Only events whose object has all of this metadata. */
  metadata: { [key: string]: string };
  /** Whether an event waits until the one before it was acknowledged. */
  ordered: boolean;
  /** Only events about accounts at or below this path; absent: about all. */
  path_prefix?: string | undefined;
  revision: number;
  /** What its requests are signed with; shown only when it is made. */
  secret?: string | undefined;
  status: Open<EndpointStatus>;
  /** Only events of these types; absent: of every type. */
  types?: Array<string> | undefined;
  updated_at: string;
  url: string;
}

/** The webhook endpoints of a ledger, all in one page. */
export interface WebhookEndpointList {
  data: Array<WebhookEndpoint>;
  /** Leads to the next page; null at the list's end, and only there. */
  next_cursor: string | null;
}

/** A stretch of time that ends now: one of the two. */
export interface WindowRequest {
  /** The present day, week (from Monday), month or year in the ledger's time zone. */
  calendar?: CalendarName | undefined;
  /** The last so many seconds: at most a year. */
  seconds?: number | undefined;
}
