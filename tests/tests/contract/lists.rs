//! Lists: every filter against a naive oracle over random books, and cursors.

use std::cmp::Ordering;

use rand::{Rng as _, SeedableRng as _, rngs::StdRng, seq::IndexedRandom as _};
use serde_json::{Value, json};
use tallybook_tests::{Api, run};

use crate::support::{all_rows, books, decimal, leg, moved, rows, simple, units, without};

const SEED: u64 = 20_260_331;
const PATHS: [(&str, &str); 10] = [
    ("users:1", "USD"),
    ("users:1:wallet", "USD"),
    ("users:10", "USD"),
    ("users:2", "JPY"),
    ("users:2:x:y", "JPY"),
    ("users", "FINE"),
    ("assets:bank", "USD"),
    ("assets:yen", "JPY"),
    ("assets:fine", "FINE"),
    ("Users:1", "USD"),
];
/// The finest scale among these assets; amounts are compared in it.
const FINEST: usize = 6;

fn scale(asset: &str) -> usize {
    match asset {
        "USD" => 2,
        "JPY" => 0,
        _ => FINEST,
    }
}

/// Books with some 240 random transfers, recorded in many batches.
async fn random_books(api: &Api, random: &mut StdRng) -> String {
    let ledger = api.ledger("random").await;
    api.post(&format!("{ledger}/assets"), &json!({"code": "FINE", "scale": FINEST})).await.expect(201);
    for (index, (path, asset)) in PATHS.into_iter().enumerate() {
        let account_type = ["asset", "liability", "equity", "income", "expense"][index % 5];
        api.account(&ledger, path, account_type, asset, json!({})).await;
    }
    let mut external = 0;
    for batch in 0..24 {
        let items: Vec<Value> = (0..10).map(|_| random_transfer(random, &mut external)).collect();
        let body = json!({"atomic": true, "transfers": items});
        api.post_keyed(&format!("{ledger}/transfers/batch"), &format!("{batch}"), &body).await.expect(200);
    }
    ledger
}

fn random_transfer(random: &mut StdRng, external: &mut u32) -> Value {
    let mut postings = Vec::new();
    for _ in 0..random.random_range(1..=2) {
        let asset = *["USD", "USD", "JPY", "FINE"].choose(random).expect("some");
        let of_asset: Vec<&str> = PATHS.iter().filter(|(_, other)| *other == asset).map(|(path, _)| *path).collect();
        // Round and fine amounts, so that some coincide across scales.
        let amount = match random.random_range(0..3) {
            0 => random.random_range(1..20) * 10_i128.pow(u32::try_from(scale(asset)).expect("small")),
            _ => random.random_range(1..5000),
        };
        let amount = decimal(amount, scale(asset));
        postings.push(leg("debit", of_asset.choose(random).expect("some"), &amount));
        postings.push(leg("credit", of_asset.choose(random).expect("some"), &amount));
    }
    let mut transfer = json!({"postings": postings});
    if random.random_bool(0.8) {
        let (month, day, hour) = (random.random_range(1..=12), random.random_range(1..=28), random.random_range(0..24));
        transfer["effective_at"] = json!(format!("2025-{month:02}-{day:02}T{hour:02}:00:00Z"));
    }
    if random.random_bool(0.3) {
        *external += 1;
        transfer["external_id"] = json!(format!("ext-{external}"));
    }
    if random.random_bool(0.5) {
        let key = ["order", "tier", "ключ"].choose(random).expect("some");
        transfer["metadata"] = json!({ *key: (["1", "2", "", "a b&c=d%"].choose(random).expect("some")) });
    }
    transfer
}

/// A filter: its parameters, and what it keeps.
struct Filter {
    query: String,
    keeps: Vec<Box<dyn Fn(&Value) -> bool>>,
}

impl Filter {
    fn keeps(&self, transfer: &Value) -> bool {
        self.keeps.iter().all(|keeps| keeps(transfer))
    }

