//! The two axes of a read, as asked for and as answered.

use ledger::Timestamp;
use ledger_pg::{AnsweredAt, At, Known, LedgerInfo};

use crate::{
    call,
    lists::Seq,
    problem::Problem,
    query::When,
    wire::{Parsed, Whole},
};

/// Both axes, in the ledger's time zone.
///
/// # Errors
/// Only a defect: a ledger's zone was checked when it was created.
pub fn at(
    ledger: &LedgerInfo,
    as_of: Option<Parsed<When>>,
    known_at: Option<Parsed<When>>,
    at_seq: Option<Seq>,
) -> Result<At, Problem> {
    let zone = call::zone(ledger)?;
    let known = match (known_at, at_seq) {
        (_, Some(Parsed(Whole(seq)))) => Known::AtSeq(seq),
        (Some(Parsed(known_at)), None) => Known::At(known_at.start(zone)),
        (None, None) => Known::Now,
    };
    Ok(At { as_of: as_of.map(|as_of| as_of.0.end(zone)), known })
}

/// Prints the instants an answer was given at.
pub fn print(answered: &AnsweredAt) -> (Option<String>, String) {
    (answered.as_of.map(|as_of: Timestamp| as_of.to_string()), answered.known_at.to_string())
}
