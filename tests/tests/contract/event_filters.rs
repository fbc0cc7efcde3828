//! Events by type and by account, and the wait for those to come.

use std::{
    collections::BTreeSet,
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use tallybook_tests::{Api, App, ServiceOptions, run, run_with};
use uuid::Uuid;

use crate::{
    operations::fixture,
    support::{act, books, events_after, hold, last_seq, post, rows, simple},
};

/// Every event that a filter lets through, read in pages of `limit`; and how many pages it took.
async fn filtered(api: &Api, ledger: &str, filter: &str, limit: usize) -> (Vec<Value>, usize) {
    let (mut all, mut after, mut pages) = (Vec::new(), 0, 0);
    loop {
        let page = api.get(&format!("{ledger}/events?after={after}&limit={limit}&{filter}")).await.expect(200).json();
        pages += 1;
        assert!(rows(&page).len() <= limit);
        all.extend(rows(&page).iter().cloned());
        let next = page["next_after"].as_i64().expect("always there");
        assert!(rows(&page).last().is_none_or(|last| last["seq"].as_i64() <= Some(next)), "{page}");
        if Some(next) >= page["last_seq"].as_i64() {
            return (all, pages);
        }
        assert!(next > after, "a page goes on: {page}");
        after = next;
    }
}

/// Whether an event is about an account, as its object says it; `of_id` are the ids of transfers with a
/// posting on it, for events that name no more than the transfer.
fn is_about(event: &Value, path: &str, of_id: &BTreeSet<String>) -> bool {
    let object = &event["object"];
    let named = |value: &Value| value["account"] == path;
    let id_of = |name: &str| object[name].as_str().is_some_and(|id| of_id.contains(id));
    object["path"] == path
        || named(object)
        || object["postings"].as_array().is_some_and(|postings| postings.iter().any(named))
        || (event["type"] == "transfer.updated" && id_of("id"))
        || (event["type"] == "transfer.extended" && id_of("hold_id"))
}

/// Books with an event of every kind, and all of them.
async fn eventful(app: &App) -> (String, Vec<Value>) {
    let api = &app.api;
    let fixture = fixture(app, "eventful").await;
    let ledger = fixture.ledger.clone();
    let path = format!("{ledger}/transfers/{}", fixture.transfer);
    api.patch(&path, &json!({"metadata": {"a": "b"}})).await.expect(200);
    let held = hold(api, &ledger, "1.00", json!({})).await;
    act(api, &ledger, &held, "extend", json!({"timeout_seconds": 3600})).await.expect(201);
    act(api, &ledger, &held, "capture", json!({"amount": "0.25", "final": false})).await.expect(201);
    act(api, &ledger, &held, "void", json!({})).await.expect(201);
    let (all, _) = filtered(api, &ledger, "", 500).await;
    (ledger, all)
}

#[test]
fn filters_show_what_a_naive_reader_would_pick_however_the_pages_are_cut() {
    run(async |app| {
        let api = &app.api;
        let (ledger, all) = eventful(app).await;
        let types: BTreeSet<&str> = all.iter().filter_map(|event| event["type"].as_str()).collect();
        assert!(types.len() >= 10, "{types:?}");
        let some = "transfer.captured,account.updated,transfer.voided";
        for account in ["assets:bank", "users:1", "users:2", "careful", "assets:cash"] {
            let of_id = all
                .iter()
                .filter(|event| event["type"].as_str().is_some_and(|name| name.starts_with("transfer.")))
                .filter(|event| is_about(event, account, &BTreeSet::new()))
                .filter_map(|event| event["object"]["id"].as_str().map(str::to_owned))
                .collect();
            let id = api.get(&format!("{ledger}/accounts/{account}")).await.expect(200).json()["id"].clone();
            let id = id.as_str().expect("an id");
            let about: Vec<&Value> = all.iter().filter(|event| is_about(event, account, &of_id)).collect();
            assert!(!about.is_empty());
            let both: Vec<&Value> =
                about.iter().copied().filter(|event| some.split(',').any(|name| event["type"] == name)).collect();
            for limit in [1, 3, 500] {
                let (found, _) = filtered(api, &ledger, &format!("account={account}"), limit).await;
                assert_eq!(found.iter().collect::<Vec<_>>(), about, "{account} {limit}");
                let (found, _) = filtered(api, &ledger, &format!("account={id}&types={some}"), limit).await;
                assert_eq!(found.iter().collect::<Vec<_>>(), both, "{account} {limit}");
            }
        }
        for name in types {
            let wanted: Vec<&Value> = all.iter().filter(|event| event["type"] == name).collect();
            let (found, _) = filtered(api, &ledger, &format!("types={name},{name}"), 7).await;
            assert_eq!(found.iter().collect::<Vec<_>>(), wanted, "{name}");
        }
        // As in every list, an account that is not there has none.
        for nobody in ["nobody".to_owned(), Uuid::new_v4().to_string()] {
            assert_eq!(filtered(api, &ledger, &format!("account={nobody}"), 50).await, (Vec::new(), 1));
        }
        let problem = api.get(&format!("{ledger}/events?types=transfer.posted,transfer.lost")).await;
        let problem = problem.expect_problem(400, "invalid_field");
        assert!(problem["detail"].as_str().is_some_and(|detail| detail.contains("transfer.lost")), "{problem}");
        assert_eq!(problem["field"], "types");
    });
}

#[test]
fn a_page_stops_after_some_ten_thousand_numbers_and_says_where_to_go_on() {
    run(async |app| {
        let api = &app.api;
        let ledger = books(api, "long").await;
        let item = simple("assets:bank", "users:1", "0.01");
        let items = json!({"atomic": true, "transfers": vec![item; 1000]});
        for n in 0..11 {
            api.post_keyed(&format!("{ledger}/transfers/batch"), &format!("b{n}"), &items).await.expect(200);
        }
        api.transfer(&ledger, "assets:cash", "users:2", "1.00").await.expect(201);
        let last = last_seq(api, &ledger).await;
        let page = api.get(&format!("{ledger}/events?after=10&account=users:2")).await.expect(200).json();
        assert_eq!((rows(&page).len(), page["next_after"].as_i64()), (0, Some(10_010)));
        let (found, pages) = filtered(api, &ledger, "account=users:2&types=transfer.posted", 50).await;
        assert_eq!((found.len(), pages), (1, 2));
        assert_eq!(found[0]["seq"], last);
        // A wait goes on until something is found.
        let page = api.get(&format!("{ledger}/events?after=10&account=users:2&wait=5")).await.expect(200).json();
        assert_eq!(rows(&page).len(), 1);
        let (found, _) = filtered(api, &ledger, "account=users:1", 500).await;
        assert_eq!(found.len(), 11_001, "each transfer and the account itself");
    });
}

#[test]
fn a_wait_is_answered_with_the_next_event_that_matches() {
    run(async |app| {
        let api = &app.api;
        let ledger = books(api, "demo").await;
        let after = last_seq(api, &ledger).await;
        let path = format!("{ledger}/events?after={after}&account=users:2&wait=20");
        let posts = async {
            for _ in 0..3 {
                api.transfer(&ledger, "assets:bank", "users:1", "1.00").await.expect(201);
            }
            post(api, &ledger, &simple("assets:bank", "users:2", "1.00")).await.expect(201)
        };
        let began = Instant::now();
        let (page, posted) = tokio::join!(api.get(&path), posts);
        let page = page.expect(200).json();
        assert_eq!(rows(&page).len(), 1);
        assert_eq!(rows(&page)[0]["object"]["id"], posted.json()["id"]);
        assert!(began.elapsed() < Duration::from_secs(8), "{:?}", began.elapsed());
        // What is there already is not waited for.
        let began = Instant::now();
        assert_eq!(api.get(&path).await.expect(200).json()["data"], page["data"]);
        assert!(began.elapsed() < Duration::from_secs(2));
    });
}

#[test]
fn a_wait_in_vain_ends_before_the_request_must_and_holds_no_connection() {
    let options = ServiceOptions::default().arg("--request-timeout=2").arg("--read-connections=2");
    run_with(options, async |app| {
        let api = &app.api;
        let ledger = books(api, "demo").await;
        let last = last_seq(api, &ledger).await;
        let began = Instant::now();
        let waits = futures_util::future::join_all((0..20).map(|_| {
            let path = format!("{ledger}/events?after={last}&wait=60");
            async move { api.get(&path).await }
        }));
        let reads = async {
            for _ in 0..50 {
                assert_eq!(events_after(api, &ledger, 0).await.len() as i64, last);
            }
            began.elapsed()
        };
        let (pages, read) = tokio::join!(waits, reads);
        let waited = began.elapsed();
        for page in pages {
            assert_eq!(page.expect(200).json(), json!({"data": [], "next_after": last, "last_seq": last}));
        }
        assert!((1500..2500).contains(&waited.as_millis()), "{waited:?}");
        assert!(read < Duration::from_millis(1500), "{read:?}");
        let began = Instant::now();
        api.get(&format!("{ledger}/events?after={last}&wait=1")).await.expect(200);
        assert!((900..1700).contains(&began.elapsed().as_millis()), "{:?}", began.elapsed());
    });
}
