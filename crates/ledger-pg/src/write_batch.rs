//! Writes a decided batch: a fixed number of statements, whatever its size.

use ledger::{Minor, PostedPosting, PostedTransfer, Side, Subject, Timestamp, TransferKind};
use sqlx::{Execute as _, PgConnection, postgres::PgArguments};
use uuid::Uuid;

use crate::{
    accounts::{self, metadata_json},
    assets,
    decide_batch::{Recorded, Written},
    encoding::{self, Numeric},
    events::EventType,
    heads::Head,
    idempotency_keys::{Clock, Seen, Turn},
    irregular_postings::{self, FullBlock},
    ledgers::LedgerInfo,
    limits, monitors,
    post_batch::Statements,
    proposals, subjects, transfer_metadata,
};

/// Steps 7 to 9 of `post_batch.rs`.
#[expect(clippy::too_many_arguments, reason = "one call, on the flow's one screen")]
pub(crate) async fn write_batch(
    tx: &mut PgConnection,
    ledger: &LedgerInfo,
    head: &Head,
    next: &Head,
    recorded_at: Timestamp,
    seen: Seen,
    written: &Written<'_>,
    statements: &mut Statements,
) -> sqlx::Result<Seen> {
    if !written.assets.is_empty() {
        assets::insert(tx, ledger.no, &written.assets).await?;
        statements.count(1);
    }
    if !written.new_accounts.is_empty() {
        accounts::insert(tx, ledger.no, &written.new_accounts).await?;
        statements.count(1);
    }
    if !written.changed_accounts.is_empty() {
        let rows: Vec<_> = written.changed_accounts.values().cloned().collect();
        accounts::update(tx, ledger.no, &rows).await?;
        statements.count(1);
    }
    let rows = WriteRows::new(ledger, head, next, recorded_at, seen, written, Guard::Locked)?;
    let seen = rows.run(tx).await?;
    let seen = seen.ok_or_else(|| sqlx::Error::Protocol("the head changed behind its lock".into()))?;
    statements.count(1);
    let (mut holds, mut originals) = (Vec::new(), Vec::new());
    for subject in written.subjects.values() {
        match subject {
            Subject::Hold(hold) => holds.push(hold),
            Subject::Original(original) => originals.push(original),
        }
    }
    if !holds.is_empty() {
        subjects::write_holds(tx, ledger.no, &holds, head.last_seq + 1).await?;
        statements.count(1);
    }
    if !originals.is_empty() {
        subjects::write_reversed(tx, ledger.no, &originals).await?;
        statements.count(1);
    }
    if !written.proposals.is_empty() {
        proposals::write(tx, ledger.no, &written.proposals.values().collect::<Vec<_>>()).await?;
        statements.count(1);
    }
    if !written.limits.is_empty() {
        limits::write(tx, ledger.no, &written.limits.values().collect::<Vec<_>>()).await?;
        statements.count(1);
    }
    let transfers = || written.transfers.iter().map(|recorded| &recorded.posted);
    if transfers().any(|transfer| !transfer.metered.is_empty()) {
        limits::write_entries(tx, ledger.no, recorded_at, transfers()).await?;
        statements.count(1);
    }
    if !written.monitors.is_empty() {
        monitors::write(tx, ledger.no, &written.monitors.values().collect::<Vec<_>>()).await?;
        statements.count(1);
    }
    if !written.described.is_empty() {
        transfer_metadata::write(tx, ledger.no, &written.described.values().collect::<Vec<_>>()).await?;
        statements.count(1);
    }
    let blocks: Vec<FullBlock> = written.full_blocks().collect();
    if !blocks.is_empty() {
        irregular_postings::build(tx, ledger.no, &blocks).await?;
        statements.count(1);
    }
    Ok(seen)
}

