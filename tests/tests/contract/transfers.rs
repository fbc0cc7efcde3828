//! Transfers: their two forms, their times, their names, their rules in order.

use serde_json::{Value, json};
use tallybook_tests::run;
use uuid::Uuid;

use crate::support::{as_read, books, last_seq, leg, moved, names, rows, seq_of, simple, with};

#[test]
fn the_simple_form_is_two_postings() {
    run(async |app| {
        let api = &app.api;
        let ledger = books(api, "demo").await;
        let transfers = format!("{ledger}/transfers");
        let body = with(
            simple("assets:bank", "users:1", "12.3"),
            json!({"effective_at": "2026-03-31T23:00:00+01:00", "external_id": "order-42", "description": "Deposit", "metadata": {"order": "42"}}),
        );
        let posted = api.post_keyed(&transfers, "order-42-payment", &body).await.expect(201);
        assert_eq!(seq_of(&posted), 6);
        let transfer = posted.json();
        let id = transfer["id"].as_str().expect("an id");
        assert_eq!(posted.header("location"), Some(&*format!("/v1/ledgers/demo/transfers/{id}")));
        assert_eq!(Uuid::parse_str(id).map(|id| id.get_version_num()), Ok(7));
        assert!(transfer["recorded_at"].as_str().is_some_and(|time| time.len() == 27 && time.ends_with('Z')));
        let accounts = |path: &str| {
            transfer["postings"]
                .as_array()
                .expect("postings")
                .iter()
                .find(|posting| posting["account"] == path)
                .expect("the account's posting")["account_id"]
                .clone()
        };
        let sides =
            |debits: &str, credits: &str, amount: &str| json!({"debits": debits, "credits": credits, "amount": amount});
        let balance = |debits: &str, credits: &str| {
            let sides = sides(debits, credits, "12.30");
            json!({"posted": sides, "pending": sides, "available": "12.30"})
        };
        let expected = json!({
            "id": id, "ledger": "demo", "seq": 6, "kind": "transfer", "status": "posted",
            "effective_at": "2026-03-31T22:00:00.000000Z", "recorded_at": transfer["recorded_at"],
            "external_id": "order-42", "description": "Deposit", "metadata": {"order": "42"},
            "postings": [
                {"account": "assets:bank", "account_id": accounts("assets:bank"), "asset": "USD", "direction": "debit",
                 "amount": "12.30", "account_version": 1, "balance": balance("12.30", "0.00")},
                {"account": "users:1", "account_id": accounts("users:1"), "asset": "USD", "direction": "credit",
                 "amount": "12.30", "account_version": 1, "balance": balance("0.00", "12.30")},
            ],
        });
        assert_eq!(transfer, expected);
        let read = api.get(posted.header("location").expect("a location")).await.expect(200);
        let expected = as_read(&posted.body);
        assert!(read.body == expected, "what is read is what was answered, byte for byte: {:?}", read.json());
        let by_ledger_id = api.get(&ledger).await.expect(200).json()["id"].as_str().expect("an id").to_owned();
        assert_eq!(api.get(&format!("/v1/ledgers/{by_ledger_id}/transfers/{id}")).await.expect(200).body, expected);

        // Without the optional fields; accounts by id; the default is the time of recording.
        let by_id = simple(accounts("users:1").as_str().expect("an id"), "assets:cash", "0.01");
        let bare = api.post_keyed(&transfers, "bare", &by_id).await.expect(201).json();
        let fields = ["id", "ledger", "seq", "kind", "status", "effective_at", "recorded_at", "metadata", "postings"];
        assert_eq!(names(&bare), fields.map(str::to_owned).into());
        assert_eq!((&bare["effective_at"], &bare["metadata"]), (&bare["recorded_at"], &json!({})));
        assert_eq!(bare["postings"][0]["account"], "users:1");
        assert_eq!(bare["postings"][1]["balance"]["available"], "-0.01", "money left an account without a bound");
        assert!(bare["recorded_at"].as_str() > transfer["recorded_at"].as_str());

        for absent in [Uuid::new_v4().to_string(), "batchx".to_owned(), "..".replace("..", "%2E%2E")] {
            api.get(&format!("{transfers}/{absent}")).await.expect_problem(404, "not_found");
        }
    });
}

