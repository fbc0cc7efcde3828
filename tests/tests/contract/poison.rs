//! Data that the database will not take: its request fails, its neighbours do not.

use serde_json::{Value, json};
use tallybook_tests::{App, run};

use crate::support::{books, run_sql, simple, with};

/// From now on the database refuses transfers that are described as poison.
async fn forbid(app: &App) {
    let mut conn = app.database.connect().await;
    run_sql(&mut conn, "alter table events add constraint poison check (description <> 'poison')").await;
}

async fn allow(app: &App) {
    let mut conn = app.database.connect().await;
    run_sql(&mut conn, "alter table events drop constraint poison").await;
}

fn fine() -> Value {
    simple("assets:bank", "users:1", "1.00")
}

fn poison() -> Value {
    with(fine(), json!({"description": "poison"}))
}

#[test]
fn a_poisonous_item_never_costs_its_neighbours() {
    run(async |app| {
        let api = &app.api;
        let ledger = books(api, "demo").await;
        let batch = format!("{ledger}/transfers/batch");
        forbid(app).await;
        let mut posted = 0;
        for (round, poisons) in [vec![0], vec![6], vec![2, 3], vec![0, 1, 2, 3, 4, 5], vec![]].into_iter().enumerate() {
            let items: Vec<Value> =
                (0..7).map(|index| if poisons.contains(&index) { poison() } else { fine() }).collect();
            let body = json!({"atomic": false, "transfers": items});
            let answer = api.post_keyed(&batch, &format!("round-{round}"), &body).await.expect(200);
            let results = answer.json()["results"].clone();
            for index in 0..7 {
                let result = &results[index];
                if poisons.contains(&index) {
                    assert_eq!(
                        (&result["status"], &result["problem"]["code"]),
                        (&json!("rejected"), &json!("internal")),
                        "{result}"
                    );
                    assert_eq!(result["problem"]["index"], index);
                } else {
                    assert_eq!(result["status"], "posted", "{result}");
                    posted += 1;
                    let balance = &result["transfer"]["postings"][1]["balance"]["available"];
                    assert_eq!(*balance, format!("{posted}.00"), "the excluded left no trace");
                }
            }
            assert_eq!(api.balance(&ledger, "users:1", "").await["account_version"], posted);
        }
        // Where nothing could be written, nothing is kept: the same key is as good as new.
        let all = json!({"atomic": false, "transfers": [poison(), poison()]});
        api.post_keyed(&batch, "all", &all).await.expect_problem(500, "internal");
        let key = api.get(&format!("{ledger}/idempotency-keys/all")).await.expect(200).json();
        assert_eq!(key["status"], "unknown_key");
        // With keys of their own, the poisonous one's key is as good as new.
        let keyed = |key: &str, item: Value| with(item, json!({"idempotency_key": key}));
        let items =
            json!({"atomic": false, "transfers": [keyed("a", fine()), keyed("b", poison()), keyed("c", fine())]});
        let results = api.post(&batch, &items).await.expect(200).json()["results"].clone();
        assert_eq!(
            (&results[0]["status"], &results[1]["status"], &results[2]["status"]),
            (&json!("posted"), &json!("rejected"), &json!("posted"))
        );
        allow(app).await;
        let again = api.post(&batch, &items).await.expect(200).json()["results"].clone();
        assert_eq!((&again[0], &again[2]), (&results[0], &results[2]));
        assert_eq!(again[1]["status"], "posted");
    });
}

#[test]
fn a_poisonous_request_fails_alone_and_its_key_is_not_used_up() {
    run(async |app| {
        let api = &app.api;
        let ledger = books(api, "demo").await;
        let transfers = format!("{ledger}/transfers");
        forbid(app).await;
        // Among many at once, which share transactions.
        let (fine, poison) = (fine(), poison());
        let answers = futures_util::future::join_all((0..40).map(|n| {
            let (transfers, body) = (&transfers, if n % 10 == 3 { &poison } else { &fine });
            async move { (n, api.post_keyed(transfers, &format!("k{n}"), body).await) }
        }))
        .await;
        for (n, answer) in answers {
            if n % 10 == 3 {
                answer.expect_problem(500, "internal");
            } else {
                answer.expect(201);
            }
        }
        let atomic = json!({"atomic": true, "transfers": [fine, poison]});
        api.post_keyed(&format!("{transfers}/batch"), "atomic", &atomic).await.expect_problem(500, "internal");
        assert_eq!(api.balance(&ledger, "users:1", "").await["account_version"], 36);
        allow(app).await;
        let posted = api.post_keyed(&transfers, "k3", &poison).await.expect(201);
        assert!(posted.header("idempotent-replayed").is_none(), "a failure is never stored");
        api.post_keyed(&format!("{transfers}/batch"), "atomic", &atomic).await.expect(200);
        assert_eq!(api.balance(&ledger, "users:1", "").await["account_version"], 39);
    });
}
