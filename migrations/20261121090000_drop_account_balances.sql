-- An account's present state is its last posting's snapshot, one probe of postings_pkey away. Keeping
-- it a second time cost two updates a transfer, a third of Postgres' work (docs/decisions/0005).
alter table postings add constraint postings_totals check (
    posted_debits >= 0 and posted_credits >= 0 and held_debits >= 0 and held_credits >= 0
) not valid;

drop table account_balances;
