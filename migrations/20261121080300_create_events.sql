-- The public record of one accepted change, one per seq, hash chained to the one before. A
-- transfer's object is rendered from its immutable rows; every other object is kept here, because
-- what it describes changes.
create table events (
    seq bigint not null,
    recorded_at timestamptz not null,
    ledger_no integer not null,
    type smallint not null,
    hash bytea not null check (length(hash) = 32),
    object text,
    constraint events_pkey primary key (ledger_no, seq),
    -- From 10 on a type is about a transfer, which is rendered from its rows and nothing else.
    constraint events_object check ((type >= 10) = (object is null))
);
