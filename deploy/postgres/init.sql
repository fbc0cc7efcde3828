-- Roles and database, once per cluster, run by psql as superuser; running it again changes nothing but passwords.
-- tallybook_owner migrates and owns every table, tallybook_service is who the service logs in as, and it may do
-- only what the migrations grant to tallybook_app; a relay that runs apart logs in as a member of tallybook_relay. Passwords come from the environment.

\getenv owner_password TALLYBOOK_OWNER_PASSWORD
\getenv service_password TALLYBOOK_SERVICE_PASSWORD

select 'create role tallybook_owner login'
where not exists (select from pg_roles where rolname = 'tallybook_owner') \gexec

select 'create role tallybook_app nologin'
where not exists (select from pg_roles where rolname = 'tallybook_app') \gexec

select 'create role tallybook_relay nologin'
where not exists (select from pg_roles where rolname = 'tallybook_relay') \gexec

select 'create role tallybook_service login'
where not exists (select from pg_roles where rolname = 'tallybook_service') \gexec

alter role tallybook_owner password :'owner_password';
alter role tallybook_service password :'service_password';

select 'grant tallybook_app to tallybook_service'
where not pg_has_role('tallybook_service', 'tallybook_app', 'member') \gexec

select 'create database tallybook owner tallybook_owner'
where not exists (select from pg_database where datname = 'tallybook') \gexec

revoke connect on database tallybook from public;
grant connect on database tallybook to tallybook_app, tallybook_relay;
