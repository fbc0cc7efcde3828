//! The database defends itself: what the service's role may not do, what no role may write, which
//! databases are refused, and that no hot query reads a table from end to end.

use std::{collections::BTreeSet, path::PathBuf, process::Output, time::Duration};

use serde_json::{Value, json};
use sqlx::{AssertSqlSafe, PgConnection};
use tallybook_tests::{
    App, Database, PrivatePostgres, Service, ServiceOptions, binary, block_on, run, run_with, until,
};
use tokio::process::Command;
use uuid::Uuid;

use crate::load;

/// What the service may do to each table of the schema, and nothing else. A table that is not
/// listed has not been thought about.
const GRANTS: &[(&str, &str)] = &[
    ("_sqlx_migrations", "select"),
    ("accounts", "select insert update"),
    ("api_keys", "select insert"),
    ("assets", "select insert"),
    ("dead_letters", "select insert delete"),
    ("deliveries", "select insert update delete"),
    ("events", "select insert"),
    ("hold_accounts", "select insert update"),
    ("holds", "select insert update"),
    ("idempotency_keys_a", "select insert"),
    ("idempotency_keys_b", "select insert"),
    ("idempotency_turn", "select"),
    ("irregular_blocks", "select insert"),
    ("irregular_postings", "select insert"),
    ("ledger_heads", "select insert update"),
    ("ledgers", "select insert"),
    ("limit_entries", "select insert"),
    ("limits", "select insert update"),
    ("monitors", "select insert update"),
    ("postings", "select insert"),
    ("proposals", "select insert update"),
    ("replays", "select insert update delete"),
    ("reversed_transfers", "select insert update"),
    ("sink_cursors", "select insert update delete"),
    ("transfer_metadata", "select insert update"),
    ("transfers", "select"),
    ("webhook_attempts", "select insert delete"),
    ("webhook_endpoints", "select insert update delete"),
];

/// Single columns that may be updated in tables that may not.
const COLUMN_GRANTS: &[(&str, &str)] = &[("api_keys", "revoked_at")];

const VERBS: &[&str] = &["select", "insert", "update", "delete", "truncate", "references", "trigger"];

/// The SQLSTATE with which a statement fails; `None` if it does not.
async fn fails_with(conn: &mut PgConnection, sql: &str) -> Option<String> {
    let done = sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(conn).await;
    done.err().map(|error| {
        let error = error.into_database_error().unwrap_or_else(|| panic!("{sql}: no answer"));
        error.code().expect("Postgres names its errors").into_owned()
    })
}

#[test]
fn the_service_s_role_can_do_to_each_table_what_is_listed_and_nothing_else() {
    run(async |app| {
        let ledger = app.api.ledger("guarded").await;
        load::open_accounts(&app.api, &ledger).await;
        app.api.transfer(&ledger, "assets:bank", "users:1", "1.00").await.expect(201);
        let mut owner = app.database.connect().await;
        let tables: Vec<String> = sqlx::query_scalar(
            "select relname::text from pg_class
             where relnamespace = current_schema()::regnamespace and relkind in ('r', 'p', 'v', 'm', 'f')
             order by relname",
        )
        .fetch_all(&mut owner)
        .await
        .expect("the catalogue can be read");
        let listed: Vec<&str> = GRANTS.iter().map(|(table, _)| *table).collect();
        assert_eq!(tables, listed, "every table's grants are decided, here and in docs/data-model.md");

        let mut service = app.database.connect_as_service().await;
        let mut refused = 0;
        for (table, granted) in GRANTS {
            let granted: BTreeSet<&str> = granted.split(' ').collect();
            for verb in VERBS {
                let may: bool = sqlx::query_scalar("select has_table_privilege(current_user, $1, $2)")
                    .bind(table)
                    .bind(verb)
                    .fetch_one(&mut service)
                    .await
                    .expect("the catalogue can be read");
                assert_eq!(may, granted.contains(verb), "{verb} on {table}");
            }
            let columns: Vec<String> = sqlx::query_scalar(
                "select attname::text from pg_attribute
                 where attrelid = to_regclass($1) and attnum > 0 and not attisdropped",
            )
            .bind(table)
            .fetch_all(&mut owner)
            .await
            .expect("the catalogue can be read");
            // A promise of the catalogue is one thing, a refusal another.
            let mut tries = vec![
                ("delete", format!("delete from {table}")),
                ("truncate", format!("truncate {table}")),
                ("delete", format!("delete from only {table} where ctid = '(0,1)'")),
                ("drop", format!("drop table {table}")),
                ("alter", format!("alter table {table} add column more int")),
                ("alter", format!("alter table {table} disable trigger all")),
                ("alter", format!("alter table {table} owner to current_user")),
                ("alter", format!("create index on {table} ({})", columns[0])),
                ("trigger", format!("create trigger t before insert on {table} for each row execute function f()")),
                ("insert", format!("insert into {table} select * from {table}")),
            ];
            for column in &columns {
                // Postgres refuses to set an identity before it asks who wants to.
                if !COLUMN_GRANTS.contains(&(table, column)) && (*table, column.as_str()) != ("ledgers", "ledger_no") {
                    tries.push(("update", format!("update {table} set {column} = {column}")));
                }
            }
            for (verb, sql) in tries {
                if granted.contains(verb) {
                    continue;
                }
                let code = fails_with(&mut service, &sql).await.unwrap_or_else(|| panic!("{sql}"));
                // Some of it nobody can do to a view.
                let impossible = *table == "transfers" && ["42703", "42809", "0A000"].contains(&code.as_str());
                assert!(impossible || code == "42501", "{sql}: {code}");
                refused += 1;
            }
        }
        assert!(refused > 150, "{refused}");
    });
}

