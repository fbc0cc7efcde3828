// Generated from the OpenAPI document; do not edit.
#![allow(unused_imports, reason = "what a model needs depends on its fields")]

use std::collections::BTreeMap;

use bigdecimal::BigDecimal;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::models;

crate::open_enum! {
    /// What a program can rely on in a problem.
    ProblemCode {
        /// No such path, ledger, account, asset or transfer, or none that this key may see: check the URL and which ledgers the key is bound to.
        NotFound = "not_found",
        /// The path exists for other methods, which the `Allow` header lists.
        MethodNotAllowed = "method_not_allowed",
        /// The `Authorization: Bearer tb_…` header is missing, mistyped, or its key is unknown, expired or revoked: send a live key.
        Unauthenticated = "unauthenticated",
        /// The key's rate limit is used up: wait for `Retry-After` seconds and send the same request again.
        RateLimited = "rate_limited",
        /// The body is larger than this path takes (`max_bytes`): send less, or split a batch.
        BodyTooLarge = "body_too_large",
        /// Send `Content-Type: application/json`, in UTF-8 and without compression.
        UnsupportedMediaType = "unsupported_media_type",
        /// The body is no JSON, not UTF-8, has a key twice in one object, holds U+0000, or is nested deeper than 32 levels.
        InvalidJson = "invalid_json",
        /// `field` points at a field this request does not take, often a misspelt one: remove it.
        UnknownField = "unknown_field",
        /// `field` names a query parameter this request does not take, often a misspelt one: remove it.
        UnknownParameter = "unknown_parameter",
        /// `field` points at a field of the body (a JSON pointer), or names a query parameter or header, and the detail says what it must be.
        InvalidField = "invalid_field",
        /// The batch holds `items`, and at most `max_items` are taken: split it.
        BatchTooLarge = "batch_too_large",
        /// Send an `Idempotency-Key` header that is unique to this payment, so that a retry cannot pay twice.
        IdempotencyKeyRequired = "idempotency_key_required",
        /// A key is 1 to 255 printable ASCII characters in one `Idempotency-Key` header.
        IdempotencyKeyInvalid = "idempotency_key_invalid",
        /// The key lacks the scope that `scope` names, or is bound to single ledgers where all are needed: use another key.
        Forbidden = "forbidden",
        /// This key was used for a different request (`field` names the first field that differs where it is known): use a new key for a new request.
        IdempotencyKeyReused = "idempotency_key_reused",
        /// Wait for `Retry-After` seconds and send the same request with the same key again.
        IdempotencyInProgress = "idempotency_in_progress",
        /// Another transfer has this `id`, and ids are unique for ever: `Location` leads to it.
        IdConflict = "id_conflict",
        /// Another transfer has this `external_id`, and external ids are unique for ever: `Location` leads to it.
        ExternalIdConflict = "external_id_conflict",
        /// The item's `transfer_id` is that of no hold or transfer in this ledger, nor of an earlier item: correct it.
        TransferNotFound = "transfer_not_found",
        /// The hold was captured or voided (`hold_status`), or the transfer is none that holds anything: nothing is left to act on.
        HoldNotOpen = "hold_not_open",
        /// The hold ended by itself at `expires_at` and holds nothing any more: hold the amount anew.
        HoldExpired = "hold_expired",
        /// Only transfers and captures can be reversed; this is of another `kind`. Void a hold, and post a transfer against a reversal.
        NotReversible = "not_reversible",
        /// One `amount` is enough only where there are two postings: send `postings`, each by its account and direction.
        PostingsRequired = "postings_required",
        /// The posting names an `account` that does not exist in this ledger: create it first, or correct the path or id.
        AccountNotFound = "account_not_found",
        /// The hold or transfer has no posting on `account` in this `direction`: name its postings as they are there.
        PostingNotFound = "posting_not_found",
        /// The `asset` is neither an ISO 4217 currency nor registered in this ledger: register it first.
        AssetNotFound = "asset_not_found",
        /// The two accounts hold different assets, or an amount or bound has more decimals than the account's asset.
        AssetMismatch = "asset_mismatch",
        /// The action would be effective before what it acts on was held (`not_before`), or an increment not before the hold expires (`before`): send another `effective_at`, or none.
        EffectiveAtOutOfRange = "effective_at_out_of_range",
        /// A hold ends after it is recorded and effective, that is after `not_before`: send a later `expires_at`.
        ExpiresTooEarly = "expires_too_early",
        /// `remaining` is still held, and the account's `over_capture_percent` tolerates no more beyond: capture less, or increment the hold first.
        OverCapture = "over_capture",
        /// `remaining` of the transfer is not reversed yet: reverse that much at most.
        OverReversal = "over_reversal",
        /// For each asset the debits must equal the credits: `debits` and `credits` are the sums that were sent for `asset`.
        Unbalanced = "unbalanced",
        /// Closing is final: a closed account takes no postings, and neither its status nor its limits change again.
        AccountClosed = "account_closed",
        /// A frozen account takes no postings until its status is `open` again; where `rule` is present, its policy freezes that side alone.
        AccountFrozen = "account_frozen",
        /// The policy of `account` lists its `allowed_counterparties`, and `counterparty` is not among them.
        CounterpartyNotAllowed = "counterparty_not_allowed",
        /// The policy of `account` wants `key` in the metadata of every transfer and hold on it: send it.
        MetadataRequired = "metadata_required",
        /// The transfer moves `required` on `account`, and `limit` is what its `rule` allows: `max_amount` of the policy, or `max_sum` or `max_count` of the limit `limit_name`, of which `used` is used up in the present window.
        LimitExceeded = "limit_exceeded",
        /// The transfer asks for `required`, `available` (or `balance`) is what there is, and `limit` is the account's `rule`: `min_balance`, `min_posted` or `min_pending`.
        InsufficientBalance = "insufficient_balance",
        /// The transfer adds `required` to `balance`, and `limit` is the account's `rule`: `max_balance`, `max_posted` or `max_pending`.
        BalanceLimitExceeded = "balance_limit_exceeded",
        /// The condition `rule` of the posting asks for `required`, and the transfer would leave `available` (or `balance`); or the account is at version `actual`, not `expected`: read it again and decide anew.
        ConditionFailed = "condition_failed",
        /// Amounts, bounds and running totals stay within 38 digits of the asset's smallest unit.
        AmountOverflow = "amount_overflow",
        /// The `approval` policy of `account` wants four eyes for this transfer, by its `rule`; everything else about it is in order.
        ApprovalRequired = "approval_required",
        /// The transfer that this key asked for was proposed and then rejected, with the `reason` that was given: it will not be made.
        ProposalRejected = "proposal_rejected",
        /// Another decision came first: `proposal_status` says which.
        ProposalNotOpen = "proposal_not_open",
        /// The items of a group stand or fall together, and the item `culprit` was refused: its result says why. A key of this item's own is not used up.
        GroupRefused = "group_refused",
        /// Only an account with zero posted and nothing held can be closed: move the rest out first.
        AccountNotEmpty = "account_not_empty",
        /// Merged with what is there, the metadata would have more than 50 keys or 8 KiB: remove keys by setting them to null.
        MetadataLimitExceeded = "metadata_limit_exceeded",
        /// The account, transfer or endpoint is at revision `actual`, not `expected`, or its metadata's `key` has not the value in `if_metadata`: read it again and decide anew.
        VersionConflict = "version_conflict",
        /// Something with this name exists and differs from what was sent: `Location` leads to it.
        AlreadyExists = "already_exists",
        /// A ledger has at most `max_items` webhook endpoints: remove one, or give one wider filters.
        TooManyEndpoints = "too_many_endpoints",
        /// The request was turned away and definitely not done: send it again after `Retry-After` seconds.
        Overloaded = "overloaded",
        /// The request was begun and its end is not known: send it again with the same idempotency key, and it is done once and answered.
        OutcomeUnknown = "outcome_unknown",
        /// The ledger did not reach the `min_seq` or `at_seq` that was asked for in time: ask again after `Retry-After` seconds.
        NotYetVisible = "not_yet_visible",
        /// Nothing was done: send the request again after `Retry-After` seconds.
        DatabaseUnavailable = "database_unavailable",
        /// A defect on our side: report it with the `request_id`, and retry with the same idempotency key if you must.
        Internal = "internal",
    }
}
