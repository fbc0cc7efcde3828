"""What clients send. Generated from openapi/ by `make sdks`: do not edit."""

from __future__ import annotations

from datetime import datetime

from typing_extensions import Required, TypedDict

from ._amount import AmountLike as Amount
from .models import (
    AccountStatus,
    AccountType,
    AlertWhen,
    BalanceKind,
    Calendar,
    EndpointStatus,
    ItemAction,
    LimitPer,
    OnExceed,
    Side,
)


class ApprovalRequest(TypedDict, total=False):
    """Which transfers on an account a second key must approve."""

    above: Amount
    """Above this amount on a side of the account."""
    back_dated: bool
    """Effective before they are recorded."""
    manual: bool
    """Said by their client to be made by hand."""
    reversals: bool


class BatchTransferRequest(TypedDict, total=False):
    """An item of a batch: a transfer, with either `debit_account`, `credit_account` and `amount`, or `postings`; a hold, with `pending` besides; or an `action` on the one that `transfer_id` names, with the fields of that action."""

    action: ItemAction
    """`post` (a transfer, or a hold with `pending`) unless given."""
    amount: Amount
    """A decimal string in major units, above zero."""
    credit_account: str
    """The account to credit, by path or id."""
    debit_account: str
    """The account to debit, by path or id; with `credit_account` and `amount`, instead of `postings`."""
    description: str
    """At most 1,024 bytes."""
    effective_at: datetime | str
    """When it counts for the books; `recorded_at` unless given."""
    expires_at: datetime | str | None
    """When a hold ends by itself; never, unless this or `timeout_seconds` is given."""
    external_id: str
    """Your own reference, unique in the ledger for ever: 1 to 255 characters."""
    final: bool
    """Of a capture: whether what is not captured by now is released, and the hold closed."""
    group: str
    """Items in a row with the same group stand or fall together; not where all do (`atomic`)."""
    id: str
    """The transfer's id, unique for ever; made by the service unless given."""
    idempotency_key: str
    """This item's own key, the same as that of a single POST; in all items, or in none and the header covers the batch."""
    manual: bool
    """Whether a person made it by hand, as accounts' `approval` may want to know."""
    metadata: dict[str, str]
    """String to string: at most 50 keys of at most 64 bytes, and 8 KiB in all."""
    pending: bool
    """Whether it only holds the amounts, for later captures: a hold."""
    postings: list[PostingRequest]
    """2 to 100 legs, whose debits equal their credits in each asset; instead of the fields above."""
    timeout_seconds: int
    """The same in seconds from when the hold is recorded: ten years at most."""
    transfer_id: str
    """The hold or transfer that an action is about, which may be of an earlier item that said its `id`."""
    up_to: bool
    """Whether `amount` is the most, and what the two accounts can give and take will do."""


class ComparisonRequest(TypedDict, total=False):
    """What a balance is compared with: at least one decimal in major units, which may be negative."""

    eq: Amount
    """Exactly."""
    gt: Amount
    """Above."""
    gte: Amount
    """At least."""
    lt: Amount
    """Below."""
    lte: Amount
    """At most."""


class ConditionRequest(TypedDict, total=False):
    """What must be true of a posting's account; at least one condition. Balances are compared as the whole transfer leaves them."""

    account_version: int
    """The account's version that you saw: nothing was posted or held on it since."""
    available: ComparisonRequest
    """The balance's `available`."""
    pending: ComparisonRequest
    """The balance's `pending.amount`."""
    posted: ComparisonRequest
    """The balance's `posted.amount`."""


class DecisionRequest(TypedDict, total=False):
    """Why, for the record."""

    reason: str
    """At most 1,024 bytes."""


class PartPostingRequest(TypedDict, total=False):
    """How much of one posting of a hold or a transfer."""

    account: Required[str]
    """By path or id."""
    amount: Required[Amount]
    """A decimal string in major units, above zero."""
    direction: Required[Side]
    """As in the hold or transfer that is acted on."""


class PatchAccountRequest(TypedDict, total=False):
    """A change of an account. What is absent stays as it is."""

    description: str | None
    """At most 1,024 bytes; null removes it."""
    if_metadata: dict[str, str | None] | None
    """Change only an account whose metadata has these values; a key's null: has no such key."""
    if_revision: int
    """Change only an account at this revision; `If-Match` says the same."""
    metadata: dict[str, str | None]
    """Merged into what is there; a key's null removes it."""
    policy: PatchPolicyRequest | None
    """Null removes all of it."""
    status: AccountStatus
    """`frozen` takes no postings until `open` again; `closed` needs a settled account and is final."""


