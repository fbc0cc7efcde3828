//! Tampering is found. Whoever owns the database can change anything in it behind the service's back;
//! `verify` tells that it was done, and where.

use serde_json::{Value, json};
use sqlx::AssertSqlSafe;
use tallybook_tests::{Api, App, Database, ServiceOptions, binary, block_on};
use tokio::process::Command;

use crate::load;

/// One change, behind the service's back.
struct Tampering {
    what: &'static str,
    sql: &'static str,
    /// The checks that must report it; others may as well.
    found_by: &'static [&'static str],
}

const fn change(what: &'static str, sql: &'static str, found_by: &'static [&'static str]) -> Tampering {
    Tampering { what, sql, found_by }
}

/// In the statements, `first` is the `seq` of the first transfer.
const TAMPERINGS: &[Tampering] = &[
    // Postings.
    change(
        "a posting's amount",
        "update postings set posted = posted + 1 where seq = first and leg = 0",
        &["hash_chain", "zero_sum", "snapshot_chain"],
    ),
    change(
        "both amounts of a transfer",
        "update postings set posted = posted * 2 where seq = first",
        &["hash_chain", "snapshot_chain"],
    ),
    change(
        "the direction of a transfer",
        "update postings set posted = -posted where seq = first",
        &["hash_chain", "snapshot_chain"],
    ),
    change(
        "something held",
        "update postings set held = case leg when 0 then 1 else -1 end where seq = first",
        &["snapshot_chain"],
    ),
    change(
        "a running total",
        "update postings set posted_debits = posted_debits + 1 where seq = first and leg = 0",
        &["hash_chain", "snapshot_chain"],
    ),
    change(
        "every running total of an account from one posting on",
        "update postings set posted_credits = posted_credits + 1 where account_no = account('users:1') and seq >= first",
        &["hash_chain", "zero_sum", "snapshot_chain"],
    ),
    change(
        "an account's version at a posting",
        "update postings set account_version = account_version + 1 where seq = first and leg = 1",
        &["hash_chain", "snapshot_chain"],
    ),
    change(
        "a posting's effective_high",
        "update postings set effective_high = effective_high + interval '1 day' where seq = first and leg = 1",
        &["snapshot_chain"],
    ),
    change(
        "the count of irregular postings at one",
        "update postings set irregular_count = irregular_count + 1 where seq = first and leg = 1",
        &["snapshot_chain"],
    ),
    change(
        "a posting's instant",
        "update postings set effective_at = effective_at - interval '1 day' where seq = first and leg = 1",
        &["postings_of_transfers"],
    ),
    change(
        "a posting's asset",
        "update postings set asset_no = 978 where seq = first and leg = 1",
        &["postings_of_transfers", "zero_sum"],
    ),
    change(
        "a posting's account",
        "update postings set account_no = account('users:2') where seq = first and account_no = account('users:1')",
        &["postings_of_transfers", "snapshot_chain"],
    ),
    change(
        "a posting's leg",
        "update postings set leg = 7 where seq = first and leg = 1",
        &["postings_of_transfers"],
    ),
    change(
        "a posting less",
        "delete from postings where seq = first and leg = 1",
        &["zero_sum", "postings_of_transfers", "snapshot_chain"],
    ),
    change(
        "an account's last posting less",
        "delete from postings p where account_no = account('users:1')
           and seq = (select max(seq) from postings where account_no = p.account_no)",
        &["zero_sum", "postings_of_transfers"],
    ),
    change(
        "a transfer's postings twice",
        "insert into postings select seq, account_version, effective_at, effective_high, irregular_count, ledger_no,
           account_no, asset_no, leg + 2, posted, held, posted_debits, posted_credits, held_debits, held_credits
         from postings where seq = first",
        &["postings_of_transfers", "snapshot_chain"],
    ),
    change(
        "postings of no transfer",
        "insert into postings select 2, 1, effective_at, effective_high, 0, ledger_no,
           account_no, asset_no, leg, posted, held, posted_debits, posted_credits, held_debits, held_credits
         from postings where seq = first",
        &["postings_of_transfers", "snapshot_chain"],
    ),
    // Transfers.
    change("a transfer's metadata", r#"update transfers set metadata = '{"order": "43"}' where seq = first"#, &["hash_chain"]),
    change("a transfer's metadata gone", "update transfers set metadata = null where seq = first", &["hash_chain"]),
    change("a transfer's description", "update transfers set description = 'Gift' where seq = first", &["hash_chain"]),
    change("a transfer's external id", "update transfers set external_id = 'other' where seq = first", &["hash_chain"]),
    change("a transfer's id", "update transfers set id = gen_random_uuid() where seq = first", &["hash_chain"]),
    change(
        "a transfer's effective instant",
        "update transfers set effective_at = effective_at + interval '1 second' where seq = first",
        &["hash_chain", "postings_of_transfers"],
    ),
    change(
        "the effective instant of a transfer and its postings",
        "update transfers set effective_at = effective_at - interval '1 day' where seq = first + 1;
         update postings set effective_at = effective_at - interval '1 day' where seq = first + 1",
        &["hash_chain", "snapshot_chain"],
    ),
    change(
        "when a transfer was recorded",
        "update transfers set recorded_at = recorded_at - interval '1 hour' where seq = first",
        &["hash_chain"],
    ),
    change(
        "the accounts that a transfer names",
        "update transfers set posting_accounts = array[posting_accounts[1]] where seq = first",
        &["hash_chain", "postings_of_transfers"],
    ),
    change(
        "a transfer's row gone",
        "delete from transfers where seq = first",
        &["one_event_per_change", "postings_of_transfers", "idempotency_keys"],
    ),
    change(
        "a transfer gone with its postings",
        "delete from transfers where seq = first; delete from postings where seq = first",
        &["one_event_per_change", "snapshot_chain"],
    ),
    change(
        "a transfer gone without a trace in the order",
        "delete from transfers where seq = first; delete from postings where seq = first;
         delete from events where seq = first",
        &["seq_dense", "hash_chain", "snapshot_chain"],
    ),
    change(
        "a transfer where an account was opened",
        "insert into transfers select 2, gen_random_uuid(), effective_at, recorded_at, ledger_no, kind,
           posting_accounts, null, null, null from transfers where seq = first",
        &["one_event_per_change"],
    ),
    // Events.
    change("an event's hash", "update events set hash = sha256(hash) where seq = first", &["hash_chain"]),
    change(
        "an event's object",
        "update events set object = replace(object, 'basic', 'silver') where seq = 3",
        &["hash_chain"],
    ),
    change("an event's object gone", "alter table events drop constraint events_object; update events set object = null where seq = 3", &["one_event_per_change", "hash_chain"]),
    change(
        "an object given to a transfer's event",
        "alter table events drop constraint events_object; update events set object = '{}' where seq = first",
        &["hash_chain", "one_event_per_change"],
    ),
    change(
        "a transfer changed under the object it once had",
        "alter table events drop constraint events_object;
         update events set object = '{\"the\":\"original\"}' where seq = first",
        &["one_event_per_change"],
    ),
    change(
        "an event beyond the head",
        "insert into events select seq + 100000, recorded_at, ledger_no, type, hash, object from events where seq = 3",
        &["seq_dense"],
    ),
    change("an event's type", "alter table events drop constraint events_object;
         update events set type = (select type from events where seq = 2) where seq = first", &["hash_chain"]),
    change(
        "when an event was recorded",
        "update events set recorded_at = recorded_at - interval '1 year' where seq = first",
        &["seq_dense", "hash_chain"],
    ),
    change("an event less", "delete from events where seq = 3", &["seq_dense", "hash_chain"]),
    change(
        "the last event less",
        "delete from events where seq = (select max(seq) from events)",
        &["seq_dense", "hash_chain"],
    ),
    change(
        "an event's place",
        "update events set seq = -1 where seq = 3; update events set seq = 3 where seq = 4;
         update events set seq = 4 where seq = -1",
        &["hash_chain"],
    ),
    change("the head's hash", "update ledger_heads set last_hash = sha256(last_hash)", &["hash_chain"]),
    change("the head set back", "update ledger_heads set last_seq = last_seq - 1", &["hash_chain"]),
    change("the head set on", "update ledger_heads set last_seq = last_seq + 1", &["seq_dense"]),
    // What is derived.
    change(
        "an irregular posting's amount",
        "update irregular_postings set posted_credits = posted_credits + 1
         where account_no = account('users:2') and irregular_count = 7",
        &["irregular_postings"],
    ),
    change(
        "something held in an irregular posting",
        "update irregular_postings set held_credits = 500
         where account_no = account('users:2') and irregular_count = 7",
        &["irregular_postings"],
    ),
    change(
        "both sides of an irregular posting",
        "update irregular_postings set posted_credits = posted_credits + 50, posted_debits = posted_debits + 50
         where account_no = account('users:2') and irregular_count = 7",
        &["irregular_postings"],
    ),
    change(
        "an irregular posting numbered zero",
        "insert into irregular_postings
         select 0, seq, effective_at, ledger_no, account_no, posted_debits, posted_credits, held_debits, held_credits,
           sum_posted_debits, sum_posted_credits, sum_held_debits, sum_held_credits
         from irregular_postings where account_no = account('users:2') and irregular_count = 7",
        &["irregular_postings"],
    ),
    change(
        "an irregular posting's sum",
        "update irregular_postings set sum_posted_credits = sum_posted_credits + 1
         where account_no = account('users:2') and irregular_count = 7",
        &["irregular_postings"],
    ),
    change(
        "an irregular posting's instant",
        "update irregular_postings set effective_at = effective_at + interval '1 day'
         where account_no = account('users:2') and irregular_count = 7",
        &["irregular_postings"],
    ),
    change(
        "an irregular posting less",
        "delete from irregular_postings where account_no = account('users:2') and irregular_count = 7",
        &["irregular_postings"],
    ),
    change(
        "an irregular posting more",
        "insert into irregular_postings
         select irregular_count + 1, seq, effective_at, ledger_no, account_no, posted_debits, posted_credits, held_debits,
           held_credits, sum_posted_debits, sum_posted_credits, sum_held_debits, sum_held_credits
         from irregular_postings where account_no = account('users:2') order by irregular_count desc limit 1",
        &["irregular_postings"],
    ),
    change(
        "a block's sum",
        "update irregular_blocks set sum_posted_credits = sum_posted_credits + 1
         where account_no = account('users:2')
           and effective_at = (select max(effective_at) from irregular_blocks)",
        &["irregular_postings"],
    ),
    change(
        "a block's instant",
        "update irregular_blocks set effective_at = effective_at + interval '1 microsecond'
         where account_no = account('users:2')
           and effective_at = (select max(effective_at) from irregular_blocks)",
        &["irregular_postings"],
    ),
    change(
        "a block less",
        "delete from irregular_blocks where account_no = account('users:2')",
        &["irregular_postings"],
    ),
    change(
        "a row more in a block",
        "insert into irregular_blocks
         select effective_at + interval '1 second', ledger_no, account_no, block_no, level,
           sum_posted_debits, sum_posted_credits, sum_held_debits, sum_held_credits
         from irregular_blocks where account_no = account('users:2') order by effective_at desc limit 1",
        &["irregular_postings"],
    ),
    change(
        "a block that is not full yet",
        "insert into irregular_blocks
         select effective_at, ledger_no, account_no, block_no + 1, level,
           sum_posted_debits, sum_posted_credits, sum_held_debits, sum_held_credits
         from irregular_blocks where account_no = account('users:2') order by effective_at desc limit 1",
        &["irregular_postings"],
    ),
    // Accounts and assets.
    change("an account's minimum", "update accounts set min_balance = -100 where path = 'users:bounded'", &["account_rows"]),
    change("an account's minimum gone", "update accounts set min_balance = null where path = 'users:bounded'", &["account_rows"]),
    change("an account's maximum", "update accounts set max_balance = 1 where path = 'users:bounded'", &["account_rows"]),
    change("an account's status", "update accounts set status = 'frozen' where path = 'users:1'", &["account_rows"]),
    change("an account's side", "update accounts set normal_side = 'debit' where path = 'users:1'", &["account_rows"]),
    change("an account's type", "update accounts set type = 'income' where path = 'users:1'", &["account_rows"]),
    change("an account's path", "update accounts set path = 'users:one' where path = 'users:1'", &["account_rows", "hash_chain"]),
    change("an account's id", "update accounts set id = gen_random_uuid() where path = 'users:1'", &["account_rows", "hash_chain"]),
    change("an account's metadata", r#"update accounts set metadata = '{"tier": "gold"}' where path = 'users:1'"#, &["account_rows"]),
    change("an account's description", "update accounts set description = 'Mine' where path = 'users:1'", &["account_rows"]),
    change("an account's revision", "update accounts set revision = revision + 1 where path = 'users:1'", &["account_rows"]),
    change(
        "an account's policy under another revision",
        "update accounts set revision = revision + 1, min_balance = null where path = 'users:bounded'",
        &["account_rows"],
    ),
    change(
        "an account's policy as if it had just been changed",
        "update accounts set revision = revision + 1, min_balance = null, updated_at = clock_timestamp()
         where path = 'users:bounded'",
        &["account_rows"],
    ),
    change(
        "an account that nobody opened",
        "insert into accounts select ledger_no, 99, gen_random_uuid(), 'users:ghost', type, asset_no, normal_side, status,
           min_balance, max_balance, description, metadata, revision, created_at, updated_at
         from accounts where path = 'users:1'",
        &["one_event_per_change"],
    ),
    change(
        "an account gone that had no postings",
        "delete from accounts where path = 'users:idle'",
        &["account_rows"],
    ),
    change("an asset's scale", "update assets set scale = 2 where code = 'GOLD'", &["one_event_per_change"]),
    change("an asset's name", "update assets set name = 'Lead' where code = 'GOLD'", &["one_event_per_change"]),
    change(
        "an asset that nobody registered",
        "insert into assets select ledger_no, asset_no + 1, seq, 'LEAD', scale, name, created_at from assets",
        &["one_event_per_change"],
    ),
    // Keys.
    change(
        "a key's transfer",
        "update idempotency_keys_a set seq = first + 1 where seq = first and shape = 1",
        &["idempotency_keys"],
    ),
    change(
        "a key's transfer, to none",
        "update idempotency_keys_a set seq = 2 where seq = first and shape = 1",
        &["idempotency_keys"],
    ),
    change(
        "a key's status",
        "update idempotency_keys_a set status = 422 where seq = first and shape = 1",
        &["idempotency_keys"],
    ),
    change(
        "a refusal's answer gone",
        "update idempotency_keys_a set body = null where status = 422",
        &["idempotency_keys"],
    ),
    change(
        "a second key of a transfer, in the other table",
        "insert into idempotency_keys_b select recorded_at, seq, ledger_no, status, shape,
           substr(sha256(key_hash), 1, 16), fingerprint, location, body
         from idempotency_keys_a where seq = first and shape = 1",
        &["idempotency_keys"],
    ),
    change(
        "a key in both tables",
        "insert into idempotency_keys_b select * from idempotency_keys_a where status = 422",
        &["idempotency_keys"],
    ),
    change(
        "a batch's transfers",
        "update idempotency_keys_a set body = convert_to('[2, 3]', 'utf8') where shape = 3",
        &["idempotency_keys"],
    ),
    change(
        "a batch's answer, to no list",
        "update idempotency_keys_a set body = '\\x00' where shape = 3",
        &["idempotency_keys"],
    ),
    // The ledger itself.
    change("the ledger's name", "update ledgers set name = 'other'", &["hash_chain"]),
    change("the ledger's time zone", "update ledgers set time_zone = 'Asia/Tokyo'", &["one_event_per_change"]),
    change("the ledger's id", "update ledgers set id = gen_random_uuid()", &["one_event_per_change"]),
    change(
        "a shape of outcome that there is not",
        "update idempotency_keys_a set shape = 77 where status = 422",
        &["idempotency_keys"],
    ),
    // Numbers that nobody gave out cannot be read, and that is said instead of a report.
    change("a kind of transfer that there is not", "update transfers set kind = 77 where seq = first", &[]),
    change("a type of event that there is not", "update events set type = 77 where seq = first", &[]),
];

/// A ledger with some of everything.
async fn keep_books(api: &Api) {
    let ledger = api.ledger("books").await;
    for path in ["users:1", "users:2", "users:idle"] {
        api.account(&ledger, path, "liability", "USD", json!({"metadata": {"tier": "basic"}})).await;
    }
    api.account(&ledger, "assets:bank", "asset", "USD", json!({})).await;
    let policy = json!({"policy": {"min_balance": "0", "max_balance": "1000.00"}});
    api.account(&ledger, "users:bounded", "liability", "USD", policy).await;
    api.post(&format!("{ledger}/assets"), &json!({"code": "GOLD", "scale": 3, "name": "Gold"})).await.expect(201);
    api.account(&ledger, "vault:a", "asset", "GOLD", json!({})).await;
    api.account(&ledger, "vault:b", "asset", "GOLD", json!({})).await;

    let path = format!("{ledger}/transfers");
    let transfer = |debit: &str, credit: &str, amount: &str| json!({"debit_account": debit, "credit_account": credit, "amount": amount});
    let mut first = transfer("assets:bank", "users:1", "12.34");
    first["external_id"] = json!("first");
    first["description"] = json!("Deposit");
    first["metadata"] = json!({"order": "42"});
    api.post_keyed(&path, "first", &first).await.expect(201);
    api.post_keyed(&path, "second", &transfer("users:1", "users:bounded", "5.00")).await.expect(201);
    api.post_keyed(&path, "refused", &transfer("users:bounded", "users:1", "500.00")).await.expect(422);
    api.post_keyed(&path, "gold", &transfer("vault:a", "vault:b", "1.500")).await.expect(201);
    let change = json!({"description": "An early customer", "policy": {"min_balance": "-5.00"}});
    api.patch(&format!("{ledger}/accounts/users:1"), &change).await.expect(200);
    let batch = json!({"atomic": false, "transfers": [
        transfer("assets:bank", "users:1", "1.00"), transfer("users:bounded", "users:1", "500.00"),
        transfer("users:1", "users:bounded", "0.50"),
    ]});
    api.post_keyed(&format!("{path}/batch"), "batch", &batch).await.expect(200);
    // Enough late ones for a block, and for some that no block holds yet.
    let late: Vec<Value> = (0..300)
        .map(|n| {
            let mut late = transfer("assets:bank", "users:2", "0.01");
            late["effective_at"] = json!(format!("2020-01-{:02}T00:{:02}:00Z", n % 28 + 1, n % 60));
            late
        })
        .collect();
    let mut batch = json!({"atomic": true, "transfers": [transfer("assets:bank", "users:2", "1.00")]});
    api.post_keyed(&format!("{path}/batch"), "before", &batch).await.expect(200);
    batch["transfers"] = Value::from(late);
    api.post_keyed(&format!("{path}/batch"), "late", &batch).await.expect(200);
    api.post_keyed(&path, "last", &transfer("assets:bank", "users:1", "1.00")).await.expect(201);
}

/// `tallybook verify --json`: whether it exited with 0, what it reports, and what it says besides.
async fn verify(database: &Database) -> (bool, Option<Value>, String) {
    verify_on("2", database).await
}

/// As [`verify`], on so many connections.
async fn verify_on(jobs: &str, database: &Database) -> (bool, Option<Value>, String) {
    let output = Command::new(binary())
        .args(["verify", "--json", "--jobs", jobs])
        .env("DATABASE_URL", &database.service_url)
        .output()
        .await
        .expect("the binary runs");
    let report = serde_json::from_slice(&output.stdout).ok();
    (output.status.success(), report, String::from_utf8_lossy(&output.stderr).into_owned())
}

fn failed(report: &Value) -> Vec<String> {
    let checks = report["checks"].as_array().expect("checks");
    checks
        .iter()
        .filter(|check| check["ok"] == false)
        .map(|check| check["name"].as_str().expect("a name").to_owned())
        .collect()
}

#[test]
fn whatever_is_changed_behind_the_service_s_back_is_found_under_its_check() {
    block_on(async {
        let app = App::start(Database::create().await, ServiceOptions::default()).await;
        keep_books(&app.api).await;
        let App { mut service, database: books, .. } = app;
        service.child.signal("TERM").await;
        assert_eq!(service.child.wait().await, Some(0));

        let (success, report, said) = verify(&books).await;
        let report = report.unwrap_or_else(|| panic!("no report: {said}"));
        assert!(success && report["ok"] == true, "{report:#}");
        for check in report["checks"].as_array().expect("checks") {
            let nothing_yet = ["bounds"].contains(&check["name"].as_str().expect("a name"));
            assert!(nothing_yet || check["checked"].as_u64() > Some(0), "nothing was compared: {check}");
        }

        let mut missed = Vec::new();
        for tampering in TAMPERINGS {
            let copy = books.copy().await;
            let sql = tampering
                .sql
                .replace("first", "(select min(seq) from transfers)")
                .replace("account('", "(select account_no from accounts where path = '");
            let mut owner = copy.connect().await;
            // Whoever means harm turns the guards off.
            sqlx::raw_sql(AssertSqlSafe(format!("set session_replication_role = replica; {sql}")))
                .execute(&mut owner)
                .await
                .unwrap_or_else(|error| panic!("{}: {error}: {sql}", tampering.what));
            drop(owner);
            let (success, report, said) = verify(&copy).await;
            let found = report.as_ref().map(failed).unwrap_or_default();
            let all = tampering.found_by.iter().all(|check| found.iter().any(|name| name == check));
            let told = report.as_ref().is_some_and(|report| report["ok"] == false) || !said.is_empty();
            if success || !all || !told {
                missed.push(format!("{}: expected {:?}, found {found:?} {said}", tampering.what, tampering.found_by));
            }
            copy.drop().await;
        }
        assert!(missed.is_empty(), "{} of {} were missed:\n{}", missed.len(), TAMPERINGS.len(), missed.join("\n"));
        books.drop().await;
    });
}

#[test]
fn a_bound_that_was_crossed_is_found_even_where_everything_else_fits() {
    block_on(async {
        let app = App::start(Database::create().await, ServiceOptions::default()).await;
        let ledger = app.api.ledger("crossed").await;
        app.api.account(&ledger, "bank", "asset", "USD", json!({})).await;
        let account = app.api.account(&ledger, "wallet", "liability", "USD", json!({})).await;
        // Overdrawn while it may be, which a later bound does not make wrong.
        app.api.transfer(&ledger, "wallet", "bank", "5.00").await.expect(201);
        let policy = json!({"policy": {"min_balance": "0"}});
        app.api.patch(&format!("{ledger}/accounts/wallet"), &policy).await.expect(200);
        let (success, report, said) = verify(&app.database).await;
        assert!(success, "{report:?} {said}");

        // A service that does not know of the bound: the row says otherwise for a while.
        let mut owner = app.database.connect().await;
        let fake = async |owner: &mut sqlx::PgConnection, bound: &str| {
            sqlx::raw_sql(AssertSqlSafe(format!("update accounts set min_balance = {bound} where path = 'wallet'")))
                .execute(owner)
                .await
                .expect("the row is changed");
        };
        fake(&mut owner, "null").await;
        let deceived = app.second_service(ServiceOptions::default()).await;
        app.api.at(&deceived.url).transfer(&ledger, "wallet", "bank", "1.00").await.expect(201);
        fake(&mut owner, "0").await;
        let (success, report, said) = verify(&app.database).await;
        let report = report.unwrap_or_else(|| panic!("no report: {said}"));
        assert!(!success);
        assert_eq!(failed(&report), ["bounds"], "{account}");
    });
}

#[test]
fn stretches_that_are_walked_at_once_find_what_one_walk_finds() {
    block_on(async {
        let app = App::start(Database::create().await, ServiceOptions::default()).await;
        let ledger = app.api.ledger("long").await;
        load::open_accounts(&app.api, &ledger).await;
        for batch in 0..5 {
            let item = |n: usize| {
                let [debit, credit] = [n % 4, (n + 1) % 4].map(|index| load::ACCOUNTS[index]);
                json!({"debit_account": debit, "credit_account": credit, "amount": "0.01"})
            };
            let body = json!({"atomic": false, "transfers": (0..1000).map(item).collect::<Vec<_>>()});
            app.api.post_keyed(&format!("{ledger}/transfers/batch"), &batch.to_string(), &body).await.expect(200);
        }
        let App { mut service, database: books, .. } = app;
        service.child.signal("TERM").await;
        assert_eq!(service.child.wait().await, Some(0));

        // Stretches are whole pages of 2,000 events; these lie at their borders and within.
        for (sql, expected) in [
            ("select 1", None),
            ("delete from events where seq = 2000", Some("seq_dense")),
            ("delete from events where seq = 2001", Some("seq_dense")),
            ("delete from events where seq between 1990 and 4010", Some("seq_dense")),
            ("update events set hash = sha256('x') where seq = 4000", Some("hash_chain")),
            ("update transfers set description = 'other' where seq = 4001", Some("hash_chain")),
            ("delete from postings where seq = 3000 and leg = 1", Some("zero_sum")),
        ] {
            let copy = books.copy().await;
            let mut owner = copy.connect().await;
            sqlx::raw_sql(AssertSqlSafe(format!("set session_replication_role = replica; {sql}")))
                .execute(&mut owner)
                .await
                .expect("the rows are changed");
            drop(owner);
            let (_, alone, said) = verify_on("1", &copy).await;
            let (_, together, _) = verify_on("3", &copy).await;
            let [alone, together] = [alone, together].map(|report| failed(&report.unwrap_or_else(|| panic!("{said}"))));
            // Which instants are asked is random: a spoiled balance may be met by one run and not by the other.
            let walked =
                |names: &[String]| names.iter().filter(|name| *name != "point_in_time").cloned().collect::<Vec<_>>();
            assert_eq!(walked(&alone), walked(&together), "{sql}");
            match expected {
                Some(check) => assert!(together.iter().any(|name| name == check), "{sql}: {together:?}"),
                None => assert!(together.is_empty(), "{sql}: {together:?}"),
            }
            copy.drop().await;
        }
        books.drop().await;
    });
}

#[test]
fn verify_of_a_ledger_that_is_not_there_or_of_no_database_fails() {
    block_on(async {
        let database = Database::create().await;
        for arguments in [&["verify", "--ledger", "nowhere"][..], &["verify", "--json", "--ledger", "nowhere"]] {
            let output = Command::new(binary())
                .args(arguments)
                .env("DATABASE_URL", &database.service_url)
                .output()
                .await
                .expect("the binary runs");
            assert!(!output.status.success());
            assert!(!output.stderr.is_empty(), "it says why");
        }
        let (success, _, _) = verify(&database).await;
        assert!(success, "books without a ledger are in order");
        database.drop().await;
    });
}