/// What keeps a batch from being written on a head that it was not decided for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Guard {
    /// The head is locked, and what the batch names was looked up.
    Locked,
    /// Nothing is; the statement itself looks whether a key or a name is taken.
    Alone,
}

/// Everything that every batch writes, in one round trip: nothing, unless the head is as expected.
/// `keys` is the table whose turn it is. Arrays are unnested side by side in a select list, which gives a row at a
/// time: in FROM, each of them would fill a tuplestore first. A batch of `plain` transfers and nothing else, as most
/// are, is spared the setting up of what it does not need, in the statement and of its parameters alike.
macro_rules! write_rows_sql {
    ($keys:literal, plain) => {
        write_rows_sql!($keys, ["", "", "", "0", "", "", ""])
    };
    ($keys:literal, any) => {
        write_rows_sql!($keys, [
            ", target_seq, target_id, expires_at, manual, flags, proposal_seq, proposed_by, approved_by, approval_reason",
            ", u.target_seq, u.target_id, u.expires_at, u.manual, string_to_array(u.flags, ','), u.proposal_seq,
                 u.proposed_by, u.approved_by, u.approval_reason",
            ", unnest($44::int8[]), unnest($45::uuid[]), unnest($46::timestamptz[]), unnest($47::bool[]),
                   unnest($48::text[]), unnest($49::int8[]), unnest($50::text[]), unnest($51::text[]),
                   unnest($52::text[])",
            "u.held",
            ", unnest($53::numeric[])",
            ", held",
            ", new_events as (
               insert into events (ledger_no, recorded_at, seq, type, hash, object)
               select $1, $2, u.*
               from (
                 select unnest($54::int8[]), unnest($55::int2[]), unnest($56::bytea[]), unnest($57::text[])
                 from new_head
               ) u
             ),
             new_irregular as (
               insert into irregular_postings (ledger_no, account_no, irregular_count, seq, effective_at, posted_debits,
                 posted_credits, sum_posted_debits, sum_posted_credits, sum_held_debits, sum_held_credits, held_debits,
                 held_credits)
               select $1, u.*
               from (
                 select unnest($58::int4[]), unnest($59::int8[]), unnest($60::int8[]), unnest($61::timestamptz[]),
                   unnest($62::numeric[]), unnest($63::numeric[]), unnest($64::numeric[]), unnest($65::numeric[]),
                   unnest($66::numeric[]), unnest($67::numeric[]), unnest($68::numeric[]), unnest($69::numeric[])
                 from new_head
               ) u
             )"
        ])
    };
    ($keys:literal, [
        $rare_names:literal, $rare:literal, $rare_arrays:literal,
        $held:literal, $held_array:literal, $held_name:literal,
        $more:literal
    ]) => {
        concat!(
            "with
             taken as (
               select 1
               from unnest($36::bytea[]) asked (key_hash)
               cross join lateral (
                 select from idempotency_keys_a where ledger_no = $1 and key_hash = asked.key_hash
                 union all
                 select from idempotency_keys_b where ledger_no = $1 and key_hash = asked.key_hash
                 offset 0
               ) done
               union all
               select 1
               from unnest($43::uuid[]) asked (id)
               cross join lateral (
                 select from transfers where ledger_no = $1 and id = asked.id
                 union all
                 select from proposals where ledger_no = $1 and id = asked.id
                 offset 0
               ) done
               union all
               select 1
               from unnest($17::text[]) asked (external_id)
               cross join lateral (
                 select from transfers
                 where ledger_no = $1 and external_id = asked.external_id and external_id is not null
                 offset 0
               ) done
               where asked.external_id is not null
             ),
             new_head as (
               update ledger_heads
               set last_seq = $3, last_hash = $4, last_recorded_at = $5, last_account_no = $6, last_asset_no = $7,
                 writes = $8
               where ledger_no = $1 and last_seq = $9 and last_hash = $10 and writes = $8 - 1
                 and ($11 or ($2 > clock_timestamp() - interval '10 seconds' and not exists (select from taken)))
               returning 1
             ),
             new_transfers as (
               insert into events (ledger_no, recorded_at, seq, id, effective_at, type, hash, external_id, description,
                 metadata, posting_accounts", $rare_names, ")
               select $1, $2, u.seq, u.id, u.effective_at, u.type, u.hash, u.external_id, u.description,
                 u.metadata::jsonb, ($20::int4[])[u.first:u.last]", $rare, "
               from (
                 select unnest($12::int8[]), unnest($13::uuid[]), unnest($14::timestamptz[]), unnest($15::int2[]),
                   unnest($16::bytea[]), unnest($17::text[]), unnest($18::text[]), unnest($19::text[]),
                   unnest($21::int4[]), unnest($22::int4[])", $rare_arrays, "
                 from new_head
               ) u (seq, id, effective_at, type, hash, external_id, description, metadata, first, last",
                   $rare_names, ")
             ),
             new_postings as (
               insert into postings (ledger_no, account_no, seq, leg, asset_no, account_version, effective_at,
                 effective_high, irregular_count, posted, posted_debits, posted_credits, held_debits, held_credits,
                 held)
               select $1, u.account_no, u.seq, u.leg, u.asset_no, u.version, u.effective_at, u.effective_high,
                 u.irregular_count, u.posted, u.posted_debits, u.posted_credits, u.held_debits, u.held_credits, ",
                 $held, "
               from (
                 select unnest($23::int4[]), unnest($24::int8[]), unnest($25::int2[]), unnest($26::int4[]),
                   unnest($27::int8[]), unnest($28::timestamptz[]), unnest($29::timestamptz[]),
                   unnest($30::int8[]), unnest($31::numeric[]), unnest($32::numeric[]), unnest($33::numeric[]),
                   unnest($34::numeric[]), unnest($35::numeric[])", $held_array, "
                 from new_head
               ) u (account_no, seq, leg, asset_no, version, effective_at, effective_high, irregular_count, posted,
                   posted_debits, posted_credits, held_debits, held_credits", $held_name, ")
             ),
             new_keys as (
               insert into ", $keys, " (ledger_no, recorded_at, key_hash, fingerprint, status, shape, seq, location, body)
               select $1, $2, u.*
               from (
                 select unnest($36::bytea[]), unnest($37::bytea[]), unnest($38::int2[]), unnest($39::int2[]),
                   unnest($40::int8[]), unnest($41::text[]), unnest($42::bytea[])
                 from new_head
               ) u
             )", $more, "
             select count(*), clock_timestamp(), (select current from idempotency_turn) from new_head"
        )
    };
}