    fn and(&mut self, name: &str, value: &str, keeps: impl Fn(&Value) -> bool + 'static) {
        let value: String =
            reqwest::Url::parse_with_params("http://x", [("v", value)]).expect("a URL").query().expect("a query")[2..]
                .to_owned();
        self.query.push_str(&format!("&{name}={value}"));
        self.keeps.push(Box::new(keeps));
    }
}

fn any_posting(transfer: &Value, holds: impl Fn(&Value) -> bool) -> bool {
    transfer["postings"].as_array().expect("postings").iter().any(holds)
}

fn finest(posting: &Value) -> i128 {
    units(posting["amount"].as_str().expect("an amount"), FINEST)
}

fn random_filter(random: &mut StdRng, everything: &[Value], account_ids: &[(String, String)]) -> Filter {
    let mut filter = Filter { query: String::new(), keeps: Vec::new() };
    let sample = everything.choose(random).expect("some").clone();
    let text = |value: &Value| value.as_str().expect("text").to_owned();
    for _ in 0..random.random_range(1..=3) {
        let kind = random.random_range(0..9);
        let seen = |name: &str| filter.query.contains(&format!("&{name}"));
        match kind {
            0 if !seen("account") => {
                let (path, id) = account_ids.choose(random).expect("some").clone();
                let name = if random.random_bool(0.5) { path.clone() } else { id };
                filter.and("account", &name, move |t| any_posting(t, |p| p["account"] == *path));
            }
            1 if !seen("path_prefix") => {
                let prefix = (*["users", "users:1", "users:2:x", "assets", "Users", "user", "users:1:wallet", "_none"]
                    .choose(random)
                    .expect("some"))
                .to_owned();
                let below = format!("{prefix}:");
                filter.and("path_prefix", &prefix.clone(), move |t| {
                    any_posting(t, |p| {
                        p["account"] == *prefix || p["account"].as_str().expect("a path").starts_with(&below)
                    })
                });
            }
            2 if !seen("external_id") => {
                let external_id = format!("ext-{}", random.random_range(1..90));
                filter.and("external_id", &external_id.clone(), move |t| t["external_id"] == *external_id);
            }
            3 if !seen("effective_from") => {
                let from = moved(&sample["effective_at"], random.random_range(0..=1));
                filter.and("effective_from", &from.clone(), move |t| text(&t["effective_at"]) >= from);
            }
            4 if !seen("effective_to") => {
                let to = moved(&sample["effective_at"], random.random_range(0..=1));
                filter.and("effective_to", &to.clone(), move |t| text(&t["effective_at"]) < to);
            }
            5 if !seen("recorded") => {
                let other = everything.choose(random).expect("some");
                let (from, to) = (
                    moved(&sample["recorded_at"], random.random_range(-1..=1)),
                    moved(&other["recorded_at"], random.random_range(-1..=1)),
                );
                if random.random_bool(0.7) {
                    filter.and("recorded_from", &from.clone(), move |t| text(&t["recorded_at"]) >= from);
                }
                if random.random_bool(0.7) {
                    filter.and("recorded_to", &to.clone(), move |t| text(&t["recorded_at"]) < to);
                }
            }
            6 if !seen("amount") => {
                let near = finest(&sample["postings"][0]);
                // Both bounds must be met by one and the same posting.
                let (low, high) =
                    (near - random.random_range(0..2) * 1_000_000, near + random.random_range(0..2) * 500_000);
                let (low, high) = (low.max(0), high);
                let (with_low, with_high) = (random.random_bool(0.7), random.random_bool(0.7));
                let trim = |units: i128| decimal(units, FINEST).trim_end_matches('0').trim_end_matches('.').to_owned();
                let both = move |t: &Value| {
                    any_posting(t, |p| {
                        (!with_low || finest(p).cmp(&low) != Ordering::Less) && (!with_high || finest(p) <= high)
                    })
                };
                if with_low {
                    filter.and("amount_min", &trim(low), both);
                }
                if with_high {
                    filter.and("amount_max", &decimal(high, FINEST), both);
                }
            }
            7 if !seen("metadata") => {
                let key = (*["order", "tier", "ключ", "none"].choose(random).expect("some")).to_owned();
                let held = key.clone();
                filter.and("metadata_key", &key, move |t| t["metadata"].get(&held).is_some());
                if random.random_bool(0.6) {
                    let value = (*["1", "2", "", "a b&c=d%", "none"].choose(random).expect("some")).to_owned();
                    filter.and("metadata_value", &value.clone(), move |t| t["metadata"][&key] == *value);
                }
            }
            _ => {}
        }
    }
    filter
}

