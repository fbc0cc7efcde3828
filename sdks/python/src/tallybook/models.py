"""What the API answers. Generated from openapi/ by `make sdks`: do not edit."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from ._amount import Amount
from ._model import Model

AccountStatus = Literal["open", "frozen", "closed"]
"""An account's status."""


AccountType = Literal["asset", "liability", "equity", "income", "expense"]
"""An account's type."""


AlertWhen = Literal["below", "above", "crossing"]
"""On which side of its threshold a balance alerts: `crossing` alerts below, and raises an alert on the way back too."""


BalanceKind = Literal["available", "posted", "pending"]
"""One of a balance's amounts: what may still leave, what is posted, or what is posted and held together."""


Calendar = Literal["day", "week", "month", "year"]
"""A stretch of the calendar."""


EndpointStatus = Literal["enabled", "disabled"]
"""Whether an endpoint is told of events."""


HoldStatus = Literal["open", "captured", "voided", "expired"]
"""Where a hold stands."""


IdempotencyKeyStatus = Literal["done", "unknown_key"]
"""Whether a key has done something."""


ItemAction = Literal["post", "capture", "void", "increment", "extend", "reverse"]
"""What an item does: posts a transfer or a hold, or acts on one."""


LimitPer = Literal["account", "prefix"]
"""What a limit counts for."""


OnExceed = Literal["reject", "flag"]
"""What happens to a transfer beyond a limit."""


ProblemCode = Literal[
    "not_found",
    "method_not_allowed",
    "unauthenticated",
    "rate_limited",
    "body_too_large",
    "unsupported_media_type",
    "invalid_json",
    "unknown_field",
    "unknown_parameter",
    "invalid_field",
    "batch_too_large",
    "idempotency_key_required",
    "idempotency_key_invalid",
    "forbidden",
    "idempotency_key_reused",
    "idempotency_in_progress",
    "id_conflict",
    "external_id_conflict",
    "transfer_not_found",
    "hold_not_open",
    "hold_expired",
    "not_reversible",
    "postings_required",
    "account_not_found",
    "posting_not_found",
    "asset_not_found",
    "asset_mismatch",
    "effective_at_out_of_range",
    "expires_too_early",
    "over_capture",
    "over_reversal",
    "unbalanced",
    "account_closed",
    "account_frozen",
    "counterparty_not_allowed",
    "metadata_required",
    "limit_exceeded",
    "insufficient_balance",
    "balance_limit_exceeded",
    "condition_failed",
    "amount_overflow",
    "approval_required",
    "proposal_rejected",
    "proposal_not_open",
    "group_refused",
    "account_not_empty",
    "metadata_limit_exceeded",
    "version_conflict",
    "already_exists",
    "too_many_endpoints",
    "overloaded",
    "outcome_unknown",
    "not_yet_visible",
    "database_unavailable",
    "internal",
]
"""What a program can rely on in a problem."""


ProposalStatus = Literal["proposed", "approved", "rejected"]
"""Where a proposal stands."""


Side = Literal["debit", "credit"]
"""`debit` or `credit`."""


TransferKind = Literal["transfer", "hold", "capture", "void", "increment", "extension", "expiry", "reversal"]
"""What a transfer does."""


TransferResultStatus = Literal["posted", "rejected"]
"""Whether an item of a batch was done."""


TransferStatus = Literal["posted", "pending", "voided", "expired"]
"""What a transfer did when it was made: moved what is posted, what is held, or released what was held. It never changes; what became of a hold is in its `hold`."""


class Account(Model):
    """An account: holds one asset and has a unique path."""

    account_version: int
    """Counts the account's postings."""
    asset: str
    created_at: datetime
    description: str | None = None
    id: str
    metadata: dict[str, str]
    """String to string, in the key order of RFC 8785."""
    normal_side: Side | str
    """`debit` or `credit`: the side that raises the account."""
    path: str
    policy: Policy
    revision: int
    """Counts changes of the account's attributes, from 1; also its `ETag`."""
    status: AccountStatus | str
    type: AccountType | str
    updated_at: datetime


