//! `events`: one row per accepted change, hash chained; the outbox. A transfer is a row of its event (`transfers.rs`).

use ledger::{Timestamp, TransferKind};
use sha2::{Digest as _, Sha256};
use sqlx::{PgConnection, Row as _};

use crate::{
    account_names::AccountNames,
    encoding::Instant,
    event_rows::{self, Asked, EventRow},
    heads,
    ledgers::LedgerInfo,
    objects,
};

/// What the chain starts from, before `seq` 1.
pub(crate) const NO_HASH: [u8; 32] = [0; 32];

/// What happened. The number is stored, the name is public.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventType {
    LedgerCreated,
    AssetCreated,
    AccountCreated,
    AccountUpdated,
    TransferUpdated,
    LimitCreated,
    LimitUpdated,
    TransferProposed,
    TransferRejected,
    TransferPosted,
    TransferPending,
    TransferCaptured,
    TransferVoided,
    TransferIncremented,
    TransferExtended,
    TransferExpired,
    TransferReversed,
    MonitorCreated,
    MonitorUpdated,
    BalanceAlert,
}

impl EventType {
    pub const ALL: [EventType; 20] = [
        EventType::LedgerCreated,
        EventType::AssetCreated,
        EventType::AccountCreated,
        EventType::AccountUpdated,
        EventType::TransferUpdated,
        EventType::LimitCreated,
        EventType::LimitUpdated,
        EventType::TransferProposed,
        EventType::TransferRejected,
        EventType::TransferPosted,
        EventType::TransferPending,
        EventType::TransferCaptured,
        EventType::TransferVoided,
        EventType::TransferIncremented,
        EventType::TransferExtended,
        EventType::TransferExpired,
        EventType::TransferReversed,
        EventType::MonitorCreated,
        EventType::MonitorUpdated,
        EventType::BalanceAlert,
    ];

    /// The event of a transfer of this kind.
    pub(crate) const fn of_transfer(kind: TransferKind) -> EventType {
        match kind {
            TransferKind::Transfer => EventType::TransferPosted,
            TransferKind::Hold => EventType::TransferPending,
            TransferKind::Capture => EventType::TransferCaptured,
            TransferKind::Void => EventType::TransferVoided,
            TransferKind::Increment => EventType::TransferIncremented,
            TransferKind::Extension => EventType::TransferExtended,
            TransferKind::Expiry => EventType::TransferExpired,
            TransferKind::Reversal => EventType::TransferReversed,
        }
    }

    /// The kind of transfer that it is about, if it is one's own event.
    pub(crate) fn transfer_kind(self) -> Option<TransferKind> {
        TransferKind::ALL.into_iter().find(|kind| EventType::of_transfer(*kind) == self)
    }

    pub const fn name(self) -> &'static str {
        match self {
            EventType::LedgerCreated => "ledger.created",
            EventType::AssetCreated => "asset.created",
            EventType::AccountCreated => "account.created",
            EventType::AccountUpdated => "account.updated",
            EventType::TransferUpdated => "transfer.updated",
            EventType::LimitCreated => "limit.created",
            EventType::LimitUpdated => "limit.updated",
            EventType::TransferProposed => "transfer.proposed",
            EventType::TransferRejected => "transfer.rejected",
            EventType::TransferPosted => "transfer.posted",
            EventType::TransferPending => "transfer.pending",
            EventType::TransferCaptured => "transfer.captured",
            EventType::TransferVoided => "transfer.voided",
            EventType::TransferIncremented => "transfer.incremented",
            EventType::TransferExtended => "transfer.extended",
            EventType::TransferExpired => "transfer.expired",
            EventType::TransferReversed => "transfer.reversed",
            EventType::MonitorCreated => "monitor.created",
            EventType::MonitorUpdated => "monitor.updated",
            EventType::BalanceAlert => "balance.alert",
        }
    }

    /// The type of this name.
    pub fn parse(name: &str) -> Option<EventType> {
        EventType::ALL.into_iter().find(|candidate| candidate.name() == name)
    }

    pub(crate) const fn number(self) -> i16 {
        match self {
            EventType::LedgerCreated => 1,
            EventType::AssetCreated => 2,
            EventType::AccountCreated => 3,
            EventType::AccountUpdated => 4,
            EventType::TransferUpdated => 5,
            EventType::LimitCreated => 6,
            EventType::LimitUpdated => 7,
            EventType::TransferProposed => 8,
            EventType::TransferRejected => 9,
            EventType::TransferPosted => 10,
            EventType::TransferPending => 11,
            EventType::TransferCaptured => 12,
            EventType::TransferVoided => 13,
            EventType::TransferIncremented => 14,
            EventType::TransferExtended => 15,
            EventType::TransferExpired => 16,
            EventType::TransferReversed => 17,
            // Below 10 no number is left; from 10 to 99 are the transfers'.
            EventType::MonitorCreated => 100,
            EventType::MonitorUpdated => 101,
            EventType::BalanceAlert => 102,
        }
    }

    pub(crate) fn of_number(number: i16) -> sqlx::Result<EventType> {
        EventType::ALL
            .into_iter()
            .find(|candidate| candidate.number() == number)
            .ok_or_else(|| sqlx::Error::Decode(format!("no event type has number {number}").into()))
    }
}