#[test]
fn many_postings_balance_in_each_asset_and_an_account_may_stand_in_several() {
    run(async |app| {
        let api = &app.api;
        let ledger = books(api, "demo").await;
        let transfers = format!("{ledger}/transfers");
        api.post(&format!("{ledger}/assets"), &json!({"code": "BTC", "scale": 8})).await.expect(201);
        for (path, account_type, asset) in [
            ("btc:cold", "asset", "BTC"),
            ("btc:owed", "liability", "BTC"),
            ("jpy", "asset", "JPY"),
            ("jpy:owed", "equity", "JPY"),
        ] {
            api.account(&ledger, path, account_type, asset, json!({})).await;
        }
        let postings = json!([
            leg("debit", "assets:bank", "10"),
            leg("credit", "users:1", "4.50"),
            leg("credit", "users:2", "5.50"),
            leg("credit", "btc:owed", "0.00000001"),
            leg("debit", "btc:cold", "0.00000001"),
            leg("debit", "jpy", "7"),
            leg("credit", "jpy:owed", "7"),
            // The bank gives two back in the same breath, so it ends at eight.
            leg("credit", "assets:bank", "2"),
            leg("debit", "users:1", "2"),
        ]);
        let posted = api.post_keyed(&transfers, "fx", &json!({"postings": postings})).await.expect(201);
        let transfer = posted.json();
        let seen: Vec<_> = transfer["postings"]
            .as_array()
            .expect("postings")
            .iter()
            .map(|posting| {
                json!([
                    posting["account"],
                    posting["direction"],
                    posting["amount"],
                    posting["account_version"],
                    posting["balance"]["available"]
                ])
            })
            .collect();
        let expected = json!([
            ["assets:bank", "debit", "10.00", 1, "10.00"],
            ["users:1", "credit", "4.50", 1, "4.50"],
            ["users:2", "credit", "5.50", 1, "5.50"],
            ["btc:owed", "credit", "0.00000001", 1, "0.00000001"],
            ["btc:cold", "debit", "0.00000001", 1, "0.00000001"],
            ["jpy", "debit", "7", 1, "7"],
            ["jpy:owed", "credit", "7", 1, "7"],
            ["assets:bank", "credit", "2.00", 2, "8.00"],
            ["users:1", "debit", "2.00", 2, "2.50"],
        ]);
        assert_eq!(json!(seen), expected);
        let read = api.get(posted.header("location").expect("a location")).await.expect(200);
        assert_eq!(read.body, as_read(&posted.body));

        // A hundred legs, one account in fifty of them.
        let hundred: Vec<Value> = (0..100)
            .map(|n| if n % 2 == 0 { leg("debit", "assets:bank", "1") } else { leg("credit", "users:2", "1") })
            .collect();
        let posted = api.post_keyed(&transfers, "hundred", &json!({"postings": hundred})).await.expect(201).json();
        assert_eq!(posted["postings"][98]["account_version"], 52);
        let found = api.get(&format!("{transfers}?account=assets:bank")).await.expect(200).json();
        assert_eq!(rows(&found).len(), 2, "a transfer is listed once, however often the account stands in it");
        // Two debits of one account against one credit; both sides of the same account.
        let both = json!({"postings": [leg("debit", "users:1", "1"), leg("credit", "users:1", "1")]});
        let both = api.post_keyed(&transfers, "both", &both).await.expect(201).json();
        assert_eq!(both["postings"][1]["balance"]["available"], "2.50");
    });
}

#[test]
fn the_simple_form_does_not_name_one_account_twice() {
    run(async |app| {
        let api = &app.api;
        let ledger = books(api, "demo").await;
        let id = api.get(&format!("{ledger}/accounts/users:1")).await.expect(200).json()["id"].clone();
        let id = id.as_str().expect("an id");
        let (one, batch) = (format!("{ledger}/transfers"), format!("{ledger}/transfers/batch"));
        let fine = simple("assets:bank", id, "1");
        for (debit, credit) in [("users:1", "users:1"), (id, id), ("users:1", id), (id, "users:1")] {
            let same = simple(debit, credit, "1");
            let refused = api.post_keyed(&one, "same", &same).await.expect_problem(400, "invalid_field");
            assert_eq!(refused["field"], "/credit_account", "{debit} {credit}");
            let body = json!({"atomic": false, "transfers": [fine, same]});
            let refused = api.post_keyed(&batch, "same", &body).await.expect_problem(400, "invalid_field");
            assert_eq!(refused["field"], "/transfers/1/credit_account", "{debit} {credit}");
        }
        // Two accounts may be named in either way, and the key was never used up.
        api.post_keyed(&one, "same", &fine).await.expect(201);
        api.post_keyed(&one, "unknown", &simple("users:1", &Uuid::new_v4().to_string(), "1"))
            .await
            .expect_problem(422, "account_not_found");
    });
}

