//! The part of the store that relays, and the settings of webhooks, use.

use std::{sync::Arc, time::Duration};

use ledger::Timestamp;
use sqlx::Connection as _;
use uuid::Uuid;

use crate::{
    Event, LedgerInfo, LedgerNo, Page, PageRequest, ReadError, Store,
    account_names::AccountNames,
    deliveries::{self, Backlog, DeadLetter},
    events, heads, ledgers, new_id,
    record_progress::{Progress, record_progress},
    sink_cursors::{self, Lane, LaneState, Lease},
    webhook_attempts::{self, Attempt},
    webhook_endpoints::{self, Endpoint, EndpointSettings},
};

/// What came of a change of an endpoint.
#[derive(Clone, Debug)]
pub enum EndpointChange {
    Changed(Box<Endpoint>),
    /// Another endpoint of the ledger has the URL.
    UrlTaken(Uuid),
    /// It was changed since it was read.
    Conflict,
    /// The ledger has as many as it may have.
    TooMany,
}

/// What is told once more.
#[derive(Clone, Debug)]
pub enum Replayed {
    Seqs(Vec<i64>),
    /// After the first, up to the last.
    Stretch(i64, i64),
}

impl Store {
    /// A ledger by its number.
    ///
    /// # Errors
    /// [`ReadError`], as all below.
    pub async fn ledger_of_no(&self, no: LedgerNo) -> Result<Option<Arc<LedgerInfo>>, ReadError> {
        let name = self.read(async |conn| Ok(ledgers::id_of(conn, no).await?)).await?;
        match name {
            Some(id) => self.ledger_info(&id.to_string()).await,
            None => Ok(None),
        }
    }

    pub async fn begin_lanes(&self, lanes: &[Lane], told_seq: i64) -> Result<(), ReadError> {
        self.change(async |conn| Ok(sink_cursors::begin(conn, lanes, told_seq).await?)).await
    }

    pub async fn claim_lanes(&self, holder: &str, lanes: &[Lane], lease: Duration) -> Result<Vec<Lease>, ReadError> {
        self.change(async |conn| Ok(sink_cursors::claim(conn, holder, lanes, lease).await?)).await
    }

    /// Those that still hold.
    pub async fn renew_leases(&self, leases: &[(Lane, i64)], lease: Duration) -> Result<Vec<Lane>, ReadError> {
        self.change(async |conn| Ok(sink_cursors::renew(conn, leases, lease).await?)).await
    }

    pub async fn release_lane(&self, lane: &Lane, epoch: i64) -> Result<(), ReadError> {
        self.change(async |conn| Ok(sink_cursors::release(conn, lane, epoch).await?)).await
    }

    /// Has a lane told anew from after a `seq`. False where there is no such lane.
    pub async fn set_lane(&self, lane: &Lane, told_seq: i64) -> Result<bool, ReadError> {
        self.change(async |conn| Ok(sink_cursors::set(conn, lane, told_seq).await?)).await
    }

    pub async fn lane_states(&self, ledger: Option<LedgerNo>, sink: Option<&str>) -> Result<Vec<LaneState>, ReadError> {
        self.read(async |conn| Ok(sink_cursors::states(conn, ledger, sink).await?)).await
    }

    /// What a lane has to do; `None` where its lease was lost.
    pub async fn backlog(
        &self,
        lane: &Lane,
        epoch: i64,
        in_order: bool,
        limit: i64,
    ) -> Result<Option<Backlog>, ReadError> {
        self.read(async |conn| Ok(deliveries::backlog(conn, lane, epoch, in_order, limit).await?)).await
    }

    /// False where the lease was lost; then nothing was recorded.
    pub async fn record_progress(
        &self,
        lane: &Lane,
        epoch: i64,
        lease: Duration,
        progress: &Progress,
    ) -> Result<bool, ReadError> {
        self.change(async |conn| Ok(record_progress(conn, lane, epoch, lease, progress).await?)).await
    }

    /// The next events after a `seq`, whole.
    pub async fn events_after(&self, ledger: &LedgerInfo, after: i64, limit: u32) -> Result<Vec<Event>, ReadError> {
        self.read(async |conn| Ok(events::list(conn, ledger, after, limit, None).await?)).await
    }

    /// As [`Store::events_after`], with what is known of accounts.
    pub(crate) async fn events_after_knowing(
        &self,
        ledger: &LedgerInfo,
        after: i64,
        limit: u32,
        names: &AccountNames,
    ) -> Result<Vec<Event>, ReadError> {
        self.read(async |conn| Ok(events::list(conn, ledger, after, limit, Some(names)).await?)).await
    }

    /// The events of these numbers that are there.
    pub async fn events_of(&self, ledger: &LedgerInfo, seqs: &[i64]) -> Result<Vec<Event>, ReadError> {
        self.read(async |conn| Ok(events::of_seqs(conn, ledger, seqs).await?)).await
    }

    /// The last `seq` that was recorded at or before an instant.
    pub async fn seq_at(&self, ledger: LedgerNo, instant: Timestamp) -> Result<i64, ReadError> {
        self.read(async |conn| {
            let (head, _) = heads::read(conn, ledger).await?;
            Ok(events::seq_at(conn, ledger, instant, head.last_seq).await?)
        })
        .await
    }