class PatchApprovalRequest(TypedDict, total=False):
    """Which transfers on an account a second key must approve."""

    above: Amount
    """Above this amount on a side of the account."""
    back_dated: bool
    """Effective before they are recorded."""
    manual: bool
    """Said by their client to be made by hand."""
    reversals: bool


class PatchLimitRequest(TypedDict, total=False):
    """A change of a limit; what is absent stays."""

    active: bool
    """What passes while it is not in force does not count."""
    max_count: int | None
    """Null: no count is bounded."""
    max_sum: Amount | None
    """Null: no sum is bounded."""
    on_exceed: OnExceed


class PatchMonitorRequest(TypedDict, total=False):
    """A change of a monitor; what is absent stays."""

    active: bool
    """What happens while it is not in force raises no alert, then or later."""
    threshold: Amount


class PatchPolicyRequest(TypedDict, total=False):
    """A change of an account's policy. A field that is absent stays; null removes it."""

    allowed_counterparties: list[str] | None
    """The accounts that may stand opposite, by path prefix: at most 100."""
    approval: PatchApprovalRequest | None
    """Replaced as a whole; null removes it."""
    freeze_credits: bool | None
    """Refuses postings on the credit side; what is held there can still be let go."""
    freeze_debits: bool | None
    """Refuses postings on the debit side; what is held there can still be let go."""
    max_amount: Amount | None
    """The most that one transfer, hold or increment may move on a side of the account."""
    max_balance: Amount | None
    """Bounds (posted and held normal side) − posted other side from above."""
    max_pending: Amount | None
    """Bounds `pending.amount` from above."""
    max_posted: Amount | None
    """Bounds `posted.amount` from above."""
    min_balance: Amount | None
    """Bounds `available` from below."""
    min_pending: Amount | None
    """Bounds `pending.amount` from below."""
    min_posted: Amount | None
    """Bounds `posted.amount` from below."""
    over_capture_percent: Amount | None
    """How much more than was held on the account may be captured, in percent of what was held: 0 to 100, with at most 2 decimals."""
    required_metadata: list[str] | None
    """Keys that the metadata of a transfer or hold on the account must have: at most 50."""


class PatchTransferRequest(TypedDict, total=False):
    """A change of a transfer's metadata."""

    if_metadata: dict[str, str | None] | None
    """Change only a transfer whose metadata has these values; a key's null: has no such key."""
    if_revision: int
    """Change only a transfer at this revision; `If-Match` says the same."""
    metadata: dict[str, str | None]
    """Merged into what is there; a key's null removes it."""


class PatchWebhookEndpointRequest(TypedDict, total=False):
    """A change of an endpoint. What is absent stays as it is."""

    description: str | None
    """At most 1,024 bytes; null removes it."""
    if_revision: int
    """Change only an endpoint at this revision; `If-Match` says the same."""
    metadata: dict[str, str] | None
    """Replaces what was asked for; null: whatever the metadata."""
    ordered: bool
    path_prefix: str | None
    """Null: events about all accounts."""
    status: EndpointStatus
    """`disabled` sends nothing until `enabled` again; then it goes on where it ended, and what waits is sent at once."""
    types: list[str] | None
    """Null: events of every type."""
    url: str


class PolicyRequest(TypedDict, total=False):
    """Limits and rules of an account; absent means unbounded, or no such rule."""

    allowed_counterparties: list[str]
    """The accounts that may stand opposite, by path prefix: at most 100."""
    approval: ApprovalRequest
    freeze_credits: bool
    """Refuses postings on the credit side; what is held there can still be let go."""
    freeze_debits: bool
    """Refuses postings on the debit side; what is held there can still be let go."""
    max_amount: Amount
    """The most that one transfer, hold or increment may move on a side of the account."""
    max_balance: Amount
    """Bounds (posted and held normal side) − posted other side from above."""
    max_pending: Amount
    """Bounds `pending.amount` from above."""
    max_posted: Amount
    """Bounds `posted.amount` from above."""
    min_balance: Amount
    """Bounds `available` from below."""
    min_pending: Amount
    """Bounds `pending.amount` from below."""
    min_posted: Amount
    """Bounds `posted.amount` from below."""
    over_capture_percent: Amount
    """How much more than was held on the account may be captured, in percent of what was held: 0 to 100, with at most 2 decimals."""
    required_metadata: list[str]
    """Keys that the metadata of a transfer or hold on the account must have: at most 50."""


