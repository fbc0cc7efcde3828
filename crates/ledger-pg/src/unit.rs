//! What a handler hands to a ledger's writer: one unit, answered as a whole.

use std::time::Instant;

use ledger::{AccountChange, AccountRef, NewAccount, NewAsset, NewTransfer};

use crate::idempotency::Keyed;

/// One request's work.
#[derive(Debug)]
pub struct Unit {
    /// Printed in problem documents, which a replay repeats.
    pub request_id: String,
    pub key: Option<Keyed>,
    pub work: Work,
    /// Until then the caller waits.
    pub deadline: Instant,
    /// About what the unit takes in memory, for the bound on the queue.
    pub bytes: usize,
}

#[derive(Debug)]
pub enum Work {
    Transfer(Box<NewTransfer>),
    /// Answered 200 with a result per item, or, if `atomic` and refused, with the culprit's problem.
    Transfers {
        atomic: bool,
        items: Vec<TransferItem>,
    },
    Asset(NewAsset),
    Account(Box<NewAccount>),
    /// All or none.
    Accounts(Vec<NewAccount>),
    UpdateAccount {
        account: AccountRef,
        change: Box<AccountChange>,
    },
}

/// A transfer in a batch, with its own key where the batch has none.
#[derive(Debug)]
pub struct TransferItem {
    pub key: Option<Keyed>,
    pub transfer: NewTransfer,
}
