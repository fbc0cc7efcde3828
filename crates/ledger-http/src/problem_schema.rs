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
    /// `min_balance` or `max_balance`.
    pub rule: Option<String>,
    /// The bound that refuses.
    pub limit: Option<String>,
    /// What the transfer moves on the account.
    pub required: Option<String>,
    /// What was available.
    pub available: Option<String>,
    /// What the account stood at.
    pub balance: Option<String>,
    /// The sum of the debits in `asset`.
    pub debits: Option<String>,
    /// The sum of the credits in `asset`.
    pub credits: Option<String>,
    /// What is posted on an account that should be closed.
    pub posted: Option<String>,
    pub held_debits: Option<String>,
    pub held_credits: Option<String>,
    /// The id that is taken.
    pub id: Option<String>,
    /// The external id that is taken.
    pub external_id: Option<String>,
    /// The transfer that has it.
    pub transfer_id: Option<String>,
    /// The revision the caller saw.
    pub expected: Option<i64>,
    /// The revision the account is at.
    pub actual: Option<i64>,
    /// The scope that the key lacks.
    pub scope: Option<String>,
    /// The most bytes a body may have here.
    pub max_bytes: Option<i64>,
    /// The number the ledger is at.
    pub last_seq: Option<i64>,
}
