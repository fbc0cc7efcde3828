-- The postings of an account that are out of order in effective time, counted from 1 per account,
-- with their running sums. Plain traffic writes nothing here.
create table irregular_postings (
    irregular_count bigint not null,
    seq bigint not null,
    effective_at timestamptz not null,
    ledger_no integer not null,
    account_no integer not null,
    posted_debits numeric(38, 0) not null,
    posted_credits numeric(38, 0) not null,
    held_debits numeric(38, 0) not null,
    held_credits numeric(38, 0) not null,
    sum_posted_debits numeric(38, 0) not null,
    sum_posted_credits numeric(38, 0) not null,
    sum_held_debits numeric(38, 0) not null,
    sum_held_credits numeric(38, 0) not null,
    constraint irregular_postings_pkey primary key (ledger_no, account_no, irregular_count)
);

-- Full blocks of them (256 at level 0, 8,192 at level 1), each sorted by effective time with
-- running sums from the block's start: one probe answers "how much of this block counts by then".
create table irregular_blocks (
    effective_at timestamptz not null,
    ledger_no integer not null,
    account_no integer not null,
    block_no integer not null,
    level smallint not null,
    sum_posted_debits numeric(38, 0) not null,
    sum_posted_credits numeric(38, 0) not null,
    sum_held_debits numeric(38, 0) not null,
    sum_held_credits numeric(38, 0) not null,
    constraint irregular_blocks_pkey primary key (ledger_no, account_no, level, block_no, effective_at)
);
