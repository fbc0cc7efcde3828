//! Outcomes: what became of a unit; from outcomes to answers, and from stored outcomes to the same answers again.
//!
//! A transfer is stored as its `seq` and rendered from its immutable rows; everything else as the
//! bytes that were answered. A batch is a JSON list with a number (the `seq` of a transfer) or a
//! problem per item.

use std::sync::Arc;

use serde_json::value::RawValue;
use sqlx::PgConnection;

use crate::{
    Answer, SubmitError,
    idempotency_keys::{Shape, StoredOutcome},
    ledgers::LedgerInfo,
    objects, transfers,
};

/// What became of a unit, or of one item of a batch.
#[derive(Clone, Debug)]
pub(crate) enum Outcome {
    Posted(Arc<objects::Transfer>),
    Answered(Answer),
    /// One outcome per item.
    Batch(Arc<Vec<Outcome>>),
    /// An earlier request's, to be rendered again.
    Stored(Arc<StoredOutcome>),
}

#[derive(Clone, Debug)]
pub(crate) struct Done {
    pub outcome: Outcome,
    /// Whether another request with this key did the work.
    pub replayed: bool,
}

pub(crate) type UnitOutcome = Result<Done, SubmitError>;

/// What a batch's outcome is stored as.
pub(crate) fn compact(items: &[Outcome]) -> Vec<u8> {
    let mut out = vec![b'['];
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            out.push(b',');
        }
        match item {
            Outcome::Posted(transfer) => out.extend_from_slice(transfer.seq.to_string().as_bytes()),
            Outcome::Answered(answer) => out.extend_from_slice(&answer.body),
            Outcome::Batch(_) | Outcome::Stored(_) => {
                unreachable!("a batch with a key of its own has items without keys")
            }
        }
    }
    out.push(b']');
    out
}

/// Whether rendering needs the database.
pub(crate) fn is_stored(outcome: &Outcome) -> bool {
    match outcome {
        Outcome::Posted(_) | Outcome::Answered(_) => false,
        Outcome::Stored(stored) => stored.shape != Shape::Body,
        Outcome::Batch(items) => items.iter().any(is_stored),
    }
}

/// Renders an outcome that [`is_stored`] says needs no database.
pub(crate) fn fresh(ledger: &LedgerInfo, done: Done) -> Answer {
    let answer = match done.outcome {
        Outcome::Posted(transfer) => posted(ledger, &transfer),
        Outcome::Answered(answer) => answer,
        Outcome::Stored(stored) => stored_body(&stored),
        Outcome::Batch(items) => {
            let results: Vec<Item> = items.iter().map(|item| item_of(item, &[])).collect();
            batch(&results)
        }
    };
    Answer { replayed: done.replayed, ..answer }
}

/// Renders any outcome, reading the transfers it refers to.
pub(crate) async fn from_rows(conn: &mut PgConnection, ledger: &LedgerInfo, done: Done) -> sqlx::Result<Answer> {
    let mut seqs = Vec::new();
    wanted(&done.outcome, &mut seqs)?;
    seqs.sort_unstable();
    seqs.dedup();
    let rows: Vec<Arc<objects::Transfer>> =
        transfers::load(conn, ledger, &seqs).await?.into_iter().map(Arc::new).collect();
    if rows.len() != seqs.len() {
        return Err(sqlx::Error::Decode("a key refers to a transfer that is not there".into()));
    }
    let answer = match &done.outcome {
        Outcome::Posted(transfer) => posted(ledger, transfer),
        Outcome::Answered(answer) => answer.clone(),
        Outcome::Batch(items) => batch(&items.iter().map(|item| item_of(item, &rows)).collect::<Vec<_>>()),
        Outcome::Stored(stored) => match stored.shape {
            Shape::Body => stored_body(stored),
            Shape::Transfer => posted(ledger, find(&rows, stored.seq.unwrap_or_default())),
            Shape::Batch => {
                let items = stored_items(stored)?;
                let results: Vec<Item> = items
                    .iter()
                    .map(|item| match item {
                        StoredItem::Posted(seq) => Item::Posted(find(&rows, *seq)),
                        StoredItem::Refused(problem) => Item::Refused(problem.get().as_bytes()),
                    })
                    .collect();
                batch(&results)
            }
        },
    };
    Ok(Answer { replayed: done.replayed, ..answer })
}

