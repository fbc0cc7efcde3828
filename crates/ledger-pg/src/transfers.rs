//! `transfers`, a view of the rows of `events` that hold one, and `postings`: immutable, rendered as the public object.

use ledger::{Account, ExternalId, Minor, NewTransfer, PostedPosting, PostedTransfer, Side, TransferKind};
use sqlx::{PgConnection, Row as _, postgres::PgRow};
use uuid::Uuid;

use crate::{
    account_names::AccountName,
    accounts::{balance_of, metadata_of},
    encoding::{Instant, Numeric},
    event_rows::{self, Asked},
    events::EventType,
    ledgers::{LedgerInfo, LedgerNo},
    objects::{self, Decimal, StringMap},
};

pub(crate) const fn kind_number(kind: TransferKind) -> i16 {
    EventType::of_transfer(kind).number() - EventType::of_transfer(TransferKind::Transfer).number()
}

pub(crate) fn kind_of(number: i16) -> sqlx::Result<TransferKind> {
    TransferKind::ALL
        .into_iter()
        .find(|kind| kind_number(*kind) == number)
        .ok_or_else(|| sqlx::Error::Decode(format!("no kind of transfer has number {number}").into()))
}

/// What a transfer did when it was made.
const fn status(kind: TransferKind) -> &'static str {
    match kind {
        TransferKind::Transfer | TransferKind::Capture | TransferKind::Reversal => "posted",
        TransferKind::Hold | TransferKind::Increment | TransferKind::Extension => "pending",
        TransferKind::Void => "voided",
        TransferKind::Expiry => "expired",
    }
}

/// Its target, as the hold it is about or the transfer it reverses.
fn links(kind: TransferKind, target: Option<Uuid>) -> (Option<Uuid>, Option<Uuid>) {
    (target.filter(|_| kind.is_about_hold()), target.filter(|_| kind == TransferKind::Reversal))
}

/// The object of a transfer just posted; `account` finds what its postings touched.
pub(crate) fn object<'a>(
    ledger: &LedgerInfo,
    new: &NewTransfer,
    posted: &PostedTransfer,
    account: impl Fn(&PostedPosting) -> &'a Account,
) -> objects::Transfer {
    let (hold_id, reverses_id) = links(posted.kind, posted.target.map(|target| target.id));
    objects::Transfer {
        approval: new.approval.as_deref().cloned().map(|agreement| objects::Approval {
            approved_by: agreement.approved_by,
            proposal_seq: agreement.proposal_seq,
            proposed_by: agreement.proposed_by,
            reason: agreement.reason,
        }),
        description: new.description.clone(),
        effective_at: posted.effective_at.to_string(),
        expires_at: posted.expires_at.map(|instant| instant.to_string()),
        external_id: new.external_id.as_ref().map(ToString::to_string),
        flags: posted.flags.clone(),
        hold_id,
        id: new.id,
        kind: posted.kind.as_str(),
        ledger: ledger.name.shared(),
        manual: new.manual,
        metadata: StringMap(new.metadata.clone()),
        postings: posted
            .postings
            .iter()
            .map(|posting| {
                let account = account(posting);
                objects::Posting {
                    account: account.path.shared(),
                    account_id: account.id,
                    account_version: posting.after.version,
                    amount: Decimal { minor: posting.amount, scale: account.asset.scale },
                    asset: account.asset.code.shared(),
                    balance: objects::Balance::new(&posting.after.balance, account.normal_side, account.asset.scale),
                    direction: posting.direction.as_str(),
                    released: (posted.kind == TransferKind::Capture)
                        .then(|| Decimal { minor: absolute(posting.held), scale: account.asset.scale }),
                }
            })
            .collect(),
        recorded_at: posted.recorded_at.to_string(),
        reverses_id,
        schema: None,
        seq: posted.seq,
        status: status(posted.kind),
    }
}

/// What a posting's object is made of; `p`, `a` and `s` are its posting, account and asset.
macro_rules! posting_columns {
    () => {
        concat!(crate::transfers::leg_columns!(), ", ", crate::account_names::account_columns!())
    };
}
/// As [`posting_columns`], without those of the account.
macro_rules! leg_columns {
    () => {
        "p.account_version, p.posted, p.held, p.posted_debits, p.posted_credits, p.held_debits, p.held_credits"
    };
}
pub(crate) use {leg_columns, posting_columns};

/// The object of a row with [`posting_columns`], a leg of a transfer of this kind.
pub(crate) fn posting_object(row: &PgRow, kind: TransferKind) -> sqlx::Result<objects::Posting> {
    leg_object(row, kind, &AccountName::of_row(row)?)
}

/// The object of a row with [`leg_columns`], a leg on this account of a transfer of this kind.
pub(crate) fn leg_object(row: &PgRow, kind: TransferKind, account: &AccountName) -> sqlx::Result<objects::Posting> {
    let AccountName { path, id, normal_side, asset } = account;
    let posted = row.try_get::<Numeric, _>("posted")?.0;
    let held = row.try_get::<Numeric, _>("held")?.0;
    let (direction, minor) = direction_and_amount(kind, posted, held);
    let decimal = |minor| Decimal { minor, scale: asset.scale };
    Ok(objects::Posting {
        account: path.clone(),
        account_id: *id,
        account_version: row.try_get("account_version")?,
        amount: decimal(minor),
        asset: asset.code.shared(),
        balance: objects::Balance::new(&balance_of(row, "")?, *normal_side, asset.scale),
        direction: direction.as_str(),
        released: (kind == TransferKind::Capture).then(|| decimal(absolute(held))),
    })
}