#[test]
fn transfers_are_filtered_as_a_naive_oracle_would() {
    run(async |app| {
        let api = &app.api;
        let random = &mut StdRng::seed_from_u64(SEED);
        let ledger = random_books(api, random).await;
        let everything = all_rows(api, &format!("{ledger}/transfers?limit=37")).await;
        assert_eq!(everything.len(), 240);
        assert!(everything.is_sorted_by(|a, b| a["seq"].as_i64() > b["seq"].as_i64()), "newest first");
        for transfer in everything.iter().step_by(40) {
            let id = transfer["id"].as_str().expect("an id");
            let read = api.get(&format!("{ledger}/transfers/{id}")).await.expect(200).json();
            assert_eq!(without(read, "revision"), *transfer);
        }
        let accounts = all_rows(api, &format!("{ledger}/accounts?limit=4")).await;
        let text = |value: &Value| value.as_str().expect("text").to_owned();
        let account_ids: Vec<_> =
            accounts.iter().map(|account| (text(&account["path"]), text(&account["id"]))).collect();
        let mut found = 0;
        for round in 0..150 {
            let filter = random_filter(random, &everything, &account_ids);
            let (order, limit) = (if round % 3 == 0 { "&order=asc" } else { "" }, random.random_range(1..60));
            let listed = all_rows(api, &format!("{ledger}/transfers?limit={limit}{order}{}", filter.query)).await;
            let mut expected: Vec<Value> =
                everything.iter().filter(|transfer| filter.keeps(transfer)).cloned().collect();
            if !order.is_empty() {
                expected.reverse();
            }
            found += expected.len();
            assert!(listed == expected, "{}: {} listed, {} expected", filter.query, listed.len(), expected.len());
        }
        assert!(found > 1000, "the filters found something: {found}");

        let unknown = format!("{ledger}/transfers?account=nobody");
        assert_eq!(api.get(&unknown).await.expect(200).json(), json!({"data": [], "next_cursor": null}));
        let alone = api.get(&format!("{ledger}/transfers?metadata_value=1")).await.expect_problem(400, "invalid_field");
        assert_eq!(alone["field"], "metadata_value");
    });
}

#[test]
fn point_in_time_balances_are_what_a_naive_sum_says() {
    run(async |app| {
        let api = &app.api;
        let random = &mut StdRng::seed_from_u64(SEED + 1);
        let ledger = random_books(api, random).await;
        let everything = all_rows(api, &format!("{ledger}/transfers?limit=500&order=asc")).await;
        for _ in 0..120 {
            let (path, asset) = *PATHS.choose(random).expect("some");
            let at = everything.choose(random).expect("some");
            let as_of = moved(&everything.choose(random).expect("some")["effective_at"], random.random_range(-1..=0));
            let (seq, known_at) = (at["seq"].as_i64().expect("a seq"), at["recorded_at"].as_str().expect("a time"));
            let by_seq = random.random_bool(0.5);
            let known = |transfer: &Value| {
                if by_seq {
                    transfer["seq"].as_i64() <= Some(seq)
                } else {
                    transfer["recorded_at"].as_str() <= Some(known_at)
                }
            };
            let sum = |direction: &str| -> i128 {
                everything
                    .iter()
                    .filter(|transfer| known(transfer) && transfer["effective_at"].as_str() <= Some(&as_of))
                    .flat_map(|transfer| transfer["postings"].as_array().expect("postings"))
                    .filter(|posting| posting["account"] == path && posting["direction"] == direction)
                    .map(|posting| units(posting["amount"].as_str().expect("an amount"), scale(asset)))
                    .sum()
            };
            let query = if by_seq { format!("at_seq={seq}") } else { format!("known_at={known_at}") };
            let balance = api.balance(&ledger, path, &format!("?as_of={as_of}&{query}")).await;
            let posted = &balance["balance"]["posted"];
            let expected = (json!(decimal(sum("debit"), scale(asset))), json!(decimal(sum("credit"), scale(asset))));
            assert_eq!((&posted["debits"], &posted["credits"]), (&expected.0, &expected.1), "{path} {as_of} {query}");
        }
    });
}