#[test]
fn a_relay_s_role_can_tell_of_history_and_write_none() {
    run(async |app| {
        let mut owner = app.database.connect().await;
        let tables: Vec<(String, String)> = sqlx::query_as(
            "select c.relname::text, coalesce(string_agg(v.verb, ' ' order by v.place), '')
             from pg_class c
             left join unnest(array['select', 'insert', 'update', 'delete', 'truncate', 'references', 'trigger'])
               with ordinality v (verb, place) on has_table_privilege('tallybook_relay', c.oid, v.verb)
             where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'f')
             group by c.relname
             having count(v.verb) > 0
             order by c.relname",
        )
        .fetch_all(&mut owner)
        .await
        .expect("the catalogue can be read");
        let granted: Vec<(&str, &str)> = tables.iter().map(|(table, verbs)| (table.as_str(), verbs.as_str())).collect();
        assert_eq!(
            granted,
            [
                ("_sqlx_migrations", "select"),
                ("accounts", "select"),
                ("assets", "select"),
                ("dead_letters", "select insert delete"),
                ("deliveries", "select insert update delete"),
                ("events", "select"),
                ("ledger_heads", "select"),
                ("ledgers", "select"),
                ("postings", "select"),
                ("replays", "select insert update delete"),
                ("sink_cursors", "select insert update"),
                ("transfers", "select"),
                ("webhook_attempts", "select insert delete"),
                ("webhook_endpoints", "select"),
            ]
        );
    });
}

#[test]
fn the_service_s_role_can_change_neither_the_schema_nor_the_rules() {
    run(async |app| {
        let mut service = app.database.connect_as_service().await;
        for sql in [
            "create table mine (id int)",
            "create view mine as select 1",
            "create function mine() returns int language sql as 'select 1'",
            "create schema mine",
            "create extension pgcrypto",
            "create role mine",
            "alter function postings_sum_to_zero() rename to zero",
            "drop function postings_sum_to_zero()",
            "drop trigger postings_sum_to_zero on postings",
            "set session_replication_role = replica",
            "set role postgres",
            "alter database current set synchronous_commit = off",
            "alter system set fsync = off",
            "copy transfers to '/tmp/transfers'",
            "copy transfers to program 'cat'",
            "select pg_read_file('postgresql.conf')",
            "create publication mine for all tables",
            "do language plpython3u 'pass'",
        ] {
            let code = fails_with(&mut service, sql).await;
            assert!(
                matches!(code.as_deref(), Some("42501" | "3D000" | "42704" | "22023" | "0A000")),
                "{sql}: {code:?}"
            );
        }
        let superuser_only = fails_with(&mut service, "set session_replication_role = replica").await;
        assert_eq!(superuser_only.as_deref(), Some("42501"));
        // What keeps keys past retention from piling up is a door of a fixed shape.
        let code = fails_with(&mut service, "select rotate_idempotency_keys(interval '1 hour')").await;
        assert_eq!(code.as_deref(), Some("P0001"));
        let rotated: bool = sqlx::query_scalar("select rotate_idempotency_keys(interval '1 day')")
            .fetch_one(&mut service)
            .await
            .expect("it may");
        assert!(!rotated, "no turn is past retention yet");
    });
}