class PostAccountRequest(TypedDict, total=False):
    """An account to open."""

    asset: Required[str]
    description: str
    """At most 1,024 bytes."""
    metadata: dict[str, str]
    """String to string: at most 50 keys of at most 64 bytes, and 8 KiB in all."""
    normal_side: Side
    """The side that raises the account. Follows the type unless given (contra accounts)."""
    path: Required[str]
    """Unique in its ledger, for good: 1 to 32 segments of `[A-Za-z0-9_.-]` joined by `:`, at most 255 bytes."""
    policy: PolicyRequest
    type: Required[AccountType]


class PostAccountsBatchRequest(TypedDict, total=False):
    """Accounts to open together."""

    accounts: Required[list[PostAccountRequest]]
    """1 to 1,000."""


class PostAssetRequest(TypedDict, total=False):
    """An asset to register."""

    code: Required[str]
    name: str
    """1 to 255 characters."""
    scale: int
    """Decimals of its amounts, 0 to 28, for good. An ISO 4217 code has its own, which need not be given; every other code needs one."""


class PostCaptureRequest(TypedDict, total=False):
    """A capture: `amount` or `postings`, or neither for all that remains."""

    amount: Amount
    """So much of the hold, which has exactly two postings. A decimal string in major units, above zero."""
    description: str
    """At most 1,024 bytes."""
    effective_at: datetime | str
    """When it counts for the books: not before the hold's."""
    external_id: str
    """Your own reference, unique in the ledger for ever: 1 to 255 characters."""
    final: bool
    """Whether what is not captured by now is released, and the hold closed."""
    id: str
    """The new entry's id, unique for ever; made by the service unless given."""
    metadata: dict[str, str]
    """String to string: at most 50 keys of at most 64 bytes, and 8 KiB in all."""
    postings: list[PartPostingRequest]
    """So much of these postings of the hold: 1 to 100, named by account and direction."""


class PostExtendRequest(TypedDict, total=False):
    """An extension: `expires_at` or `timeout_seconds`."""

    description: str
    """At most 1,024 bytes."""
    expires_at: datetime | str | None
    """When the hold ends by itself; null: never."""
    external_id: str
    """Your own reference, unique in the ledger for ever: 1 to 255 characters."""
    id: str
    """The new entry's id, unique for ever; made by the service unless given."""
    metadata: dict[str, str]
    """String to string: at most 50 keys of at most 64 bytes, and 8 KiB in all."""
    timeout_seconds: int
    """The same in seconds from when the extension is recorded: ten years at most."""


class PostIncrementRequest(TypedDict, total=False):
    """An increment: `amount` or `postings`."""

    amount: Amount
    """So much more on both postings of the hold, which has exactly two. A decimal string in major units, above zero."""
    description: str
    """At most 1,024 bytes."""
    effective_at: datetime | str
    """When it counts for the books: not before the hold's, and before the hold expires."""
    external_id: str
    """Your own reference, unique in the ledger for ever: 1 to 255 characters."""
    id: str
    """The new entry's id, unique for ever; made by the service unless given."""
    metadata: dict[str, str]
    """String to string: at most 50 keys of at most 64 bytes, and 8 KiB in all."""
    postings: list[PartPostingRequest]
    """So much more on these postings of the hold: 1 to 100, named by account and direction."""


class PostLedgerRequest(TypedDict, total=False):
    """A ledger to create."""

    description: str
    """At most 1,024 bytes."""
    metadata: dict[str, str]
    """String to string: at most 50 keys of at most 64 bytes, and 8 KiB in all."""
    name: Required[str]
    """Unique, for good; `[a-z0-9][a-z0-9_-]{0,62}`."""
    time_zone: str
    """An IANA time zone for the day boundaries of dates; `UTC` unless given."""


