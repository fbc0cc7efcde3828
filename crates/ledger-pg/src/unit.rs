//! What a handler hands to a ledger's writer: one unit, answered as a whole.

use std::time::Instant;

use ledger::{AccountChange, AccountRef, NewAccount, NewAsset, NewTransfer};

use crate::idempotency::{KeyHash, Keyed};

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

impl Unit {
    /// Every key that the unit is answered under: its own, or those of its items.
    pub(crate) fn keys(&self) -> impl Iterator<Item = KeyHash> {
        let items = match &self.work {
            Work::Transfers { items, .. } => &items[..],
            Work::Transfer(_) | Work::Asset(_) | Work::Account(_) | Work::Accounts(_) | Work::UpdateAccount { .. } => {
                &[]
            }
        };
        self.key.iter().chain(items.iter().filter_map(|item| item.key.as_ref())).map(|key| key.hash)
    }
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
