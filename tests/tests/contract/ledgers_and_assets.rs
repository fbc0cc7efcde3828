//! Ledgers and assets: creating, reading, creating the same again.

use reqwest::Method;
use serde_json::json;
use tallybook_tests::run;
use uuid::Uuid;

use crate::support::{all_rows, names, rows, seq_of, with};

#[test]
fn a_ledger_is_created_once_and_read_by_name_and_by_id() {
    run(async |app| {
        let api = &app.api;
        let plain = json!({"name": "plain"});
        let created = api.post("/v1/ledgers", &plain).await.expect(201);
        assert_eq!(created.header("location"), Some("/v1/ledgers/plain"));
        assert_eq!(created.header("content-type"), Some("application/json"));
        assert_eq!(seq_of(&created), 1, "a ledger's creation is its seq 1");
        let ledger = created.json();
        let fields = ["created_at", "id", "last_seq", "metadata", "name", "time_zone"];
        assert_eq!(names(&ledger), fields.map(str::to_owned).into());
        assert_eq!(
            (&ledger["time_zone"], &ledger["metadata"], &ledger["last_seq"]),
            (&json!("UTC"), &json!({}), &json!(1))
        );
        let id = ledger["id"].as_str().expect("an id");
        assert_eq!(Uuid::parse_str(id).map(|id| id.get_version_num()), Ok(7));
        assert!(ledger["created_at"].as_str().is_some_and(|time| time.len() == 27 && time.ends_with('Z')));

        for name in ["plain", id, &id.to_uppercase()] {
            assert_eq!(api.get(&format!("/v1/ledgers/{name}")).await.expect(200).json(), ledger, "{name}");
        }
        api.get("/v1/ledgers/other").await.expect_problem(404, "not_found");
        api.get(&format!("/v1/ledgers/{}", Uuid::new_v4())).await.expect_problem(404, "not_found");

        // The default said out loud is the same ledger.
        for same in [plain.clone(), json!({"name": "plain", "time_zone": "UTC", "metadata": {}, "description": null})] {
            let again = api.post("/v1/ledgers", &same).await.expect(200);
            assert_eq!((again.json(), again.header("location")), (ledger.clone(), Some("/v1/ledgers/plain")));
        }
        for other in [json!({"time_zone": "Europe/Paris"}), json!({"description": ""}), json!({"metadata": {"a": "b"}})]
        {
            let refused = api.post("/v1/ledgers", &with(plain.clone(), other)).await;
            assert_eq!(refused.header("location"), Some("/v1/ledgers/plain"));
            refused.expect_problem(409, "already_exists");
        }
    });
}

#[test]
fn a_ledger_keeps_what_was_said_about_it_and_ledgers_are_listed_newest_first() {
    run(async |app| {
        let api = &app.api;
        let body = json!({
            "name": "0_full-name", "time_zone": "America/New_York", "description": "Books of the zoo 🦓",
            "metadata": {"keeper": "Ada", "": "", "🦓": "stripes"},
        });
        api.post("/v1/ledgers", &body).await.expect_problem(400, "invalid_field");
        let body = with(body, json!({"metadata": {"keeper": "Ada", "empty": "", "🦓": "stripes"}}));
        let created = api.post("/v1/ledgers", &body).await.expect(201).json();
        for field in ["name", "time_zone", "description", "metadata"] {
            assert_eq!(created[field], body[field], "{field}");
        }
        api.post("/v1/ledgers", &body).await.expect(200);

        for number in 1..6 {
            api.ledger(&format!("l{number}")).await;
        }
        let newest: Vec<_> = all_rows(api, "/v1/ledgers?limit=2").await.iter().map(|row| row["name"].clone()).collect();
        assert_eq!(newest, ["l5", "l4", "l3", "l2", "l1", "0_full-name"]);
        let oldest: Vec<_> =
            all_rows(api, "/v1/ledgers?limit=4&order=asc").await.iter().map(|row| row["name"].clone()).collect();
        assert!(newest.iter().rev().eq(&oldest));
    });
}

