//! What must be true of a whole history, whatever the rules said: asked of the entries alone.

use std::collections::HashMap;

use ledger::{AssetNo, Side, TransferKind};

use crate::{
    naive::{Entry, Ledger, Line},
    scene::Dice,
};

/// How many instants are asked of each history.
const INSTANTS: u32 = 20;

/// What a posting of a hold or transfer came to.
#[derive(Default)]
struct Fate {
    held: i128,
    captured: i128,
    remaining: i128,
    reversed: i128,
}

impl Ledger {
    pub fn check_history(&self, dice: &mut Dice<'_>) {
        for entry in &self.entries {
            self.check_zero_sums(entry);
        }
        self.check_fates(&self.entries.iter().collect::<Vec<_>>(), "in all");
        if self.entries.is_empty() {
            return;
        }
        for _ in 0..INSTANTS {
            let near = &self.entries[dice.index(self.entries.len())];
            let instant = near.effective_at + i64::from(dice.below(3)) - 1;
            let last = self.entries[dice.index(self.entries.len())].seq;
            let last = if dice.chance(50) { last } else { self.last_seq };
            let known = |entry: &&Entry| entry.effective_at <= instant && entry.seq <= last;
            self.check_fates(
                &self.entries.iter().filter(known).collect::<Vec<_>>(),
                &format!("at {instant}, as known at {last}"),
            );
        }
    }

    fn check_zero_sums(&self, entry: &Entry) {
        let mut sums: HashMap<AssetNo, (i128, i128)> = HashMap::new();
        for line in &entry.lines {
            let (posted, held) = line.moves(entry.kind).unwrap();
            let sign = if line.direction == Side::Debit { 1 } else { -1 };
            let sum = sums.entry(self.accounts[line.account].asset.no).or_default();
            *sum = (sum.0 + sign * posted, sum.1 + sign * held);
        }
        assert!(sums.values().all(|sum| *sum == (0, 0)), "entry {} moves {sums:?}", entry.seq);
    }

    /// No hold is below zero, none is posted beyond what was held where that is not allowed, no account's
    /// held total is below zero, and nothing is reversed that was not posted.
    fn check_fates(&self, entries: &[&Entry], when: &str) {
        let mut fates: HashMap<(i64, usize), Fate> = HashMap::new();
        let mut held: HashMap<(usize, bool), i128> = HashMap::new();
        for &entry in entries {
            let hold = entry.target.map_or(entry, |target| &self.entries[target]);
            for line in &entry.lines {
                let (posted, moved) = line.moves(entry.kind).unwrap();
                *held.entry((line.account, line.direction == Side::Debit)).or_default() += moved;
                let fate = fates.entry((hold.seq, line.of)).or_default();
                fate.remaining += moved;
                match entry.kind {
                    TransferKind::Hold | TransferKind::Increment => fate.held += moved,
                    TransferKind::Capture => fate.captured += posted,
                    TransferKind::Reversal => fate.reversed += posted,
                    TransferKind::Transfer | TransferKind::Void | TransferKind::Expiry | TransferKind::Extension => {}
                }
            }
        }
        for ((seq, of), fate) in &fates {
            let entry = self.entries.iter().find(|entry| entry.seq == *seq).unwrap();
            assert!(fate.remaining >= 0, "posting {of} of hold {seq} is below zero {when}");
            let amount = i128::try_from(entry.lines[*of].amount.unwrap()).unwrap();
            assert!(fate.reversed <= amount, "posting {of} of {seq} is reversed beyond itself {when}");
            let asset = |line: &Line| &self.accounts[line.account].asset;
            let allowed = entry.lines.iter().filter(|line| asset(line) == asset(&entry.lines[*of])).any(|line| {
                let account = &self.accounts[line.account];
                line.direction != account.normal_side && account.over_capture_ever
            });
            assert!(
                fate.captured <= fate.held || allowed,
                "posting {of} of hold {seq} is captured beyond what is held {when}"
            );
        }
        assert!(held.values().all(|held| *held >= 0), "an account holds less than nothing {when}");
    }
}