class AccountBalance(Model):
    """An account's balance at an instant, as known at another."""

    account: str
    account_id: str
    account_version: int
    """Counts the account's postings up to `seq`."""
    as_of: datetime | None
    """The instant that was asked for; null where everything recorded counts."""
    asset: str
    balance: Balance
    final: bool
    """Whether this answer can never change."""
    known_at: datetime
    seq: int
    """The ledger's number that this was answered at."""


class AccountBatch(Model):
    """The accounts of a batch, in its order."""

    accounts: list[Account]


class AccountList(Model):
    """A page of accounts."""

    data: list[Account]
    next_cursor: str | None
    """Leads to the next page; null at the list's end, and only there."""


class Approval(Model):
    """That a second person agreed to a transfer. People are the public ids of their API keys."""

    approved_by: str
    proposal_seq: int
    """The `seq` of the proposal."""
    proposed_by: str
    reason: str | None = None


class ApprovalPolicy(Model):
    """Which transfers on an account a second key must approve."""

    above: Amount | None = None
    """Above this amount on a side of the account."""
    back_dated: bool | None = None
    """Effective before they are recorded."""
    manual: bool | None = None
    """Said by their client to be made by hand."""
    reversals: bool | None = None


class ApprovalRule(Model):
    """A rule of an account that asks for a second person."""

    account: str
    posting: int
    rule: str
    """`manual`, `reversals`, `back_dated` or `above`."""


class Asset(Model):
    """An asset: a currency or token with a fixed scale."""

    built_in: bool
    """Whether ISO 4217 defines it, so that it needs no registration."""
    code: str
    created_at: datetime | None = None
    """When it was registered; absent for a built-in one that was not."""
    name: str | None = None
    scale: int
    """Decimals of its amounts, 0 to 28."""


class AssetList(Model):
    """A page of assets."""

    data: list[Asset]
    next_cursor: str | None
    """Leads to the next page; null at the list's end, and only there."""


class AttemptList(Model):
    """A page of attempts."""

    data: list[WebhookAttempt]
    next_cursor: str | None
    """Leads to the next page; null at the list's end, and only there."""


class Balance(Model):
    """A balance. `posted` is final; `pending` counts posted and held together; `available` is what may still leave: the posted normal side − the other side posted and held."""

    available: Amount
    pending: BalanceSides
    posted: BalanceSides


class BalanceList(Model):
    """Balances of many accounts at an instant, as known at another."""

    as_of: datetime | None
    """The instant that was asked for; null where everything recorded counts."""
    data: list[BalanceRow]
    final: bool
    """Whether this answer can never change."""
    known_at: datetime
    next_cursor: str | None
    """Leads to the next page, which is answered at the same `seq`; null at the list's end."""
    seq: int
    """The ledger's number that this was answered at."""


class BalanceRow(Model):
    """A total per asset (`debits`, `credits`, `net`), or one account's balance (`account` …)."""

    account: str | None = None
    """Only by account."""
    account_id: str | None = None
    account_version: int | None = None
    asset: str
    balance: Balance | None = None
    credits: Amount | None = None
    debits: Amount | None = None
    """Of all the accounts' postings in the asset; only by asset."""
    net: Amount | None = None
    """Debits − credits."""


class BalanceSides(Model):
    """Running totals: debits, credits, and the amount on the account's normal side."""

    amount: Amount
    """Normal side − other side; negative where the other side is larger."""
    credits: Amount
    debits: Amount


class DeadLetter(Model):
    """An event that an endpoint did not take, and that is not sent any more."""

    attempts: int
    died_at: datetime
    error: str
    """What went wrong last."""
    event_id: str
    seq: int


class DeadLetterList(Model):
    """A page of dead letters."""

    data: list[DeadLetter]
    next_cursor: str | None
    """Leads to the next page; null at the list's end, and only there."""


class EndpointDelivery(Model):
    """How far an endpoint has been told."""

    dead_letters: int
    """Events that were given up."""
    failing_since: datetime | None = None
    """Since when nothing was acknowledged; absent where all is well."""
    last_error: str | None = None
    last_seq: int
    """The ledger's last change."""
    told_seq: int
    """Every event up to here was acknowledged, filtered out, or is counted below."""
    waiting: int
    """Events that failed and are sent again."""


