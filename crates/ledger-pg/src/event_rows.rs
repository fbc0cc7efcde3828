//! Rows of `events` as they are read: with the transfers in them and all their postings.
//!
//! One statement, whatever is asked for: the events' primary key, then each posting's by the account that its transfer
//! names. The accounts are read with it, or, where their names are kept, apart if they are not known.

use std::{collections::HashMap, sync::Arc};

use ledger::{AccountNo, Timestamp, TransferKind};
use sqlx::{PgConnection, Row as _, postgres::PgRow};

use crate::{
    account_names::{AccountName, AccountNames, asset_of_account},
    encoding::Instant,
    events::EventType,
    heads,
    ledgers::LedgerInfo,
    objects,
    transfers::{leg_columns, leg_object, of_row, posting_columns, posting_object},
};

pub(crate) struct EventRow {
    pub seq: i64,
    pub event_type: EventType,
    pub recorded_at: Timestamp,
    pub hash: [u8; 32],
    /// What is kept of anything but a transfer.
    pub object: Option<String>,
    pub transfer: Option<objects::Transfer>,
}

/// Which events are read.
#[derive(Clone, Copy)]
pub(crate) enum Asked<'a> {
    /// Those after a `seq`, at most so many; the names of accounts are kept in the last, if there is one.
    After(i64, u32, Option<&'a AccountNames>),
    /// Those of these numbers that are there.
    Seqs(&'a [i64]),
}

/// Reads the events that a query gives, with the accounts of postings or without.
macro_rules! rows_sql {
    ($events:literal, $columns:expr, $tables:expr) => {
        concat!(
            "select t.seq, t.type, t.recorded_at, t.hash, t.object, t.id, t.effective_at, t.external_id, t.description,
               t.metadata::text as metadata, t.target_id, t.expires_at, t.manual, t.flags, t.proposal_seq,
               t.proposed_by, t.approved_by, t.approval_reason, r.leg, r.account_no, ",
            $columns,
            " from (",
            $events,
            ") t
              -- An extension has no postings, what is no transfer has none either.
              left join lateral (
                select unnest(t.posting_accounts) as account_no, generate_subscripts(t.posting_accounts, 1) as leg
                offset 0
              ) r on true
              left join lateral (
                select * from postings
                where ledger_no = $1 and account_no = r.account_no and seq = t.seq and leg = r.leg - 1
                offset 0
              ) p on true ",
            $tables
        )
    };
    ($events:literal, with_accounts) => {
        rows_sql!(
            $events,
            posting_columns!(),
            concat!(
                "left join lateral (
                   select * from accounts where ledger_no = $1 and account_no = r.account_no offset 0
                 ) a on true ",
                asset_of_account!()
            )
        )
    };
    ($events:literal) => {
        rows_sql!($events, leg_columns!(), "")
    };
    (after $($accounts:tt)*) => {
        rows_sql!("select * from events where ledger_no = $1 and seq > $2 order by seq limit $3" $($accounts)*)
    };
    (seqs, with_accounts) => {
        rows_sql!(
            "select e.*
             from unnest($2::int8[]) asked (seq)
             cross join lateral (select * from events where ledger_no = $1 and seq = asked.seq offset 0) e",
            with_accounts
        )
    };
}

/// Reads events, ascending.
pub(crate) async fn read(
    conn: &mut PgConnection,
    ledger: &LedgerInfo,
    asked: Asked<'_>,
) -> sqlx::Result<Vec<EventRow>> {
    let (sql, names) = match asked {
        Asked::After(_, _, None) => (rows_sql!(after, with_accounts), None),
        Asked::After(_, _, names) => (rows_sql!(after), names),
        Asked::Seqs(_) => (rows_sql!(seqs, with_accounts), None),
    };
    let query = sqlx::query(sql).bind(ledger.no.0);
    let query = match asked {
        Asked::After(after, limit, _) => query.bind(after).bind(i64::from(limit)),
        Asked::Seqs([]) => return Ok(Vec::new()),
        Asked::Seqs(seqs) => query.bind(seqs),
    };
    let rows = query.fetch_all(&mut *conn).await?;
    // They come in this order, most often; to have Postgres sort them costs it a microsecond each.
    let mut legs: Vec<Leg<'_>> = rows.iter().map(Leg::of).collect::<sqlx::Result<_>>()?;
    legs.sort_by_key(|leg| (leg.seq, leg.number));
    let known = match names {
        None => None,
        Some(names) => Some(names.get(conn, ledger.no, legs.iter().filter_map(|leg| leg.account)).await?),
    };

    let mut events = Vec::with_capacity(legs.len());
    for legs in legs.chunk_by(|a, b| a.seq == b.seq) {
        let row = legs[0].row;
        let event_type = EventType::of_number(row.try_get("type")?)?;
        let transfer = match (row.try_get("id")?, event_type.transfer_kind()) {
            (Some(id), Some(kind)) => {
                let postings = legs.iter().filter_map(|leg| leg.posting(kind, known.as_ref()).transpose());
                Some(of_row(row, ledger, id, kind, postings.collect::<sqlx::Result<_>>()?)?)
            }
            (_, None) | (None, _) => None,
        };
        events.push(EventRow {
            seq: row.try_get("seq")?,
            event_type,
            recorded_at: row.try_get::<Instant, _>("recorded_at")?.0,
            hash: heads::hash(row.try_get("hash")?)?,
            object: row.try_get("object")?,
            transfer,
        });
    }
    Ok(events)
}

/// A leg of a transfer, or an event without any.
struct Leg<'r> {
    seq: i64,
    number: Option<i32>,
    account: Option<AccountNo>,
    row: &'r PgRow,
}

impl<'r> Leg<'r> {
    fn of(row: &'r PgRow) -> sqlx::Result<Leg<'r>> {
        let account = row.try_get::<Option<i32>, _>("account_no")?.map(AccountNo);
        Ok(Leg { seq: row.try_get("seq")?, number: row.try_get("leg")?, account, row })
    }

    /// `None` where the posting or its account is missing, which `verify` reports.
    fn posting(
        &self,
        kind: TransferKind,
        known: Option<&HashMap<AccountNo, Arc<AccountName>>>,
    ) -> sqlx::Result<Option<objects::Posting>> {
        let Leg { account, row, .. } = self;
        if row.try_get::<Option<i64>, _>("account_version")?.is_none() {
            return Ok(None);
        }
        match known {
            Some(known) => account.and_then(|no| known.get(&no)).map(|name| leg_object(row, kind, name)).transpose(),
            None if row.try_get::<Option<&str>, _>("path")?.is_some() => posting_object(row, kind).map(Some),
            None => Ok(None),
        }
    }
}
