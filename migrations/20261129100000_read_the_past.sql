-- A read of the past looks for the account's last posting effective by an instant. So that it is found in the index
-- alone, by a few probes of one or two leaves, the index says what is compared; one event in 1,024 says where in the
-- ledger's order an instant lies, and when a seq was recorded is in the index as well. Building them takes its time
-- on tables that are not empty.
alter table postings
    drop constraint postings_pkey,
    add constraint postings_pkey primary key (ledger_no, account_no, seq, leg) include (effective_high);
alter table events
    drop constraint events_pkey,
    add constraint events_pkey primary key (ledger_no, seq) include (recorded_at);

create index events_clock on events (ledger_no, recorded_at, seq) where seq % 1024 = 0;

-- Only pages that vacuum has seen are read by the index alone. It sees each once, whether it comes often or not.
alter table postings set (autovacuum_vacuum_insert_scale_factor = 0.05);
alter table events set (autovacuum_vacuum_insert_scale_factor = 0.05);
