//! Creates a ledger: its row, its head, and its creation as `seq` 1.
//!
//! A name that is taken by the same ledger answers 200, by another 409. The idempotency key lives in
//! the ledger of that name, because a key's scope is its ledger.

use ledger::{LedgerName, Timestamp};
use sqlx::{Connection as _, PgConnection};

use crate::{
    Answer, Keyed, SubmitError,
    encoding::Instant,
    events::{self, EventType, NewEvent},
    heads::{self, Head},
    idempotency_keys::{self, NewKey, StoredOutcome},
    ids::new_id,
    ledgers::{self, LedgerInfo, NewLedger},
    locations,
    objects::{self, StringMap},
};

/// `taken` renders the refusal where the name belongs to a ledger that differs.
pub(crate) async fn create_ledger(
    conn: &mut PgConnection,
    new: &NewLedger,
    key: Option<&Keyed>,
    taken: impl Fn(&LedgerName) -> Answer,
) -> sqlx::Result<Result<Answer, SubmitError>> {
    let mut tx = conn.begin().await?;
    let now: Instant = sqlx::query_scalar("select clock_timestamp()").fetch_one(&mut *tx).await?;
    let created_at: Timestamp = now.0;
    let Some(ledger) = ledgers::insert(&mut tx, new, new_id(), created_at).await? else {
        // The other creation has committed, for an insert waits for the one it conflicts with.
        tx.rollback().await?;
        return existing(conn, new, key, taken).await;
    };

    let mut object = objects::Ledger {
        created_at: created_at.to_string(),
        description: new.description.clone(),
        id: ledger.id,
        last_seq: None,
        metadata: StringMap(new.metadata.clone()),
        name: new.name.to_string(),
        schema: Some(objects::SCHEMA),
        time_zone: new.time_zone.clone(),
    };
    let json = objects::to_string(&object);
    let hash = events::chain(&events::NO_HASH, 1, EventType::LedgerCreated, created_at, &json);
    let event = NewEvent { seq: 1, event_type: EventType::LedgerCreated, hash, object: json };
    events::insert(&mut tx, ledger.no, created_at, &event).await?;
    let head = Head {
        last_seq: 1,
        last_hash: hash,
        last_recorded_at: created_at,
        last_account_no: 0,
        last_asset_no: 0,
        writes: 0,
    };
    heads::insert(&mut tx, ledger.no, &head).await?;

    object.schema = None;
    object.last_seq = Some(1);
    let answer = answer(201, &ledger, &object);
    if let Some(key) = key {
        let turn = idempotency_keys::look_up(&mut tx, ledger.no, &[]).await?.seen.turn;
        idempotency_keys::insert(&mut tx, ledger.no, turn, &row(key, &answer, created_at)).await?;
    }
    tx.commit().await?;
    Ok(Ok(answer))
}

/// With a key, under the head's lock: of two requests with one key, one is the first.
async fn existing(
    conn: &mut PgConnection,
    new: &NewLedger,
    key: Option<&Keyed>,
    taken: impl Fn(&LedgerName) -> Answer,
) -> sqlx::Result<Result<Answer, SubmitError>> {
    let mut tx = conn.begin().await?;
    let ledger = ledgers::find(&mut tx, new.name.as_str()).await?.ok_or(sqlx::Error::RowNotFound)?;
    let object = ledgers::object(&mut tx, ledger.no).await?;
    let same =
        object.time_zone == new.time_zone && object.description == new.description && object.metadata.0 == new.metadata;
    let answer = if same { answer(200, &ledger, &object) } else { taken(&ledger.name) };
    let Some(key) = key else {
        tx.rollback().await?;
        return Ok(Ok(answer));
    };

    heads::lock(&mut tx, ledger.no).await?;
    let lookup = idempotency_keys::look_up(&mut tx, ledger.no, &[key.hash]).await?;
    if let Some((_, stored)) = lookup.found.into_iter().next() {
        tx.rollback().await?;
        if let Err(field) = key.fingerprint.matches(&stored.fingerprint) {
            return Ok(Err(SubmitError::KeyReused { field }));
        }
        return Ok(Ok(Answer { replayed: true, ..stored.answer() }));
    }
    idempotency_keys::insert(&mut tx, ledger.no, lookup.seen.turn, &row(key, &answer, lookup.seen.clock.read)).await?;
    tx.commit().await?;
    Ok(Ok(answer))
}

fn row(key: &Keyed, answer: &Answer, recorded_at: Timestamp) -> NewKey {
    NewKey { hash: key.hash, outcome: StoredOutcome::of_answer(key, answer, recorded_at) }
}

fn answer(status: u16, ledger: &LedgerInfo, object: &objects::Ledger) -> Answer {
    Answer::new(status, object.last_seq, objects::to_json(object)).at(locations::ledger(&ledger.name))
}
