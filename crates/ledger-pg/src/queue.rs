//! A ledger's queue: where units wait, in two lanes, until they are taken into a batch.

use std::{
    collections::VecDeque,
    sync::{
        Arc,
        atomic::{AtomicU8, Ordering},
    },
};

use ledger::NewTransfer;
use tokio::sync::oneshot;

use crate::{Answer, SubmitError, Unit, Work};

/// What a transaction holds at most, about.
const BATCH_COMMANDS: usize = 2_000;
const BATCH_POSTINGS: usize = 10_000;

/// Bounds of a queue.
#[derive(Clone, Copy, Debug)]
pub struct QueueLimits {
    pub commands: usize,
    pub bytes: usize,
}

const QUEUED: u8 = 0;
const BEGUN: u8 = 1;
const WITHDRAWN: u8 = 2;

/// A unit that waits for its answer.
#[derive(Debug)]
pub(crate) struct Pending {
    pub unit: Unit,
    pub weight: Weight,
    stage: Stage,
    reply: oneshot::Sender<Result<Answer, SubmitError>>,
}

/// Where a unit stands, for who asked.
#[derive(Clone, Debug)]
pub(crate) struct Stage(Arc<AtomicU8>);

impl Stage {
    /// Takes the unit back, if nothing of its batch was sent yet.
    pub fn withdraw(&self) -> bool {
        self.0.compare_exchange(QUEUED, WITHDRAWN, Ordering::AcqRel, Ordering::Acquire).is_ok()
    }
}

impl Pending {
    pub fn new(unit: Unit, reply: oneshot::Sender<Result<Answer, SubmitError>>) -> (Pending, Stage) {
        let stage = Stage(Arc::new(AtomicU8::new(QUEUED)));
        (Pending { weight: Weight::of(&unit.work), unit, stage: stage.clone(), reply }, stage)
    }

    fn is_withdrawn(&self) -> bool {
        self.stage.0.load(Ordering::Acquire) == WITHDRAWN
    }

    /// From now on the unit cannot be withdrawn; `false`: it was before.
    pub fn begin(&self) -> bool {
        self.stage.0.compare_exchange(QUEUED, BEGUN, Ordering::AcqRel, Ordering::Acquire).is_ok()
    }

    /// Whoever asked may be gone; the work is done all the same.
    pub fn answer(self, answer: Result<Answer, SubmitError>) {
        let _ = self.reply.send(answer);
    }
}

/// What a unit adds to a batch.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Weight {
    pub commands: usize,
    postings: usize,
    /// Whether it takes its turn among the bulks.
    is_bulk: bool,
}

impl Weight {
    pub fn of(work: &Work) -> Weight {
        let bulk = |commands, postings| Weight { commands, postings, is_bulk: true };
        match work {
            Work::Transfers { items, .. } => bulk(items.len(), items.iter().map(|item| postings(&item.transfer)).sum()),
            Work::Simulate(transfers) => bulk(transfers.len(), transfers.iter().map(postings).sum()),
            Work::Accounts(many) => bulk(many.len(), 0),
            Work::Transfer(transfer) => Weight { commands: 1, postings: postings(transfer), is_bulk: false },
            Work::UpdateTransfer { .. }
            | Work::Decide(_)
            | Work::SetLimit(_)
            | Work::ChangeLimit { .. }
            | Work::SetMonitor(_)
            | Work::ChangeMonitor { .. }
            | Work::ExpireDue
            | Work::Asset(_)
            | Work::Account(_)
            | Work::UpdateAccount { .. } => Weight { commands: 1, postings: 0, is_bulk: false },
        }
    }
}

/// How many postings a transfer makes; of an action on another it is not known yet, two most often.
fn postings(transfer: &NewTransfer) -> usize {
    transfer.action.postings().len().max(2)
}

