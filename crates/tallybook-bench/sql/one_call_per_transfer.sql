-- The design Tallybook is measured against: one function call, hence one transaction, per transfer,
-- with the same guarantees (key, bounds, running balances, dense order, event). It locks rows where
-- Tallybook locks a ledger once per batch. No hash chain.
create table accounts (
    id integer primary key,
    min_balance numeric(38, 0),
    version bigint not null default 0,
    debits numeric(38, 0) not null default 0,
    credits numeric(38, 0) not null default 0
) with (fillfactor = 50);

create table transfers (
    id uuid primary key,
    recorded_at timestamptz not null default now(),
    debit_account integer not null,
    credit_account integer not null,
    amount numeric(38, 0) not null check (amount > 0)
);

create table postings (
    account integer not null,
    version bigint not null,
    transfer uuid not null,
    amount numeric(38, 0) not null,
    debits numeric(38, 0) not null,
    credits numeric(38, 0) not null,
    primary key (account, version)
);

create table events (
    seq bigint generated always as identity primary key,
    transfer uuid not null
);

create table keys (
    key uuid primary key,
    transfer uuid not null
);

insert into accounts (id, min_balance, credits)
select n, case when n % 10 = 0 then null else 0 end, 100000000000 from generate_series(1, 10000) n;

create function post_transfer(debit integer, credit integer, amount numeric, new_key uuid) returns uuid
language plpgsql as $$
declare
    new_id uuid := gen_random_uuid();
    account accounts;
begin
    if debit = credit then
        return null;
    end if;
    insert into keys (key, transfer) values (new_key, new_id);
    -- In key order, so that two transfers never deadlock.
    perform from accounts where id in (debit, credit) order by id for no key update;
    insert into transfers (id, debit_account, credit_account, amount) values (new_id, debit, credit, amount);
    update accounts set version = version + 1, debits = debits + amount where id = debit returning * into account;
    if account.credits - account.debits < account.min_balance then
        raise exception 'insufficient balance';
    end if;
    insert into postings values (debit, account.version, new_id, amount, account.debits, account.credits);
    update accounts set version = version + 1, credits = credits + amount where id = credit returning * into account;
    insert into postings values (credit, account.version, new_id, -amount, account.debits, account.credits);
    insert into events (transfer) values (new_id);
    return new_id;
end
$$;