class Event(Model):
    """The public record of one accepted change."""

    hash: str
    """SHA-256 over the previous event's hash and this event, in hexadecimal."""
    object: dict[str, Any]
    """The ledger, asset, account or transfer as the change left it."""
    recorded_at: datetime
    seq: int
    """The change's number: dense, from 1."""
    type: str


class EventList(Model):
    """Events in order."""

    data: list[Event]
    last_seq: int
    """The number of the ledger's last change."""
    next_after: int
    """What to give as `after` to go on: the last number that was looked at, whether an event is shown of it or not."""


class Hold(Model):
    """What became of a hold. The amounts are those of one side; where assets or postings differ, `postings` has them all."""

    amount: Amount | None = None
    """Held in all, increments included; absent where the hold is in several assets."""
    captured: Amount | None = None
    entries: list[HoldEntry]
    """The captures, voids, increments, extensions and the expiry that it had, in order; the first 100."""
    expires_at: datetime | None = None
    """When it ends, or ended, by itself."""
    postings: list[HoldPosting]
    """One for each posting of the hold, in its order."""
    remaining: Amount | None = None
    """Still held."""
    status: HoldStatus | str


class HoldEntry(Model):
    """A later entry about a hold or a transfer."""

    id: str
    kind: TransferKind | str
    recorded_at: datetime
    seq: int


class HoldList(Model):
    """A page of holds."""

    data: list[HoldItem]
    next_cursor: str | None
    """Leads to the next page; null at the list's end, and only there."""


class HoldPosting(Model):
    """One posting of a hold as it stands."""

    account: str
    account_id: str
    amount: Amount
    asset: str
    captured: Amount
    direction: Side | str
    remaining: Amount


class IdempotencyKeyOutcome(Model):
    """What an idempotency key did."""

    recorded_at: datetime | None = None
    """Absent for an unknown key."""
    response_status: int | None = None
    """The status its request was answered with; absent for an unknown key."""
    status: IdempotencyKeyStatus | str
    transfer_id: str | None = None
    """The transfer it posted, if it posted one."""


class Ledger(Model):
    """A ledger: an isolated book with its own accounts, assets, order and keys."""

    created_at: datetime
    description: str | None = None
    id: str
    last_seq: int | None = None
    """The number of the ledger's last change; absent in its event."""
    metadata: dict[str, str]
    """String to string, in the key order of RFC 8785."""
    name: str
    time_zone: str
    """An IANA time zone: the day boundaries of dates given without a time."""


class LedgerList(Model):
    """A page of ledgers."""

    data: list[Ledger]
    next_cursor: str | None
    """Leads to the next page; null at the list's end, and only there."""


class Limit(Model):
    """A limit on what moves within a window of time on one side of accounts below a path."""

    active: bool
    """Whether it is in force; it counts only while it is."""
    asset: str
    created_at: datetime
    direction: Side | str
    max_count: int | None = None
    """The most transfers in a window."""
    max_sum: Amount | None = None
    """The most that they may move in a window, in all."""
    name: str
    on_exceed: OnExceed | str
    """`reject`, or `flag`: the transfer is accepted and carries the limit's name in `flags`."""
    path_prefix: str
    per: LimitPer | str
    """`account`: each account below the prefix counts for itself; `prefix`: all count together."""
    revision: int
    """Counts changes, from 1."""
    updated_at: datetime
    window: LimitWindow


class LimitList(Model):
    """The limits of a ledger, all in one page."""

    data: list[Limit]
    next_cursor: str | None
    """Leads to the next page; null at the list's end, and only there."""


class LimitWindow(Model):
    """A stretch of time that ends now: the present day, week, month or year in the ledger's time zone, or the last so many seconds."""

    calendar: Calendar | str | None = None
    seconds: int | None = None


class Monitor(Model):
    """A condition on a balance of the account of a path and of all below it, each by itself."""

    active: bool
    """Whether it raises alerts."""
    asset: str
    balance: BalanceKind | str
    created_at: datetime
    name: str
    path_prefix: str
    revision: int
    """Counts changes, from 1."""
    threshold: Amount
    updated_at: datetime
    when: AlertWhen | str


