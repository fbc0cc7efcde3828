//! Transfers: what a client posts, and what the ledger made of it.

use uuid::Uuid;

use crate::{
    AccountNo, AccountRef, AccountState, AssetNo, DecimalAmount, ExternalId, Metadata, Minor, Side, Timestamp,
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TransferKind {
    Transfer,
}

/// One leg as a client names it; its amount waits for the account's scale.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewPosting {
    pub account: AccountRef,
    pub direction: Side,
    pub amount: DecimalAmount,
}

/// A transfer to post, already judged by itself: 2 to 100 postings, every amount above zero.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewTransfer {
    pub id: Uuid,
    /// Whether the client chose `id`, which is then unique for ever.
    pub client_id: bool,
    pub postings: Vec<NewPosting>,
    /// Defaults to `recorded_at`.
    pub effective_at: Option<Timestamp>,
    pub external_id: Option<ExternalId>,
    pub description: Option<String>,
    pub metadata: Metadata,
}

/// One leg as posted, with the account's state after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PostedPosting {
    pub account_no: AccountNo,
    pub asset_no: AssetNo,
    pub direction: Side,
    pub amount: Minor,
    /// The account's state after this posting; its `version` numbers the posting.
    pub after: AccountState,
    /// Whether it counts among `after.irregular`.
    pub irregular: bool,
}

/// An accepted transfer. Its times, postings and number are final.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostedTransfer {
    pub seq: i64,
    pub kind: TransferKind,
    pub recorded_at: Timestamp,
    pub effective_at: Timestamp,
    pub postings: Vec<PostedPosting>,
}
