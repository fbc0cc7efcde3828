-- A ledger is an isolated book; its number leads every other key, so that a ledger can live on any
-- shard. The head row is apart and narrow because every batch updates it: at this fill factor the
-- updates stay on one page (HOT) and touch no index.
create table ledgers (
    ledger_no integer generated always as identity primary key,
    id uuid not null constraint ledgers_id unique,
    name text collate "C" not null constraint ledgers_name unique,
    time_zone text not null,
    description text,
    metadata jsonb not null,
    created_at timestamptz not null
);

create table ledger_heads (
    ledger_no integer primary key references ledgers,
    last_seq bigint not null check (last_seq >= 1),
    last_hash bytea not null check (length(last_hash) = 32),
    last_recorded_at timestamptz not null,
    last_account_no integer not null,
    last_asset_no integer not null
) with (fillfactor = 10);