class MonitorAccountList(Model):
    """A page of the accounts that a monitor covers."""

    data: list[MonitorAccountRow]
    next_cursor: str | None
    """Leads to the next page; null at the list's end, and only there."""


class MonitorAccountRow(Model):
    """How an account stands to a monitor."""

    account: str
    account_id: str
    account_version: int
    alerting: bool
    """Whether it is beyond the threshold: below it, or, where the monitor says `above`, above it."""
    amount: Amount
    """The balance that the monitor watches."""


class MonitorList(Model):
    """The monitors of a ledger, all in one page."""

    data: list[Monitor]
    next_cursor: str | None
    """Leads to the next page; null at the list's end, and only there."""


class Policy(Model):
    """An account's limits and rules; absent means unbounded, or no such rule."""

    allowed_counterparties: list[str] | None = None
    """The accounts that may stand opposite in a transfer, by path prefix."""
    approval: ApprovalPolicy | None = None
    freeze_credits: bool | None = None
    """Refuses postings on the credit side."""
    freeze_debits: bool | None = None
    """Refuses postings on the debit side."""
    max_amount: Amount | None = None
    """The most that one transfer or hold may move on a side of the account."""
    max_balance: Amount | None = None
    """Bounds (posted and held normal side) − posted other side from above."""
    max_pending: Amount | None = None
    """Bounds `pending.amount` from above."""
    max_posted: Amount | None = None
    """Bounds `posted.amount` from above."""
    min_balance: Amount | None = None
    """Bounds `available` from below."""
    min_pending: Amount | None = None
    """Bounds `pending.amount` from below."""
    min_posted: Amount | None = None
    """Bounds `posted.amount` from below."""
    over_capture_percent: Amount | None = None
    """How much more than was held on the account may be captured, in percent of what was held."""
    required_metadata: list[str] | None = None
    """Keys that the metadata of a transfer or hold on the account must have."""


class Posting(Model):
    """One leg of a transfer, with the account's balance after it."""

    account: str
    account_id: str
    account_version: int
    """Dense per account, from 1."""
    amount: Amount
    asset: str
    balance: Balance
    direction: Side | str
    released: Amount | None = None
    """In a capture: how much less is held after it; what is not captured is released by the last one."""


class PostingList(Model):
    """A page of an account's postings."""

    data: list[PostingRow]
    next_cursor: str | None
    """Leads to the next page; null at the list's end, and only there."""


class PostingRow(Model):
    """A posting of an account, with its transfer's id and times."""

    account: str
    account_id: str
    account_version: int
    """Dense per account, from 1."""
    amount: Amount
    asset: str
    balance: Balance
    """The account's balance after this posting."""
    direction: Side | str
    effective_at: datetime
    index: int
    """The posting's index in its transfer, from 0."""
    recorded_at: datetime
    released: Amount | None = None
    """In a capture: how much less is held after it."""
    seq: int
    transfer_id: str