#[test]
fn nobody_can_insert_postings_that_do_not_sum_to_zero_or_totals_below_it() {
    run(async |app| {
        let ledger = app.api.ledger("sums").await;
        load::open_accounts(&app.api, &ledger).await;
        app.api.transfer(&ledger, "assets:bank", "users:1", "1.00").await.expect(201);
        let posting = |account: i32, leg: i32, posted: i64, held: i64| {
            format!("(100, 9, now(), now(), 0, 1, {account}, 840, {leg}, {posted}, {held}, 100, 0, 0, 0)")
        };
        let unsound = [
            vec![posting(1, 0, 100, 0)],
            vec![posting(1, 0, 100, 0), posting(2, 1, -99, 0)],
            vec![posting(1, 0, 100, 0), posting(2, 1, 100, 0)],
            vec![posting(1, 0, 100, 1), posting(2, 1, -100, 0)],
            // Balanced over the statement, but not in each asset.
            vec![posting(1, 0, 100, 0), posting(2, 1, -100, 0).replace("840", "978")],
            // Balanced over the statement, but not in each transfer.
            vec![posting(1, 0, 100, 0), posting(2, 1, -100, 0).replacen("100", "101", 1)],
            // Balanced over the statement, but not in each ledger.
            vec![posting(1, 0, 100, 0), posting(2, 1, -100, 0).replace("0, 1, 2, 840", "0, 2, 2, 840")],
            // Balanced, with a running total below zero.
            vec![posting(1, 0, 100, 0).replace("100, 0, 0, 0)", "-1, 0, 0, 0)"), posting(2, 1, -100, 0)],
            vec![posting(1, 0, 100, 0).replace("100, 0, 0, 0)", "0, -1, 0, 0)"), posting(2, 1, -100, 0)],
            vec![posting(1, 0, 100, 0).replace("100, 0, 0, 0)", "0, 0, -1, 0)"), posting(2, 1, -100, 0)],
            vec![posting(1, 0, 100, 0).replace("100, 0, 0, 0)", "0, 0, 0, -1)"), posting(2, 1, -100, 0)],
            // Balanced, as a leg that there is not.
            vec![posting(1, 100, 100, 0), posting(2, 1, -100, 0)],
            vec![posting(1, 0, 100, 0), posting(2, -1, -100, 0)],
        ];
        let mut checked = 0;
        for mut conn in [app.database.connect_as_service().await, app.database.connect().await] {
            for rows in &unsound {
                let sql = format!(
                    "insert into postings (seq, account_version, effective_at, effective_high, irregular_count, ledger_no,
                       account_no, asset_no, leg, posted, held, posted_debits, posted_credits, held_debits, held_credits)
                     values {}",
                    rows.join(", ")
                );
                assert_eq!(fails_with(&mut conn, &sql).await.as_deref(), Some("23514"), "{sql}");
                checked += 1;
            }
            let head = "update ledger_heads set last_seq = 0";
            assert_eq!(fails_with(&mut conn, head).await.as_deref(), Some("23514"));
            let hash = "update ledger_heads set last_hash = '\\x00'";
            assert_eq!(fails_with(&mut conn, hash).await.as_deref(), Some("23514"));
        }
        assert_eq!(checked, 26);
        // The rows themselves are sound: balanced, they are taken.
        let mut owner = app.database.connect().await;
        let sound = format!(
            "begin; insert into postings (seq, account_version, effective_at, effective_high, irregular_count, ledger_no,
               account_no, asset_no, leg, posted, held, posted_debits, posted_credits, held_debits, held_credits)
             values {}, {}; rollback",
            posting(1, 0, 100, 0),
            posting(2, 1, -100, 0)
        );
        assert_eq!(fails_with(&mut owner, &sound).await, None);
    });
}

