//! Lists of events: a scan by `seq`, oldest first, that stops after some 10,000 numbers.
//!
//! `seq` is dense, so how far a page has looked is a number like any other, and no cursor is needed.
//! What is about an account is found by the keys of its postings; what has none (what is said about
//! it, alerts, proposals, an extension) by the objects that are kept with the events of the range.

use ledger::AccountRef;
use serde_json::json;
use sqlx::PgConnection;

use crate::{
    accounts,
    events::{self, Event, EventType},
    heads,
    ledgers::LedgerInfo,
    page::SCAN_LIMIT,
};

/// Which events a list shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EventFilter {
    /// `None`: all.
    pub types: Option<Vec<EventType>>,
    /// Those of a transfer or a proposal with a posting on it, and those whose object it is or that name it.
    pub account: Option<AccountRef>,
}

impl EventFilter {
    fn lets_everything_through(&self) -> bool {
        self.types.is_none() && self.account.is_none()
    }
}

/// Events in order. The page may be short or empty though there is more.
#[derive(Clone, Debug)]
pub struct EventPage {
    pub events: Vec<Event>,
    /// The last number that was looked at: what to go on after.
    pub next_after: i64,
    /// The ledger's last number when the page was read.
    pub last_seq: i64,
}

/// An account that events are about.
struct About {
    no: i32,
    path: String,
}

pub(crate) async fn list(
    conn: &mut PgConnection,
    ledger: &LedgerInfo,
    filter: &EventFilter,
    after: i64,
    limit: u32,
) -> sqlx::Result<EventPage> {
    // First, so that everything up to it is seen by what is read later.
    let last_seq = heads::read(conn, ledger.no).await?.0.last_seq;
    let end = last_seq.min(after.saturating_add(SCAN_LIMIT)).max(after);
    let mut page = EventPage { events: Vec::new(), next_after: after, last_seq };
    let about = match &filter.account {
        None => None,
        Some(name) => match accounts::find(conn, ledger.no, name).await? {
            Some((account, _)) => Some(About { no: account.no.0, path: account.path.to_string() }),
            None => return Ok(EventPage { next_after: end, ..page }),
        },
    };
    let limit = usize::try_from(limit).expect("a page's limit fits");
    // What is looked at beyond the page's last event is looked at in vain, so it begins with little.
    let mut window = limit as i64 * if filter.lets_everything_through() { 1 } else { 4 };
    while page.next_after < end && page.events.len() < limit {
        let to = end.min(page.next_after.saturating_add(window));
        let wanted = limit - page.events.len();
        let range = page.next_after..to;
        let found = scan(conn, ledger, filter.types.as_deref(), about.as_ref(), range, wanted as i64).await?;
        let is_full = found.len() == wanted;
        page.next_after = found.last().filter(|_| is_full).map_or(to, |last| last.seq);
        page.events.extend(found);
        window = window.saturating_mul(4);
    }
    Ok(page)
}

/// The first `limit` that fit of the events with numbers in a range, its start left out and its end not.
async fn scan(
    conn: &mut PgConnection,
    ledger: &LedgerInfo,
    types: Option<&[EventType]>,
    about: Option<&About>,
    range: std::ops::Range<i64>,
    limit: i64,
) -> sqlx::Result<Vec<Event>> {
    let types: Option<Vec<i16>> = types.map(|types| types.iter().map(|event_type| event_type.number()).collect());
    let seqs: Vec<i64> = match about {
        None => {
            sqlx::query_scalar(
                "select seq
                 from events
                 where ledger_no = $1 and seq > $2 and seq <= $3 and ($4::int2[] is null or type = any($4))
                 order by seq
                 limit $5",
            )
            .bind(ledger.no.0)
            .bind(range.start)
            .bind(range.end)
            .bind(types)
            .bind(limit)
            .fetch_all(&mut *conn)
            .await?
        }
        Some(About { no, path }) => {
            sqlx::query_scalar(
                "with about as materialized (
                   select seq from postings
                   where ledger_no = $1 and account_no = $6 and seq > $2 and seq <= $3
                   union
                   select e.seq
                   from events e
                   -- An extension has no postings, and what is said about a transfer names only its id.
                   left join lateral (
                     select posting_accounts from transfers
                     where ledger_no = $1
                       and id = case e.type when $9 then e.target_id when $10 then (e.object::jsonb ->> 'id')::uuid end
                     offset 0
                   ) its on true
                   where e.ledger_no = $1 and e.seq > $2 and e.seq <= $3
                     -- Cheaper than to read every object: a path stands in JSON as it is.
                     and (e.type in ($9, $10) or strpos(e.object, $7) > 0)
                     and ($6 = any(its.posting_accounts)
                       or e.object::jsonb ->> 'path' = $7
                       or e.object::jsonb ->> 'account' = $7
                       or e.object::jsonb @> $8::jsonb)
                 )
                 select e.seq
                 from about
                 cross join lateral (select * from events where ledger_no = $1 and seq = about.seq offset 0) e
                 where $4::int2[] is null or e.type = any($4)
                 order by e.seq
                 limit $5",
            )
            .bind(ledger.no.0)
            .bind(range.start)
            .bind(range.end)
            .bind(types)
            .bind(limit)
            .bind(no)
            .bind(path)
            .bind(json!({"postings": [{"account": path}]}).to_string())
            .bind(EventType::TransferExtended.number())
            .bind(EventType::TransferUpdated.number())
            .fetch_all(&mut *conn)
            .await?
        }
    };
    events::of_seqs(conn, ledger, &seqs).await
}
