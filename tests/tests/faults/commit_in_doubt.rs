//! A commit was sent and its answer never came: the service finds out by itself what became of it,
//! and the client gets the one right answer.

use rand::{Rng as _, SeedableRng as _, rngs::StdRng};
use serde_json::json;
use tallybook_tests::{Answered, Api, App, Cut, Proxy, Service, ServiceOptions, run, until};
use tokio::task::JoinSet;

use crate::{gate, load};

const COMMIT: &[u8] = b"COMMIT\0";

/// A second service whose database lies behind a proxy.
pub struct Behind {
    pub proxy: Proxy,
    pub api: Api,
    _service: Service,
}

pub async fn behind_a_proxy(app: &App) -> Behind {
    let proxy = Proxy::start(&app.database.service_url).await;
    let service = Service::start(&proxy.url(&app.database.service_url), ServiceOptions::default()).await;
    Behind { api: app.api.at(&service.url), proxy, _service: service }
}

async fn in_doubt(api: &Api) -> u64 {
    api.metric("tallybook_commit_in_doubt_total", "").await as u64
}

/// The same key again, on the service that nothing happened to.
async fn replays_elsewhere(app: &App, path: &str, key: &str, body: &serde_json::Value, first: &Answered) {
    let again = app.api.post_keyed(path, key, body).await.expect(first.status);
    assert_eq!(again.header("idempotent-replayed"), Some("true"));
    assert_eq!(String::from_utf8_lossy(&again.body), String::from_utf8_lossy(&first.body));
    for header in ["location", "tallybook-seq"] {
        assert_eq!(again.header(header), first.header(header));
    }
}

#[test]
fn a_commit_that_was_lost_or_whose_answer_was_lost_is_resolved_to_the_right_answer() {
    run(async |app| {
        let ledger = app.api.ledger("doubt").await;
        load::open_accounts(&app.api, &ledger).await;
        let behind = behind_a_proxy(app).await;
        behind.api.transfer(&ledger, "assets:bank", "users:1", "1.00").await.expect(201);
        let path = format!("{ledger}/transfers");
        for (n, cut) in [(1, Cut::Before), (2, Cut::After), (3, Cut::After), (4, Cut::Before)] {
            let body = json!({"debit_account": "assets:bank", "credit_account": "users:1", "amount": "1.00"});
            behind.proxy.cut_at(COMMIT, cut);
            let key = format!("doubt-{n}");
            let answered = behind.api.post_keyed(&path, &key, &body).await.expect(201);
            assert_eq!(behind.proxy.cuts_made(), n);
            assert_eq!(in_doubt(&behind.api).await, n, "{cut:?}");
            assert_eq!(answered.header("idempotent-replayed"), None, "it is the first answer: {cut:?}");
            assert_eq!(answered.json()["postings"][1]["account_version"], n + 1);
            replays_elsewhere(app, &path, &key, &body, &answered).await;
        }
        let balance = app.api.balance(&ledger, "users:1", "").await;
        assert_eq!(balance["balance"]["posted"]["credits"], "5.00");
    });
}

#[test]
fn a_commit_that_arrives_after_the_service_gave_it_up_is_waited_for() {
    run(async |app| {
        let ledger = app.api.ledger("zombie").await;
        load::open_accounts(&app.api, &ledger).await;
        let behind = behind_a_proxy(app).await;
        behind.api.transfer(&ledger, "assets:bank", "users:1", "1.00").await.expect(201);
        let mut watcher = app.database.connect().await;
        let path = format!("{ledger}/transfers");
        let body = json!({"debit_account": "assets:bank", "credit_account": "users:1", "amount": "1.00"});
        behind.proxy.cut_at(COMMIT, Cut::Late);
        let mut tasks = JoinSet::new();
        let (api, to, what) = (behind.api.clone(), path.clone(), body.clone());
        tasks.spawn(async move { api.post_keyed(&to, "zombie", &what).await });
        // The transaction still holds the head, so whoever asks what became of it must wait.
        until("the service asks under the head's lock", async || gate::queued(&mut watcher).await > 0).await;
        behind.proxy.release();
        let answered = tasks.join_next().await.expect("one task").expect("no panic").expect(201);
        assert_eq!(answered.header("idempotent-replayed"), None);
        replays_elsewhere(app, &path, "zombie", &body, &answered).await;
        assert!(in_doubt(&behind.api).await > 0);
        let balance = app.api.balance(&ledger, "users:1", "").await;
        assert_eq!(balance["balance"]["posted"]["credits"], "2.00");
    });
}

#[test]
fn a_doubt_outlives_a_failure_of_the_question_that_would_end_it() {
    run(async |app| {
        let ledger = app.api.ledger("again").await;
        load::open_accounts(&app.api, &ledger).await;
        let behind = behind_a_proxy(app).await;
        let account = json!({"path": "users:new", "type": "liability", "asset": "USD"});
        behind.proxy.cut_at(COMMIT, Cut::After);
        behind.proxy.cut_at(b"select hash from events", Cut::Before);
        // Without a key, only the doubt itself knows that this request made the account.
        let created = behind.api.post(&format!("{ledger}/accounts"), &account).await;
        assert_eq!(behind.proxy.cuts_made(), 2);
        created.expect(201);

        behind.proxy.cut_at(COMMIT, Cut::After);
        behind.proxy.cut_at(b"select hash from events", Cut::After);
        let path = format!("{ledger}/transfers");
        let body = json!({"debit_account": "assets:bank", "credit_account": "users:new", "amount": "1.00"});
        let answered = behind.api.post_keyed(&path, "k", &body).await.expect(201);
        assert_eq!(behind.proxy.cuts_made(), 4);
        assert_eq!(answered.header("idempotent-replayed"), None);
        replays_elsewhere(app, &path, "k", &body, &answered).await;

        // Found out, and lost again on the last step.
        behind.proxy.cut_at(COMMIT, Cut::After);
        behind.proxy.cut_at(b"ROLLBACK\0", Cut::Before);
        let account = json!({"path": "users:newer", "type": "liability", "asset": "USD"});
        let created = behind.api.post(&format!("{ledger}/accounts"), &account).await;
        assert_eq!(behind.proxy.cuts_made(), 6);
        created.expect(201);
    });
}

