//! The holds: each one's row recomputed from its transfer and its entries.

use std::collections::HashMap;

use ledger::{AccountNo, HoldStatus, Minor, Side, Timestamp, TransferKind};
use sqlx::{PgConnection, Row as _, postgres::PgRow};

use super::{
    Findings, Subject,
    entries::{self, Entry, TARGETS, Target},
};
use crate::{
    encoding::{Instant, Numeric},
    subjects::{status_number, status_of},
    transfers::kind_number,
};

/// Rows of `hold_accounts` per page.
const ACCOUNTS: i64 = 10_000;

/// What a hold comes to on one side of one account, in minor units. Which of two legs alike is captured
/// is nobody's business.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Sums {
    held: i128,
    captured: i128,
    remaining: i128,
}

type BySide = HashMap<(AccountNo, Side), Sums>;

/// A hold on the way through its entries.
struct Walk {
    status: HoldStatus,
    expires_at: Option<Timestamp>,
    held_at: Timestamp,
    legs: Vec<(AccountNo, Side)>,
    sums: BySide,
    /// The first entry that cannot have been, in words.
    fault: Option<String>,
}

impl Walk {
    fn new() -> Walk {
        Walk {
            status: HoldStatus::Open,
            expires_at: None,
            held_at: Timestamp::BEFORE_ALL,
            legs: Vec::new(),
            sums: HashMap::new(),
            fault: None,
        }
    }

    fn take(&mut self, hold: i64, entry: &Entry) {
        if self.fault.is_none() {
            let step = if entry.seq == hold { self.begin(entry) } else { self.go_on(entry) };
            self.fault = step.err().map(|fault| format!("{} {} {fault}", entry.kind.as_str(), entry.seq));
        }
    }

    fn begin(&mut self, entry: &Entry) -> Result<(), &'static str> {
        if entry.kind != TransferKind::Hold {
            return Err("is not a hold");
        }
        self.held_at = entry.effective_at;
        self.legs = entry.legs.iter().map(|leg| (leg.account_no, leg.side)).collect();
        self.sums = self.legs.iter().map(|side| (*side, Sums::default())).collect();
        self.expire_at(entry)?;
        self.hold_more(entry)
    }

    fn go_on(&mut self, entry: &Entry) -> Result<(), &'static str> {
        if self.legs.is_empty() {
            return Err("is about nothing that is held");
        }
        if self.status != HoldStatus::Open {
            return Err("came after the hold had ended");
        }
        let due = self.expires_at.is_some_and(|expires_at| expires_at <= entry.recorded_at);
        if due != (entry.kind == TransferKind::Expiry) {
            return Err(if due { "came after the hold was due" } else { "came before the hold was due" });
        }
        if entry.effective_at < self.held_at && entry.kind != TransferKind::Extension {
            return Err("is effective before everything was held");
        }
        match entry.kind {
            TransferKind::Capture => {
                self.release(entry)?;
                if self.is_released() {
                    self.status = HoldStatus::Captured;
                }
            }
            TransferKind::Void => self.end(entry, HoldStatus::Voided)?,
            TransferKind::Expiry => {
                if self.expires_at != Some(entry.effective_at) {
                    return Err("is not effective when the hold was to end");
                }
                self.end(entry, HoldStatus::Expired)?;
            }
            TransferKind::Increment => {
                if self.expires_at.is_some_and(|expires_at| expires_at <= entry.effective_at) {
                    return Err("is effective after the hold was to end");
                }
                self.held_at = entry.effective_at;
                self.hold_more(entry)?;
            }
            TransferKind::Extension => self.expire_at(entry)?,
            TransferKind::Transfer | TransferKind::Hold | TransferKind::Reversal => {
                return Err("is about a hold, which it cannot be");
            }
        }
        Ok(())
    }

    fn expire_at(&mut self, entry: &Entry) -> Result<(), &'static str> {
        self.expires_at = entry.expires_at;
        let earliest = self.held_at.max(entry.recorded_at);
        if self.expires_at.is_some_and(|expires_at| expires_at <= earliest) {
            return Err("lets the hold end before it can");
        }
        Ok(())
    }

    fn hold_more(&mut self, entry: &Entry) -> Result<(), &'static str> {
        for leg in &entry.legs {
            let sums = self.sums.get_mut(&(leg.account_no, leg.side)).ok_or("holds where the hold did not")?;
            sums.held = sums.held.saturating_add(leg.held.units());
            sums.remaining = sums.remaining.saturating_add(leg.held.units());
        }
        Ok(())
    }

    fn release(&mut self, entry: &Entry) -> Result<(), &'static str> {
        for leg in &entry.legs {
            let sums = self.sums.get_mut(&(leg.account_no, leg.side)).ok_or("releases where nothing was held")?;
            sums.captured = sums.captured.saturating_add(leg.posted.units());
            sums.remaining = sums.remaining.saturating_add(leg.held.units());
        }
        if self.sums.values().any(|sums| sums.remaining < 0) {
            return Err("releases more than remained");
        }
        Ok(())
    }

    fn end(&mut self, entry: &Entry, status: HoldStatus) -> Result<(), &'static str> {
        self.release(entry)?;
        self.status = status;
        if self.is_released() { Ok(()) } else { Err("leaves something held") }
    }

    fn is_released(&self) -> bool {
        self.sums.values().all(|sums| sums.remaining == 0)
    }

    /// What the row says that does not follow.
    fn differs(&self, row: &PgRow) -> sqlx::Result<Option<String>> {
        if let Some(fault) = &self.fault {
            return Ok(Some(fault.clone()));
        }
        if self.legs.is_empty() {
            return Ok(Some("there is no such transfer".to_owned()));
        }
        let expires_at = row.try_get::<Option<Instant>, _>("expires_at")?.map(|instant| instant.0);
        let differs = if status_of(row.try_get("status")?)? != self.status {
            Some("its status does not follow from its entries")
        } else if expires_at != self.expires_at {
            Some("it ends at another instant than its entries say")
        } else if row.try_get::<Instant, _>("held_at")?.0 != self.held_at {
            Some("its held_at does not follow from its entries")
        } else if self.stored(row)?.as_ref() != Some(&self.sums) {
            Some("its amounts do not follow from its entries")
        } else if row.try_get::<i64, _>("unlisted")? != 0 {
            Some("an account that it reserves on does not list it")
        } else {
            None
        };
        Ok(differs.map(str::to_owned))
    }

    /// The row's amounts; `None` unless there is one for each leg.
    fn stored(&self, row: &PgRow) -> sqlx::Result<Option<BySide>> {
        let column = |name| row.try_get::<Vec<Numeric>, _>(name);
        let (held, captured, remaining) = (column("held")?, column("captured")?, column("remaining")?);
        if [&held, &captured, &remaining].iter().any(|column| column.len() != self.legs.len()) {
            return Ok(None);
        }
        let mut stored = BySide::new();
        for (leg, side) in self.legs.iter().enumerate() {
            let [held, captured, remaining] = [held[leg], captured[leg], remaining[leg]].map(|Numeric(minor)| minor);
            if held <= Minor::ZERO || captured < Minor::ZERO || remaining < Minor::ZERO || remaining > held {
                return Ok(None);
            }
            let sums = stored.entry(*side).or_default();
            sums.held = sums.held.saturating_add(held.units());
            sums.captured = sums.captured.saturating_add(captured.units());
            sums.remaining = sums.remaining.saturating_add(remaining.units());
        }
        Ok(Some(stored))
    }
}

