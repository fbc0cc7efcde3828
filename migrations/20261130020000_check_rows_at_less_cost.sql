-- A CHECK of a table is read and parsed anew by every statement that writes to it, 2 to 8 µs each, which is felt where
-- a batch is small (docs/decisions/0015). A domain's is parsed once a session; and what postings must be, their trigger
-- sees when it looks at them anyway. That a key's hash has 16 bytes, no statement could get wrong.
create domain change_number as bigint check (value >= 1);

alter table ledger_heads
    drop constraint ledger_heads_last_seq_check,
    drop constraint ledger_heads_last_hash_check,
    alter column last_seq type change_number,
    alter column last_hash type hash_256;
alter table postings
    drop constraint postings_totals,
    drop constraint postings_leg_check;
alter table idempotency_keys_a drop constraint idempotency_keys_a_key_hash_check;
alter table idempotency_keys_b drop constraint idempotency_keys_a_key_hash_check;

create or replace function postings_sum_to_zero() returns trigger language plpgsql as $$
begin
    if exists (
        select from added group by ledger_no, seq, asset_no having sum(posted) <> 0 or sum(held) <> 0
        union all
        select from added
        where least(posted_debits, posted_credits, held_debits, held_credits) < 0 or leg not between 0 and 99
    ) then
        raise exception 'the postings of a transfer do not sum to zero, or a total is below zero, or a leg beyond 99'
            using errcode = 'check_violation', constraint = 'postings_sum_to_zero', table = 'postings';
    end if;
    return null;
end
$$;