/// The direction and the amount of a leg, from its signed deltas: what is posted, or else what is held or
/// released. A capture may release on a leg without posting anything there.
pub(crate) fn direction_and_amount(kind: TransferKind, posted: Minor, held: Minor) -> (Side, Minor) {
    let side = |debit| if debit { Side::Debit } else { Side::Credit };
    if !posted.is_zero() {
        return (side(!posted.is_negative()), absolute(posted));
    }
    match kind {
        TransferKind::Hold | TransferKind::Increment => (side(!held.is_negative()), absolute(held)),
        TransferKind::Capture => (side(held.is_negative()), Minor::ZERO),
        TransferKind::Void | TransferKind::Expiry => (side(held.is_negative()), absolute(held)),
        TransferKind::Transfer | TransferKind::Reversal | TransferKind::Extension => (Side::Debit, Minor::ZERO),
    }
}

fn absolute(minor: Minor) -> Minor {
    Minor::new(minor.units().abs()).expect("the range is symmetric")
}

/// The object of a row of `events` that holds a transfer with these postings.
pub(crate) fn of_row(
    row: &PgRow,
    ledger: &LedgerInfo,
    id: Uuid,
    kind: TransferKind,
    postings: Vec<objects::Posting>,
) -> sqlx::Result<objects::Transfer> {
    let (hold_id, reverses_id) = links(kind, row.try_get("target_id")?);
    let approval = match row.try_get::<Option<i64>, _>("proposal_seq")? {
        None => None,
        Some(proposal_seq) => Some(objects::Approval {
            approved_by: row.try_get("approved_by")?,
            proposal_seq,
            proposed_by: row.try_get("proposed_by")?,
            reason: row.try_get("approval_reason")?,
        }),
    };
    Ok(objects::Transfer {
        approval,
        description: row.try_get("description")?,
        effective_at: row.try_get::<Instant, _>("effective_at")?.0.to_string(),
        expires_at: row.try_get::<Option<Instant>, _>("expires_at")?.map(|instant| instant.0.to_string()),
        external_id: row.try_get("external_id")?,
        flags: row.try_get::<Option<_>, _>("flags")?.unwrap_or_default(),
        hold_id,
        id,
        kind: kind.as_str(),
        ledger: ledger.name.shared(),
        manual: row.try_get::<Option<_>, _>("manual")?.unwrap_or(false),
        metadata: StringMap(metadata_of(row.try_get("metadata")?)?),
        postings,
        recorded_at: row.try_get::<Instant, _>("recorded_at")?.0.to_string(),
        reverses_id,
        schema: None,
        seq: row.try_get("seq")?,
        status: status(kind),
    })
}

/// Renders transfers by `seq`, ascending; a `seq` that is no transfer's is left out.
pub(crate) async fn load(
    conn: &mut PgConnection,
    ledger: &LedgerInfo,
    seqs: &[i64],
) -> sqlx::Result<Vec<objects::Transfer>> {
    let rows = event_rows::read(conn, ledger, Asked::Seqs(seqs)).await?;
    Ok(rows.into_iter().filter_map(|row| row.transfer).collect())
}

/// The `seq` of a transfer, by `transfers_id`.
pub(crate) async fn seq_of(conn: &mut PgConnection, ledger: LedgerNo, id: Uuid) -> sqlx::Result<Option<i64>> {
    sqlx::query_scalar("select seq from transfers where ledger_no = $1 and id = $2")
        .bind(ledger.0)
        .bind(id)
        .fetch_optional(conn)
        .await
}

/// Whose a name is.
pub(crate) enum Taken {
    ByTransfer(Uuid, Option<ExternalId>),
    ByProposal(Uuid),
}

/// Which of these ids and external ids are taken, and by which transfer; and which of the `proposed` by proposals.
pub(crate) async fn taken(
    conn: &mut PgConnection,
    ledger: LedgerNo,
    ids: &[Uuid],
    proposed: &[Uuid],
    external_ids: &[&str],
) -> sqlx::Result<Vec<Taken>> {
    let rows = sqlx::query(
        "select t.id, t.external_id, false
         from unnest($2::uuid[]) asked (id)
         cross join lateral (
           select id, external_id from transfers where ledger_no = $1 and id = asked.id offset 0
         ) t
         union
         select p.id, null, true
         from unnest($4::uuid[]) asked (id)
         cross join lateral (select id from proposals where ledger_no = $1 and id = asked.id offset 0) p
         union
         select t.id, t.external_id, false
         from unnest($3::text[]) asked (external_id)
         cross join lateral (
           select id, external_id from transfers
           where ledger_no = $1 and external_id = asked.external_id and external_id is not null
           offset 0
         ) t",
    )
    .bind(ledger.0)
    .bind(ids)
    .bind(external_ids)
    .bind(proposed)
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            let external_id = row
                .try_get::<Option<&str>, _>(1)?
                .map(ExternalId::parse)
                .transpose()
                .map_err(|error| sqlx::Error::Decode(error.into()))?;
            let id = row.try_get(0)?;
            Ok(if row.try_get(2)? { Taken::ByProposal(id) } else { Taken::ByTransfer(id, external_id) })
        })
        .collect()
}