class PostLimitRequest(TypedDict, total=False):
    """A limit to set: `max_sum`, `max_count`, or both."""

    active: bool
    """Whether it is in force; true unless given."""
    asset: Required[str]
    """Only postings in this asset count."""
    direction: Required[Side]
    """Only postings on this side count."""
    max_count: int
    """The most transfers and holds in a window."""
    max_sum: Amount
    """The most that may be moved in a window, in major units."""
    name: Required[str]
    """Unique in the ledger, for good; `[a-z0-9][a-z0-9_-]{0,62}`."""
    on_exceed: OnExceed
    """`reject` unless given."""
    path_prefix: Required[str]
    """The account of this path and all below it."""
    per: Required[LimitPer]
    window: Required[WindowRequest]


class PostMonitorRequest(TypedDict, total=False):
    """A monitor to set."""

    active: bool
    """Whether it raises alerts; true unless given."""
    asset: Required[str]
    """Only accounts in this asset are watched."""
    balance: Required[BalanceKind]
    """Which of the balance's amounts is watched."""
    name: Required[str]
    """Unique in the ledger, for good; `[a-z0-9][a-z0-9_-]{0,62}`."""
    path_prefix: Required[str]
    """The account of this path and all below it, each by itself."""
    threshold: Required[Amount]
    """In major units; at the threshold itself nothing alerts."""
    when: Required[AlertWhen]
    """On which side of the threshold it alerts."""


class PostRedriveRequest(TypedDict, total=False):
    """Which dead letters to send again."""

    ids: list[str]
    """1 to 500 ids; all dead letters unless given."""


class PostReplayRequest(TypedDict, total=False):
    """Which events to send once more: those after a `seq`, those recorded within a time, or some by id."""

    after: int
    """After this `seq`."""
    ids: list[str]
    """1 to 500 ids, as `webhook-id` said."""
    recorded_from: datetime | str
    """Recorded at or after this instant."""
    recorded_to: datetime | str
    """Recorded before this instant; now unless given."""
    to: int
    """Up to this `seq`; the ledger's last unless given."""


class PostReverseRequest(TypedDict, total=False):
    """A reversal: `amount` or `postings`, or neither for all that is not reversed yet."""

    amount: Amount
    """So much of the transfer, which has exactly two postings. A decimal string in major units, above zero."""
    description: str
    """At most 1,024 bytes."""
    effective_at: datetime | str
    """When it counts for the books; `recorded_at` unless given."""
    external_id: str
    """Your own reference, unique in the ledger for ever: 1 to 255 characters."""
    id: str
    """The new entry's id, unique for ever; made by the service unless given."""
    metadata: dict[str, str]
    """String to string: at most 50 keys of at most 64 bytes, and 8 KiB in all."""
    postings: list[PartPostingRequest]
    """So much of these postings of the transfer: 1 to 100, named by account and direction as they are there."""


class PostSimulateRequest(TypedDict, total=False):
    """A sequence to try."""

    transfers: Required[list[SimulatedTransferRequest]]
    """1 to 1,000 unless configured otherwise, in order: a later one sees an earlier one's effect."""


class PostTransferRequest(TypedDict, total=False):
    """A transfer to post: either `debit_account`, `credit_account` and `amount`, or `postings`. With `pending` it is a hold."""

    amount: Amount
    """A decimal string in major units, above zero."""
    credit_account: str
    """The account to credit, by path or id."""
    debit_account: str
    """The account to debit, by path or id; with `credit_account` and `amount`, instead of `postings`."""
    description: str
    """At most 1,024 bytes."""
    effective_at: datetime | str
    """When it counts for the books; `recorded_at` unless given."""
    expires_at: datetime | str
    """When a hold ends by itself; never, unless this or `timeout_seconds` is given."""
    external_id: str
    """Your own reference, unique in the ledger for ever: 1 to 255 characters."""
    id: str
    """The transfer's id, unique for ever; made by the service unless given."""
    manual: bool
    """Whether a person made it by hand, as accounts' `approval` may want to know."""
    metadata: dict[str, str]
    """String to string: at most 50 keys of at most 64 bytes, and 8 KiB in all."""
    pending: bool
    """Whether it only holds the amounts, for later captures: a hold."""
    postings: list[PostingRequest]
    """2 to 100 legs, whose debits equal their credits in each asset; instead of the fields above."""
    timeout_seconds: int
    """The same in seconds from when the hold is recorded: ten years at most."""
    up_to: bool
    """Whether `amount` is the most, and what the two accounts can give and take will do."""