/// Runs `serve` to its end, which must come soon.
async fn serve(database_url: &str, more: &[&str]) -> Output {
    let running = Command::new(binary())
        .args(["serve", "--port", "0"])
        .args(more)
        .env("DATABASE_URL", database_url)
        .env_remove("REDIS_URL")
        .env("NO_COLOR", "1")
        .kill_on_drop(true)
        .output();
    tokio::time::timeout(Duration::from_secs(20), running).await.expect("it refuses at once").expect("the binary runs")
}

async fn is_refused(database_url: &str, why: &str) {
    let output = serve(database_url, &[]).await;
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains(why), "{said}");
    assert!(!said.contains("address="), "it served all the same: {said}");
    let database = reqwest::Url::parse(database_url).expect("a URL");
    assert!(!said.contains(database.password().expect("the URL has one")), "it said a password: {said}");
}

#[test]
fn the_service_refuses_a_role_that_could_change_history() {
    run(async |app| {
        is_refused(&app.database.owner_url, "is a superuser").await;

        let mut owner = app.database.connect().await;
        let role = format!("owner_{}", Uuid::new_v4().simple());
        sqlx::raw_sql(AssertSqlSafe(format!(
            "create role {role} login password 'hemlock-77'; alter table events owner to {role};
             grant tallybook_app to {role};"
        )))
        .execute(&mut owner)
        .await
        .expect("the role is made");
        let mut url = reqwest::Url::parse(&app.database.owner_url).expect("a URL");
        url.set_username(&role).expect("a URL with a host");
        url.set_password(Some("hemlock-77")).expect("a URL with a host");
        is_refused(url.as_str(), "owns the tables").await;

        // Asked to, it serves from both.
        for url in [url.as_str(), &app.database.owner_url] {
            let service = Service::start(url, ServiceOptions::default().arg("--insecure-dev")).await;
            app.api.at(&service.url).get("/readyz").await.expect(200);
        }
        sqlx::raw_sql(AssertSqlSafe(format!(
            "alter table events owner to current_user; revoke tallybook_app from {role}; drop role {role};"
        )))
        .execute(&mut owner)
        .await
        .expect("the role is dropped");
    });
}

#[test]
fn the_service_refuses_a_database_that_could_lose_what_it_acknowledged() {
    block_on(async {
        let directory = std::env::var("TEST_DIR").expect("TEST_DIR is a folder for tests; `make test` makes one");
        let directory = PathBuf::from(directory).join(format!("faults-{}", Uuid::new_v4().simple()));
        let mut postgres = PrivatePostgres::start(&directory, &[("fsync", "off")]).await;
        let database = Database::create_on(&postgres.url).await;
        is_refused(&database.service_url, "fsync is off").await;
        {
            let _serves = Service::start(&database.service_url, ServiceOptions::default().arg("--insecure-dev")).await;
        }
        for (name, why) in
            [("synchronous_commit", "synchronous_commit is off"), ("full_page_writes", "full_page_writes is off")]
        {
            postgres = postgres.restart(&directory, &[(name, "off")]).await;
            is_refused(&database.service_url, why).await;
        }
        postgres = postgres.restart(&directory, &[]).await;
        let _serves = Service::start(&database.service_url, ServiceOptions::default()).await;
        drop(postgres);
    });
}

#[test]
fn the_service_refuses_a_database_whose_schema_is_not_its_own() {
    block_on(async {
        let database = Database::create().await;
        let mut owner = database.connect().await;
        sqlx::raw_sql(
            "update _sqlx_migrations set success = false where version = (select max(version) from _sqlx_migrations)",
        )
        .execute(&mut owner)
        .await
        .expect("the last migration is undone on paper");
        is_refused(&database.service_url, "the schema is not migrated").await;
        drop(owner);
        database.drop().await;
    });
}

