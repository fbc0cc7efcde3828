//! Balances: now, as of any time, as known at any other, below a path, and when they are final.

use reqwest::StatusCode;
use serde_json::{Value, json};
use tallybook_tests::{Api, ServiceOptions, run, run_with};

use crate::support::{books, last_seq, moved, names, rows, seq_of, simple, with};

/// Posts with an effective date; returns the transfer.
async fn post(api: &Api, ledger: &str, debit: &str, credit: &str, amount: &str, effective_at: &str) -> Value {
    let body = with(simple(debit, credit, amount), json!({"effective_at": effective_at}));
    api.post_keyed(&format!("{ledger}/transfers"), &uuid::Uuid::new_v4().to_string(), &body).await.expect(201).json()
}

#[test]
fn a_balance_is_read_on_both_axes() {
    run(async |app| {
        let api = &app.api;
        let ledger = books(api, "demo").await;
        let first = post(api, &ledger, "assets:bank", "users:1", "10.00", "2026-03-10T12:00:00Z").await;
        let second = post(api, &ledger, "assets:bank", "users:1", "1.00", "2026-03-05T12:00:00Z").await;
        let third = post(api, &ledger, "users:1", "assets:bank", "0.25", "2026-03-20T12:00:00Z").await;
        let future = post(api, &ledger, "assets:bank", "users:1", "100.00", "2199-01-01T00:00:00Z").await;

        let path = format!("{ledger}/accounts/users:1/balance");
        let now = api.get(&path).await.expect(200);
        assert_eq!(seq_of(&now), last_seq(api, &ledger).await);
        let now = now.json();
        let fields =
            ["account", "account_id", "asset", "as_of", "known_at", "seq", "final", "account_version", "balance"];
        assert_eq!(names(&now), fields.map(str::to_owned).into());
        assert_eq!(
            (&now["account"], &now["asset"], &now["as_of"], &now["account_version"]),
            (&json!("users:1"), &json!("USD"), &json!(null), &json!(4))
        );
        let sides = json!({"debits": "0.25", "credits": "111.00", "amount": "110.75"});
        assert_eq!(now["balance"], json!({"posted": sides, "pending": sides, "available": "110.75"}), "post-dated too");
        assert_eq!(now["final"], false, "more may be recorded this instant");

        // As of: inclusive. Everything known now counts, in whichever order it came.
        let as_of = async |time: &str| api.balance(&ledger, "users:1", &format!("?as_of={time}")).await;
        let expected = [
            ("2026-03-05T11:59:59.999999Z", "0.00"),
            ("2026-03-05T12:00:00Z", "1.00"),
            ("2026-03-10T11:59:59.999999Z", "1.00"),
            ("2026-03-10T12:00:00Z", "11.00"),
            ("2026-03-20T13:00:00%2B01:00", "10.75"),
            ("2198-12-31T23:59:59Z", "10.75"),
            ("2199-01-01T00:00:00Z", "110.75"),
        ];
        for (time, available) in expected {
            assert_eq!(as_of(time).await["balance"]["available"], available, "{time}");
        }
        assert_eq!(
            as_of("2026-03-20T13:00:00%2B01:00").await["as_of"],
            "2026-03-20T12:00:00.000000Z",
            "the resolved instant is echoed"
        );

        // As known: inclusive, by time or by seq.
        let seq = |transfer: &Value| transfer["seq"].as_i64().expect("a seq");
        for (transfer, available) in [(&first, "10.00"), (&second, "11.00"), (&third, "10.75"), (&future, "110.75")] {
            for query in [
                format!("known_at={}", transfer["recorded_at"].as_str().expect("a time")),
                format!("at_seq={}", seq(transfer)),
            ] {
                let known = api.balance(&ledger, "users:1", &format!("?{query}")).await;
                assert_eq!(
                    (&known["balance"]["available"], &known["seq"], &known["final"]),
                    (&json!(available), &json!(seq(transfer)), &json!(true)),
                    "{query}"
                );
                assert_eq!(known["known_at"], transfer["recorded_at"], "{query}");
            }
        }
        let before = api.balance(&ledger, "users:1", &format!("?known_at={}", moved(&first["recorded_at"], -1))).await;
        assert_eq!((&before["account_version"], &before["seq"]), (&json!(0), &json!(seq(&first) - 1)));
        let ages = api.balance(&ledger, "users:1", "?known_at=1999-01-01T00:00:00Z").await;
        assert_eq!(
            (&ages["seq"], &ages["balance"]["posted"]["amount"], &ages["final"]),
            (&json!(0), &json!("0.00"), &json!(true))
        );

        // At seq 0 nothing was known: up to the instant before the ledger was there.
        let nothing = api.balance(&ledger, "users:1", "?at_seq=0").await;
        let created = api.get(&ledger).await.expect(200).json()["created_at"].clone();
        assert_eq!(
            (&nothing["seq"], &nothing["known_at"], &nothing["account_version"]),
            (&json!(0), &json!(moved(&created, -1)), &json!(0))
        );

        // Both: what was known on the first posting's evening about a day before it.
        let both = format!("?as_of=2026-03-07T00:00:00Z&at_seq={}", seq(&first));
        assert_eq!(api.balance(&ledger, "users:1", &both).await["balance"]["available"], "0.00");
        let both = format!("?as_of=2026-03-07T00:00:00Z&at_seq={}", seq(&second));
        let answer = api.balance(&ledger, "users:1", &both).await;
        assert_eq!((&answer["balance"]["available"], &answer["account_version"]), (&json!("1.00"), &json!(2)));
        assert_eq!(answer["as_of"], "2026-03-07T00:00:00.000000Z");

        // What is refused.
        let refused = async |query: &str, field: &str| {
            let problem = api.get(&format!("{path}?{query}")).await.expect_problem(400, "invalid_field");
            assert_eq!(problem["field"], field, "{query}");
        };
        refused("known_at=2199-01-01T00:00:00Z", "known_at").await;
        refused("known_at=2199-01-01", "known_at").await;
        refused("known_at=2026-01-01&at_seq=1", "at_seq").await;
        refused("at_seq=-1", "at_seq").await;
        api.get(&format!("{ledger}/accounts/none/balance")).await.expect_problem(404, "not_found");
    });
}

