// Generated from the OpenAPI document; do not edit.
#![allow(unused_imports, reason = "what a model needs depends on its fields")]

use std::collections::BTreeMap;

use bigdecimal::BigDecimal;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::models;

crate::open_enum! {
    /// A problem's code.
    ProblemCode {
        /// There is nothing here.
        NotFound = "not_found",
        /// The path does not take this method.
        MethodNotAllowed = "method_not_allowed",
        /// The request carries no valid API key.
        Unauthenticated = "unauthenticated",
        /// This key has sent too many requests.
        RateLimited = "rate_limited",
        /// The request's body is too large.
        BodyTooLarge = "body_too_large",
        /// The request's body is not declared as JSON.
        UnsupportedMediaType = "unsupported_media_type",
        /// The request's body is not acceptable JSON.
        InvalidJson = "invalid_json",
        /// The request's body has a field that is not known.
        UnknownField = "unknown_field",
        /// The query string has a parameter that is not known.
        UnknownParameter = "unknown_parameter",
        /// A field or parameter of the request is not valid.
        InvalidField = "invalid_field",
        /// The batch has too many items.
        BatchTooLarge = "batch_too_large",
        /// Moving money needs an idempotency key.
        IdempotencyKeyRequired = "idempotency_key_required",
        /// The idempotency key is not valid.
        IdempotencyKeyInvalid = "idempotency_key_invalid",
        /// This key may not do that.
        Forbidden = "forbidden",
        /// The idempotency key belongs to another request.
        IdempotencyKeyReused = "idempotency_key_reused",
        /// The first request with this key is still running.
        IdempotencyInProgress = "idempotency_in_progress",
        /// The transfer's id is taken.
        IdConflict = "id_conflict",
        /// The transfer's external id is taken.
        ExternalIdConflict = "external_id_conflict",
        /// There is no such transfer in this ledger.
        TransferNotFound = "transfer_not_found",
        /// The hold is not open any more.
        HoldNotOpen = "hold_not_open",
        /// The hold has expired.
        HoldExpired = "hold_expired",
        /// That entry cannot be reversed.
        NotReversible = "not_reversible",
        /// The amount must be said per posting.
        PostingsRequired = "postings_required",
        /// There is no such account in this ledger.
        AccountNotFound = "account_not_found",
        /// There is no such posting.
        PostingNotFound = "posting_not_found",
        /// There is no such asset in this ledger.
        AssetNotFound = "asset_not_found",
        /// The amount does not fit the account's asset.
        AssetMismatch = "asset_mismatch",
        /// The effective date does not fit the hold.
        EffectiveAtOutOfRange = "effective_at_out_of_range",
        /// The hold would expire before it begins.
        ExpiresTooEarly = "expires_too_early",
        /// More would be captured than is held.
        OverCapture = "over_capture",
        /// More would be reversed than is left.
        OverReversal = "over_reversal",
        /// The transfer's debits and credits differ.
        Unbalanced = "unbalanced",
        /// The account is closed.
        AccountClosed = "account_closed",
        /// The account is frozen.
        AccountFrozen = "account_frozen",
        /// The account may not deal with that counterparty.
        CounterpartyNotAllowed = "counterparty_not_allowed",
        /// The transfer's metadata lacks a key that the account asks for.
        MetadataRequired = "metadata_required",
        /// More would move than the account's policy or a limit allows.
        LimitExceeded = "limit_exceeded",
        /// The account's balance would fall below its minimum.
        InsufficientBalance = "insufficient_balance",
        /// The account's balance would rise above its maximum.
        BalanceLimitExceeded = "balance_limit_exceeded",
        /// A posting's condition is not met.
        ConditionFailed = "condition_failed",
        /// An amount is larger than the ledger can hold.
        AmountOverflow = "amount_overflow",
        /// The transfer needs the approval of a second key.
        ApprovalRequired = "approval_required",
        /// A second person has rejected the transfer.
        ProposalRejected = "proposal_rejected",
        /// The proposal is decided already.
        ProposalNotOpen = "proposal_not_open",
        /// Another item of the group was refused.
        GroupRefused = "group_refused",
        /// The account still holds a balance.
        AccountNotEmpty = "account_not_empty",
        /// The metadata would grow too large.
        MetadataLimitExceeded = "metadata_limit_exceeded",
        /// What should be changed has changed since it was read.
        VersionConflict = "version_conflict",
        /// The name is taken by something else.
        AlreadyExists = "already_exists",
        /// The ledger has as many webhook endpoints as it may have.
        TooManyEndpoints = "too_many_endpoints",
        /// The service is too busy.
        Overloaded = "overloaded",
        /// It is not known whether the request was done.
        OutcomeUnknown = "outcome_unknown",
        /// The ledger has not reached that number yet.
        NotYetVisible = "not_yet_visible",
        /// The database cannot be reached.
        DatabaseUnavailable = "database_unavailable",
        /// The service failed.
        Internal = "internal",
    }
}