#[test]
fn a_batch_of_five_hundred_costs_as_many_statements_as_a_batch_of_one() {
    run(async |app| {
        let ledger = app.api.ledger("statements").await;
        load::open_accounts(&app.api, &ledger).await;
        let item = |n: usize| {
            json!({"debit_account": load::ACCOUNTS[n % 4], "credit_account": load::ACCOUNTS[(n + 1) % 4],
                   "amount": "0.01"})
        };
        let statements = async |more: &dyn Fn(usize) -> Value, size: usize| {
            let before = app.api.metric("tallybook_batch_statements_sum", "").await as u64;
            let items: Vec<Value> = (0..size).map(more).collect();
            let body = json!({"atomic": false, "transfers": items});
            let key = Uuid::new_v4().to_string();
            app.api.post_keyed(&format!("{ledger}/transfers/batch"), &key, &body).await.expect(200);
            app.api.metric("tallybook_batch_statements_sum", "").await as u64 - before
        };
        statements(&item, 1).await;
        // Alone on the ledger: one statement.
        assert_eq!((statements(&item, 1).await, statements(&item, 500).await), (1, 1));

        let named = |n: usize| {
            let mut item = item(n);
            item["external_id"] = json!(Uuid::new_v4());
            item
        };
        assert_eq!((statements(&named, 1).await, statements(&named, 500).await), (1, 1));
        let late = |n: usize| {
            let mut item = item(n);
            item["effective_at"] = json!(format!("2020-01-01T00:00:{:02}Z", n % 60));
            item
        };
        assert_eq!(statements(&late, 1).await, 1);
        // 1,000 late postings on four accounts complete blocks of 256 at the second time: begin, lock,
        // keys, accounts, everything, blocks, commit.
        assert_eq!((statements(&late, 500).await, statements(&late, 500).await), (1, 7));

        // Where another process has written: begin, lock, keys, accounts, everything, commit; before them
        // the one statement, come to nothing, if the last batch was alone. Then it is seen that nobody has.
        let other = app.second_service(ServiceOptions::default()).await;
        for (size, sent) in [(500, 6), (1, 7)] {
            app.api.at(&other.url).transfer(&ledger, load::ACCOUNTS[0], load::ACCOUNTS[1], "0.01").await.expect(201);
            assert_eq!(statements(&item, size).await, sent);
            assert_eq!((statements(&item, size).await, statements(&item, size).await), (5, 1));
        }
        let singles = app.api.metric("tallybook_batch_statements_count", "").await as u64;
        assert!(singles > 8);
    });
}

/// What one kind of request reads: which indexes are probed, how many index entries are read, and
/// which tables are read from end to end.
#[derive(Debug)]
struct Reads {
    indexes: BTreeSet<String>,
    entries: i64,
    scanned: BTreeSet<String>,
}

/// Runs requests on a service of their own, whose backends report what they read when they end.
async fn reads(app: &App, requests: impl AsyncFnOnce(&tallybook_tests::Api)) -> Reads {
    let mut owner = app.database.connect().await;
    let mut service = app.second_service(ServiceOptions::without_redis().arg("--no-relay")).await;
    // The other service looks for holds that are due, which is not what is counted here.
    app.service.child.signal("STOP").await;
    let api = app.api.at(&service.url);
    // What every request reads (the API key, the ledger) is read before the count begins.
    api.get("/v1/ledgers/hot").await.expect(200);
    until("the first reads are counted", async || {
        sqlx::query(
            "select count(pg_terminate_backend(pid)) from pg_stat_activity
                     where datname = current_database() and application_name = 'tallybook'",
        )
        .execute(&mut owner)
        .await
        .expect("backends can be ended");
        backends(&mut owner).await == 0
    })
    .await;
    sqlx::query("select pg_stat_reset()").execute(&mut owner).await.expect("the statistics are reset");
    requests(&api).await;
    service.child.signal("TERM").await;
    assert_eq!(service.child.wait().await, Some(0));
    until("the service's backends have ended", async || backends(&mut owner).await == 0).await;

    let indexes: Vec<(String, i64)> = sqlx::query_as(
        "select indexrelname::text, idx_tup_read from pg_stat_user_indexes
         where idx_scan > 0 and relname not in ('api_keys', 'ledgers', '_sqlx_migrations')",
    )
    .fetch_all(&mut owner)
    .await
    .expect("the statistics can be read");
    // All ledgers are looked at for holds that are due.
    let scanned: Vec<String> = sqlx::query_scalar(
        "select relname::text from pg_stat_user_tables
         where seq_scan > 0 and relname not in ('idempotency_turn', '_sqlx_migrations', 'ledgers')",
    )
    .fetch_all(&mut owner)
    .await
    .expect("the statistics can be read");
    app.service.child.signal("CONT").await;
    Reads {
        entries: indexes.iter().map(|(_, read)| read).sum(),
        indexes: indexes.into_iter().map(|(name, _)| name).collect(),
        scanned: scanned.into_iter().collect(),
    }
}