#[test]
fn a_date_is_a_day_of_the_ledgers_zone() {
    run(async |app| {
        let api = &app.api;
        api.post("/v1/ledgers", &json!({"name": "ny", "time_zone": "America/New_York"})).await.expect(201);
        let ledger = "/v1/ledgers/ny";
        api.account(ledger, "a", "asset", "USD", json!({})).await;
        api.account(ledger, "b", "equity", "USD", json!({})).await;
        // 8 March 2026 has 23 hours there: it ends at 04:00 UTC.
        let inside = post(api, ledger, "a", "b", "1", "2026-03-09T03:59:59.999999Z").await;
        let outside = post(api, ledger, "a", "b", "2", "2026-03-09T04:00:00Z").await;
        let day = api.balance(ledger, "a", "?as_of=2026-03-08").await;
        assert_eq!(
            (&day["as_of"], &day["balance"]["available"]),
            (&json!("2026-03-09T03:59:59.999999Z"), &json!("1.00"))
        );
        assert_eq!(api.balance(ledger, "a", "?as_of=2026-03-09").await["balance"]["available"], "3.00");
        // Elsewhere a date is its day's start.
        let known = api.balance(ledger, "a", "?known_at=2026-01-15").await;
        assert_eq!((&known["known_at"], &known["seq"]), (&json!("2026-01-15T05:00:00.000000Z"), &json!(0)));
        let listed = async |query: &str| -> Vec<Value> {
            let page = api.get(&format!("{ledger}/transfers?{query}")).await.expect(200).json();
            rows(&page).iter().map(|row| row["id"].clone()).collect()
        };
        assert_eq!(listed("effective_from=2026-03-09").await, [outside["id"].clone()]);
        assert_eq!(listed("effective_to=2026-03-09").await, [inside["id"].clone()]);
        let totals = api.get(&format!("{ledger}/balances?as_of=2026-03-08")).await.expect(200).json();
        assert_eq!(
            (&totals["as_of"], &totals["data"][0]["debits"]),
            (&json!("2026-03-09T03:59:59.999999Z"), &json!("1.00"))
        );
    });
}