#[test]
fn changes_without_a_key_are_resolved_too() {
    run(async |app| {
        let ledger = app.api.ledger("keyless").await;
        load::open_accounts(&app.api, &ledger).await;
        let behind = behind_a_proxy(app).await;
        for (n, cut) in [(0, Cut::After), (1, Cut::Before)] {
            let account = json!({"path": format!("users:new:{n}"), "type": "liability", "asset": "USD"});
            behind.proxy.cut_at(COMMIT, cut);
            behind.api.post(&format!("{ledger}/accounts"), &account).await.expect(201);
            behind.proxy.cut_at(COMMIT, cut);
            let change = json!({"description": "changed"});
            let changed = behind.api.patch(&format!("{ledger}/accounts/users:new:{n}"), &change).await.expect(200);
            assert_eq!(changed.json()["revision"], 2);
            behind.proxy.cut_at(COMMIT, cut);
            let asset = json!({"code": format!("GOLD{n}"), "scale": 3});
            behind.api.post(&format!("{ledger}/assets"), &asset).await.expect(201);
        }
        assert_eq!(behind.proxy.cuts_made(), 6);
        assert_eq!(app.api.get(&ledger).await.json()["last_seq"], 6 + 6);
    });
}

#[test]
fn refusals_and_batches_are_resolved_as_they_were_decided() {
    run(async |app| {
        let ledger = app.api.ledger("mixed").await;
        load::open_accounts(&app.api, &ledger).await;
        let behind = behind_a_proxy(app).await;
        let refused = json!({"debit_account": "users:poor", "credit_account": "users:1", "amount": "1.00"});
        let accepted = json!({"debit_account": "assets:bank", "credit_account": "users:1", "amount": "1.00"});
        for (n, cut) in [(0, Cut::After), (1, Cut::Before)] {
            let path = format!("{ledger}/transfers");
            behind.proxy.cut_at(COMMIT, cut);
            let key = format!("refusal-{n}");
            let answered = behind.api.post_keyed(&path, &key, &refused).await;
            answered.clone().expect_problem(422, "insufficient_balance");
            replays_elsewhere(app, &path, &key, &refused, &answered).await;

            let path = format!("{ledger}/transfers/batch");
            let batch = json!({"atomic": false, "transfers": [accepted, refused, accepted]});
            behind.proxy.cut_at(COMMIT, cut);
            let key = format!("batch-{n}");
            let answered = behind.api.post_keyed(&path, &key, &batch).await.expect(200);
            let statuses: Vec<_> = answered.json()["results"]
                .as_array()
                .expect("a list")
                .iter()
                .map(|item| item["status"].clone())
                .collect();
            assert_eq!(statuses, ["posted", "rejected", "posted"]);
            replays_elsewhere(app, &path, &key, &batch, &answered).await;
        }
        assert_eq!(behind.proxy.cuts_made(), 4);
        let balance = app.api.balance(&ledger, "users:1", "").await;
        assert_eq!(balance["balance"]["posted"]["credits"], "4.00");
    });
}

#[test]
fn a_ledger_whose_creation_is_in_doubt_is_found_by_a_retry_with_the_key() {
    run(async |app| {
        let behind = behind_a_proxy(app).await;
        for (n, cut) in [(0, Cut::After), (1, Cut::Before)] {
            let (key, body) = (format!("ledger-{n}"), json!({"name": format!("new-{n}")}));
            behind.proxy.cut_at(COMMIT, cut);
            let unknown = behind.api.post_keyed("/v1/ledgers", &key, &body).await;
            unknown.expect_problem(503, "outcome_unknown");
            let created = behind.api.post_keyed("/v1/ledgers", &key, &body).await.expect(201);
            let again = app.api.post_keyed("/v1/ledgers", &key, &body).await.expect(201);
            assert_eq!(created.body, again.body);
        }
        assert_eq!(behind.proxy.cuts_made(), 2);
    });
}

#[test]
fn commits_cut_again_and_again_under_load_lose_and_double_nothing() {
    run(async |app| {
        let ledger = app.api.ledger("cuts").await;
        load::open_accounts(&app.api, &ledger).await;
        let behind = behind_a_proxy(app).await;
        let seed = load::seed();
        let mut random = StdRng::seed_from_u64(seed);
        let mut load = load::Load::start(&app.api, &ledger, 12, seed);
        // Another process takes turns all the while.
        load.send_to(&[&behind.api.url, &behind.api.url, &app.api.url]);
        let mut cuts = [0; 3];
        for n in 1..=24 {
            let which = random.random_range(0..3);
            cuts[which] += 1;
            behind.proxy.cut_at(COMMIT, [Cut::Before, Cut::After, Cut::Late][which]);
            if which == 2 {
                behind.proxy.release();
            }
            until("the next commit is cut", async || behind.proxy.cuts_made() >= n).await;
            load.until_accepted(5).await;
        }
        let heard = load.stop().await;
        assert!(in_doubt(&behind.api).await >= 24, "{cuts:?}");
        let settled = load::settle(&app.api, &ledger, &app.database, heard).await;
        assert_eq!((settled.unknown, settled.not_done), (0, 0), "every doubt was ended by the service itself");
    });
}
