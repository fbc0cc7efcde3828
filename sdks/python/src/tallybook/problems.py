"""An exception for every code of a problem. Generated from openapi/ by `make sdks`: do not edit."""

from __future__ import annotations

from ._errors import ProblemError


class NotFound(ProblemError):
    """No such path, ledger, account, asset or transfer, or none that this key may see: check the URL and which ledgers the key is bound to."""


class MethodNotAllowed(ProblemError):
    """The path exists for other methods, which the `Allow` header lists."""


class Unauthenticated(ProblemError):
    """The `Authorization: Bearer tb_…` header is missing, mistyped, or its key is unknown, expired or revoked: send a live key."""


class RateLimited(ProblemError):
    """The key's rate limit is used up: wait for `Retry-After` seconds and send the same request again."""


class BodyTooLarge(ProblemError):
    """The body is larger than this path takes (`max_bytes`): send less, or split a batch."""


class UnsupportedMediaType(ProblemError):
    """Send `Content-Type: application/json`, in UTF-8 and without compression."""


class InvalidJson(ProblemError):
    """The body is no JSON, not UTF-8, has a key twice in one object, holds U+0000, or is nested deeper than 32 levels."""


class UnknownField(ProblemError):
    """`field` points at a field this request does not take, often a misspelt one: remove it."""


class UnknownParameter(ProblemError):
    """`field` names a query parameter this request does not take, often a misspelt one: remove it."""


class InvalidField(ProblemError):
    """`field` points at a field of the body (a JSON pointer), or names a query parameter or header, and the detail says what it must be."""


class BatchTooLarge(ProblemError):
    """The batch holds `items`, and at most `max_items` are taken: split it."""


class IdempotencyKeyRequired(ProblemError):
    """Send an `Idempotency-Key` header that is unique to this payment, so that a retry cannot pay twice."""


class IdempotencyKeyInvalid(ProblemError):
    """A key is 1 to 255 printable ASCII characters in one `Idempotency-Key` header."""


class Forbidden(ProblemError):
    """The key lacks the scope that `scope` names, or is bound to single ledgers where all are needed: use another key."""


class IdempotencyKeyReused(ProblemError):
    """This key was used for a different request (`field` names the first field that differs where it is known): use a new key for a new request."""


class IdempotencyInProgress(ProblemError):
    """Wait for `Retry-After` seconds and send the same request with the same key again."""


class IdConflict(ProblemError):
    """Another transfer has this `id`, and ids are unique for ever: `Location` leads to it."""


class ExternalIdConflict(ProblemError):
    """Another transfer has this `external_id`, and external ids are unique for ever: `Location` leads to it."""


class TransferNotFound(ProblemError):
    """The item's `transfer_id` is that of no hold or transfer in this ledger, nor of an earlier item: correct it."""


class HoldNotOpen(ProblemError):
    """The hold was captured or voided (`hold_status`), or the transfer is none that holds anything: nothing is left to act on."""


class HoldExpired(ProblemError):
    """The hold ended by itself at `expires_at` and holds nothing any more: hold the amount anew."""


class NotReversible(ProblemError):
    """Only transfers and captures can be reversed; this is of another `kind`. Void a hold, and post a transfer against a reversal."""


class PostingsRequired(ProblemError):
    """One `amount` is enough only where there are two postings: send `postings`, each by its account and direction."""


class AccountNotFound(ProblemError):
    """The posting names an `account` that does not exist in this ledger: create it first, or correct the path or id."""


class PostingNotFound(ProblemError):
    """The hold or transfer has no posting on `account` in this `direction`: name its postings as they are there."""


class AssetNotFound(ProblemError):
    """The `asset` is neither an ISO 4217 currency nor registered in this ledger: register it first."""


class AssetMismatch(ProblemError):
    """The two accounts hold different assets, or an amount or bound has more decimals than the account's asset."""


class EffectiveAtOutOfRange(ProblemError):
    """The action would be effective before what it acts on was held (`not_before`), or an increment not before the hold expires (`before`): send another `effective_at`, or none."""


class ExpiresTooEarly(ProblemError):
    """A hold ends after it is recorded and effective, that is after `not_before`: send a later `expires_at`."""


class OverCapture(ProblemError):
    """`remaining` is still held, and the account's `over_capture_percent` tolerates no more beyond: capture less, or increment the hold first."""


class OverReversal(ProblemError):
    """`remaining` of the transfer is not reversed yet: reverse that much at most."""


class Unbalanced(ProblemError):
    """For each asset the debits must equal the credits: `debits` and `credits` are the sums that were sent for `asset`."""


class AccountClosed(ProblemError):
    """Closing is final: a closed account takes no postings, and neither its status nor its limits change again."""


class AccountFrozen(ProblemError):
    """A frozen account takes no postings until its status is `open` again; where `rule` is present, its policy freezes that side alone."""


class CounterpartyNotAllowed(ProblemError):
    """The policy of `account` lists its `allowed_counterparties`, and `counterparty` is not among them."""


class MetadataRequired(ProblemError):
    """The policy of `account` wants `key` in the metadata of every transfer and hold on it: send it."""


class LimitExceeded(ProblemError):
    """The transfer moves `required` on `account`, and `limit` is what its `rule` allows: `max_amount` of the policy, or `max_sum` or `max_count` of the limit `limit_name`, of which `used` is used up in the present window."""