#[test]
fn reads_wait_for_min_seq_and_say_so_in_vain() {
    run_with(ServiceOptions::default().arg("--request-timeout=1"), async |app| {
        let api = &app.api;
        let ledger = books(api, "demo").await;
        let next = last_seq(api, &ledger).await + 1;
        let reads = [
            "".to_owned(),
            "/assets".into(),
            "/assets/USD".into(),
            "/accounts".into(),
            "/accounts/users:1".into(),
            "/accounts/users:1/balance".into(),
            "/accounts/users:1/postings".into(),
            "/transfers".into(),
            "/balances".into(),
            "/balances?by=account".into(),
            "/events".into(),
            "/idempotency-keys/k".into(),
        ];
        let at =
            |read: &str, seq: i64| format!("{ledger}{read}{}min_seq={seq}", if read.contains('?') { '&' } else { '?' });
        // All of them wait at once, in vain.
        let answers = futures_util::future::join_all(reads.iter().map(|read| {
            let path = at(read, next);
            async move { api.get(&path).await }
        }))
        .await;
        for (read, answer) in reads.iter().zip(answers) {
            assert_eq!(answer.header("retry-after"), Some("1"), "{read}");
            let problem = answer.expect_problem(503, "not_yet_visible");
            assert_eq!(problem["last_seq"], next - 1, "{read}");
        }
        // One waits and gets what is posted meanwhile.
        let path = at("/accounts/users:1/balance", next);
        let (waited, posted) = tokio::join!(api.get(&path), api.transfer(&ledger, "assets:bank", "users:1", "1"));
        assert_eq!(seq_of(&posted.expect(201)), next);
        assert_eq!(waited.expect(200).json()["balance"]["available"], "1.00");
        for read in &reads {
            assert_eq!(api.get(&at(read, next)).await.status, StatusCode::OK, "{read}");
        }
        api.get(&at("/accounts/users:1/balance?at_seq=99", 0)).await.expect_problem(503, "not_yet_visible");
    });
}