/// A row to write, of anything but a transfer.
#[derive(Clone, Debug)]
pub(crate) struct NewEvent {
    pub seq: i64,
    pub event_type: EventType,
    pub hash: [u8; 32],
    pub object: String,
}

/// An event as consumers see it.
#[derive(Clone, Debug)]
pub struct Event {
    pub seq: i64,
    pub event_type: EventType,
    pub recorded_at: Timestamp,
    /// Canonical JSON (RFC 8785).
    pub object: String,
    pub hash: [u8; 32],
    /// Whether the object was rendered from immutable rows, not kept with the event.
    pub rendered: bool,
}

/// `SHA-256(0x01 ‖ previous hash ‖ SHA-256(0x00 ‖ canonical JSON of the event))`.
pub fn chain(previous: &[u8; 32], seq: i64, event_type: EventType, recorded_at: Timestamp, object: &str) -> [u8; 32] {
    // In the key order of RFC 8785; none of the strings needs escaping.
    let rest = format!(",\"recorded_at\":\"{recorded_at}\",\"seq\":{seq},\"type\":\"{}\"}}", event_type.name());
    let leaf = Sha256::new().chain_update(b"\0{\"object\":").chain_update(object).chain_update(rest).finalize();
    Sha256::new().chain_update([1]).chain_update(previous).chain_update(leaf).finalize().into()
}

pub(crate) async fn insert(
    conn: &mut PgConnection,
    ledger: crate::LedgerNo,
    recorded_at: Timestamp,
    event: &NewEvent,
) -> sqlx::Result<()> {
    sqlx::query("insert into events (ledger_no, seq, recorded_at, type, hash, object) values ($1, $2, $3, $4, $5, $6)")
        .bind(ledger.0)
        .bind(event.seq)
        .bind(Instant(recorded_at))
        .bind(event.event_type.number())
        .bind(&event.hash[..])
        .bind(&event.object)
        .execute(conn)
        .await?;
    Ok(())
}

/// The hash of one event, which tells a batch of ours from anybody else's.
pub(crate) async fn hash_at(
    conn: &mut PgConnection,
    ledger: crate::LedgerNo,
    seq: i64,
) -> sqlx::Result<Option<[u8; 32]>> {
    let row = sqlx::query("select hash from events where ledger_no = $1 and seq = $2")
        .bind(ledger.0)
        .bind(seq)
        .fetch_optional(conn)
        .await?;
    row.map(|row| heads::hash(row.try_get(0)?)).transpose()
}

/// Events after `after`, ascending and dense; by the primary key.
pub(crate) async fn list(
    conn: &mut PgConnection,
    ledger: &LedgerInfo,
    after: i64,
    limit: u32,
    names: Option<&AccountNames>,
) -> sqlx::Result<Vec<Event>> {
    let rows = event_rows::read(conn, ledger, Asked::After(after, limit, names)).await?;
    Ok(rows.into_iter().map(Event::of_row).collect())
}

/// The events of these numbers, ascending; those that are not there are left out.
pub(crate) async fn of_seqs(conn: &mut PgConnection, ledger: &LedgerInfo, seqs: &[i64]) -> sqlx::Result<Vec<Event>> {
    let rows = event_rows::read(conn, ledger, Asked::Seqs(seqs)).await?;
    Ok(rows.into_iter().map(Event::of_row).collect())
}

impl Event {
    /// An object that is neither kept nor a transfer's is left empty, which `verify` reports.
    fn of_row(row: EventRow) -> Event {
        let EventRow { seq, event_type, recorded_at, hash, object, transfer } = row;
        let rendered = object.is_none();
        let of_transfer =
            |transfer| objects::to_string(&objects::Transfer { schema: Some(objects::SCHEMA), ..transfer });
        let object = object.or_else(|| transfer.map(of_transfer)).unwrap_or_default();
        Event { seq, event_type, recorded_at, object, hash, rendered }
    }
}

/// The last `seq` recorded at or before an instant: `recorded_at` rises along a dense `seq`, so `events_clock`, which
/// holds one event in 1,024, and a binary search of primary key probes between two of them find it.
pub(crate) async fn seq_at(
    conn: &mut PgConnection,
    ledger: crate::LedgerNo,
    instant: Timestamp,
    last_seq: i64,
) -> sqlx::Result<i64> {
    sqlx::query_scalar(
        "with recursive search (low, high) as (
           select clock.seq, least(clock.seq + 1024, $3::bigint + 1)
           from coalesce((
             select seq from events
             where ledger_no = $1 and seq % 1024 = 0 and recorded_at <= $2
             order by recorded_at desc, seq desc
             limit 1
           ), 0) clock (seq)
           union all
           select case when e.recorded_at <= $2 then e.seq else low end,
             case when e.recorded_at <= $2 then high else e.seq end
           from search
           join lateral (
             select seq, recorded_at from events where ledger_no = $1 and seq = (low + high) / 2
           ) e on true
           where low + 1 < high
         )
         select max(low) from search",
    )
    .bind(ledger.0)
    .bind(Instant(instant))
    .bind(last_seq)
    .fetch_one(conn)
    .await
}