#[test]
fn rules_are_judged_in_their_documented_order() {
    run(async |app| {
        let api = &app.api;
        let ledger = books(api, "demo").await;
        let transfers = format!("{ledger}/transfers");
        api.account(&ledger, "eur", "asset", "EUR", json!({})).await;
        api.account(&ledger, "frozen", "asset", "USD", json!({"policy": {"min_balance": "0"}})).await;
        api.account(&ledger, "poor", "liability", "USD", json!({"policy": {"min_balance": "0", "max_balance": "5"}}))
            .await;
        api.account(&ledger, "closed", "asset", "USD", json!({})).await;
        api.patch(&format!("{ledger}/accounts/frozen"), &json!({"status": "frozen"})).await.expect(200);
        api.patch(&format!("{ledger}/accounts/closed"), &json!({"status": "closed"})).await.expect(200);
        let id = Uuid::new_v4().to_string();
        let first = with(simple("assets:bank", "users:1", "1"), json!({"id": id, "external_id": "x"}));
        assert_eq!(api.post_keyed(&transfers, "first", &first).await.expect(201).json()["id"], id);

        let before = last_seq(api, &ledger).await;
        let cases = [
            // The id's conflict is told before the external id's, and both before everything else.
            (
                with(simple("nobody", "eur", "0.001"), json!({"id": id, "external_id": "x"})),
                409,
                "id_conflict",
                json!({"id": id}),
            ),
            (
                with(simple("nobody", "eur", "0.001"), json!({"external_id": "x"})),
                409,
                "external_id_conflict",
                json!({"external_id": "x", "transfer_id": id}),
            ),
            (simple("eur", "nobody", "0.001"), 422, "account_not_found", json!({"posting": 1, "account": "nobody"})),
            (
                simple("eur", "frozen", "0.001"),
                422,
                "asset_mismatch",
                json!({"posting": 0, "account": "eur", "asset": "EUR", "scale": 2}),
            ),
            (
                simple("eur", "closed", "1"),
                422,
                "asset_mismatch",
                json!({"posting": 1, "account": "closed", "asset": "USD", "other_asset": "EUR"}),
            ),
            (
                json!({"postings": [leg("debit", "closed", "3"), leg("credit", "poor", "2.50")]}),
                422,
                "unbalanced",
                json!({"asset": "USD", "debits": "3.00", "credits": "2.50"}),
            ),
            (
                json!({"postings": [leg("debit", "eur", "1"), leg("credit", "eur", "1"), leg("debit", "frozen", "1")]}),
                422,
                "unbalanced",
                json!({"asset": "USD", "debits": "1.00", "credits": "0.00"}),
            ),
            (
                json!({"postings": [leg("debit", "frozen", "1"), leg("credit", "closed", "1")]}),
                422,
                "account_closed",
                json!({"posting": 1, "account": "closed"}),
            ),
            (simple("poor", "frozen", "1"), 422, "account_frozen", json!({"posting": 1, "account": "frozen"})),
            (
                simple("poor", "users:1", "1"),
                422,
                "insufficient_balance",
                json!({"posting": 0, "account": "poor", "rule": "min_balance", "limit": "0.00", "required": "1.00", "available": "0.00"}),
            ),
            (
                simple("users:1", "poor", "5.01"),
                422,
                "balance_limit_exceeded",
                json!({"posting": 1, "account": "poor", "rule": "max_balance", "limit": "5.00", "required": "5.01", "balance": "0.00"}),
            ),
            (
                simple("users:1", "users:2", &"9".repeat(37)),
                422,
                "amount_overflow",
                json!({"posting": 0, "account": "users:1"}),
            ),
        ];
        for (index, (body, status, code, members)) in cases.into_iter().enumerate() {
            let answer = api.post_keyed(&transfers, &format!("case-{index}"), &body).await;
            let location = answer.header("location").map(str::to_owned);
            let problem = answer.expect_problem(status, code);
            for (name, value) in members.as_object().expect("members") {
                assert_eq!(&problem[name], value, "{name} of {problem}");
            }
            let expected = code.ends_with("id_conflict").then(|| format!("/v1/ledgers/demo/transfers/{id}"));
            assert_eq!(location, expected, "{code}");
        }
        assert_eq!(last_seq(api, &ledger).await, before, "what is refused leaves no trace");
        // The documented words.
        let answer = api.transfer(&ledger, "poor", "users:1", "1").await.expect_problem(422, "insufficient_balance");
        assert_eq!(answer["detail"], "Posting 0 would leave poor with -1.00 available; its min_balance is 0.00.");
    });
}

