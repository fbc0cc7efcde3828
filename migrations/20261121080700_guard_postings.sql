-- The database's own guard of the first rule: whatever writes postings, those of one transfer in
-- one asset sum to zero. Once per statement over the inserted set, not once per row.
create function postings_sum_to_zero() returns trigger language plpgsql as $$
begin
    if exists (
        select from added group by ledger_no, seq, asset_no having sum(posted) <> 0 or sum(held) <> 0
    ) then
        raise exception 'the postings of a transfer do not sum to zero'
            using errcode = 'check_violation', constraint = 'postings_sum_to_zero', table = 'postings';
    end if;
    return null;
end
$$;

create trigger postings_sum_to_zero
    after insert on postings
    referencing new table as added
    for each statement execute function postings_sum_to_zero();
