// Generated from the OpenAPI document; do not edit.
#![allow(unused_imports, reason = "what a model needs depends on its fields")]

use std::collections::BTreeMap;

use bigdecimal::BigDecimal;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::models;

/// What went wrong, in the form of RFC 9457. Which members besides the first six are present depends on `code`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Problem {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// The revision that the account or transfer is at, or the account's version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actual: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asset: Option<String>,
    /// What was available.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::wire")]
    pub available: Option<BigDecimal>,
    /// What the account stood at.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::wire")]
    pub balance: Option<BigDecimal>,
    /// The time that it must be before.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::wire")]
    pub before: Option<DateTime<Utc>>,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::wire")]
    pub captured: Option<BigDecimal>,
    /// What a program can rely on; the list may grow.
    pub code: models::ProblemCode,
    /// The account that may not stand opposite.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counterparty: Option<String>,
    /// The sum of the credits in `asset`.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::wire")]
    pub credits: Option<BigDecimal>,
    /// The item of the group that was refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub culprit: Option<i64>,
    /// The sum of the debits in `asset`.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::wire")]
    pub debits: Option<BigDecimal>,
    /// What happened here, and what to do, in words.
    pub detail: String,
    /// The side of the account that the posting names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub direction: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::wire")]
    pub effective_at: Option<DateTime<Utc>>,
    /// The revision, or the account's version, that the caller saw.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::wire")]
    pub expires_at: Option<DateTime<Utc>>,
    /// The external id that is taken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
    /// A JSON pointer into the body, or the name of a parameter or header.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// What was held in all.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::wire")]
    pub held: Option<BigDecimal>,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::wire")]
    pub held_credits: Option<BigDecimal>,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::wire")]
    pub held_debits: Option<BigDecimal>,
    /// What became of the hold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hold_status: Option<String>,
    /// The id that is taken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The item of a batch, from 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub index: Option<i64>,
    /// The items that were sent, and how many are taken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub items: Option<i64>,
    /// The key of the metadata.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// What kind of entry cannot be reversed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// The number the ledger is at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_seq: Option<i64>,
    /// The bound that refuses.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::wire")]
    pub limit: Option<BigDecimal>,
    /// The limit whose bound that is, where it is none of the account's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit_name: Option<String>,
    /// The most bytes a body may have here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_bytes: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_items: Option<i64>,
    /// The earliest time that is possible, or the one that must be over.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::wire")]
    pub not_before: Option<DateTime<Utc>>,
    /// What the other side of the transfer holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub other_asset: Option<String>,
    /// What is posted on an account that should be closed, or by a transfer that should be reversed.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::wire")]
    pub posted: Option<BigDecimal>,
    /// The posting, from 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub posting: Option<i64>,
    /// How many postings the hold or transfer has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub postings: Option<i64>,
    /// How the proposal was decided, and why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proposal_status: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// What is still held, or not reversed yet.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::wire")]
    pub remaining: Option<BigDecimal>,
    /// The request that was first answered so.
    pub request_id: String,
    /// What the transfer moves on the account, or what a condition asks for.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::wire")]
    pub required: Option<BigDecimal>,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::wire")]
    pub reversed: Option<BigDecimal>,
    /// The rule of the account's policy, or the condition of the posting, that refuses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// Decimals of `asset`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scale: Option<i32>,
    /// The scope that the key lacks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    /// The HTTP status.
    pub status: i32,
    /// The code in words, the same every time.
    pub title: String,
    /// The transfer that has it, or the one that was acted on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transfer_id: Option<String>,
    /// `urn:tallybook:problem:` and the code.
    pub r#type: String,
    /// What counts within the limit's window already.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::wire")]
    pub used: Option<BigDecimal>,
}
