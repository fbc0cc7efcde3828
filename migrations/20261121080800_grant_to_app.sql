-- What the service may do: insert history, never change it. It logs in as a member of
-- tallybook_app; docs/data-model.md lists these grants and a test tries every verb it lacks.
do $$
begin
    if not exists (select from pg_roles where rolname = 'tallybook_app') then
        create role tallybook_app nologin;
    end if;
exception
    when duplicate_object or unique_violation then null;
    when insufficient_privilege then
        raise exception 'role tallybook_app is missing, and this role may not create it'
            using hint = 'As an administrator: create role tallybook_app nologin;';
end
$$;

revoke all on function rotate_idempotency_keys(interval) from public;

do $$
begin
    execute format('grant usage on schema %I to tallybook_app', current_schema());
end
$$;

grant select, insert on ledgers, assets, transfers, postings, events to tallybook_app;
grant select, insert on idempotency_keys_a, idempotency_keys_b to tallybook_app;
grant select, insert on irregular_postings, irregular_blocks to tallybook_app;
grant select, insert, update on ledger_heads, account_balances, accounts to tallybook_app;
grant select, insert on api_keys to tallybook_app;
grant update (revoked_at) on api_keys to tallybook_app;
grant select on idempotency_turn to tallybook_app;
grant execute on function rotate_idempotency_keys(interval) to tallybook_app;
-- So that the service can tell whether the schema is the one it was built for.
grant select on _sqlx_migrations to tallybook_app;
