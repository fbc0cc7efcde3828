//! The reversals: how much of each transfer has been reversed, recomputed from those that did it.

use std::collections::HashMap;

use ledger::{AccountNo, Minor, Side, TransferKind};
use sqlx::{PgConnection, Row as _, postgres::PgRow};

use super::{
    Findings, Subject,
    entries::{self, Entry, TARGETS, Target},
};
use crate::encoding::Numeric;

/// What was posted on one side of one account and what of it was reversed, in minor units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Sums {
    posted: i128,
    reversed: i128,
}

/// A transfer on the way through its reversals.
#[derive(Default)]
struct Walk {
    legs: Vec<(AccountNo, Side, Minor)>,
    sums: HashMap<(AccountNo, Side), Sums>,
    reversals: usize,
    /// The first entry that cannot have been, in words.
    fault: Option<String>,
}

impl Walk {
    fn take(&mut self, original: i64, entry: &Entry) {
        if self.fault.is_none() {
            let step = if entry.seq == original { self.begin(entry) } else { self.go_on(entry) };
            self.fault = step.err().map(|fault| format!("{} {} {fault}", entry.kind.as_str(), entry.seq));
        }
    }

    fn begin(&mut self, entry: &Entry) -> Result<(), &'static str> {
        if !matches!(entry.kind, TransferKind::Transfer | TransferKind::Capture) {
            return Err("cannot be reversed");
        }
        for leg in &entry.legs {
            self.legs.push((leg.account_no, leg.side, leg.posted));
            let sums = self.sums.entry((leg.account_no, leg.side)).or_default();
            sums.posted = sums.posted.saturating_add(leg.posted.units());
        }
        Ok(())
    }

    fn go_on(&mut self, entry: &Entry) -> Result<(), &'static str> {
        if entry.kind != TransferKind::Reversal {
            return Err("is about a transfer, which it cannot be");
        }
        self.reversals += 1;
        for leg in &entry.legs {
            let side = (leg.account_no, leg.side.other());
            let sums = self.sums.get_mut(&side).ok_or("reverses what was not posted")?;
            sums.reversed = sums.reversed.saturating_add(leg.posted.units());
            if sums.reversed > sums.posted {
                return Err("reverses more than was left");
            }
        }
        Ok(())
    }

    /// What the row says that does not follow.
    fn differs(&self, row: &PgRow) -> sqlx::Result<Option<String>> {
        if let Some(fault) = &self.fault {
            return Ok(Some(fault.clone()));
        }
        let reversed: Vec<Numeric> = row.try_get("reversed")?;
        if self.reversals == 0 {
            return Ok(Some("nothing has reversed it".to_owned()));
        }
        let within =
            |(leg, reversed): (&(AccountNo, Side, Minor), &Numeric)| reversed.0 >= Minor::ZERO && reversed.0 <= leg.2;
        if reversed.len() != self.legs.len() || !self.legs.iter().zip(&reversed).all(within) {
            return Ok(Some("what of it is reversed is not within its postings".to_owned()));
        }
        let mut stored: HashMap<(AccountNo, Side), i128> = HashMap::new();
        for ((account_no, side, _), Numeric(reversed)) in self.legs.iter().zip(&reversed) {
            let sum = stored.entry((*account_no, *side)).or_default();
            *sum = sum.saturating_add(reversed.units());
        }
        let follows = self.sums.iter().all(|(side, sums)| stored.get(side) == Some(&sums.reversed));
        Ok((!follows).then(|| "what of it is reversed does not follow from its reversals".to_owned()))
    }
}

/// The rows of `reversed_transfers` in a stretch of the order.
pub(super) async fn check(
    conn: &mut PgConnection,
    subject: &Subject,
    mut after: i64,
    to: i64,
    findings: &mut Findings,
) -> sqlx::Result<()> {
    loop {
        let rows = sqlx::query(
            "select v.seq, v.reversed, coalesce(e.seq, v.seq) as last_entry
             from (
               select seq, reversed from reversed_transfers
               where ledger_no = $1 and seq > $2 and seq <= $3
               order by seq
               limit $4
             ) v
             left join lateral (
               select seq from transfers
               where ledger_no = $1 and target_seq = v.seq and target_seq is not null
               order by seq desc
               limit 1
             ) e on true
             order by v.seq",
        )
        .bind(subject.ledger.no.0)
        .bind(after)
        .bind(to)
        .bind(TARGETS)
        .fetch_all(&mut *conn)
        .await?;
        let mut targets = Vec::with_capacity(rows.len());
        for row in &rows {
            targets.push(Target { seq: row.try_get("seq")?, last: row.try_get("last_entry")? });
        }
        let mut walks: HashMap<i64, Walk> = targets.iter().map(|target| (target.seq, Walk::default())).collect();
        entries::read(conn, subject, &targets, |original, entry| {
            walks.get_mut(&original).expect("only what is asked for is read").take(original, &entry);
        })
        .await?;
        for (row, Target { seq, .. }) in rows.iter().zip(&targets) {
            let differs = walks[seq].differs(row)?;
            findings.compare("reversals", differs.is_none(), || {
                format!("{}: transfer {seq}: {}", subject.ledger.name, differs.unwrap_or_default())
            });
        }
        match targets.last() {
            Some(last) => after = last.seq,
            None => return Ok(()),
        }
    }
}
