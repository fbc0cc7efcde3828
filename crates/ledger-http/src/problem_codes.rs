//! The catalogue of problems: every code, in order of precedence, with all that is said about it.
//!
//! `docs/problems.json`, the list in `docs/api.md` and the problem responses in `openapi/` are
//! written from this table.

use Where::{Bodies, Everywhere, MoneyMoving, Named, Posts, SeqReads, V1, Writes};

/// Where a code can occur.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Where {
    /// On every request, to whatever path.
    Everywhere,
    /// On every operation below `/v1`.
    V1,
    /// On operations that take a body.
    Bodies,
    /// On every operation that a ledger's writer does.
    Writes,
    /// On every POST that takes an idempotency key.
    Posts,
    /// On the POSTs that move money.
    MoneyMoving,
    /// On reads that take `min_seq`.
    SeqReads,
    /// On these operations.
    Named(&'static [&'static str]),
}

macro_rules! codes {
    ($($code:ident $name:literal $status:literal $stored:literal $wherever:expr, $title:literal, $meaning:literal;)*) => {
        /// What went wrong, as a word that programs can rely on. Declared, and ordered, by
        /// precedence: where several apply, the smallest is answered.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $($code,)*
        }

        impl Code {
            pub const ALL: &'static [Code] = &[$(Code::$code),*];

            pub const fn as_str(self) -> &'static str {
                match self { $(Code::$code => $name,)* }
            }

            pub const fn status(self) -> u16 {
                match self { $(Code::$code => $status,)* }
            }

            /// Whether the answer is kept under the request's idempotency key and replayed.
            pub const fn stored(self) -> bool {
                match self { $(Code::$code => $stored,)* }
            }

            pub const fn title(self) -> &'static str {
                match self { $(Code::$code => $title,)* }
            }

            /// One sentence: what it means and what to do.
            pub const fn meaning(self) -> &'static str {
                match self { $(Code::$code => $meaning,)* }
            }

            pub const fn occurs(self) -> Where {
                match self { $(Code::$code => $wherever,)* }
            }
        }
    };
}

/// All that makes an entry among the transfers.
const TRANSFERS: Where = Named(&[
    "post_transfer",
    "post_capture",
    "post_void",
    "post_increment",
    "post_extend",
    "post_reverse",
    "post_transfers_batch",
]);
/// Transfers and holds, which ask for something new.
const NEW_TRANSFERS: Where = Named(&["post_transfer", "post_transfers_batch"]);
/// What accounts' rules about new money judge.
const NEW_MONEY: Where = Named(&["post_transfer", "post_increment", "post_transfers_batch"]);
/// Actions on a hold.
const HOLDS: Where = Named(&["post_capture", "post_void", "post_increment", "post_extend", "post_transfers_batch"]);
/// Actions on a part of a hold or of a transfer.
const PARTS: Where = Named(&["post_capture", "post_increment", "post_reverse", "post_transfers_batch"]);
/// What names accounts.
const NAMES: Where =
    Named(&["post_transfer", "post_capture", "post_increment", "post_reverse", "post_transfers_batch"]);
/// What moves balances in a way that accounts may refuse.
const MOVES: Where = NAMES;
const MONEY_OR_BOUNDS: Where = Named(&[
    "post_transfer",
    "post_capture",
    "post_increment",
    "post_reverse",
    "post_transfers_batch",
    "post_account",
    "post_accounts_batch",
    "patch_account",
    "post_limit",
    "patch_limit",
    "post_monitor",
    "patch_monitor",
]);

