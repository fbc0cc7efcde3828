-- Who is told of events, and how far they have been: a plain cursor per sink and ledger over the dense
-- seq, so nothing is ever skipped, and a lease, so that one relay at a time moves it.

-- A sink is a broker, by the name it is configured under, or a webhook endpoint, by its id.
create table sink_cursors (
    -- Everything up to here was acknowledged, or stands in deliveries or dead_letters.
    told_seq bigint not null check (told_seq >= 0),
    -- Counts leases, so that a relay which was paused and has lost its own cannot move anything.
    lease_epoch bigint not null default 0,
    -- Numbers the rows of webhook_attempts.
    attempts bigint not null default 0,
    leased_until timestamptz not null default '-infinity',
    moved_at timestamptz not null default clock_timestamp(),
    failing_since timestamptz,
    ledger_no integer not null references ledgers,
    sink text collate "C" not null,
    leased_by text,
    last_error text,
    constraint sink_cursors_pkey primary key (ledger_no, sink)
) with (fillfactor = 50);

-- Events behind the cursor that are still to be told: tried and not acknowledged, or asked for again.
create table deliveries (
    seq bigint not null,
    due_at timestamptz not null,
    attempts integer not null,
    ledger_no integer not null,
    sink text collate "C" not null,
    last_error text,
    constraint deliveries_pkey primary key (ledger_no, sink, seq),
    foreign key (ledger_no, sink) references sink_cursors on delete cascade
);

create index deliveries_due on deliveries (ledger_no, sink, due_at);

-- Events that were given up, until somebody has them told again.
create table dead_letters (
    seq bigint not null,
    died_at timestamptz not null,
    attempts integer not null,
    ledger_no integer not null,
    sink text collate "C" not null,
    error text not null,
    constraint dead_letters_pkey primary key (ledger_no, sink, seq),
    foreign key (ledger_no, sink) references sink_cursors on delete cascade
);

-- Stretches of the order that a sink is told once more.
create table replays (
    next_seq bigint not null,
    last_seq bigint not null,
    asked_at timestamptz not null default clock_timestamp(),
    ledger_no integer not null,
    id uuid not null,
    sink text collate "C" not null,
    constraint replays_pkey primary key (ledger_no, sink, id),
    foreign key (ledger_no, sink) references sink_cursors on delete cascade
);

create table webhook_endpoints (
    revision bigint not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    previous_secret_until timestamptz,
    ledger_no integer not null references ledgers,
    id uuid not null,
    ordered boolean not null,
    enabled boolean not null,
    url text collate "C" not null,
    -- Null: events of every type, about every account, whatever their metadata.
    types text[],
    path_prefix text collate "C",
    metadata jsonb,
    description text,
    disabled_reason text,
    secret text not null,
    -- Signs as well until its time is over, so that receivers can change theirs in between.
    previous_secret text,
    constraint webhook_endpoints_pkey primary key (ledger_no, id),
    constraint webhook_endpoints_url unique (ledger_no, url)
);

-- What each request to an endpoint came to; the oldest are removed.
create table webhook_attempts (
    attempt_no bigint not null,
    seq bigint not null,
    attempted_at timestamptz not null,
    ledger_no integer not null,
    -- The how-manieth of this event.
    attempt integer not null,
    took_ms integer not null,
    status smallint,
    sink text collate "C" not null,
    error text,
    answer text,
    constraint webhook_attempts_pkey primary key (ledger_no, sink, attempt_no),
    foreign key (ledger_no, sink) references sink_cursors on delete cascade
);

grant select, insert, update, delete on sink_cursors, deliveries, replays, webhook_endpoints to tallybook_app;
grant select, insert, delete on dead_letters, webhook_attempts to tallybook_app;

-- A relay that runs apart from the service needs no right to post: it reads history, and writes only how
-- far it has told it. It logs in as a member of tallybook_relay.
do $$
begin
    if not exists (select from pg_roles where rolname = 'tallybook_relay') then
        create role tallybook_relay nologin;
    end if;
exception
    when duplicate_object or unique_violation then null;
    when insufficient_privilege then
        raise exception 'role tallybook_relay is missing, and this role may not create it'
            using hint = 'As an administrator: create role tallybook_relay nologin;';
end
$$;

do $$
begin
    execute format('grant usage on schema %I to tallybook_relay', current_schema());
end
$$;

grant select on _sqlx_migrations, ledgers, ledger_heads, assets, accounts, transfers, postings, events to tallybook_relay;
grant select, insert, update on sink_cursors to tallybook_relay;
grant select, insert, update, delete on deliveries, replays to tallybook_relay;
grant select, insert, delete on dead_letters, webhook_attempts to tallybook_relay;
grant select on webhook_endpoints to tallybook_relay;
grant update (enabled, disabled_reason, updated_at, revision) on webhook_endpoints to tallybook_relay;
