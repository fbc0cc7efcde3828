-- Immutable. Columns stand in the order that wastes no padding.
--
-- posting_accounts holds the account of each posting in the order of the legs, so a transfer's
-- postings are found by their primary key and need no second index (which would cost a third of
-- the write throughput).
create table transfers (
    seq bigint not null,
    id uuid not null,
    effective_at timestamptz not null,
    recorded_at timestamptz not null,
    ledger_no integer not null,
    kind smallint not null,
    posting_accounts integer[] not null,
    external_id text collate "C",
    description text,
    metadata jsonb,
    constraint transfers_pkey primary key (ledger_no, seq),
    constraint transfers_id unique (ledger_no, id)
);

create unique index transfers_external_id on transfers (ledger_no, external_id) where external_id is not null;

-- One row a leg, keyed so that one probe finds an account's last posting at or below a seq.
--
-- posted and held are signed deltas (debits positive, credits negative); the four totals are the
-- account's running snapshot after the posting. effective_high is the running maximum of
-- effective_at over the account's regular postings, and irregular_count counts the others: see
-- docs/data-model.md, "Reading the past".
create table postings (
    seq bigint not null,
    account_version bigint not null,
    effective_at timestamptz not null,
    effective_high timestamptz not null,
    irregular_count bigint not null,
    ledger_no integer not null,
    account_no integer not null,
    asset_no integer not null,
    leg smallint not null check (leg between 0 and 99),
    posted numeric(38, 0) not null,
    held numeric(38, 0) not null,
    posted_debits numeric(38, 0) not null,
    posted_credits numeric(38, 0) not null,
    held_debits numeric(38, 0) not null,
    held_credits numeric(38, 0) not null,
    constraint postings_pkey primary key (ledger_no, account_no, seq, leg)
);