#[test]
fn accounts_are_filtered_as_a_naive_oracle_would() {
    run(async |app| {
        let api = &app.api;
        let random = &mut StdRng::seed_from_u64(SEED + 2);
        let ledger = api.ledger("demo").await;
        api.post(&format!("{ledger}/assets"), &json!({"code": "FINE", "scale": FINEST})).await.expect(201);
        let accounts: Vec<Value> = (0..120).map(|n| {
            let head = ["users", "users:1", "user", "assets", "Users"].choose(random).expect("some");
            let account_type = ["asset", "liability", "equity", "income", "expense"].choose(random).expect("some");
            json!({"path": format!("{head}:{n}"), "type": account_type, "asset": (["USD", "EUR", "FINE"].choose(random).expect("some"))})
        }).collect();
        api.post(&format!("{ledger}/accounts/batch"), &json!({"accounts": accounts})).await.expect(201);
        for account in accounts.iter().step_by(5) {
            let status = if random.random_bool(0.5) { "frozen" } else { "closed" };
            let path = account["path"].as_str().expect("a path");
            api.patch(&format!("{ledger}/accounts/{path}"), &json!({"status": status})).await.expect(200);
        }
        let everything = all_rows(api, &format!("{ledger}/accounts?limit=33")).await;
        assert!(
            everything.iter().rev().map(|account| &account["path"]).eq(accounts.iter().map(|account| &account["path"])),
            "newest first"
        );
        for round in 0..60 {
            let mut query = format!("limit={}", random.random_range(1..50));
            let mut expected = everything.clone();
            if random.random_bool(0.6) {
                let prefix = *["users", "users:1", "user", "assets", "nobody"].choose(random).expect("some");
                query.push_str(&format!("&path_prefix={prefix}"));
                expected.retain(|account| {
                    account["path"] == prefix
                        || account["path"].as_str().expect("a path").starts_with(&format!("{prefix}:"))
                });
            }
            let values: [(&str, &[&str]); 3] = [
                ("type", &["asset", "income", "equity"]),
                ("asset", &["USD", "FINE", "GBP", "NONE"]),
                ("status", &["open", "frozen", "closed"]),
            ];
            for (name, values) in values {
                if random.random_bool(0.4) {
                    let value = *values.choose(random).expect("some");
                    query.push_str(&format!("&{name}={value}"));
                    expected.retain(|account| account[name] == value);
                }
            }
            if round % 2 == 0 {
                query.push_str("&order=asc");
                expected.reverse();
            }
            assert_eq!(all_rows(api, &format!("{ledger}/accounts?{query}")).await, expected, "{query}");
        }
    });
}

