-- A balance's alert follows the transfer that raised it, as a change with a number of its own. Its object is
-- kept, for what it says of its monitor may change; so is that of every type from 100 on. From 10 to 99 a type is
-- about a transfer, which is rendered from its rows and nothing else. The rows there are obey both.
alter table events drop constraint events_object;
alter table events add constraint events_object check ((type between 10 and 99) = (object is null)) not valid;

-- Conditions on the balances of the accounts at and below a path; their history is in the events. Whether an
-- account meets one follows from its balance, so nothing is kept of that.
create table monitors (
    created_at timestamptz not null,
    updated_at timestamptz not null,
    revision bigint not null,
    ledger_no integer not null references ledgers,
    monitor_no integer not null,
    asset_no integer not null,
    scale smallint not null,
    active boolean not null,
    threshold numeric(38, 0) not null,
    name text collate "C" not null,
    path_prefix text collate "C" not null,
    asset text collate "C" not null,
    balance text not null check (balance in ('available', 'posted', 'pending')),
    "when" text not null check ("when" in ('below', 'above', 'crossing')),
    constraint monitors_pkey primary key (ledger_no, monitor_no),
    constraint monitors_name unique (ledger_no, name)
);

grant select, insert, update on monitors to tallybook_app;