codes! {
    NotFound "not_found" 404 false Everywhere,
        "There is nothing here.",
        "No such path, ledger, account, asset or transfer, or none that this key may see: check the URL and which ledgers the key is bound to.";
    MethodNotAllowed "method_not_allowed" 405 false Everywhere,
        "The path does not take this method.",
        "The path exists for other methods, which the `Allow` header lists.";
    Unauthenticated "unauthenticated" 401 false V1,
        "The request carries no valid API key.",
        "The `Authorization: Bearer tb_…` header is missing, mistyped, or its key is unknown, expired or revoked: send a live key.";
    RateLimited "rate_limited" 429 false V1,
        "This key has sent too many requests.",
        "The key's rate limit is used up: wait for `Retry-After` seconds and send the same request again.";
    BodyTooLarge "body_too_large" 413 false Bodies,
        "The request's body is too large.",
        "The body is larger than this path takes (`max_bytes`): send less, or split a batch.";
    UnsupportedMediaType "unsupported_media_type" 415 false Bodies,
        "The request's body is not declared as JSON.",
        "Send `Content-Type: application/json`, in UTF-8 and without compression.";
    InvalidJson "invalid_json" 400 false Bodies,
        "The request's body is not acceptable JSON.",
        "The body is no JSON, not UTF-8, has a key twice in one object, holds U+0000, or is nested deeper than 32 levels.";
    UnknownField "unknown_field" 400 false Bodies,
        "The request's body has a field that is not known.",
        "`field` points at a field this request does not take, often a misspelt one: remove it.";
    UnknownParameter "unknown_parameter" 400 false V1,
        "The query string has a parameter that is not known.",
        "`field` names a query parameter this request does not take, often a misspelt one: remove it.";
    InvalidField "invalid_field" 400 false V1,
        "A field or parameter of the request is not valid.",
        "`field` points at a field of the body (a JSON pointer), or names a query parameter or header, and the detail says what it must be.";
    BatchTooLarge "batch_too_large" 422 false Named(&["post_transfers_batch", "post_simulate"]),
        "The batch has too many items.",
        "The batch holds `items`, and at most `max_items` are taken: split it.";
    IdempotencyKeyRequired "idempotency_key_required" 400 false MoneyMoving,
        "Moving money needs an idempotency key.",
        "Send an `Idempotency-Key` header that is unique to this payment, so that a retry cannot pay twice.";
    IdempotencyKeyInvalid "idempotency_key_invalid" 400 false Named(&[
        "post_ledger", "post_asset", "post_account", "post_accounts_batch", "post_transfer", "post_capture", "post_void",
        "post_increment", "post_extend", "post_reverse", "post_transfers_batch", "post_limit", "post_monitor",
        "get_idempotency_key", "post_webhook_endpoint", "post_replay", "post_redrive", "post_rotate_secret",
    ]),
        "The idempotency key is not valid.",
        "A key is 1 to 255 printable ASCII characters in one `Idempotency-Key` header.";
    Forbidden "forbidden" 403 false V1,
        "This key may not do that.",
        "The key lacks the scope that `scope` names, or is bound to single ledgers where all are needed: use another key.";
    IdempotencyKeyReused "idempotency_key_reused" 422 false Posts,
        "The idempotency key belongs to another request.",
        "This key was used for a different request (`field` names the first field that differs where it is known): use a new key for a new request.";
    IdempotencyInProgress "idempotency_in_progress" 409 false Posts,
        "The first request with this key is still running.",
        "Wait for `Retry-After` seconds and send the same request with the same key again.";
    IdConflict "id_conflict" 409 true TRANSFERS,
        "The transfer's id is taken.",
        "Another transfer has this `id`, and ids are unique for ever: `Location` leads to it.";
    ExternalIdConflict "external_id_conflict" 409 true TRANSFERS,
        "The transfer's external id is taken.",
        "Another transfer has this `external_id`, and external ids are unique for ever: `Location` leads to it.";
    TransferNotFound "transfer_not_found" 422 true Named(&["post_transfers_batch"]),
        "There is no such transfer in this ledger.",
        "The item's `transfer_id` is that of no hold or transfer in this ledger, nor of an earlier item: correct it.";
    HoldNotOpen "hold_not_open" 409 true HOLDS,
        "The hold is not open any more.",
        "The hold was captured or voided (`hold_status`), or the transfer is none that holds anything: nothing is left to act on.";
    HoldExpired "hold_expired" 409 true HOLDS,
        "The hold has expired.",
        "The hold ended by itself at `expires_at` and holds nothing any more: hold the amount anew.";
    NotReversible "not_reversible" 422 true Named(&["post_reverse", "post_transfers_batch"]),
        "That entry cannot be reversed.",
        "Only transfers and captures can be reversed; this is of another `kind`. Void a hold, and post a transfer against a reversal.";
    PostingsRequired "postings_required" 422 true PARTS,
        "The amount must be said per posting.",
        "One `amount` is enough only where there are two postings: send `postings`, each by its account and direction.";
    AccountNotFound "account_not_found" 422 true NAMES,
        "There is no such account in this ledger.",
        "The posting names an `account` that does not exist in this ledger: create it first, or correct the path or id.";
    PostingNotFound "posting_not_found" 422 true PARTS,
        "There is no such posting.",
        "The hold or transfer has no posting on `account` in this `direction`: name its postings as they are there.";
    AssetNotFound "asset_not_found" 422 true Named(&["post_account", "post_accounts_batch", "post_limit", "post_monitor"]),
        "There is no such asset in this ledger.",
        "The `asset` is neither an ISO 4217 currency nor registered in this ledger: register it first.";
    AssetMismatch "asset_mismatch" 422 true MONEY_OR_BOUNDS,
        "The amount does not fit the account's asset.",
        "The two accounts hold different assets, or an amount or bound has more decimals than the account's asset.";
    EffectiveAtOutOfRange "effective_at_out_of_range" 422 true Named(&[
        "post_capture", "post_void", "post_increment", "post_transfers_batch",
    ]),
        "The effective date does not fit the hold.",
        "The action would be effective before what it acts on was held (`not_before`), or an increment not before the hold expires (`before`): send another `effective_at`, or none.";
    ExpiresTooEarly "expires_too_early" 422 true Named(&["post_transfer", "post_extend", "post_transfers_batch"]),
        "The hold would expire before it begins.",
        "A hold ends after it is recorded and effective, that is after `not_before`: send a later `expires_at`.";
    OverCapture "over_capture" 422 true Named(&["post_capture", "post_transfers_batch"]),
        "More would be captured than is held.",
        "`remaining` is still held, and the account's `over_capture_percent` tolerates no more beyond: capture less, or increment the hold first.";
    OverReversal "over_reversal" 422 true Named(&["post_reverse", "post_transfers_batch"]),
        "More would be reversed than is left.",
        "`remaining` of the transfer is not reversed yet: reverse that much at most.";
    Unbalanced "unbalanced" 422 true NAMES,
        "The transfer's debits and credits differ.",
        "For each asset the debits must equal the credits: `debits` and `credits` are the sums that were sent for `asset`.";
    AccountClosed "account_closed" 422 true Named(&[
        "post_transfer", "post_capture", "post_increment", "post_reverse", "post_transfers_batch", "patch_account",
    ]),
        "The account is closed.",
        "Closing is final: a closed account takes no postings, and neither its status nor its limits change again.";
    AccountFrozen "account_frozen" 422 true MOVES,
        "The account is frozen.",
        "A frozen account takes no postings until its status is `open` again; where `rule` is present, its policy freezes that side alone.";
    CounterpartyNotAllowed "counterparty_not_allowed" 422 true NEW_MONEY,
        "The account may not deal with that counterparty.",
        "The policy of `account` lists its `allowed_counterparties`, and `counterparty` is not among them.";
    MetadataRequired "metadata_required" 422 true NEW_TRANSFERS,
        "The transfer's metadata lacks a key that the account asks for.",
        "The policy of `account` wants `key` in the metadata of every transfer and hold on it: send it.";
    LimitExceeded "limit_exceeded" 422 true NEW_MONEY,
        "More would move than the account's policy or a limit allows.",
        "The transfer moves `required` on `account`, and `limit` is what its `rule` allows: `max_amount` of the policy, or `max_sum` or `max_count` of the limit `limit_name`, of which `used` is used up in the present window.";
    InsufficientBalance "insufficient_balance" 422 true MOVES,
        "The account's balance would fall below its minimum.",
        "The transfer asks for `required`, `available` (or `balance`) is what there is, and `limit` is the account's `rule`: `min_balance`, `min_posted` or `min_pending`.";
    BalanceLimitExceeded "balance_limit_exceeded" 422 true MOVES,
        "The account's balance would rise above its maximum.",
        "The transfer adds `required` to `balance`, and `limit` is the account's `rule`: `max_balance`, `max_posted` or `max_pending`.";
    ConditionFailed "condition_failed" 422 true NEW_TRANSFERS,
        "A posting's condition is not met.",
        "The condition `rule` of the posting asks for `required`, and the transfer would leave `available` (or `balance`); or the account is at version `actual`, not `expected`: read it again and decide anew.";
    AmountOverflow "amount_overflow" 422 true MONEY_OR_BOUNDS,
        "An amount is larger than the ledger can hold.",
        "Amounts, bounds and running totals stay within 38 digits of the asset's smallest unit.";
    ApprovalRequired "approval_required" 422 true Named(&["post_transfer", "post_reverse", "post_transfers_batch"]),
        "The transfer needs the approval of a second key.",
        "The `approval` policy of `account` wants four eyes for this transfer, by its `rule`; everything else about it is in order.";
    ProposalRejected "proposal_rejected" 409 false Named(&["post_transfer", "post_reverse"]),
        "A second person has rejected the transfer.",
        "The transfer that this key asked for was proposed and then rejected, with the `reason` that was given: it will not be made.";
    ProposalNotOpen "proposal_not_open" 409 true Named(&["post_approve", "post_reject"]),
        "The proposal is decided already.",
        "Another decision came first: `proposal_status` says which.";
    GroupRefused "group_refused" 422 false Named(&["post_transfers_batch"]),
        "Another item of the group was refused.",
        "The items of a group stand or fall together, and the item `culprit` was refused: its result says why. A key of this item's own is not used up.";
    AccountNotEmpty "account_not_empty" 422 true Named(&["patch_account"]),
        "The account still holds a balance.",
        "Only an account with zero posted and nothing held can be closed: move the rest out first.";
    MetadataLimitExceeded "metadata_limit_exceeded" 422 true Named(&["patch_account", "patch_transfer"]),
        "The metadata would grow too large.",
        "Merged with what is there, the metadata would have more than 50 keys or 8 KiB: remove keys by setting them to null.";
    VersionConflict "version_conflict" 409 true Named(&["patch_account", "patch_transfer", "patch_webhook_endpoint"]),
        "What should be changed has changed since it was read.",
        "The account, transfer or endpoint is at revision `actual`, not `expected`, or its metadata's `key` has not the value in `if_metadata`: read it again and decide anew.";
    AlreadyExists "already_exists" 409 true Named(&["post_ledger", "post_asset", "post_account", "post_accounts_batch", "post_limit", "post_monitor", "post_webhook_endpoint", "patch_webhook_endpoint"]),
        "The name is taken by something else.",
        "Something with this name exists and differs from what was sent: `Location` leads to it.";
    TooManyEndpoints "too_many_endpoints" 422 false Named(&["post_webhook_endpoint"]),
        "The ledger has as many webhook endpoints as it may have.",
        "A ledger has at most `max_items` webhook endpoints: remove one, or give one wider filters.";
    Overloaded "overloaded" 503 false Everywhere,
        "The service is too busy.",
        "The request was turned away and definitely not done: send it again after `Retry-After` seconds.";
    OutcomeUnknown "outcome_unknown" 503 false Writes,
        "It is not known whether the request was done.",
        "The request was begun and its end is not known: send it again with the same idempotency key, and it is done once and answered.";
    NotYetVisible "not_yet_visible" 503 false SeqReads,
        "The ledger has not reached that number yet.",
        "The ledger did not reach the `min_seq` or `at_seq` that was asked for in time: ask again after `Retry-After` seconds.";
    DatabaseUnavailable "database_unavailable" 503 false Everywhere,
        "The database cannot be reached.",
        "Nothing was done: send the request again after `Retry-After` seconds.";
    Internal "internal" 500 false Everywhere,
        "The service failed.",
        "A defect on our side: report it with the `request_id`, and retry with the same idempotency key if you must.";
}