/// The units that wait.
#[derive(Debug)]
pub(crate) struct Queue {
    limits: QueueLimits,
    singles: VecDeque<Pending>,
    bulks: VecDeque<Pending>,
    commands: usize,
    bytes: usize,
    bulks_first: bool,
    closed: bool,
}

/// Says whether a unit can be taken.
pub(crate) type Wanted<'a> = dyn Fn(&Unit) -> bool + Send + Sync + 'a;

/// What a batch holds so far.
#[derive(Default)]
pub(crate) struct Filled {
    pub commands: usize,
    postings: usize,
    bulks_first: bool,
}

impl Queue {
    pub fn new(limits: QueueLimits) -> Queue {
        let (singles, bulks) = (VecDeque::new(), VecDeque::new());
        Queue { limits, singles, bulks, commands: 0, bytes: 0, bulks_first: false, closed: false }
    }

    /// Takes a unit in; `false` if there is no room for it.
    pub fn push(&mut self, pending: Pending) -> bool {
        let (commands, bytes) = (pending.weight.commands, pending.unit.bytes);
        let full = self.commands + commands > self.limits.commands || self.bytes + bytes > self.limits.bytes;
        if full && !self.is_empty() {
            return false;
        }
        self.commands += commands;
        self.bytes += bytes;
        self.lane(pending.weight.is_bulk).push_back(pending);
        true
    }

    /// Takes a batch's next unit, if there is one that fits in and is wanted; units withdrawn meanwhile are dropped
    /// on the way.
    ///
    /// While both lanes wait they take turns at going first, and the first unit of the first lane always
    /// goes, however large: so neither lane starves the other.
    pub fn next(&mut self, filled: &mut Filled, wanted: &Wanted<'_>) -> Option<Pending> {
        for bulk in [false, true] {
            while self.pop(bulk, Pending::is_withdrawn).is_some() {}
        }
        let both = !self.bulks.is_empty() && !self.singles.is_empty();
        let is_first = filled.commands == 0;
        let first = if is_first { both && !self.bulks_first } else { filled.bulks_first };
        let first_limit = if both { BATCH_COMMANDS / 2 } else { BATCH_COMMANDS };
        let (commands, postings) = (filled.commands, filled.postings);
        let taken = [(first, first_limit), (!first, BATCH_COMMANDS), (first, BATCH_COMMANDS)].into_iter().find_map(
            |(bulk, limit)| {
                self.pop(bulk, |next| {
                    let fits =
                        commands + next.weight.commands <= limit && postings + next.weight.postings <= BATCH_POSTINGS;
                    (fits || is_first) && wanted(&next.unit)
                })
            },
        )?;
        if is_first {
            (self.bulks_first, filled.bulks_first) = (first, first);
        }
        filled.commands += taken.weight.commands;
        filled.postings += taken.weight.postings;
        Some(taken)
    }

    /// Takes a lane's first unit, if it is as asked.
    fn pop(&mut self, bulk: bool, asked: impl Fn(&Pending) -> bool) -> Option<Pending> {
        let pending = self.lane(bulk).pop_front_if(|pending| asked(pending))?;
        self.commands -= pending.weight.commands;
        self.bytes -= pending.unit.bytes;
        Some(pending)
    }

    fn lane(&mut self, bulk: bool) -> &mut VecDeque<Pending> {
        if bulk { &mut self.bulks } else { &mut self.singles }
    }

    /// Takes a batch.
    pub fn take(&mut self) -> Vec<Pending> {
        let mut filled = Filled::default();
        std::iter::from_fn(|| self.next(&mut filled, &|_| true)).collect()
    }

    /// Forgets whatever is there, and takes no more.
    pub fn close(&mut self) {
        self.closed = true;
        self.singles.clear();
        self.bulks.clear();
    }

    pub fn is_closed(&self) -> bool {
        self.closed
    }

    pub fn is_empty(&self) -> bool {
        self.singles.is_empty() && self.bulks.is_empty()
    }
}
