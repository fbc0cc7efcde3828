-- Counts the batches written to a ledger, those too that stored only refusals. Whoever finds the head
-- at the count it left knows that nobody has written since (docs/decisions/0006).
alter table ledger_heads add column writes bigint not null default 0;
