//! `proposals`: transfers that wait for a second person, or waited.

use sha2::{Digest as _, Sha256};
use sqlx::{PgConnection, Row as _, postgres::PgRow};
use uuid::Uuid;

use crate::{
    encoding::Instant,
    ledgers::LedgerNo,
    objects,
    page::{Order, Page, PageRequest},
};

/// Where a proposal stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProposalStatus {
    Proposed,
    Approved,
    Rejected,
}

impl ProposalStatus {
    pub const ALL: [ProposalStatus; 3] = [ProposalStatus::Proposed, ProposalStatus::Approved, ProposalStatus::Rejected];

    pub const fn as_str(self) -> &'static str {
        match self {
            ProposalStatus::Proposed => "proposed",
            ProposalStatus::Approved => "approved",
            ProposalStatus::Rejected => "rejected",
        }
    }
}

/// A row.
#[derive(Clone, Debug)]
pub struct Proposal {
    pub seq: i64,
    pub id: Uuid,
    /// The transfer that it would reverse.
    pub target_id: Option<Uuid>,
    pub client_id: bool,
    pub status: ProposalStatus,
    pub proposed_by: String,
    /// The body of the request, to be read again.
    pub request: String,
    pub object: objects::Proposal,
    /// The transfer that it became.
    pub transfer_seq: Option<i64>,
    pub(crate) proposed_at: ledger::Timestamp,
    pub(crate) decided_at: Option<ledger::Timestamp>,
}

impl Proposal {
    /// Whether the body that would be posted is the one that was proposed.
    pub(crate) fn is_as_proposed(&self) -> bool {
        self.object.request_sha256 == sha256(&self.request)
    }
}

pub(crate) fn sha256(request: &str) -> String {
    hex::encode(Sha256::digest(request))
}

macro_rules! columns {
    () => {
        "select p.seq, p.id, p.target_id, p.client_id, p.status, p.proposed_by, p.request, p.object, p.transfer_seq,
           p.proposed_at, p.decided_at, p.decided_by, p.reason "
    };
}

fn decode(row: &PgRow) -> sqlx::Result<Proposal> {
    let name: &str = row.try_get("status")?;
    let status = ProposalStatus::ALL
        .into_iter()
        .find(|status| status.as_str() == name)
        .ok_or_else(|| sqlx::Error::Decode(format!("no status of a proposal is called {name}").into()))?;
    let decided_at = row.try_get::<Option<Instant>, _>("decided_at")?.map(|instant| instant.0);
    let object: objects::Proposal =
        serde_json::from_str(row.try_get("object")?).map_err(|error| sqlx::Error::Decode(error.into()))?;
    Ok(Proposal {
        seq: row.try_get("seq")?,
        id: row.try_get("id")?,
        target_id: row.try_get("target_id")?,
        client_id: row.try_get("client_id")?,
        status,
        proposed_by: row.try_get("proposed_by")?,
        request: row.try_get("request")?,
        object: objects::Proposal {
            decided_at: decided_at.map(|instant| instant.to_string()),
            decided_by: row.try_get("decided_by")?,
            reason: row.try_get("reason")?,
            status: name.to_owned(),
            ..object
        },
        transfer_seq: row.try_get("transfer_seq")?,
        proposed_at: row.try_get::<Instant, _>("proposed_at")?.0,
        decided_at,
    })
}

/// By `proposals_id` and by the primary key.
pub(crate) async fn load(
    conn: &mut PgConnection,
    ledger: LedgerNo,
    ids: &[Uuid],
    seqs: &[i64],
) -> sqlx::Result<Vec<Proposal>> {
    let rows = sqlx::query(concat!(
        columns!(),
        "from (
           select found.seq
           from unnest($2::uuid[]) asked (id)
           cross join lateral (select seq from proposals where ledger_no = $1 and id = asked.id offset 0) found
           union
           select seq from unnest($3::int8[]) asked (seq)
         ) named
         cross join lateral (select * from proposals where ledger_no = $1 and seq = named.seq offset 0) p"
    ))
    .bind(ledger.0)
    .bind(ids)
    .bind(seqs)
    .fetch_all(conn)
    .await?;
    rows.iter().map(decode).collect()
}

/// Pages by `seq`, by `proposals_by_status` where a status is asked for.
pub(crate) async fn list(
    conn: &mut PgConnection,
    ledger: LedgerNo,
    status: Option<ProposalStatus>,
    page: PageRequest,
) -> sqlx::Result<Page<objects::Proposal>> {
    macro_rules! sql {
        ($order:literal) => {
            concat!(
                columns!(),
                "from (
                   (select * from proposals
                    where $4::text is not null and ledger_no = $1 and status = $4 and seq > $2 and seq < $3
                    order by seq ",
                $order,
                " limit $5)
                   union all
                   (select * from proposals
                    where $4::text is null and ledger_no = $1 and seq > $2 and seq < $3
                    order by seq ",
                $order,
                " limit $5)
                 ) p
                 order by p.seq ",
                $order
            )
        };
    }
    let (from, to) = page.exclusive_range();
    let rows = sqlx::query(match page.order {
        Order::Newest => sql!("desc"),
        Order::Oldest => sql!(""),
    })
    .bind(ledger.0)
    .bind(from)
    .bind(to)
    .bind(status.map(ProposalStatus::as_str))
    .bind(page.one_more())
    .fetch_all(conn)
    .await?;
    let mut proposals = rows.iter().map(decode).collect::<sqlx::Result<Vec<_>>>()?;
    let limit = usize::try_from(page.limit).expect("a page's limit fits");
    let next = (proposals.len() > limit).then(|| proposals[limit - 1].seq);
    proposals.truncate(limit);
    Ok(Page { data: proposals.into_iter().map(|proposal| proposal.object).collect(), next })
}

/// Writes proposals as a batch left them.
pub(crate) async fn write(conn: &mut PgConnection, ledger: LedgerNo, proposals: &[&Proposal]) -> sqlx::Result<()> {
    for proposal in proposals {
        sqlx::query(
            "insert into proposals (ledger_no, seq, id, target_id, client_id, status, proposed_by, request, object,
               proposed_at, transfer_seq, decided_at, decided_by, reason)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
             on conflict (ledger_no, seq) do update
             set status = excluded.status, transfer_seq = excluded.transfer_seq, decided_at = excluded.decided_at,
               decided_by = excluded.decided_by, reason = excluded.reason",
        )
        .bind(ledger.0)
        .bind(proposal.seq)
        .bind(proposal.id)
        .bind(proposal.target_id)
        .bind(proposal.client_id)
        .bind(proposal.status.as_str())
        .bind(&proposal.proposed_by)
        .bind(&proposal.request)
        .bind(objects::to_string(&proposal.object))
        .bind(Instant(proposal.proposed_at))
        .bind(proposal.transfer_seq)
        .bind(proposal.decided_at.map(Instant))
        .bind(proposal.object.decided_by.as_deref())
        .bind(proposal.object.reason.as_deref())
        .execute(&mut *conn)
        .await?;
    }
    Ok(())
}