class Problem(Model):
    """What went wrong, in the form of RFC 9457. Which members besides the first six are present depends on `code`."""

    account: str | None = None
    actual: int | None = None
    """The revision that the account or transfer is at, or the account's version."""
    asset: str | None = None
    available: Amount | None = None
    """What was available."""
    balance: Amount | None = None
    """What the account stood at."""
    before: datetime | None = None
    """The time that it must be before."""
    captured: Amount | None = None
    code: str
    """What a program can rely on; the list may grow."""
    counterparty: str | None = None
    """The account that may not stand opposite."""
    credits: Amount | None = None
    """The sum of the credits in `asset`."""
    culprit: int | None = None
    """The item of the group that was refused."""
    debits: Amount | None = None
    """The sum of the debits in `asset`."""
    detail: str
    """What happened here, and what to do, in words."""
    direction: str | None = None
    """The side of the account that the posting names."""
    effective_at: datetime | None = None
    expected: int | None = None
    """The revision, or the account's version, that the caller saw."""
    expires_at: datetime | None = None
    external_id: str | None = None
    """The external id that is taken."""
    var_field: str | None = None
    """A JSON pointer into the body, or the name of a parameter or header."""
    held: Amount | None = None
    """What was held in all."""
    held_credits: Amount | None = None
    held_debits: Amount | None = None
    hold_status: str | None = None
    """What became of the hold."""
    id: str | None = None
    """The id that is taken."""
    index: int | None = None
    """The item of a batch, from 0."""
    items: int | None = None
    """The items that were sent, and how many are taken."""
    key: str | None = None
    """The key of the metadata."""
    kind: str | None = None
    """What kind of entry cannot be reversed."""
    last_seq: int | None = None
    """The number the ledger is at."""
    limit: Amount | None = None
    """The bound that refuses."""
    limit_name: str | None = None
    """The limit whose bound that is, where it is none of the account's own."""
    max_bytes: int | None = None
    """The most bytes a body may have here."""
    max_items: int | None = None
    not_before: datetime | None = None
    """The earliest time that is possible, or the one that must be over."""
    other_asset: str | None = None
    """What the other side of the transfer holds."""
    posted: Amount | None = None
    """What is posted on an account that should be closed, or by a transfer that should be reversed."""
    posting: int | None = None
    """The posting, from 0."""
    postings: int | None = None
    """How many postings the hold or transfer has."""
    proposal_status: str | None = None
    """How the proposal was decided, and why."""
    reason: str | None = None
    remaining: Amount | None = None
    """What is still held, or not reversed yet."""
    request_id: str
    """The request that was first answered so."""
    required: Amount | None = None
    """What the transfer moves on the account, or what a condition asks for."""
    reversed: Amount | None = None
    rule: str | None = None
    """The rule of the account's policy, or the condition of the posting, that refuses."""
    scale: int | None = None
    """Decimals of `asset`."""
    scope: str | None = None
    """The scope that the key lacks."""
    status: int
    """The HTTP status."""
    title: str
    """The code in words, the same every time."""
    transfer_id: str | None = None
    """The transfer that has it, or the one that was acted on."""
    type: str
    """`urn:tallybook:problem:` and the code."""
    used: Amount | None = None
    """What counts within the limit's window already."""


class Proposal(Model):
    """A transfer that waits for a second person, or waited; once approved it is a transfer of the same id."""

    decided_at: datetime | None = None
    decided_by: str | None = None
    """The public id of the API key that decided."""
    description: str | None = None
    effective_at: datetime | None = None
    """When it was to be effective; absent: when it is approved."""
    external_id: str | None = None
    id: str
    kind: TransferKind | str
    ledger: str
    manual: bool | None = None
    metadata: dict[str, str]
    """String to string, in the key order of RFC 8785."""
    postings: list[ProposedPosting]
    proposed_at: datetime
    proposed_by: str
    """The public id of the API key that proposed it."""
    reason: str | None = None
    request_sha256: str
    """The SHA-256 of the request's body, which is what an approval posts."""
    reverses_id: str | None = None
    seq: int
    status: ProposalStatus | str
    wanted_by: list[ApprovalRule]
    """The rules that ask for a second person."""


class ProposalList(Model):
    """A page of proposals."""

    data: list[Proposal]
    next_cursor: str | None
    """Leads to the next page; null at the list's end, and only there."""


class ProposedPosting(Model):
    """A posting that was proposed."""

    account: str
    amount: Amount
    asset: str
    direction: Side | str


class Redrive(Model):
    """What is sent again."""

    events: int
    """How many dead letters there were."""


class Replay(Model):
    """What is sent once more."""

    events: int
    """How many events of the order, those that the endpoint does not want included."""


class Reversed(Model):
    """How much of a transfer has been reversed."""

    fully: bool
    """Whether nothing is left to reverse."""
    postings: list[ReversedPosting]
    """One for each posting of the transfer, in its order."""
    reversal_ids: list[str]
    """The reversals, in order; the first 100."""


class ReversedPosting(Model):
    """How much of a posting has been reversed."""

    account: str
    amount: Amount
    direction: Side | str
    reversed: Amount


