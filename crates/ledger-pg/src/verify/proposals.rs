//! The proposals: each row against the events of its making and rejection, or the transfer it became.

use std::collections::HashMap;

use ledger::Timestamp;
use serde::Deserialize;
use sqlx::{PgConnection, Row as _, postgres::PgRow};
use uuid::Uuid;

use super::{
    Findings, Subject,
    order::{self, Revised},
    transfer_metadata,
};
use crate::{
    encoding::Instant,
    events::{Event, EventType},
    objects,
    proposals::{ProposalStatus, sha256},
    transfers::kind_of,
};

/// Rows per page.
const ROWS: i64 = 1000;

const REJECTED: Revised = Revised { what: "proposal", check: "proposals", types: &[EventType::TransferRejected] };

/// The event of a proposal's making or of its rejection; `proposal` is its own `seq`, `None` of another object.
#[derive(Clone, Copy, Debug)]
pub(super) struct Word {
    event: i64,
    rejects: bool,
    proposal: Option<i64>,
}

#[derive(Deserialize)]
struct Says {
    seq: i64,
}

impl Word {
    pub fn of(event: &Event) -> Word {
        let says = serde_json::from_str::<Says>(&event.object).ok();
        Word {
            event: event.seq,
            rejects: event.event_type == EventType::TransferRejected,
            proposal: says.map(|says| says.seq),
        }
    }
}

/// Each proposal that was made, by `seq`, with the event that rejected it.
#[derive(Default)]
pub(super) struct Words(HashMap<i64, Option<i64>>);

impl Words {
    pub fn note(&mut self, subject: &Subject, word: Word, findings: &mut Findings) {
        let follows = word.proposal.is_some_and(|proposal| {
            if word.rejects {
                self.0.get_mut(&proposal).is_some_and(|rejected| rejected.replace(word.event).is_none())
            } else {
                self.0.insert(proposal, None).is_none() && proposal == word.event
            }
        });
        findings.compare("proposals", follows, || {
            let what = if word.rejects { "the rejection of an open proposal" } else { "a new proposal" };
            format!("{}: event {} is not {what}", subject.ledger.name, word.event)
        });
    }
}

/// Each row is what its events and its transfer say, and each proposal that was made has one.
pub(super) async fn check(
    conn: &mut PgConnection,
    subject: &Subject,
    Words(mut words): Words,
    findings: &mut Findings,
) -> sqlx::Result<()> {
    let name = &subject.ledger.name;
    let mut newer = HashMap::new();
    let mut after = i64::MIN;
    loop {
        let page = page(conn, subject, after).await?;
        let Some(last) = page.last() else { break };
        after = last.seq;
        let known: Vec<Option<Option<i64>>> = page.iter().map(|row| words.remove(&row.seq)).collect();
        let rejections = known.iter().filter_map(|rejected| rejected.flatten());
        let asked = page.iter().map(|row| row.seq).chain(rejections).collect();
        let events = transfer_metadata::objects_of(conn, subject, asked).await?;
        for (row, known) in page.into_iter().zip(known) {
            let rejection = known.flatten();
            let fault = if known.is_none() || events.get(&row.seq) != row.as_made.as_ref() {
                Some("it is not what the event of its making says")
            } else if rejection.is_some_and(|event| events.get(&event) != row.object.as_ref()) {
                // Decided once and for all.
                Some("it is not as it was rejected")
            } else {
                row.fault()
            };
            findings.compare("proposals", fault.is_none(), || {
                format!("{name}: proposal {}: {}", row.seq, fault.unwrap_or_default())
            });
            if row.status == Some(ProposalStatus::Rejected) && rejection.is_none() {
                let object = row.object.and_then(|object| serde_json::from_str(&object).ok());
                newer.insert((row.id.to_string(), 0), (object, true));
            }
        }
    }
    for seq in words.keys() {
        findings.compare("proposals", false, || format!("{name}: proposal {seq} has an event and no row"));
    }
    order::check_newer_rows(conn, subject, &REJECTED, newer, findings).await
}

/// A row, with the transfer that it became.
struct Row {
    seq: i64,
    id: Uuid,
    status: Option<ProposalStatus>,
    decided: Option<Decided>,
    transfer_seq: Option<i64>,
    /// Rendered as the event of its making is; `None` where its columns contradict its object.
    as_made: Option<String>,
    /// Rendered as it stands.
    object: Option<String>,
    agreed: Option<Decided>,
}

/// Who decided, when and why: as a row says, or as its transfer does.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Decided {
    at: Timestamp,
    by: Option<String>,
    reason: Option<String>,
}

