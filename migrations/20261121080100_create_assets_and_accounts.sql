-- Built-in currencies have their ISO 4217 number and need no row; a row is a registration.
create table assets (
    ledger_no integer not null references ledgers,
    asset_no integer not null,
    seq bigint not null,
    code text collate "C" not null,
    scale smallint not null check (scale between 0 and 28),
    name text,
    created_at timestamptz not null,
    constraint assets_pkey primary key (ledger_no, asset_no),
    constraint assets_code unique (ledger_no, code)
);

-- What is said about an account. Written rarely; what postings move is in account_balances.
create table accounts (
    ledger_no integer not null references ledgers,
    account_no integer not null,
    id uuid not null,
    path text collate "C" not null,
    type text not null check (type in ('asset', 'liability', 'equity', 'income', 'expense')),
    asset_no integer not null,
    normal_side text not null check (normal_side in ('debit', 'credit')),
    status text not null check (status in ('open', 'frozen', 'closed')),
    min_balance numeric(38, 0),
    max_balance numeric(38, 0),
    description text,
    metadata jsonb not null,
    revision bigint not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    constraint accounts_pkey primary key (ledger_no, account_no),
    constraint accounts_id unique (ledger_no, id),
    -- Serves look-ups by path and, in byte order, ranges of a path prefix.
    constraint accounts_path unique (ledger_no, path)
);

-- The present state of an account's postings: narrow and hot, half of each page left free so that
-- updates stay HOT. The running sums of irregular postings are null until there is one.
create table account_balances (
    version bigint not null,
    effective_high timestamptz not null,
    irregular_count bigint not null,
    ledger_no integer not null,
    account_no integer not null,
    posted_debits numeric(38, 0) not null check (posted_debits >= 0),
    posted_credits numeric(38, 0) not null check (posted_credits >= 0),
    held_debits numeric(38, 0) not null check (held_debits >= 0),
    held_credits numeric(38, 0) not null check (held_credits >= 0),
    irregular_posted_debits numeric(38, 0),
    irregular_posted_credits numeric(38, 0),
    irregular_held_debits numeric(38, 0),
    irregular_held_credits numeric(38, 0),
    constraint account_balances_pkey primary key (ledger_no, account_no),
    foreign key (ledger_no, account_no) references accounts
) with (fillfactor = 50);