class SimulatedResult(Model):
    """What would become of one item."""

    problems: list[Problem] | None = None
    """Present if `rejected`: every rule that refuses, in order of precedence."""
    status: TransferResultStatus | str
    transfer: Transfer | None = None
    """Present if `posted`: the entry as it would be made."""


class Simulation(Model):
    """What would become of the items of a sequence, in its order."""

    results: list[SimulatedResult]


class Transfer(Model):
    """A transfer: one balanced set of postings, immutable."""

    approval: Approval | None = None
    """Who proposed it and who agreed, where a policy asked for a second person."""
    description: str | None = None
    effective_at: datetime
    """When it counts for the books."""
    expires_at: datetime | None = None
    """Of a hold or an extension: when the hold ends by itself; absent if it does not."""
    external_id: str | None = None
    flags: list[str] | None = None
    """Limits that it went beyond and that only flag."""
    hold_id: str | None = None
    """The hold that it captures, voids, increments, extends or ends."""
    id: str
    kind: TransferKind | str
    ledger: str
    manual: bool | None = None
    """Present and true if its client said that it was made by hand."""
    metadata: dict[str, str]
    """String to string, in the key order of RFC 8785."""
    postings: list[Posting]
    recorded_at: datetime
    """When the ledger learned it; never runs backwards along `seq`."""
    reverses_id: str | None = None
    """The transfer that it reverses."""
    seq: int
    status: TransferStatus | str


class TransferBatch(Model):
    """What became of the items of a batch, in its order."""

    results: list[TransferResult]


class TransferList(Model):
    """A page of transfers."""

    data: list[Transfer]
    next_cursor: str | None
    """Leads to the next page; null at the list's end, and only there."""


class TransferMetadata(Model):
    """What is said about a transfer, after a change."""

    id: str
    metadata: dict[str, str]
    """String to string, in the key order of RFC 8785."""
    revision: int
    seq: int
    """The transfer's own `seq`."""
    updated_at: datetime


class TransferResult(Model):
    """What became of one item of a batch."""

    problem: Problem | None = None
    """Present if `rejected`."""
    status: TransferResultStatus | str
    transfer: Transfer | None = None
    """Present if `posted`: the transfer, the hold, or the action's own entry."""


class WebhookAttempt(Model):
    """What one request to an endpoint came to."""

    answer: str | None = None
    """The first 512 bytes of an answer that was no acknowledgement."""
    attempt: int
    """The how-manieth attempt at this event, from 1."""
    attempted_at: datetime
    error: str | None = None
    """Why it was not acknowledged; absent where it was."""
    event_id: str
    """The event's id, which the request carried as `webhook-id`."""
    seq: int
    status: int | None = None
    """The answer's status; absent where there was none."""
    took_milliseconds: int
    """Until the answer's end, or until it was given up."""


class WebhookEndpoint(Model):
    """Who is told of a ledger's events by HTTP."""

    created_at: datetime
    delivery: EndpointDelivery
    description: str | None = None
    disabled_reason: str | None = None
    """Why the service disabled it."""
    id: str
    metadata: dict[str, str]
    """Only events whose object has all of this metadata."""
    ordered: bool
    """Whether an event waits until the one before it was acknowledged."""
    path_prefix: str | None = None
    """Only events about accounts at or below this path; absent: about all."""
    revision: int
    secret: str | None = None
    """What its requests are signed with; shown only when it is made."""
    status: EndpointStatus | str
    types: list[str] | None = None
    """Only events of these types; absent: of every type."""
    updated_at: datetime
    url: str


class WebhookEndpointList(Model):
    """The webhook endpoints of a ledger, all in one page."""

    data: list[WebhookEndpoint]
    next_cursor: str | None
    """Leads to the next page; null at the list's end, and only there."""


class HoldItem(Transfer):
    """A hold in a list."""

    hold: Hold


class TransferDetail(Transfer):
    """A transfer as it is now: with its present metadata, what became of it, and what was made of it later."""

    hold: Hold | None = None
    """Of a hold."""
    reversed: Reversed | None = None
    """What of it has been reversed, if anything."""
    revision: int
    """Counts changes of its metadata, from 1; also its `ETag`."""
