//! What a handler hands to a ledger's writer: one unit, answered as a whole.

use std::{sync::Arc, time::Instant};

use bytes::Bytes;
use ledger::{
    AccountChange, AccountRef, LimitChange, MonitorChange, NewAccount, NewAsset, NewLimit, NewMonitor, NewTransfer,
    TransferChange,
};
use uuid::Uuid;

use crate::idempotency::{KeyHash, Keyed};

/// One request's work.
#[derive(Debug)]
pub struct Unit {
    /// Printed in problem documents, which a replay repeats.
    pub request_id: Arc<str>,
    pub key: Option<Keyed>,
    pub work: Work,
    /// Who asks for it, and its body: what a transfer that needs a second person is kept with.
    pub request: Option<Request>,
    /// Whether it is only asked what the answer would be: nothing is changed, and no key used up.
    pub dry_run: bool,
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
            _ => &[],
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
    /// What a sequence of transfers would come to, with every rule that would refuse one.
    Simulate(Vec<NewTransfer>),
    /// A change of a transfer's metadata.
    UpdateTransfer {
        id: Uuid,
        change: Box<TransferChange>,
    },
    /// A second person's word on a proposal.
    Decide(Box<Decision>),
    SetLimit(Box<NewLimit>),
    ChangeLimit {
        name: String,
        change: LimitChange,
    },
    SetMonitor(Box<NewMonitor>),
    ChangeMonitor {
        name: String,
        change: MonitorChange,
    },
    /// The ledger's own: holds that are due are ended before anything else in a batch.
    ExpireDue,
    Asset(NewAsset),
    Account(Box<NewAccount>),
    /// All or none.
    Accounts(Vec<NewAccount>),
    UpdateAccount {
        account: AccountRef,
        change: Box<AccountChange>,
    },
}

/// A request as it can be read again.
#[derive(Clone, Debug)]
pub struct Request {
    /// The public id of the caller's API key.
    pub by: Arc<str>,
    pub body: Bytes,
}

/// A second person's word.
#[derive(Debug)]
pub struct Decision {
    /// The proposal's id, which is its transfer's too.
    pub id: Uuid,
    pub by: Arc<str>,
    pub reason: Option<String>,
    /// The transfer as it was asked for; `None`: it is rejected.
    pub approved: Option<NewTransfer>,
}

/// A transfer in a batch, with its own key where the batch has none.
#[derive(Debug)]
pub struct TransferItem {
    pub key: Option<Keyed>,
    /// Items in a row with the same group stand or fall together.
    pub group: Option<String>,
    pub transfer: NewTransfer,
}
