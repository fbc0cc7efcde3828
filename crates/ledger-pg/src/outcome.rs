//! Outcomes: what became of a unit; from outcomes to answers, and from stored outcomes to the same answers again.
//!
//! A transfer is stored as its `seq` and rendered from its immutable rows; everything else as the
//! bytes that were answered. A batch is a JSON list with a number (the `seq` of a transfer) or a
//! problem per item.

use std::sync::Arc;

use bytes::Bytes;
use serde_json::value::RawValue;
use uuid::Uuid;

use crate::{
    Answer, SubmitError,
    idempotency_keys::{Shape, StoredOutcome},
    ledgers::LedgerInfo,
    locations, objects,
};

/// What became of a unit, or of one item of a batch.
#[derive(Clone, Debug)]
pub(crate) enum Outcome {
    Posted(Posted),
    /// It waits for a second person.
    Proposed {
        id: Uuid,
        answer: Answer,
    },
    Answered(Answer),
    /// One outcome per item.
    Batch(Arc<Vec<Outcome>>),
    /// An earlier request's, to be rendered again.
    Stored(Arc<StoredOutcome>),
}

/// A posted transfer with its public object.
#[derive(Clone, Debug)]
pub(crate) struct Posted {
    pub id: Uuid,
    pub seq: i64,
    pub json: Bytes,
}

