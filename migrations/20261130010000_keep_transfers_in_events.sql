-- A transfer is a row of its event: one row and one entry of an index less to write for each (docs/decisions/0014).
-- Whatever read the table `transfers` reads a view of the same columns. Copying takes its time on tables that are
-- not empty. A transfer without its event, an event without its transfer, or one that says another kind or time fails
-- it: that is for `verify` to explain first.
lock table ledger_heads, transfers, events, holds, reversed_transfers, transfer_metadata in access exclusive mode;
alter table holds drop constraint holds_ledger_no_seq_fkey;
alter table reversed_transfers drop constraint reversed_transfers_ledger_no_seq_fkey;
alter table transfer_metadata drop constraint transfer_metadata_ledger_no_seq_fkey;
alter table events rename to events_alone;
alter table transfers rename to transfers_alone;
alter index events_pkey rename to events_alone_pkey;
alter index transfers_pkey rename to transfers_alone_pkey;
drop index events_clock, transfers_external_id, transfers_target;
alter table transfers_alone drop constraint transfers_id;

create domain hash_256 as bytea check (length(value) = 32);

-- The order: one row per accepted change, hash chained to the one before. From 10 to 99 a type is of a transfer
-- (10 more than its kind), which the row holds and its object is rendered from; any other object is kept, because
-- what it describes changes. Immutable. Columns stand in the order that wastes no padding.
create table events (
    seq bigint not null,
    recorded_at timestamptz not null,
    effective_at timestamptz,
    ledger_no integer not null,
    type smallint not null,
    hash hash_256 not null,
    id uuid,
    -- The account of each posting in the order of the legs, so that a transfer's postings are found by their
    -- primary key and need no second index.
    posting_accounts integer[],
    external_id text collate "C",
    description text,
    metadata jsonb,
    -- What only holds, what is done with them, reversals and agreed transfers have.
    target_seq bigint,
    target_id uuid,
    expires_at timestamptz,
    manual boolean,
    flags text[],
    proposal_seq bigint,
    proposed_by text,
    approved_by text,
    approval_reason text,
    object text,
    constraint events_object check ((object is null) = (id is not null))
) with (autovacuum_vacuum_insert_scale_factor = 0.05);

insert into events
select seq, e.recorded_at, t.effective_at, ledger_no,
    case when t.id is null or (t.kind = e.type - 10 and t.recorded_at = e.recorded_at) then e.type end,
    e.hash, t.id, t.posting_accounts, t.external_id, t.description, t.metadata, t.target_seq, t.target_id, t.expires_at,
    t.manual, t.flags, t.proposal_seq, t.proposed_by, t.approved_by, t.approval_reason, e.object
from events_alone e
full join transfers_alone t using (ledger_no, seq)
order by ledger_no, seq;

drop table events_alone, transfers_alone;

alter table events add constraint events_pkey primary key (ledger_no, seq) include (recorded_at);
create index events_clock on events (ledger_no, recorded_at, seq) where seq % 1024 = 0;
create unique index transfers_id on events (ledger_no, id) where id is not null;
create unique index transfers_external_id on events (ledger_no, external_id) where external_id is not null;
-- The entries of a hold, and the reversals of a transfer.
create index transfers_target on events (ledger_no, target_seq, seq) where target_seq is not null;
analyze events;

create view transfers as
select seq, id, effective_at, recorded_at, ledger_no, (type - 10)::smallint as kind, posting_accounts, external_id,
    description, metadata, target_seq, target_id, expires_at, manual, flags, proposal_seq, proposed_by, approved_by,
    approval_reason
from events
where type between 10 and 99;

alter table holds add foreign key (ledger_no, seq) references events (ledger_no, seq);
alter table reversed_transfers add foreign key (ledger_no, seq) references events (ledger_no, seq);
alter table transfer_metadata add foreign key (ledger_no, seq) references events (ledger_no, seq);

grant select, insert on events to tallybook_app;
grant select on events to tallybook_relay;
grant select on transfers to tallybook_app, tallybook_relay;