async fn backends(conn: &mut PgConnection) -> i64 {
    sqlx::query_scalar(
        "select count(*) from pg_stat_activity
         where datname = current_database() and application_name = 'tallybook'",
    )
    .fetch_one(conn)
    .await
    .expect("the activity can be read")
}

/// Nothing analyses the tables, which would end plans that were made before.
async fn without_autovacuum(owner: &mut PgConnection) {
    sqlx::raw_sql(
        "do $$ declare name text; begin
           for name in select relname from pg_class
             where relnamespace = current_schema()::regnamespace and relkind = 'r' loop
             execute format('alter table %I set (autovacuum_enabled = false)', name);
           end loop;
         end $$",
    )
    .execute(owner)
    .await
    .expect("the tables are left alone");
}

#[test]
fn a_plan_made_while_the_books_were_empty_does_for_full_ones() {
    run_with(ServiceOptions::default().arg("--no-relay"), async |app| {
        let mut owner = app.database.connect().await;
        without_autovacuum(&mut owner).await;
        let other = app.second_service(ServiceOptions::default().arg("--no-relay")).await;
        let services = [app.api.clone(), app.api.at(&other.url)];
        let ledger = app.api.ledger("early").await;
        load::open_accounts(&app.api, &ledger).await;
        let by_turns = async |name: &str, count: usize| {
            for number in 0..count {
                let body = json!({"debit_account": "assets:bank", "credit_account": "users:1", "amount": "0.01",
                    "external_id": format!("{name}-{number}"), "id": Uuid::now_v7()});
                let key = Uuid::new_v4().to_string();
                services[number % 2].post_keyed(&format!("{ledger}/transfers"), &key, &body).await.expect(201);
            }
        };
        by_turns("empty", 6).await;
        for thousand in 0..3 {
            let accounts: Vec<Value> = (0..1000)
                .map(|n| json!({"path": format!("many:{thousand}:{n}"), "type": "liability", "asset": "USD"}))
                .collect();
            app.api.post(&format!("{ledger}/accounts/batch"), &json!({"accounts": accounts})).await.expect(201);
        }
        let transfers: Vec<Value> = (0..1000)
            .map(|n| {
                json!({"debit_account": "assets:bank", "credit_account": format!("many:0:{n}"), "amount": "0.01",
                "external_id": format!("filled-{n}")})
            })
            .collect();
        let body = json!({"atomic": true, "transfers": transfers});
        app.api.post_keyed(&format!("{ledger}/transfers/batch"), "fill", &body).await.expect(200);
        by_turns("full", 60).await;
        // Backends say what they read when they end.
        app.service.child.signal("TERM").await;
        other.child.signal("TERM").await;
        until("the services' backends have ended", async || backends(&mut owner).await == 0).await;
        let read: Vec<(String, i64)> = sqlx::query_as(
            "select indexrelname::text, idx_tup_read from pg_stat_user_indexes where idx_tup_read > 20000
             union all
             select relname::text, seq_tup_read from pg_stat_user_tables where seq_tup_read > 20000",
        )
        .fetch_all(&mut owner)
        .await
        .expect("the statistics can be read");
        assert!(read.is_empty(), "60 transfers among 3,000 accounts read few entries, but: {read:?}");
    });
}