#[test]
fn totals_below_a_path_add_up_per_asset_and_match_the_rows_by_account() {
    run(async |app| {
        let api = &app.api;
        let ledger = books(api, "demo").await;
        api.account(&ledger, "users:1:eur", "liability", "EUR", json!({})).await;
        api.account(&ledger, "users:10", "liability", "USD", json!({})).await;
        api.account(&ledger, "eur", "asset", "EUR", json!({})).await;
        let first = post(api, &ledger, "assets:bank", "users:1", "10.00", "2026-03-10T12:00:00Z").await;
        post(api, &ledger, "users:1", "users:2", "3.00", "2026-03-11T12:00:00Z").await;
        post(api, &ledger, "eur", "users:1:eur", "7.00", "2026-03-12T12:00:00Z").await;
        let last = post(api, &ledger, "assets:cash", "users:10", "0.50", "2026-03-13T12:00:00Z").await;

        let total = |asset: &str, debits: &str, credits: &str, net: &str| json!({"asset": asset, "debits": debits, "credits": credits, "net": net});
        let totals = async |query: &str| api.get(&format!("{ledger}/balances{query}")).await.expect(200);
        let all = totals("").await;
        assert_eq!(seq_of(&all), last["seq"].as_i64().expect("a seq"));
        assert_eq!(
            all.json()["data"],
            json!([total("EUR", "7.00", "7.00", "0.00"), total("USD", "13.50", "13.50", "0.00")]),
            "over the whole ledger debits equal credits"
        );
        assert_eq!(
            names(&all.json()),
            ["data", "next_cursor", "as_of", "known_at", "seq", "final"].map(str::to_owned).into()
        );
        let cases = [
            (
                "?path_prefix=users",
                json!([total("EUR", "0.00", "7.00", "-7.00"), total("USD", "3.00", "13.50", "-10.50")]),
            ),
            (
                "?path_prefix=users:1",
                json!([total("EUR", "0.00", "7.00", "-7.00"), total("USD", "3.00", "10.00", "-7.00")]),
            ),
            ("?path_prefix=users:10", json!([total("USD", "0.00", "0.50", "-0.50")])),
            ("?path_prefix=assets", json!([total("USD", "10.50", "0.00", "10.50")])),
            ("?path_prefix=user", json!([])),
            (
                "?path_prefix=users&as_of=2026-03-11T11:59:59Z",
                json!([total("EUR", "0.00", "0.00", "0.00"), total("USD", "0.00", "10.00", "-10.00")]),
            ),
        ];
        for (query, expected) in cases {
            assert_eq!(totals(query).await.json()["data"], expected, "{query}");
        }
        let known = totals(&format!("?path_prefix=users&known_at={}", first["recorded_at"].as_str().expect("a time")))
            .await
            .json();
        assert_eq!((&known["final"], &known["seq"]), (&json!(true), &first["seq"]));
        assert_eq!(known["data"][1], total("USD", "0.00", "10.00", "-10.00"));

        // By account: the same figures, paged, each page at the seq of the first.
        let by_account = format!("{ledger}/balances?by=account&path_prefix=users&limit=2&as_of=2026-03-31");
        let page = api.get(&by_account).await.expect(200).json();
        post(api, &ledger, "assets:bank", "users:1", "1000", "2026-03-01T00:00:00Z").await;
        let cursor = page["next_cursor"].as_str().expect("there is more");
        let second = api.get(&format!("{by_account}&cursor={cursor}")).await.expect(200).json();
        assert_eq!(
            (&second["seq"], &second["next_cursor"], &second["as_of"]),
            (&page["seq"], &json!(null), &page["as_of"])
        );
        let seen: Vec<_> = rows(&page)
            .iter()
            .chain(rows(&second))
            .map(|row| {
                assert_eq!(
                    names(row),
                    ["asset", "account", "account_id", "account_version", "balance"].map(str::to_owned).into()
                );
                json!([row["account"], row["asset"], row["balance"]["available"], row["account_version"]])
            })
            .collect();
        assert_eq!(
            json!(seen),
            json!([
                ["users:10", "USD", "0.50", 1],
                ["users:1:eur", "EUR", "7.00", 1],
                ["users:2", "USD", "3.00", 1],
                ["users:1", "USD", "7.00", 2]
            ])
        );
        let field = |answer: tallybook_tests::Answered| answer.expect_problem(400, "invalid_field")["field"].clone();
        assert_eq!(field(api.get(&format!("{ledger}/balances?by=user")).await), "by");
        assert_eq!(field(api.get(&format!("{ledger}/balances?known_at=2199-01-01")).await), "known_at");
    });
}

#[test]
fn an_accounts_postings_carry_the_balance_after_each() {
    run(async |app| {
        let api = &app.api;
        let ledger = books(api, "demo").await;
        let transfers = format!("{ledger}/transfers");
        let mut expected = Vec::new();
        for n in 0..7 {
            let body = json!({"postings": [
                crate::support::leg("debit", "assets:bank", "2"), crate::support::leg("credit", "users:1", "3"),
                crate::support::leg("debit", "assets:bank", "1"),
            ]});
            let posted = api.post_keyed(&transfers, &format!("{n}"), &body).await.expect(201).json();
            for index in [0, 2] {
                let row = with(
                    posted["postings"][index].clone(),
                    json!({"transfer_id": posted["id"], "seq": posted["seq"], "index": index, "effective_at": posted["effective_at"], "recorded_at": posted["recorded_at"]}),
                );
                expected.push(row);
            }
        }
        let postings = format!("{ledger}/accounts/assets:bank/postings");
        for limit in [1, 2, 3, 5, 500] {
            let oldest = crate::support::all_rows(api, &format!("{postings}?order=asc&limit={limit}")).await;
            assert_eq!(oldest, expected, "{limit}");
            let newest = crate::support::all_rows(api, &format!("{postings}?limit={limit}")).await;
            assert!(newest.iter().eq(expected.iter().rev()), "{limit}");
        }
        assert!(rows(&api.get(&format!("{ledger}/accounts/users:2/postings")).await.expect(200).json()).is_empty());
        api.get(&format!("{ledger}/accounts/none/postings")).await.expect_problem(404, "not_found");
    });
}