enum Item<'a> {
    Posted(&'a objects::Transfer),
    Refused(&'a [u8]),
}

#[derive(serde::Deserialize)]
#[serde(untagged)]
enum StoredItem {
    Posted(i64),
    Refused(Box<RawValue>),
}

fn stored_items(stored: &StoredOutcome) -> sqlx::Result<Vec<StoredItem>> {
    let raw: Vec<Box<RawValue>> = serde_json::from_slice(stored.body.as_deref().unwrap_or(b"[]"))
        .map_err(|error| sqlx::Error::Decode(error.into()))?;
    Ok(raw
        .into_iter()
        .map(|item| match item.get().parse() {
            Ok(seq) => StoredItem::Posted(seq),
            Err(_) => StoredItem::Refused(item),
        })
        .collect())
}

fn wanted(outcome: &Outcome, seqs: &mut Vec<i64>) -> sqlx::Result<()> {
    match outcome {
        Outcome::Posted(_) | Outcome::Answered(_) => {}
        Outcome::Batch(items) => items.iter().try_for_each(|item| wanted(item, seqs))?,
        Outcome::Stored(stored) => match stored.shape {
            Shape::Body => {}
            Shape::Transfer => seqs.extend(stored.seq),
            Shape::Batch => seqs.extend(stored_items(stored)?.iter().filter_map(|item| match item {
                StoredItem::Posted(seq) => Some(*seq),
                StoredItem::Refused(_) => None,
            })),
        },
    }
    Ok(())
}

fn find(rows: &[Arc<objects::Transfer>], seq: i64) -> &objects::Transfer {
    let index = rows.binary_search_by_key(&seq, |row| row.seq).expect("every wanted row was loaded");
    &rows[index]
}

fn item_of<'a>(outcome: &'a Outcome, rows: &'a [Arc<objects::Transfer>]) -> Item<'a> {
    match outcome {
        Outcome::Posted(transfer) => Item::Posted(transfer),
        Outcome::Answered(answer) => Item::Refused(&answer.body),
        Outcome::Stored(stored) => match stored.shape {
            Shape::Transfer => Item::Posted(find(rows, stored.seq.unwrap_or_default())),
            Shape::Body | Shape::Batch => Item::Refused(stored.body.as_deref().unwrap_or(b"null")),
        },
        Outcome::Batch(_) => unreachable!("batches do not nest"),
    }
}

fn posted(ledger: &LedgerInfo, transfer: &objects::Transfer) -> Answer {
    Answer {
        status: 201,
        location: Some(transfers::location(ledger.name.as_str(), transfer.id)),
        seq: Some(transfer.seq),
        body: objects::to_json(transfer).into(),
        replayed: false,
    }
}

/// The refusal that an outcome is, if it is one.
pub(crate) fn refusal(outcome: &Outcome) -> Option<Answer> {
    match outcome {
        Outcome::Answered(answer) => Some(answer.clone()),
        Outcome::Stored(stored) => Some(stored_body(stored)),
        Outcome::Posted(_) | Outcome::Batch(_) => None,
    }
    .filter(|answer| answer.status >= 400)
}

/// The refusal of a single request, as that of a batch whose item it is: the same problem, last of
/// whose members is the index.
pub(crate) fn at_index(refusal: Answer, index: usize) -> Answer {
    let open = refusal.body.strip_suffix(b"}").expect("a problem is an object");
    let body = [open, format!(",\"index\":{index}}}").as_bytes()].concat();
    Answer { body: body.into(), ..refusal }
}

fn stored_body(stored: &StoredOutcome) -> Answer {
    Answer {
        status: stored.status,
        location: stored.location.clone(),
        seq: stored.seq,
        body: stored.body.clone().unwrap_or_default().into(),
        replayed: false,
    }
}

fn batch(items: &[Item<'_>]) -> Answer {
    let mut body = b"{\"results\":[".to_vec();
    let mut last = None;
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            body.push(b',');
        }
        match item {
            Item::Posted(transfer) => {
                last = last.max(Some(transfer.seq));
                body.extend_from_slice(b"{\"status\":\"posted\",\"transfer\":");
                serde_json::to_writer(&mut body, transfer).expect("a Vec takes everything");
            }
            Item::Refused(problem) => {
                body.extend_from_slice(b"{\"status\":\"rejected\",\"problem\":");
                body.extend_from_slice(problem);
            }
        }
        body.push(b'}');
    }
    body.extend_from_slice(b"]}");
    Answer { status: 200, location: None, seq: last, body: body.into(), replayed: false }
}