/// The rows of `holds` in a stretch of the order.
pub(super) async fn check(
    conn: &mut PgConnection,
    subject: &Subject,
    mut after: i64,
    to: i64,
    findings: &mut Findings,
) -> sqlx::Result<()> {
    loop {
        let rows = sqlx::query(
            "select h.*, coalesce(e.seq, h.seq) as last_entry, a.unlisted
             from (
               select * from holds
               where ledger_no = $1 and seq > $2 and seq <= $3
               order by seq
               limit $4
             ) h
             left join lateral (
               select seq from transfers
               where ledger_no = $1 and target_seq = h.seq and target_seq is not null
               order by seq desc
               limit 1
             ) e on true
             cross join lateral (
               select count(*) as unlisted
               from transfers t
               cross join lateral unnest(t.posting_accounts) r (account_no)
               where t.ledger_no = $1 and t.seq = h.seq
                 and not exists (
                   select from hold_accounts
                   where ledger_no = $1 and account_no = r.account_no and is_open = (h.status = $5) and seq = h.seq
                   offset 0
                 )
             ) a
             order by h.seq",
        )
        .bind(subject.ledger.no.0)
        .bind(after)
        .bind(to)
        .bind(TARGETS)
        .bind(status_number(HoldStatus::Open))
        .fetch_all(&mut *conn)
        .await?;
        let mut targets = Vec::with_capacity(rows.len());
        for row in &rows {
            targets.push(Target { seq: row.try_get("seq")?, last: row.try_get("last_entry")? });
        }
        let mut walks: HashMap<i64, Walk> = targets.iter().map(|target| (target.seq, Walk::new())).collect();
        entries::read(conn, subject, &targets, |hold, entry| {
            walks.get_mut(&hold).expect("only what is asked for is read").take(hold, &entry);
        })
        .await?;
        for (row, Target { seq, .. }) in rows.iter().zip(&targets) {
            let differs = walks[seq].differs(row)?;
            findings.compare("holds", differs.is_none(), || {
                format!("{}: hold {seq}: {}", subject.ledger.name, differs.unwrap_or_default())
            });
        }
        match targets.last() {
            Some(last) => after = last.seq,
            None => return Ok(()),
        }
    }
}

/// Each row of `hold_accounts` is of a hold on that account, open or not as the hold is.
pub(super) async fn check_accounts(
    conn: &mut PgConnection,
    subject: &Subject,
    findings: &mut Findings,
) -> sqlx::Result<()> {
    let mut at = (0, false, 0_i64);
    loop {
        let rows = sqlx::query(
            "select a.account_no, a.is_open, a.seq,
               coalesce(t.kind = $6 and a.account_no = any(t.posting_accounts) and a.is_open = (h.status = $7), false)
             from (
               select account_no, is_open, seq from hold_accounts
               where ledger_no = $1 and (account_no, is_open, seq) > ($2, $3, $4)
               order by account_no, is_open, seq
               limit $5
             ) a
             left join lateral (
               select kind, posting_accounts from transfers where ledger_no = $1 and seq = a.seq offset 0
             ) t on true
             left join lateral (select status from holds where ledger_no = $1 and seq = a.seq offset 0) h on true
             order by a.account_no, a.is_open, a.seq",
        )
        .bind(subject.ledger.no.0)
        .bind(at.0)
        .bind(at.1)
        .bind(at.2)
        .bind(ACCOUNTS)
        .bind(kind_number(TransferKind::Hold))
        .bind(status_number(HoldStatus::Open))
        .fetch_all(&mut *conn)
        .await?;
        for row in &rows {
            at = (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
            let (account, _, hold): (i32, bool, i64) = at;
            findings.compare("holds", row.try_get(3)?, || {
                format!("{}: account {account} lists hold {hold} as it is not", subject.ledger.name)
            });
        }
        if (rows.len() as i64) < ACCOUNTS {
            return Ok(());
        }
    }
}