#[test]
fn names_given_by_the_client_are_taken_for_ever() {
    run(async |app| {
        let api = &app.api;
        let ledger = books(api, "demo").await;
        let transfers = format!("{ledger}/transfers");
        let id = "A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11";
        let long = "🦓".repeat(255);
        for (key, more) in [
            ("a", json!({"id": id})),
            ("b", json!({"external_id": long})),
            ("c", json!({"external_id": "Case"})),
            ("d", json!({"external_id": "case"})),
        ] {
            api.post_keyed(&transfers, key, &with(simple("assets:bank", "users:1", "1"), more)).await.expect(201);
        }
        let lower = id.to_lowercase();
        assert_eq!(api.get(&format!("{transfers}/{id}")).await.expect(200).json()["id"], *lower);
        api.post_keyed(&transfers, "e", &with(simple("assets:bank", "users:1", "2"), json!({"id": lower})))
            .await
            .expect_problem(409, "id_conflict");
        let taken = api
            .post_keyed(&transfers, "f", &with(simple("assets:bank", "users:1", "2"), json!({"external_id": long})))
            .await;
        let location = taken.header("location").expect("where it is").to_owned();
        taken.expect_problem(409, "external_id_conflict");
        assert_eq!(api.get(&location).await.expect(200).json()["external_id"], *long);
        // Another ledger has names of its own, ids too.
        let other = books(api, "other").await;
        let body = with(simple("assets:bank", "users:1", "1"), json!({"id": id, "external_id": "Case"}));
        api.post_keyed(&format!("{other}/transfers"), "a", &body).await.expect(201);
        // A refused transfer takes no name.
        let refused = with(simple("assets:bank", "nobody", "1"), json!({"external_id": "later"}));
        api.post_keyed(&transfers, "g", &refused).await.expect_problem(422, "account_not_found");
        api.post_keyed(&transfers, "h", &with(simple("assets:bank", "users:1", "1"), json!({"external_id": "later"})))
            .await
            .expect(201);
    });
}

#[test]
fn recorded_at_never_runs_backwards_and_effective_at_is_free() {
    run(async |app| {
        let api = &app.api;
        let ledger = books(api, "demo").await;
        let times = [
            "1900-01-01T00:00:00Z",
            "2200-12-31T23:59:59.999999Z",
            "2026-03-31T22:00:00.1-11:30",
            "1999-12-31T23:59:59.123456+00:00",
            "2024-02-29T12:00:00-00:00",
        ];
        let printed = [
            "1900-01-01T00:00:00.000000Z",
            "2200-12-31T23:59:59.999999Z",
            "2026-04-01T09:30:00.100000Z",
            "1999-12-31T23:59:59.123456Z",
            "2024-02-29T12:00:00.000000Z",
        ];
        let mut last = String::new();
        for (time, printed) in times.into_iter().zip(printed) {
            let body = with(simple("assets:bank", "users:1", "1"), json!({"effective_at": time}));
            let posted = api.post_keyed(&format!("{ledger}/transfers"), time, &body).await.expect(201).json();
            assert_eq!(posted["effective_at"], printed);
            let recorded = posted["recorded_at"].as_str().expect("a time").to_owned();
            assert!(recorded > last, "{recorded} {last}");
            last = recorded;
        }
        // A post-dated credit is spendable at once; bounds are judged along seq.
        api.account(&ledger, "wallet", "liability", "USD", json!({"policy": {"min_balance": "0"}})).await;
        let later = moved(&json!(last), 86_400_000_000);
        let body = with(simple("assets:bank", "wallet", "5"), json!({"effective_at": later}));
        api.post_keyed(&format!("{ledger}/transfers"), "later", &body).await.expect(201);
        api.transfer(&ledger, "wallet", "assets:bank", "5").await.expect(201);
        let now = api.balance(&ledger, "wallet", &format!("?as_of={last}")).await;
        assert_eq!(now["balance"]["available"], "0.00");
        let between = api.balance(&ledger, "wallet", &format!("?as_of={}", moved(&json!(later), -1))).await;
        assert_eq!(between["balance"]["available"], "-5.00", "the date is the books', not the bound's");
    });
}
