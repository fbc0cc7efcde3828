-- What each idempotency key did, written in the transaction that did it. Keys expire without a
-- DELETE storm: two tables are used in turn, and the one whose keys are all past retention is
-- truncated before its turn comes. Look-ups probe both.
create table idempotency_keys_a (
    recorded_at timestamptz not null,
    seq bigint,
    ledger_no integer not null,
    status smallint not null,
    -- 1: the transfer at seq; 2: the bytes in body; 3: a batch, whose body lists seqs and problems.
    shape smallint not null,
    key_hash bytea not null check (length(key_hash) = 16),
    fingerprint bytea not null,
    location text,
    body bytea,
    constraint idempotency_keys_a_pkey primary key (ledger_no, key_hash)
);

create table idempotency_keys_b (
    like idempotency_keys_a including constraints,
    constraint idempotency_keys_b_pkey primary key (ledger_no, key_hash)
);

create table idempotency_turn (
    only_row boolean primary key default true check (only_row),
    current text not null check (current in ('a', 'b')),
    since timestamptz not null
);

insert into idempotency_turn (current, since) values ('a', clock_timestamp());

-- Gives the turn to the other table once every key in it is past retention, and empties it. Runs
-- as its owner, so that the service's role needs no TRUNCATE of its own.
create function rotate_idempotency_keys(retention interval) returns boolean
language plpgsql security definer set search_path = pg_catalog, public
-- A reader of the table to truncate, a dump for one, must not make every writer wait behind us.
set lock_timeout = '100ms' as $$
declare
    turn public.idempotency_turn;
begin
    if retention < interval '1 day' then
        raise exception 'retention must be at least one day';
    end if;
    select * into strict turn from public.idempotency_turn for update;
    if turn.since > clock_timestamp() - retention then
        return false;
    end if;
    -- The other table took its last key when this turn began, so all of it is past retention.
    if turn.current = 'a' then
        truncate public.idempotency_keys_b;
        update public.idempotency_turn set current = 'b', since = clock_timestamp();
    else
        truncate public.idempotency_keys_a;
        update public.idempotency_turn set current = 'a', since = clock_timestamp();
    end if;
    return true;
end
$$;
