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
    /// On every operation that changes something.
    Writes,
    /// On every POST.
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

const TRANSFERS: Where = Named(&["post_transfer", "post_transfers_batch"]);
const MONEY_OR_BOUNDS: Where =
    Named(&["post_transfer", "post_transfers_batch", "post_account", "post_accounts_batch", "patch_account"]);

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
    IdempotencyKeyRequired "idempotency_key_required" 400 false MoneyMoving,
        "Moving money needs an idempotency key.",
        "Send an `Idempotency-Key` header that is unique to this payment, so that a retry cannot pay twice.";
    IdempotencyKeyInvalid "idempotency_key_invalid" 400 false Named(&[
        "post_ledger", "post_asset", "post_account", "post_accounts_batch", "post_transfer", "post_transfers_batch",
        "get_idempotency_key",
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
    AccountNotFound "account_not_found" 422 true TRANSFERS,
        "There is no such account in this ledger.",
        "The posting names an `account` that does not exist in this ledger: create it first, or correct the path or id.";
    AssetNotFound "asset_not_found" 422 true Named(&["post_account", "post_accounts_batch"]),
        "There is no such asset in this ledger.",
        "The account's `asset` is neither an ISO 4217 currency nor registered in this ledger: register it first.";
    AssetMismatch "asset_mismatch" 422 true MONEY_OR_BOUNDS,
        "The amount does not fit the account's asset.",
        "The two accounts hold different assets, or an amount or bound has more decimals than the account's asset.";
    Unbalanced "unbalanced" 422 true TRANSFERS,
        "The transfer's debits and credits differ.",
        "For each asset the debits must equal the credits: `debits` and `credits` are the sums that were sent for `asset`.";
    AccountClosed "account_closed" 422 true Named(&["post_transfer", "post_transfers_batch", "patch_account"]),
        "The account is closed.",
        "Closing is final: a closed account takes no postings, and neither its status nor its limits change again.";
    AccountFrozen "account_frozen" 422 true TRANSFERS,
        "The account is frozen.",
        "A frozen account takes no postings until its status is `open` again.";
    InsufficientBalance "insufficient_balance" 422 true TRANSFERS,
        "The account's balance would fall below its minimum.",
        "The transfer asks for `required`, `available` is what there is, and `limit` is the account's `min_balance`.";
    BalanceLimitExceeded "balance_limit_exceeded" 422 true TRANSFERS,
        "The account's balance would rise above its maximum.",
        "The transfer adds `required` to `balance`, and `limit` is the account's `max_balance`.";
    AmountOverflow "amount_overflow" 422 true MONEY_OR_BOUNDS,
        "An amount is larger than the ledger can hold.",
        "Amounts, bounds and running totals stay within 38 digits of the asset's smallest unit.";
    AccountNotEmpty "account_not_empty" 422 true Named(&["patch_account"]),
        "The account still holds a balance.",
        "Only an account with zero posted and nothing held can be closed: move the rest out first.";
    MetadataLimitExceeded "metadata_limit_exceeded" 422 true Named(&["patch_account"]),
        "The account's metadata would grow too large.",
        "Merged with what is there, the metadata would have more than 50 keys or 8 KiB: remove keys by setting them to null.";
    VersionConflict "version_conflict" 409 true Named(&["patch_account"]),
        "The account has changed since it was read.",
        "The account is at revision `actual`, not `expected`: read it again and decide anew.";
    AlreadyExists "already_exists" 409 true Named(&["post_ledger", "post_asset", "post_account", "post_accounts_batch"]),
        "The name is taken by something else.",
        "Something with this name exists and differs from what was sent: `Location` leads to it.";
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