#[test]
fn every_hot_query_probes_its_index_and_reads_few_entries_of_a_long_history() {
    run_with(ServiceOptions::default().arg("--no-relay"), async |app| {
        // Without statistics, the planner knows nothing of what it is about to read; with them, it knows
        // better than the query. Neither may matter.
        let mut owner = app.database.connect().await;
        without_autovacuum(&mut owner).await;
        let ledger = app.api.ledger("hot").await;
        load::open_accounts(&app.api, &ledger).await;
        let path = format!("{ledger}/transfers");
        for thousand in 0..2 {
            let accounts: Vec<Value> = (0..1000)
                .map(|n| json!({"path": format!("many:{thousand}:{n}"), "type": "liability", "asset": "USD"}))
                .collect();
            let opened = app.api.post(&format!("{ledger}/accounts/batch"), &json!({"accounts": accounts})).await;
            assert!(opened.status < 300, "{}", opened.status);
        }
        let transfer = |n: usize| {
            let credit =
                if n.is_multiple_of(2) { "users:1".to_owned() } else { format!("many:{}:{}", n / 2 % 2, n % 1000) };
            let mut body = json!({"debit_account": "assets:bank", "credit_account": credit,
                                  "amount": "1.00", "external_id": format!("x-{n}")});
            if n.is_multiple_of(3) {
                body["effective_at"] = json!(format!("2020-01-{:02}T00:00:00Z", n % 28 + 1));
            }
            body
        };
        let mut keys = 0;
        for chunk in 0..8 {
            let items: Vec<Value> = (0..500)
                .map(|n| {
                    let mut item = transfer(chunk * 500 + n);
                    item["idempotency_key"] = json!(format!("key-{keys}"));
                    keys += 1;
                    item
                })
                .collect();
            app.api.post(&format!("{path}/batch"), &json!({"atomic": false, "transfers": items})).await.expect(200);
        }
        let last = app.api.post_keyed(&path, "last", &transfer(4001)).await.expect(201).json();
        let monitor = json!({"name": "low", "path_prefix": "many", "asset": "USD", "balance": "posted", "when": "below",
                             "threshold": "-1.00"});
        app.api.post(&format!("{ledger}/monitors"), &monitor).await.expect(201);
        let id = last["id"].as_str().expect("an id").to_owned();
        let middle = app.api.get(&format!("{ledger}/events?after=4000&limit=1")).await.expect(200).json();
        let known_at = middle["data"][0]["recorded_at"].as_str().expect("a time").to_owned();
        let account = format!("{ledger}/accounts/users:1");

        // A request, the indexes it must use, and how many index entries it may read at most.
        type Case<'a> = (&'a str, String, &'a [&'a str], i64);
        let reading: &[Case<'_>] = &[
            ("a transfer by id", format!("{path}/{id}"), &["transfers_id", "events_pkey", "postings_pkey"], 30),
            ("a key", format!("{ledger}/idempotency-keys/key-777"), &["idempotency_keys_a_pkey"], 20),
            ("an account by path", account.clone(), &["accounts_path"], 20),
            ("a balance now", format!("{account}/balance"), &["accounts_path", "postings_pkey"], 40),
            ("a balance at a seq", format!("{account}/balance?at_seq=4000"), &["postings_pkey", "events_pkey"], 40),
            (
                "a balance by system time",
                format!("{account}/balance?known_at={known_at}"),
                &["postings_pkey", "events_clock", "events_pkey"],
                60,
            ),
            (
                "a balance as of when it was known",
                format!("{account}/balance?as_of={known_at}"),
                &["postings_pkey", "events_clock", "irregular_postings_pkey", "irregular_blocks_pkey"],
                600,
            ),
            (
                "a balance at both instants",
                format!("{account}/balance?as_of=2020-01-15T00:00:00Z&known_at={known_at}"),
                &["postings_pkey", "irregular_postings_pkey", "irregular_blocks_pkey"],
                600,
            ),
            ("a page of events", format!("{ledger}/events?after=4000&limit=10"), &["events_pkey"], 200),
            (
                "events of a type",
                format!("{ledger}/events?after=3900&types=transfer.posted&limit=10"),
                &["events_pkey"],
                300,
            ),
            (
                "events of an account",
                format!("{ledger}/events?after=3900&account=users:1&limit=10"),
                &["events_pkey", "postings_pkey"],
                400,
            ),
            ("a page of postings", format!("{account}/postings?limit=10"), &["postings_pkey"], 200),
            ("a page of transfers", format!("{path}?limit=10"), &["events_pkey"], 200),
            ("transfers of an account", format!("{path}?account=users:1&limit=10"), &["postings_pkey"], 300),
            ("a transfer by external id", format!("{path}?external_id=x-123"), &["transfers_external_id"], 60),
            (
                "transfers in a range of time",
                format!("{path}?recorded_from={known_at}&limit=10"),
                &["events_pkey"],
                300,
            ),
            (
                "accounts below a prefix",
                format!("{ledger}/accounts?path_prefix=users&limit=10"),
                &["accounts_path"],
                60,
            ),
            (
                "a page of a monitor's accounts",
                format!("{ledger}/monitors/low/accounts?limit=10"),
                &["accounts_path", "postings_pkey"],
                100,
            ),
            ("the head", ledger.clone(), &["ledger_heads_pkey"], 10),
        ];
        // Of a table that is large enough Postgres believes that it is read faster by several, whole.
        const LIKE_PARALLEL: &str = "do $$ declare setting text; begin
           foreach setting in array '{parallel_setup_cost, parallel_tuple_cost, min_parallel_table_scan_size,
             min_parallel_index_scan_size}'::text[] loop
             execute format('alter database %I set %I = 0', current_database(), setting);
           end loop;
         end $$";
        let passes = [
            ("without statistics", "select 1"),
            ("with statistics", "analyze"),
            ("with workers that cost nothing", LIKE_PARALLEL),
        ];
        for (pass, before) in passes {
            sqlx::raw_sql(before).execute(&mut owner).await.expect("the owner may");
            for (what, request, indexes, most) in reading {
                let reads = reads(app, async |api: &tallybook_tests::Api| {
                    api.get(request).await.expect(200);
                })
                .await;
                assert!(reads.scanned.is_empty(), "{what}, {pass}, reads whole tables: {reads:?}");
                for index in *indexes {
                    assert!(reads.indexes.contains(*index), "{what}, {pass}, does not use {index}: {reads:?}");
                }
                assert!(reads.entries <= *most, "{what}, {pass}, reads {} entries: {reads:?}", reads.entries);
            }
            check_writes(app, &path, pass, &transfer).await;
            check_stream(app, &ledger, pass, last["seq"].as_i64().expect("a number")).await;
        }
    });
}