impl Row {
    /// What of its standing cannot be, in words; a rejection is compared with its event.
    fn fault(&self) -> Option<&'static str> {
        match self.status {
            None => Some("it has no such status"),
            Some(ProposalStatus::Proposed) => (self.decided.is_some() || self.transfer_seq.is_some())
                .then_some("it is open and says how it was decided"),
            Some(ProposalStatus::Rejected) => {
                self.transfer_seq.is_some().then_some("it was rejected and names a transfer")
            }
            Some(ProposalStatus::Approved) => (self.decided.is_none() || self.decided != self.agreed)
                .then_some("the transfer that it names does not say that it was this proposal"),
        }
    }

    fn decode(row: &PgRow) -> sqlx::Result<Row> {
        let (seq, id): (i64, Uuid) = (row.try_get("seq")?, row.try_get("id")?);
        let status: &str = row.try_get("status")?;
        let target_id: Option<Uuid> = row.try_get("target_id")?;
        let proposed_by: String = row.try_get("proposed_by")?;
        let proposed_at = row.try_get::<Instant, _>("proposed_at")?.0.to_string();
        let decided_at = row.try_get::<Option<Instant>, _>("decided_at")?;
        let (by, reason): (Option<String>, Option<String>) = (row.try_get("decided_by")?, row.try_get("reason")?);

        let stored: Option<objects::Proposal> = serde_json::from_str(row.try_get("object")?).ok();
        let columns = (seq, id, target_id, &proposed_by, &proposed_at);
        let request = sha256(row.try_get("request")?);
        let stored = stored.filter(|object| {
            (object.seq, object.id, object.reverses_id, &object.proposed_by, &object.proposed_at) == columns
                && object.request_sha256 == request
        });
        let agreed = match (&stored, row.try_get("transfer_kind")?) {
            (Some(object), Some(kind)) if kind_of(kind)?.as_str() == object.kind => Some(Decided {
                at: row.try_get::<Instant, _>("recorded_at")?.0,
                by: row.try_get("approved_by")?,
                reason: row.try_get("approval_reason")?,
            }),
            (Some(_) | None, _) => None,
        };
        let as_made = stored.as_ref().map(|object| objects::Proposal {
            decided_at: None,
            decided_by: None,
            reason: None,
            schema: Some(objects::SCHEMA),
            status: ProposalStatus::Proposed.as_str().to_owned(),
            ..object.clone()
        });
        let object = stored.map(|object| objects::Proposal {
            decided_at: decided_at.map(|Instant(at)| at.to_string()),
            decided_by: by.clone(),
            reason: reason.clone(),
            schema: Some(objects::SCHEMA),
            status: status.to_owned(),
            ..object
        });
        // Half a decision is one, if not that of a transfer.
        let decided = (decided_at.is_some() || by.is_some() || reason.is_some()).then(|| Decided {
            at: decided_at.map_or(Timestamp::BEFORE_ALL, |Instant(at)| at),
            by,
            reason,
        });
        Ok(Row {
            seq,
            id,
            status: ProposalStatus::ALL.into_iter().find(|candidate| candidate.as_str() == status),
            decided,
            transfer_seq: row.try_get("transfer_seq")?,
            as_made: as_made.as_ref().map(objects::to_string),
            object: object.as_ref().map(objects::to_string),
            agreed,
        })
    }
}

/// The rows after a `seq`, each with its transfer if that names it in turn.
async fn page(conn: &mut PgConnection, subject: &Subject, after: i64) -> sqlx::Result<Vec<Row>> {
    let rows = sqlx::query(
        "select p.*, t.kind as transfer_kind, t.recorded_at, t.approved_by, t.approval_reason
         from (
           select * from proposals where ledger_no = $1 and seq > $2 and seq <= $3 order by seq limit $4
         ) p
         left join lateral (
           select * from transfers where ledger_no = $1 and seq = p.transfer_seq offset 0
         ) t on t.id = p.id and t.proposal_seq = p.seq and t.proposed_by = p.proposed_by
           and t.target_id is not distinct from p.target_id
         order by p.seq",
    )
    .bind(subject.ledger.no.0)
    .bind(after)
    .bind(subject.last_seq)
    .bind(ROWS)
    .fetch_all(conn)
    .await?;
    rows.iter().map(Row::decode).collect()
}

/// Each transfer in a stretch of the order that a second person agreed to has its approved proposal.
pub(super) async fn check_agreed(
    conn: &mut PgConnection,
    subject: &Subject,
    first: i64,
    last: i64,
    findings: &mut Findings,
) -> sqlx::Result<()> {
    let rows = sqlx::query(
        "select t.seq, coalesce(p.status = $4 and p.transfer_seq = t.seq, false)
         from transfers t
         left join lateral (
           select status, transfer_seq from proposals where ledger_no = $1 and seq = t.proposal_seq offset 0
         ) p on true
         where t.ledger_no = $1 and t.seq between $2 and $3
           and (t.proposal_seq is not null or t.proposed_by is not null or t.approved_by is not null
             or t.approval_reason is not null)",
    )
    .bind(subject.ledger.no.0)
    .bind(first)
    .bind(last)
    .bind(ProposalStatus::Approved.as_str())
    .fetch_all(conn)
    .await?;
    for row in &rows {
        let seq: i64 = row.try_get(0)?;
        findings.compare("proposals", row.try_get(1)?, || {
            format!("{}: transfer {seq} was agreed to, and no proposal says so", subject.ledger.name)
        });
    }
    Ok(())
}