#[test]
fn a_cursor_is_stable_while_rows_are_added_and_bound_to_its_list() {
    run(async |app| {
        let api = &app.api;
        let ledger = books(api, "demo").await;
        for _ in 0..7 {
            api.transfer(&ledger, "assets:bank", "users:1", "1").await.expect(201);
        }
        let list = |query: &str| format!("{ledger}/transfers?limit=3&{query}");
        let ids = |page: &Value| -> Vec<Value> { rows(page).iter().map(|row| row["seq"].clone()).collect() };
        let first = api.get(&list("account=users:1")).await.expect(200).json();
        let cursor = first["next_cursor"].as_str().expect("there is more").to_owned();
        for _ in 0..4 {
            api.transfer(&ledger, "assets:bank", "users:1", "1").await.expect(201);
        }
        let second = api.get(&list(&format!("account=users:1&cursor={cursor}"))).await.expect(200).json();
        assert_eq!(
            (ids(&first), ids(&second)),
            (vec![json!(12), json!(11), json!(10)], vec![json!(9), json!(8), json!(7)]),
            "newer rows shift nothing"
        );
        // Another limit is the same list; parameters may come in any order.
        let reordered = format!("{ledger}/transfers?cursor={cursor}&account=users:1&limit=2&min_seq=1");
        assert_eq!(ids(&api.get(&reordered).await.expect(200).json()), [json!(9), json!(8)]);
        // The last page of an ascending list ends it; what is added later is not skipped by a cursor.
        let ascending = api.get(&list("order=asc&account=users:1")).await.expect(200).json();
        assert_eq!(ids(&ascending), [json!(6), json!(7), json!(8)]);

        let others = [
            list(&format!("cursor={cursor}")),
            list(&format!("account=users:2&cursor={cursor}")),
            list(&format!("account=users:1&external_id=x&cursor={cursor}")),
            list(&format!("account=users:1&order=asc&cursor={cursor}")),
            format!("{ledger}/accounts?cursor={cursor}"),
            format!("{ledger}/accounts/users:1/postings?cursor={cursor}"),
            format!("{ledger}/assets?cursor={cursor}"),
            format!("{ledger}/balances?by=account&cursor={cursor}"),
            format!("/v1/ledgers?cursor={cursor}"),
        ];
        let garbage = [
            "",
            "x",
            "AAAA",
            "%00",
            "%FF",
            &cursor[1..],
            &format!("{cursor}A"),
            &cursor.to_lowercase(),
            &"A".repeat(5000),
        ]
        .map(|cursor| list(&format!("account=users:1&cursor={cursor}")));
        for path in others.iter().chain(&garbage) {
            let problem = api.get(path).await.expect_problem(400, "invalid_field");
            assert_eq!(problem["field"], "cursor", "{path}");
        }
        // The default page has fifty rows.
        let many: Vec<Value> = (0..60).map(|_| simple("assets:bank", "users:2", "1")).collect();
        api.post_keyed(&format!("{ledger}/transfers/batch"), "many", &json!({"atomic": true, "transfers": many}))
            .await
            .expect(200);
        assert_eq!(rows(&api.get(&format!("{ledger}/transfers")).await.expect(200).json()).len(), 50);
        assert_eq!(rows(&api.get(&format!("{ledger}/transfers?limit=500")).await.expect(200).json()).len(), 71);
        assert_eq!(rows(&api.get(&format!("{ledger}/events")).await.expect(200).json()).len(), 50);
    });
}

#[test]
fn a_page_stops_after_some_ten_thousand_rows_and_only_null_ends_the_list() {
    run(async |app| {
        let api = &app.api;
        let ledger = books(api, "demo").await;
        // What is looked for lies at the very beginning.
        let mut rare = simple("assets:bank", "users:2", "1");
        rare["metadata"] = json!({"rare": "yes"});
        let rare = api.post_keyed(&format!("{ledger}/transfers"), "rare", &rare).await.expect(201).json();
        for batch in 0..10 {
            let transfers = vec![simple("assets:bank", "users:1", "0.01"); 1000];
            let body = json!({"atomic": true, "transfers": transfers});
            api.post_keyed(&format!("{ledger}/transfers/batch"), &format!("{batch}"), &body).await.expect(200);
        }
        let lists = [
            ("transfers?metadata_key=rare", json!([rare["id"]])),
            ("transfers?path_prefix=users:2", json!([rare["id"]])),
            ("transfers?account=assets:bank&metadata_key=rare", json!([rare["id"]])),
        ];
        for (list, expected) in lists {
            let (mut found, mut pages, mut cursor) = (Vec::new(), 0, String::new());
            loop {
                let page = api.get(&format!("{ledger}/{list}{cursor}")).await.expect(200).json();
                found.extend(rows(&page).iter().map(|row| row["id"].clone()));
                pages += 1;
                match page["next_cursor"].as_str() {
                    Some(next) => cursor = format!("&cursor={next}"),
                    None => break,
                }
            }
            assert_eq!((json!(found), pages), (expected, 2), "{list}");
        }
        let totals = api.get(&format!("{ledger}/balances")).await.expect(200).json();
        assert_eq!((&totals["data"][0]["debits"], &totals["data"][0]["net"]), (&json!("101.00"), &json!("0.00")));
    });
}
