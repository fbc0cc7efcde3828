-- Holds, what is done with them, and reversals: each is a transfer of its own kind that names its
-- target. Null for plain transfers, so that these cost nothing.
alter table transfers
    add column target_seq bigint,
    add column target_id uuid,
    add column expires_at timestamptz,
    add column manual boolean,
    add column flags text[],
    add column proposal_seq bigint,
    add column proposed_by text,
    add column approved_by text,
    add column approval_reason text;

-- The entries of a hold, and the reversals of a transfer.
create index transfers_target on transfers (ledger_no, target_seq, seq) where target_seq is not null;

-- A hold as its last entry left it, one array element per posting of the hold. held_at is the latest
-- instant at which anything was held; what releases it is not effective before.
create table holds (
    seq bigint not null,
    held_at timestamptz not null,
    expires_at timestamptz,
    ledger_no integer not null,
    -- 0 open, 1 captured, 2 voided, 3 expired.
    status smallint not null check (status between 0 and 3),
    held numeric(38, 0)[] not null,
    captured numeric(38, 0)[] not null,
    remaining numeric(38, 0)[] not null check (0 <= all (remaining)),
    constraint holds_pkey primary key (ledger_no, seq),
    foreign key (ledger_no, seq) references transfers (ledger_no, seq)
) with (fillfactor = 70);

-- Whose time is over, and when the next one's is.
create index holds_expiring on holds (ledger_no, expires_at) where status = 0 and expires_at is not null;
create index holds_by_status on holds (ledger_no, status, seq);

-- The accounts that a hold reserves on.
create table hold_accounts (
    seq bigint not null,
    ledger_no integer not null,
    account_no integer not null,
    is_open boolean not null,
    constraint hold_accounts_pkey primary key (ledger_no, account_no, is_open, seq)
);

-- How much of each posting of a transfer has been reversed; absent where nothing was.
create table reversed_transfers (
    seq bigint not null,
    ledger_no integer not null,
    reversed numeric(38, 0)[] not null,
    constraint reversed_transfers_pkey primary key (ledger_no, seq),
    foreign key (ledger_no, seq) references transfers (ledger_no, seq)
);

-- Metadata that replaced what a transfer was posted with; its history is in the events.
create table transfer_metadata (
    seq bigint not null,
    revision bigint not null check (revision >= 2),
    updated_at timestamptz not null,
    ledger_no integer not null,
    metadata jsonb not null,
    constraint transfer_metadata_pkey primary key (ledger_no, seq),
    foreign key (ledger_no, seq) references transfers (ledger_no, seq)
);

-- The less usual rules of an account's policy; null for most.
alter table accounts add column rules jsonb;

-- How much, or how often, may move within a window of time; its history is in the events.
create table limits (
    created_at timestamptz not null,
    updated_at timestamptz not null,
    revision bigint not null,
    ledger_no integer not null references ledgers,
    limit_no integer not null,
    seconds integer check (seconds > 0),
    max_count integer check (max_count >= 0),
    scale smallint not null,
    together boolean not null,
    active boolean not null,
    max_sum numeric(38, 0) check (max_sum >= 0),
    name text collate "C" not null,
    path_prefix text collate "C" not null,
    asset text collate "C" not null,
    direction text not null check (direction in ('debit', 'credit')),
    calendar text check (calendar in ('day', 'week', 'month', 'year')),
    on_exceed text not null check (on_exceed in ('reject', 'flag')),
    constraint limits_pkey primary key (ledger_no, limit_no),
    constraint limits_name unique (ledger_no, name),
    check ((seconds is null) <> (calendar is null))
);

-- What counted for a limit, of one account or (account 0) of all that it covers, with the running totals.
create table limit_entries (
    recorded_at timestamptz not null,
    seq bigint not null,
    count bigint not null,
    ledger_no integer not null,
    limit_no integer not null,
    account_no integer not null,
    amount numeric(38, 0) not null,
    sum numeric(38, 0) not null,
    constraint limit_entries_pkey primary key (ledger_no, limit_no, account_no, recorded_at, seq)
);

-- Transfers that wait for a second person, or waited. request is the body that is read again then.
create table proposals (
    seq bigint not null,
    transfer_seq bigint,
    id uuid not null,
    target_id uuid,
    proposed_at timestamptz not null,
    decided_at timestamptz,
    ledger_no integer not null,
    status text not null check (status in ('proposed', 'approved', 'rejected')),
    client_id boolean not null,
    proposed_by text not null,
    decided_by text,
    reason text,
    request text not null,
    -- As it was proposed: the transfer that it would be.
    object text not null,
    constraint proposals_pkey primary key (ledger_no, seq),
    constraint proposals_id unique (ledger_no, id)
);

create index proposals_by_status on proposals (ledger_no, status, seq);

grant select, insert, update on proposals to tallybook_app;
grant select, insert, update on limits to tallybook_app;
grant select, insert on limit_entries to tallybook_app;
grant select, insert, update on holds, reversed_transfers, transfer_metadata to tallybook_app;
grant select, insert, update on hold_accounts to tallybook_app;