class PostTransfersBatchRequest(TypedDict, total=False):
    """Transfers to post, and actions to do, together."""

    atomic: Required[bool]
    """Whether all are refused if one is; if not, each is judged by itself, or with its group."""
    transfers: Required[list[BatchTransferRequest]]
    """1 to 1,000 unless configured otherwise, in order: a later one sees an earlier one's effect."""


class PostVoidRequest(TypedDict, total=False):
    """A void: nothing need be said."""

    description: str
    """At most 1,024 bytes."""
    effective_at: datetime | str
    """When it counts for the books: not before the hold's."""
    external_id: str
    """Your own reference, unique in the ledger for ever: 1 to 255 characters."""
    id: str
    """The new entry's id, unique for ever; made by the service unless given."""
    metadata: dict[str, str]
    """String to string: at most 50 keys of at most 64 bytes, and 8 KiB in all."""


class PostWebhookEndpointRequest(TypedDict, total=False):
    """An endpoint to add."""

    after: int
    """Tell it of events after this `seq`: 0 for all there are. The ledger's last unless given, so that it is told of what is new."""
    description: str
    """At most 1,024 bytes."""
    metadata: dict[str, str]
    """Only events whose object has all of this metadata."""
    ordered: bool
    """True: one event at a time, each after the one before it was acknowledged; one that fails holds up the others. False unless given: several at once, and one that fails is sent again later."""
    path_prefix: str
    """Only events about accounts at or below this path; whole segments."""
    types: list[str]
    """Only events of these types; all unless given."""
    url: Required[str]
    """Where events are sent: `https`, at most 2,048 bytes, no user or fragment, no private address. One endpoint of a ledger per URL."""


PostingRequest = TypedDict(
    "PostingRequest",
    {
        # By path or id.
        "account": "Required[str]",
        # A decimal string in major units, above zero.
        "amount": "Required[Amount]",
        "direction": "Required[Side]",
        # What must be true of the account for the whole transfer to be accepted.
        "if": "ConditionRequest",
        # Whether `amount` is the most, and what the account can give or take will do; where there are exactly two postings.
        "up_to": "bool",
    },
    total=False,
)
"""One leg of a transfer or a hold."""


class SimulatedTransferRequest(TypedDict, total=False):
    """An item of a simulation, as in a batch."""

    action: ItemAction
    """`post` (a transfer, or a hold with `pending`) unless given."""
    amount: Amount
    """A decimal string in major units, above zero."""
    credit_account: str
    """The account to credit, by path or id."""
    debit_account: str
    """The account to debit, by path or id; with `credit_account` and `amount`, instead of `postings`."""
    description: str
    """At most 1,024 bytes."""
    effective_at: datetime | str
    """When it counts for the books; `recorded_at` unless given."""
    expires_at: datetime | str | None
    """When a hold ends by itself; never, unless this or `timeout_seconds` is given."""
    external_id: str
    """Your own reference, unique in the ledger for ever: 1 to 255 characters."""
    final: bool
    """Of a capture: whether what is not captured by now is released, and the hold closed."""
    id: str
    """The transfer's id, unique for ever; made by the service unless given."""
    manual: bool
    """Whether a person made it by hand, as accounts' `approval` may want to know."""
    metadata: dict[str, str]
    """String to string: at most 50 keys of at most 64 bytes, and 8 KiB in all."""
    pending: bool
    """Whether it only holds the amounts, for later captures: a hold."""
    postings: list[PostingRequest]
    """2 to 100 legs, whose debits equal their credits in each asset; instead of the fields above."""
    timeout_seconds: int
    """The same in seconds from when the hold is recorded: ten years at most."""
    transfer_id: str
    """The hold or transfer that an action is about, which may be of an earlier item that said its `id`."""
    up_to: bool
    """Whether `amount` is the most, and what the two accounts can give and take will do."""


class WindowRequest(TypedDict, total=False):
    """A stretch of time that ends now: one of the two."""

    calendar: Calendar
    """The present day, week (from Monday), month or year in the ledger's time zone."""
    seconds: int
    """The last so many seconds: at most a year."""
