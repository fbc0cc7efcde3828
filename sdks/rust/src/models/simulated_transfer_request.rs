// Generated from the OpenAPI document; do not edit.
#![allow(unused_imports, reason = "what a model needs depends on its fields")]

use std::collections::BTreeMap;

use bigdecimal::BigDecimal;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::models;

/// An item of a simulation, as in a batch.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SimulatedTransferRequest {
    /// `post` (a transfer, or a hold with `pending`) unless given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub action: Option<models::ItemAction>,
    /// A decimal string in major units, above zero.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::wire")]
    pub amount: Option<BigDecimal>,
    /// The account to credit, by path or id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credit_account: Option<String>,
    /// The account to debit, by path or id; with `credit_account` and `amount`, instead of `postings`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub debit_account: Option<String>,
    /// At most 1,024 bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// When it counts for the books; `recorded_at` unless given.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::wire")]
    pub effective_at: Option<DateTime<Utc>>,
    /// When a hold ends by itself; never, unless this or `timeout_seconds` is given.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::wire::nullable")]
    pub expires_at: Option<Option<DateTime<Utc>>>,
    /// Your own reference, unique in the ledger for ever: 1 to 255 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
    /// Of a capture: whether what is not captured by now is released, and the hold closed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub r#final: Option<bool>,
    /// The transfer's id, unique for ever; made by the service unless given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<Uuid>,
    /// Whether a person made it by hand, as accounts' `approval` may want to know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub manual: Option<bool>,
    /// String to string: at most 50 keys of at most 64 bytes, and 8 KiB in all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metadata: Option<BTreeMap<String, String>>,
    /// Whether it only holds the amounts, for later captures: a hold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pending: Option<bool>,
    /// 2 to 100 legs, whose debits equal their credits in each asset; instead of the fields above.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub postings: Option<Vec<models::PostingRequest>>,
    /// The same in seconds from when the hold is recorded: ten years at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timeout_seconds: Option<i64>,
    /// The hold or transfer that an action is about, which may be of an earlier item that said its `id`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transfer_id: Option<Uuid>,
    /// Whether `amount` is the most, and what the two accounts can give and take will do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub up_to: Option<bool>,
}

impl SimulatedTransferRequest {
    /// With what it cannot go without.
    pub fn new() -> Self {
        Self {
            action: None,
            amount: None,
            credit_account: None,
            debit_account: None,
            description: None,
            effective_at: None,
            expires_at: None,
            external_id: None,
            r#final: None,
            id: None,
            manual: None,
            metadata: None,
            pending: None,
            postings: None,
            timeout_seconds: None,
            transfer_id: None,
            up_to: None,
        }
    }

    /// `post` (a transfer, or a hold with `pending`) unless given.
    #[must_use]
    pub fn action(mut self, action: models::ItemAction) -> Self {
        self.action = Some(action);
        self
    }

    /// A decimal string in major units, above zero.
    #[must_use]
    pub fn amount(mut self, amount: BigDecimal) -> Self {
        self.amount = Some(amount);
        self
    }

    /// The account to credit, by path or id.
    #[must_use]
    pub fn credit_account(mut self, credit_account: impl Into<String>) -> Self {
        self.credit_account = Some(credit_account.into());
        self
    }

    /// The account to debit, by path or id; with `credit_account` and `amount`, instead of `postings`.
    #[must_use]
    pub fn debit_account(mut self, debit_account: impl Into<String>) -> Self {
        self.debit_account = Some(debit_account.into());
        self
    }

    /// At most 1,024 bytes.
    #[must_use]
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.description = Some(description.into());
        self
    }

    /// When it counts for the books; `recorded_at` unless given.
    #[must_use]
    pub fn effective_at(mut self, effective_at: DateTime<Utc>) -> Self {
        self.effective_at = Some(effective_at);
        self
    }

    /// When a hold ends by itself; never, unless this or `timeout_seconds` is given.
    #[must_use]
    pub fn expires_at(mut self, expires_at: DateTime<Utc>) -> Self {
        self.expires_at = Some(Some(expires_at));
        self
    }

    /// Sends `null` as `expires_at`, which takes away what is there.
    #[must_use]
    pub fn clear_expires_at(mut self) -> Self {
        self.expires_at = Some(None);
        self
    }

    /// Your own reference, unique in the ledger for ever: 1 to 255 characters.
    #[must_use]
    pub fn external_id(mut self, external_id: impl Into<String>) -> Self {
        self.external_id = Some(external_id.into());
        self
    }

    /// Of a capture: whether what is not captured by now is released, and the hold closed.
    #[must_use]
    pub fn r#final(mut self, r#final: bool) -> Self {
        self.r#final = Some(r#final);
        self
    }

    /// The transfer's id, unique for ever; made by the service unless given.
    #[must_use]
    pub fn id(mut self, id: Uuid) -> Self {
        self.id = Some(id);
        self
    }

    /// Whether a person made it by hand, as accounts' `approval` may want to know.
    #[must_use]
    pub fn manual(mut self, manual: bool) -> Self {
        self.manual = Some(manual);
        self
    }

    /// String to string: at most 50 keys of at most 64 bytes, and 8 KiB in all.
    #[must_use]
    pub fn metadata(mut self, metadata: impl IntoIterator<Item = (impl Into<String>, impl Into<String>)>) -> Self {
        self.metadata = Some(metadata.into_iter().map(|(key, value)| (key.into(), value.into())).collect());
        self
    }

    /// Whether it only holds the amounts, for later captures: a hold.
    #[must_use]
    pub fn pending(mut self, pending: bool) -> Self {
        self.pending = Some(pending);
        self
    }

    /// 2 to 100 legs, whose debits equal their credits in each asset; instead of the fields above.
    #[must_use]
    pub fn postings(mut self, postings: impl IntoIterator<Item = impl Into<models::PostingRequest>>) -> Self {
        self.postings = Some(postings.into_iter().map(Into::into).collect());
        self
    }

    /// The same in seconds from when the hold is recorded: ten years at most.
    #[must_use]
    pub fn timeout_seconds(mut self, timeout_seconds: i64) -> Self {
        self.timeout_seconds = Some(timeout_seconds);
        self
    }

    /// The hold or transfer that an action is about, which may be of an earlier item that said its `id`.
    #[must_use]
    pub fn transfer_id(mut self, transfer_id: Uuid) -> Self {
        self.transfer_id = Some(transfer_id);
        self
    }

    /// Whether `amount` is the most, and what the two accounts can give and take will do.
    #[must_use]
    pub fn up_to(mut self, up_to: bool) -> Self {
        self.up_to = Some(up_to);
        self
    }
}