#[test]
fn iso_currencies_need_no_registration_and_others_need_a_scale() {
    run(async |app| {
        let api = &app.api;
        let ledger = api.ledger("demo").await;
        let assets = format!("{ledger}/assets");

        // Usable and readable at once, but nothing was registered.
        let usd = api.get(&format!("{assets}/USD")).await.expect(200).json();
        assert_eq!(usd, json!({"code": "USD", "scale": 2, "built_in": true}));
        assert_eq!(api.get(&format!("{assets}/JPY")).await.expect(200).json()["scale"], 0);
        assert_eq!(api.get(&format!("{assets}/KWD")).await.expect(200).json()["scale"], 3);
        assert!(rows(&api.get(&assets).await.expect(200).json()).is_empty());
        api.account(&ledger, "eur", "asset", "EUR", json!({})).await;
        api.get(&format!("{assets}/BTC")).await.expect_problem(404, "not_found");
        api.get(&format!("{assets}/usd")).await.expect_problem(404, "not_found");
        let unknown = json!({"path": "btc", "type": "asset", "asset": "BTC"});
        let refused = api.post(&format!("{ledger}/accounts"), &unknown).await.expect_problem(422, "asset_not_found");
        assert_eq!(refused["asset"], "BTC");

        // A first registration of one answers 201 and can name it.
        let named = json!({"code": "USD", "name": "US dollar"});
        let registered = api.post(&assets, &named).await.expect(201);
        assert_eq!(registered.header("location"), Some("/v1/ledgers/demo/assets/USD"));
        assert_eq!((seq_of(&registered), &registered.json()["scale"]), (3, &json!(2)));
        assert_eq!(registered.json()["built_in"], true);
        assert_eq!(api.post(&assets, &named).await.expect(200).json(), registered.json());
        assert_eq!(api.post(&assets, &with(named, json!({"scale": 2}))).await.expect(200).json(), registered.json());
        let other = api.post(&assets, &json!({"code": "USD", "name": "Dollar"})).await;
        assert_eq!(other.header("location"), Some("/v1/ledgers/demo/assets/USD"));
        other.expect_problem(409, "already_exists");
        let scale = api.post(&assets, &json!({"code": "CHF", "scale": 3})).await.expect_problem(400, "invalid_field");
        assert_eq!(scale["field"], "/scale");

        let missing = api.post(&assets, &json!({"code": "BTC"})).await.expect_problem(400, "invalid_field");
        assert_eq!(missing["field"], "/scale");
        for (code, scale) in [("BTC", 8), ("PTS", 0), ("X.Y_Z-9", 28)] {
            let made = api.post(&assets, &json!({"code": code, "scale": scale})).await.expect(201);
            assert_eq!((&made.json()["scale"], &made.json()["built_in"]), (&json!(scale), &json!(false)));
            assert_eq!(api.get(&format!("{assets}/{code}")).await.expect(200).json(), made.json());
            api.post(&assets, &json!({"code": code, "scale": scale})).await.expect(200);
            let refused =
                api.post(&assets, &json!({"code": code, "scale": 3})).await.expect_problem(409, "already_exists");
            assert_eq!(refused["scale"], scale);
        }
        let newest: Vec<_> =
            all_rows(api, &format!("{assets}?limit=3")).await.iter().map(|row| row["code"].clone()).collect();
        assert_eq!(newest, ["X.Y_Z-9", "PTS", "BTC", "USD"]);

        // A ledger's assets are its own.
        let elsewhere = api.ledger("elsewhere").await;
        api.get(&format!("{elsewhere}/assets/BTC")).await.expect_problem(404, "not_found");
        api.post(&format!("{elsewhere}/assets"), &json!({"code": "BTC", "scale": 2})).await.expect(201);
    });
}

#[test]
fn every_answer_names_its_request() {
    run(async |app| {
        let api = &app.api;
        let ledger = api.ledger("demo").await;
        for path in
            ["/v1/ledgers", &ledger, "/v1/ledgers/none", "/nothing", "/livez", "/readyz", "/metrics", "/openapi.json"]
        {
            let own = api.get(path).await;
            let id = own.header("request-id").expect("a Request-Id").to_owned();
            assert!(Uuid::parse_str(&id).is_ok_and(|id| id.get_version_num() == 7), "{path} {id}");
            let given = api.send(Method::GET, path, &[("request-id", "mine-1.a_B")], None).await.expect("an answer");
            assert_eq!(given.header("request-id"), Some("mine-1.a_B"), "{path}");
            let odd = api.send(Method::GET, path, &[("request-id", "no spaces")], None).await.expect("an answer");
            assert_ne!(odd.header("request-id"), Some("no spaces"), "{path}");
        }
        // Redirects too: the pages of the documentation are no problem documents, but answers.
        let docs = api.get("/docs").await;
        assert!(docs.status < 400 && docs.header("request-id").is_some(), "{docs:?}");
    });
}
