//! How problem documents are described in `openapi/`. What is sent is [`crate::problem::Problem`].

use utoipa::ToSchema;

/// What went wrong, in the form of RFC 9457. Which members besides the first six are present
/// depends on `code`.
#[derive(ToSchema)]
#[allow(dead_code, reason = "it only describes")]
pub struct Problem {
    /// `urn:tallybook:problem:` and the code.
    #[schema(example = "urn:tallybook:problem:insufficient_balance")]
    pub r#type: String,
    /// The code in words, the same every time.
    pub title: String,
    /// The HTTP status.
    #[schema(minimum = 400, maximum = 599, example = 422)]
    pub status: i32,
    /// What a program can rely on; the list may grow.
    #[schema(example = "insufficient_balance")]
    pub code: String,
    /// What happened here, and what to do, in words.
    #[schema(example = "Posting 0 would leave users:42 with 2.66 available; its min_balance is 5.00.")]
    pub detail: String,
    /// The request that was first answered so.
    pub request_id: String,
    /// A JSON pointer into the body, or the name of a parameter or header.
    pub field: Option<String>,
    /// The item of a batch, from 0.
    pub index: Option<i64>,
    /// The posting, from 0.
    pub posting: Option<i64>,
    pub account: Option<String>,
    pub asset: Option<String>,
    /// What the other side of the transfer holds.
    pub other_asset: Option<String>,
    /// Decimals of `asset`.
    pub scale: Option<i32>,
    /// The rule of the account's policy, or the condition of the posting, that refuses.
    #[schema(example = "min_balance")]
    pub rule: Option<String>,
    /// The bound that refuses.
    pub limit: Option<String>,
    /// The limit whose bound that is, where it is none of the account's own.
    pub limit_name: Option<String>,
    /// What counts within the limit's window already.
    pub used: Option<String>,
    /// What the transfer moves on the account, or what a condition asks for.
    pub required: Option<String>,
    /// What was available.
    pub available: Option<String>,
    /// What the account stood at.
    pub balance: Option<String>,
    /// The sum of the debits in `asset`.
    pub debits: Option<String>,
    /// The sum of the credits in `asset`.
    pub credits: Option<String>,
    /// What is posted on an account that should be closed, or by a transfer that should be reversed.
    pub posted: Option<String>,
    pub held_debits: Option<String>,
    pub held_credits: Option<String>,
    /// The id that is taken.
    pub id: Option<String>,
    /// The external id that is taken.
    pub external_id: Option<String>,
    /// The transfer that has it, or the one that was acted on.
    pub transfer_id: Option<String>,
    /// The revision, or the account's version, that the caller saw.
    pub expected: Option<i64>,
    /// The revision that the account or transfer is at, or the account's version.
    pub actual: Option<i64>,
    /// What became of the hold.
    pub hold_status: Option<String>,
    /// What kind of entry cannot be reversed.
    pub kind: Option<String>,
    /// How many postings the hold or transfer has.
    pub postings: Option<i64>,
    /// The side of the account that the posting names.
    pub direction: Option<String>,
    /// What was held in all.
    pub held: Option<String>,
    pub captured: Option<String>,
    pub reversed: Option<String>,
    /// What is still held, or not reversed yet.
    pub remaining: Option<String>,
    pub expires_at: Option<String>,
    pub effective_at: Option<String>,
    /// The earliest time that is possible, or the one that must be over.
    pub not_before: Option<String>,
    /// The time that it must be before.
    pub before: Option<String>,
    /// How the proposal was decided, and why.
    pub proposal_status: Option<String>,
    pub reason: Option<String>,
    /// The account that may not stand opposite.
    pub counterparty: Option<String>,
    /// The key of the metadata.
    pub key: Option<String>,
    /// The item of the group that was refused.
    pub culprit: Option<i64>,
    /// The items that were sent, and how many are taken.
    pub items: Option<i64>,
    pub max_items: Option<i64>,
    /// The scope that the key lacks.
    pub scope: Option<String>,
    /// The most bytes a body may have here.
    pub max_bytes: Option<i64>,
    /// The number the ledger is at.
    pub last_seq: Option<i64>,
}