    pub async fn dead_letters(&self, lane: &Lane, page: PageRequest) -> Result<Page<DeadLetter>, ReadError> {
        self.read(async |conn| Ok(deliveries::dead_letters(conn, lane, page).await?)).await
    }

    /// Has dead letters, all or some, told again; returns how many there were.
    pub async fn redrive(&self, lane: &Lane, seqs: Option<&[i64]>) -> Result<u64, ReadError> {
        self.change(async |conn| Ok(deliveries::redrive(conn, lane, seqs).await?)).await
    }

    /// Has events told once more.
    pub async fn replay(&self, lane: &Lane, what: &Replayed) -> Result<(), ReadError> {
        self.change(async |conn| {
            match what {
                Replayed::Seqs(seqs) => deliveries::ask(conn, lane, seqs).await?,
                Replayed::Stretch(after, last) => deliveries::ask_stretch(conn, lane, new_id(), *after, *last).await?,
            }
            Ok(())
        })
        .await
    }

    /// Adds an endpoint, told of what comes after `after`.
    pub async fn add_endpoint(
        &self,
        ledger: LedgerNo,
        settings: &EndpointSettings,
        secret: &str,
        after: i64,
    ) -> Result<EndpointChange, ReadError> {
        self.change(async |conn| {
            let id = new_id();
            let mut tx = conn.begin().await?;
            let added = webhook_endpoints::insert(&mut tx, ledger, id, settings, secret).await?;
            sink_cursors::begin(&mut tx, &[Lane { ledger, sink: id.to_string() }], after).await?;
            if let Some(endpoint) = added {
                tx.commit().await?;
                return Ok(EndpointChange::Changed(Box::new(endpoint)));
            }
            tx.rollback().await?;
            Ok(match webhook_endpoints::find_by_url(conn, ledger, &settings.url).await? {
                Some(existing) => EndpointChange::UrlTaken(existing.id),
                None => EndpointChange::TooMany,
            })
        })
        .await
    }

    pub async fn endpoints(&self, ledger: LedgerNo) -> Result<Vec<Endpoint>, ReadError> {
        self.read(async |conn| Ok(webhook_endpoints::list(conn, ledger).await?)).await
    }

    /// The endpoints of all ledgers that are told.
    pub async fn enabled_endpoints(&self) -> Result<Vec<Endpoint>, ReadError> {
        self.read(async |conn| Ok(webhook_endpoints::enabled(conn).await?)).await
    }

    pub async fn endpoint(&self, ledger: LedgerNo, id: Uuid) -> Result<Option<Endpoint>, ReadError> {
        self.read(async |conn| Ok(webhook_endpoints::find(conn, ledger, id).await?)).await
    }

    /// Writes an endpoint as it shall be; its revision is the one it was read at. What waits is told at once
    /// where it was disabled before.
    pub async fn change_endpoint(&self, changed: &Endpoint, enabling: bool) -> Result<EndpointChange, ReadError> {
        self.change(async |conn| {
            let mut tx = conn.begin().await?;
            let updated = webhook_endpoints::update(&mut tx, changed).await?;
            if enabling && updated == Some(true) {
                deliveries::hurry(&mut tx, &changed.lane()).await?;
            }
            tx.commit().await?;
            let Some(updated) = updated else {
                let other = webhook_endpoints::find_by_url(conn, changed.ledger, &changed.settings.url).await?;
                return Ok(other.map_or(EndpointChange::Conflict, |other| EndpointChange::UrlTaken(other.id)));
            };
            if !updated {
                return Ok(EndpointChange::Conflict);
            }
            Ok(match webhook_endpoints::find(conn, changed.ledger, changed.id).await? {
                Some(endpoint) => EndpointChange::Changed(Box::new(endpoint)),
                None => EndpointChange::Conflict,
            })
        })
        .await
    }

    pub async fn disable_endpoint(&self, lane: &Lane, reason: &str) -> Result<(), ReadError> {
        self.change(async |conn| Ok(webhook_endpoints::disable(conn, lane, reason).await?)).await
    }

    /// False where there is no such endpoint.
    pub async fn rotate_secret(&self, ledger: LedgerNo, id: Uuid, secret: &str) -> Result<bool, ReadError> {
        self.change(async |conn| Ok(webhook_endpoints::rotate_secret(conn, ledger, id, secret).await?)).await
    }

    /// False where there is no such endpoint.
    pub async fn delete_endpoint(&self, ledger: LedgerNo, id: Uuid) -> Result<bool, ReadError> {
        self.change(async |conn| Ok(webhook_endpoints::delete(conn, ledger, id).await?)).await
    }

    pub async fn attempts(&self, lane: &Lane, seq: Option<i64>, page: PageRequest) -> Result<Page<Attempt>, ReadError> {
        self.read(async |conn| Ok(webhook_attempts::list(conn, lane, seq, page).await?)).await
    }

    /// Removes what is too old of a lane's log.
    pub async fn prune_attempts(&self, lane: &Lane) -> Result<(), ReadError> {
        self.change(async |conn| Ok(webhook_attempts::prune(conn, lane).await?)).await
    }
}