class InsufficientBalance(ProblemError):
    """The transfer asks for `required`, `available` (or `balance`) is what there is, and `limit` is the account's `rule`: `min_balance`, `min_posted` or `min_pending`."""


class BalanceLimitExceeded(ProblemError):
    """The transfer adds `required` to `balance`, and `limit` is the account's `rule`: `max_balance`, `max_posted` or `max_pending`."""


class ConditionFailed(ProblemError):
    """The condition `rule` of the posting asks for `required`, and the transfer would leave `available` (or `balance`); or the account is at version `actual`, not `expected`: read it again and decide anew."""


class AmountOverflow(ProblemError):
    """Amounts, bounds and running totals stay within 38 digits of the asset's smallest unit."""


class ApprovalRequired(ProblemError):
    """The `approval` policy of `account` wants four eyes for this transfer, by its `rule`; everything else about it is in order."""


class ProposalRejected(ProblemError):
    """The transfer that this key asked for was proposed and then rejected, with the `reason` that was given: it will not be made."""


class ProposalNotOpen(ProblemError):
    """Another decision came first: `proposal_status` says which."""


class GroupRefused(ProblemError):
    """The items of a group stand or fall together, and the item `culprit` was refused: its result says why. A key of this item's own is not used up."""


class AccountNotEmpty(ProblemError):
    """Only an account with zero posted and nothing held can be closed: move the rest out first."""


class MetadataLimitExceeded(ProblemError):
    """Merged with what is there, the metadata would have more than 50 keys or 8 KiB: remove keys by setting them to null."""


class VersionConflict(ProblemError):
    """The account, transfer or endpoint is at revision `actual`, not `expected`, or its metadata's `key` has not the value in `if_metadata`: read it again and decide anew."""


class AlreadyExists(ProblemError):
    """Something with this name exists and differs from what was sent: `Location` leads to it."""


class TooManyEndpoints(ProblemError):
    """A ledger has at most `max_items` webhook endpoints: remove one, or give one wider filters."""


class Overloaded(ProblemError):
    """The request was turned away and definitely not done: send it again after `Retry-After` seconds."""


class NotYetVisible(ProblemError):
    """The ledger did not reach the `min_seq` or `at_seq` that was asked for in time: ask again after `Retry-After` seconds."""


class DatabaseUnavailable(ProblemError):
    """Nothing was done: send the request again after `Retry-After` seconds."""


class Internal(ProblemError):
    """A defect on our side: report it with the `request_id`, and retry with the same idempotency key if you must."""


BY_CODE: dict[str, type[ProblemError]] = {
    "not_found": NotFound,
    "method_not_allowed": MethodNotAllowed,
    "unauthenticated": Unauthenticated,
    "rate_limited": RateLimited,
    "body_too_large": BodyTooLarge,
    "unsupported_media_type": UnsupportedMediaType,
    "invalid_json": InvalidJson,
    "unknown_field": UnknownField,
    "unknown_parameter": UnknownParameter,
    "invalid_field": InvalidField,
    "batch_too_large": BatchTooLarge,
    "idempotency_key_required": IdempotencyKeyRequired,
    "idempotency_key_invalid": IdempotencyKeyInvalid,
    "forbidden": Forbidden,
    "idempotency_key_reused": IdempotencyKeyReused,
    "idempotency_in_progress": IdempotencyInProgress,
    "id_conflict": IdConflict,
    "external_id_conflict": ExternalIdConflict,
    "transfer_not_found": TransferNotFound,
    "hold_not_open": HoldNotOpen,
    "hold_expired": HoldExpired,
    "not_reversible": NotReversible,
    "postings_required": PostingsRequired,
    "account_not_found": AccountNotFound,
    "posting_not_found": PostingNotFound,
    "asset_not_found": AssetNotFound,
    "asset_mismatch": AssetMismatch,
    "effective_at_out_of_range": EffectiveAtOutOfRange,
    "expires_too_early": ExpiresTooEarly,
    "over_capture": OverCapture,
    "over_reversal": OverReversal,
    "unbalanced": Unbalanced,
    "account_closed": AccountClosed,
    "account_frozen": AccountFrozen,
    "counterparty_not_allowed": CounterpartyNotAllowed,
    "metadata_required": MetadataRequired,
    "limit_exceeded": LimitExceeded,
    "insufficient_balance": InsufficientBalance,
    "balance_limit_exceeded": BalanceLimitExceeded,
    "condition_failed": ConditionFailed,
    "amount_overflow": AmountOverflow,
    "approval_required": ApprovalRequired,
    "proposal_rejected": ProposalRejected,
    "proposal_not_open": ProposalNotOpen,
    "group_refused": GroupRefused,
    "account_not_empty": AccountNotEmpty,
    "metadata_limit_exceeded": MetadataLimitExceeded,
    "version_conflict": VersionConflict,
    "already_exists": AlreadyExists,
    "too_many_endpoints": TooManyEndpoints,
    "overloaded": Overloaded,
    "not_yet_visible": NotYetVisible,
    "database_unavailable": DatabaseUnavailable,
    "internal": Internal,
}
"""The exception of a code; one that is not here is raised as a plain ProblemError."""