impl From<&objects::Transfer> for Posted {
    fn from(transfer: &objects::Transfer) -> Posted {
        Posted { id: transfer.id, seq: transfer.seq, json: objects::to_json(transfer).into() }
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Done {
    pub outcome: Outcome,
    /// Whether another request with this key did the work.
    pub replayed: bool,
    /// Whether it is only what would be.
    pub dry_run: bool,
}

pub(crate) type UnitOutcome = Result<Done, SubmitError>;

/// What a batch's outcome is stored as.
pub(crate) fn compact(items: &[Outcome]) -> Vec<u8> {
    let mut out = Vec::new();
    write_list(&mut out, items, |out, item| match item {
        Outcome::Posted(transfer) => out.extend_from_slice(transfer.seq.to_string().as_bytes()),
        Outcome::Answered(answer) => out.extend_from_slice(&answer.body),
        Outcome::Proposed { .. } | Outcome::Batch(_) | Outcome::Stored(_) => {
            unreachable!("a batch with a key of its own has items without keys")
        }
    });
    out
}

/// The transfers, by `seq`, that rendering an outcome reads: none for what was decided just now.
pub(crate) fn seqs_wanted(outcome: &Outcome) -> sqlx::Result<Vec<i64>> {
    let mut seqs = Vec::new();
    want(outcome, &mut seqs)?;
    seqs.sort_unstable();
    seqs.dedup();
    Ok(seqs)
}

/// Whether rendering it reads rows.
pub(crate) fn reads_rows(outcome: &UnitOutcome) -> bool {
    outcome.as_ref().is_ok_and(|done| seqs_wanted(&done.outcome).is_ok_and(|seqs| !seqs.is_empty()))
}

fn want(outcome: &Outcome, seqs: &mut Vec<i64>) -> sqlx::Result<()> {
    match outcome {
        Outcome::Posted(_) | Outcome::Proposed { .. } | Outcome::Answered(_) => {}
        Outcome::Batch(items) => items.iter().try_for_each(|item| want(item, seqs))?,
        Outcome::Stored(stored) => match stored.shape {
            Shape::Body | Shape::Proposal => {}
            Shape::Transfer => seqs.extend(stored.seq),
            Shape::Batch => seqs.extend(stored_items(stored)?.iter().filter_map(|item| seq_of_item(item))),
        },
    }
    Ok(())
}

/// Renders an outcome; `rows` are the transfers of [`seqs_wanted`], ascending.
pub(crate) fn render(ledger: &LedgerInfo, done: &Done, rows: &[Posted]) -> sqlx::Result<Answer> {
    let answer = match &done.outcome {
        Outcome::Posted(transfer) => posted(ledger, transfer),
        Outcome::Proposed { answer, .. } | Outcome::Answered(answer) => answer.clone(),
        Outcome::Batch(items) => {
            batch(&items.iter().map(|item| item_of(item, rows)).collect::<sqlx::Result<Vec<_>>>()?)
        }
        Outcome::Stored(stored) => match stored.shape {
            // What a proposal's key is answered was found when the batch was decided.
            Shape::Body | Shape::Proposal => stored.answer(),
            Shape::Transfer => posted(ledger, find(rows, stored.seq)?),
            Shape::Batch => {
                let items = stored_items(stored)?;
                let results = items.iter().map(|item| match seq_of_item(item) {
                    Some(seq) => find(rows, Some(seq)).map(Item::Posted),
                    None => Ok(Item::Refused(item.get().as_bytes())),
                });
                batch(&results.collect::<sqlx::Result<Vec<_>>>()?)
            }
        },
    };
    if done.dry_run {
        return Ok(Answer { location: None, seq: None, dry_run: true, ..answer });
    }
    Ok(Answer { replayed: done.replayed, ..answer })
}

enum Item<'a> {
    Posted(&'a Posted),
    Refused(&'a [u8]),
}

fn item_of<'a>(outcome: &'a Outcome, rows: &'a [Posted]) -> sqlx::Result<Item<'a>> {
    Ok(match outcome {
        Outcome::Posted(transfer) => Item::Posted(transfer),
        Outcome::Proposed { answer, .. } | Outcome::Answered(answer) => Item::Refused(&answer.body),
        Outcome::Stored(stored) => match stored.shape {
            Shape::Transfer => Item::Posted(find(rows, stored.seq)?),
            Shape::Body | Shape::Batch | Shape::Proposal => Item::Refused(stored.body.as_deref().unwrap_or(b"null")),
        },
        Outcome::Batch(_) => unreachable!("batches do not nest"),
    })
}

/// The items of a stored batch, as [`compact`] wrote them.
fn stored_items(stored: &StoredOutcome) -> sqlx::Result<Vec<Box<RawValue>>> {
    serde_json::from_slice(stored.body.as_deref().unwrap_or(b"[]")).map_err(|error| sqlx::Error::Decode(error.into()))
}

/// A number is a transfer's `seq`, anything else a problem.
fn seq_of_item(item: &RawValue) -> Option<i64> {
    item.get().parse().ok()
}

fn find(rows: &[Posted], seq: Option<i64>) -> sqlx::Result<&Posted> {
    seq.and_then(|seq| rows.binary_search_by_key(&seq, |row| row.seq).ok())
        .map(|index| &rows[index])
        .ok_or_else(|| sqlx::Error::Decode("a key refers to a transfer that is not there".into()))
}

fn posted(ledger: &LedgerInfo, transfer: &Posted) -> Answer {
    Answer::new(201, Some(transfer.seq), transfer.json.clone()).at(locations::transfer(&ledger.name, transfer.id))
}

/// The refusal that an outcome is, if it is one.
pub(crate) fn refusal(outcome: &Outcome) -> Option<Answer> {
    match outcome {
        Outcome::Answered(answer) => Some(answer.clone()),
        Outcome::Stored(stored) => Some(stored.answer()),
        Outcome::Posted(_) | Outcome::Proposed { .. } | Outcome::Batch(_) => None,
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

fn batch(items: &[Item<'_>]) -> Answer {
    let mut body = b"{\"results\":".to_vec();
    write_list(&mut body, items, |body, item| match item {
        Item::Posted(transfer) => write_posted(body, transfer),
        Item::Refused(problem) => {
            body.extend_from_slice(b"{\"status\":\"rejected\",\"problem\":");
            body.extend_from_slice(problem);
            body.push(b'}');
        }
    });
    body.push(b'}');
    let seqs = items.iter().filter_map(|item| match item {
        Item::Posted(transfer) => Some(transfer.seq),
        Item::Refused(_) => None,
    });
    Answer::new(200, seqs.max(), body)
}

/// Writes the result of an item that was posted.
pub(crate) fn write_posted(body: &mut Vec<u8>, transfer: &Posted) {
    body.extend_from_slice(b"{\"status\":\"posted\",\"transfer\":");
    body.extend_from_slice(&transfer.json);
    body.push(b'}');
}

/// Writes a JSON list of what `write` writes of each.
pub(crate) fn write_list<T>(out: &mut Vec<u8>, items: &[T], mut write: impl FnMut(&mut Vec<u8>, &T)) {
    out.push(b'[');
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            out.push(b',');
        }
        write(out, item);
    }
    out.push(b']');
}