/// All events, block by block: of each block only its own are read.
async fn check_stream(app: &App, ledger: &str, pass: &str, last: i64) {
    let stream = reads(app, async |api: &tallybook_tests::Api| {
        let events = api.stream(&format!("{ledger}/events/stream?after=0"), None).await.events(last as usize).await;
        assert_eq!(events.len() as i64, last);
    })
    .await;
    assert!(stream.scanned.is_empty() && stream.entries <= 8 * last, "{pass}: {last} events, {stream:?}");
}

/// A transfer and its replay: what they read does not depend on how much there is.
async fn check_writes(app: &App, path: &str, pass: &str, transfer: &dyn Fn(usize) -> Value) {
    let body = transfer(4001);
    let replay = reads(app, async |api: &tallybook_tests::Api| {
        let again = api.post_keyed(path, "last", &body).await.expect(201);
        assert_eq!(again.header("idempotent-replayed"), Some("true"));
    })
    .await;
    assert!(replay.scanned.is_empty() && replay.entries <= 50, "{pass}: {replay:?}");
    assert!(replay.indexes.contains("idempotency_keys_a_pkey"), "{pass}: {replay:?}");
    let mut body = transfer(5000);
    body["external_id"] = json!(pass);
    let post = reads(app, async |api: &tallybook_tests::Api| {
        api.post_keyed(path, pass, &body).await.expect(201);
    })
    .await;
    assert!(post.scanned.is_empty() && post.entries <= 50, "{pass}: {post:?}");
    for index in ["accounts_path", "postings_pkey", "transfers_external_id", "ledger_heads_pkey"] {
        assert!(post.indexes.contains(index), "{pass}: {post:?}");
    }
}