/// Neither a hold, nor what is done with one, nor a reversal, and nothing that few transfers have.
fn is_plain(Recorded { new, posted, .. }: &Recorded<'_>) -> bool {
    posted.kind == TransferKind::Transfer && !new.manual && new.approval.is_none() && posted.flags.is_empty()
}

/// The statement that writes a batch's rows, with all that it writes: ready to be sent.
pub(crate) struct WriteRows {
    sql: &'static str,
    arguments: PgArguments,
    next_expiry: Option<Timestamp>,
}

impl WriteRows {
    pub fn new(
        ledger: &LedgerInfo,
        head: &Head,
        next: &Head,
        recorded_at: Timestamp,
        seen: Seen,
        written: &Written<'_>,
        guard: Guard,
    ) -> sqlx::Result<WriteRows> {
        use encoding::Instant as At;

        let transfers = &written.transfers;
        let keys = &written.keys;
        let mut legs: Vec<(&PostedTransfer, i16, &PostedPosting)> = Vec::with_capacity(2 * transfers.len());
        let mut posting_accounts = Vec::with_capacity(2 * transfers.len());
        let mut slices = Vec::with_capacity(transfers.len());
        for Recorded { posted: transfer, .. } in transfers {
            let first = posting_accounts.len() + 1;
            for (leg, posting) in transfer.postings.iter().enumerate() {
                legs.push((transfer, i16::try_from(leg).expect("at most 100 legs"), posting));
                posting_accounts.push(posting.account_no.0);
            }
            let index = |n: usize| i32::try_from(n).expect("a batch has fewer than 2^31 legs");
            slices.push((index(first), index(posting_accounts.len())));
        }
        // In key order, so that neighbouring rows share a leaf of the index.
        legs.sort_unstable_by_key(|(transfer, leg, posting)| (posting.account_no, transfer.seq, *leg));

        let signed = |direction, minor: Minor| match direction {
            Side::Debit => Numeric(minor),
            Side::Credit => Numeric(Minor::ZERO.checked_sub(minor).expect("the range is symmetric")),
        };
        fn each<'r, T, U>(rows: &'r [T], column: impl FnMut(&'r T) -> U) -> Vec<U> {
            rows.iter().map(column).collect()
        }
        let client_ids: Vec<Uuid> =
            transfers.iter().map(|t| t.new).filter(|new| new.client_id).map(|new| new.id).collect();
        let events = &written.events;
        let irregular: Vec<_> = written.irregular().collect();
        let plain = events.is_empty() && irregular.is_empty() && transfers.iter().all(is_plain);
        let sql = match (seen.turn, plain) {
            (Turn::A, true) => write_rows_sql!("idempotency_keys_a", plain),
            (Turn::B, true) => write_rows_sql!("idempotency_keys_b", plain),
            (Turn::A, false) => write_rows_sql!("idempotency_keys_a", any),
            (Turn::B, false) => write_rows_sql!("idempotency_keys_b", any),
        };
        let mut rows = sqlx::query(sql)
            .bind(ledger.no.0)
            .bind(At(recorded_at))
            .bind(next.last_seq)
            .bind(&next.last_hash[..])
            .bind(At(next.last_recorded_at))
            .bind(next.last_account_no)
            .bind(next.last_asset_no)
            .bind(next.writes)
            .bind(head.last_seq)
            .bind(&head.last_hash[..])
            .bind(guard == Guard::Locked)
            .bind(each(transfers, |t| t.posted.seq))
            .bind(each(transfers, |t| t.new.id))
            .bind(each(transfers, |t| At(t.posted.effective_at)))
            .bind(each(transfers, |t| EventType::of_transfer(t.posted.kind).number()))
            .bind(each(transfers, |t| &t.hash[..]))
            .bind(each(transfers, |t| t.new.external_id.as_ref().map(|id| id.as_str())))
            .bind(each(transfers, |t| t.new.description.as_deref()))
            .bind(each(transfers, |t| (!t.new.metadata.is_empty()).then(|| metadata_json(&t.new.metadata))))
            .bind(posting_accounts)
            .bind(each(&slices, |slice| slice.0))
            .bind(each(&slices, |slice| slice.1))
            .bind(each(&legs, |(_, _, p)| p.account_no.0))
            .bind(each(&legs, |(t, _, _)| t.seq))
            .bind(each(&legs, |(_, leg, _)| *leg))
            .bind(each(&legs, |(_, _, p)| p.asset_no.0))
            .bind(each(&legs, |(_, _, p)| p.after.version))
            .bind(each(&legs, |(t, _, _)| At(t.effective_at)))
            .bind(each(&legs, |(_, _, p)| At(p.after.effective_high)))
            .bind(each(&legs, |(_, _, p)| p.after.irregular.count))
            .bind(each(&legs, |(_, _, p)| signed(p.direction, p.posted)))
            .bind(each(&legs, |(_, _, p)| Numeric(p.after.balance.posted.debits)))
            .bind(each(&legs, |(_, _, p)| Numeric(p.after.balance.posted.credits)))
            .bind(each(&legs, |(_, _, p)| Numeric(p.after.balance.held.debits)))
            .bind(each(&legs, |(_, _, p)| Numeric(p.after.balance.held.credits)))
            .bind(each(keys, |key| &key.hash.0[..]))
            .bind(each(keys, |key| &key.outcome.fingerprint[..]))
            .bind(each(keys, |key| key.outcome.status.cast_signed()))
            .bind(each(keys, |key| key.outcome.shape.number()))
            .bind(each(keys, |key| key.outcome.seq))
            .bind(each(keys, |key| key.outcome.location.as_deref()))
            .bind(each(keys, |key| key.outcome.body.as_deref()))
            .bind(client_ids);
        if !plain {
            let on = |posting: &PostedPosting, side, minor| {
                Numeric(if posting.direction == side { minor } else { Minor::ZERO })
            };
            rows = rows
                .bind(each(transfers, |t| t.posted.target.map(|target| target.seq)))
                .bind(each(transfers, |t| t.posted.target.map(|target| target.id)))
                .bind(each(transfers, |t| t.posted.expires_at.map(At)))
                .bind(each(transfers, |t| t.new.manual.then_some(true)))
                .bind(each(transfers, |t| (!t.posted.flags.is_empty()).then(|| t.posted.flags.join(","))))
                .bind(each(transfers, |t| t.new.approval.as_ref().map(|agreed| agreed.proposal_seq)))
                .bind(each(transfers, |t| t.new.approval.as_ref().map(|agreed| agreed.proposed_by.as_str())))
                .bind(each(transfers, |t| t.new.approval.as_ref().map(|agreed| agreed.approved_by.as_str())))
                .bind(each(transfers, |t| t.new.approval.as_ref().and_then(|agreed| agreed.reason.as_deref())))
                .bind(each(&legs, |(_, _, p)| signed(p.direction, p.held)))
                .bind(each(events, |event| event.seq))
                .bind(each(events, |event| event.event_type.number()))
                .bind(each(events, |event| &event.hash[..]))
                .bind(each(events, |event| event.object.as_str()))
                .bind(each(&irregular, |(_, p)| p.account_no.0))
                .bind(each(&irregular, |(_, p)| p.after.irregular.count))
                .bind(each(&irregular, |(t, _)| t.seq))
                .bind(each(&irregular, |(t, _)| At(t.effective_at)))
                .bind(each(&irregular, |(_, p)| on(p, Side::Debit, p.posted)))
                .bind(each(&irregular, |(_, p)| on(p, Side::Credit, p.posted)))
                .bind(each(&irregular, |(_, p)| Numeric(p.after.irregular.sum.posted.debits)))
                .bind(each(&irregular, |(_, p)| Numeric(p.after.irregular.sum.posted.credits)))
                .bind(each(&irregular, |(_, p)| Numeric(p.after.irregular.sum.held.debits)))
                .bind(each(&irregular, |(_, p)| Numeric(p.after.irregular.sum.held.credits)))
                .bind(each(&irregular, |(_, p)| on(p, Side::Debit, p.held)))
                .bind(each(&irregular, |(_, p)| on(p, Side::Credit, p.held)));
        }
        let arguments = rows.take_arguments().map_err(sqlx::Error::Encode)?.unwrap_or_default();
        Ok(WriteRows { sql, arguments, next_expiry: written.next_expiry(seen.next_expiry) })
    }

    /// `None`: the head was not as expected, or a name was taken; nothing was written.
    pub async fn run(self, conn: &mut PgConnection) -> sqlx::Result<Option<Seen>> {
        let WriteRows { sql, arguments, next_expiry } = self;
        let (heads, now, turn): (i64, encoding::Instant, String) =
            sqlx::query_as_with(sql, arguments).fetch_one(conn).await?;
        Ok((heads == 1).then(|| Seen { turn: Turn::named(&turn), clock: Clock::read(now.0), next_expiry }))
    }
}
