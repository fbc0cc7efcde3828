//! Who may call what: no key, a stranger's, one for another ledger, one without the scope.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use tallybook_tests::{Api, App, binary, run, until};
use tokio::process::Command;
use uuid::Uuid;

use crate::{
    operations::{documented, fixture},
    support::{Findings, rows, simple},
};

/// Runs `tallybook keys …`; what it printed.
async fn keys(app: &App, arguments: &[&str]) -> String {
    let output = Command::new(binary())
        .arg("keys")
        .args(arguments)
        .env("DATABASE_URL", &app.database.service_url)
        .output()
        .await;
    let output = output.expect("the binary runs");
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text")
}

#[test]
fn every_operation_refuses_who_may_not_call_it() {
    run(async |app| {
        let api = &app.api;
        let here = fixture(app, "here").await;
        fixture(app, "there").await;
        let (_, operations) = documented(api).await;
        let scopes: BTreeSet<&str> = operations.iter().map(|operation| &*operation.scope).collect();
        let mut with_only = BTreeMap::new();
        let mut with_all_but = BTreeMap::new();
        for scope in &scopes {
            let others: Vec<&str> = scopes.iter().copied().filter(|other| other != scope).collect();
            with_only.insert(*scope, api.with_key(&app.create_key(&[scope], &[]).await));
            with_all_but.insert(*scope, api.with_key(&app.create_key(&others, &[]).await));
        }
        let stranger = api.with_key(&app.create_key(&["all"], &["there"]).await);
        let resident = api.with_key(&app.create_key(&["all"], &["here", "there"]).await);

        let mut findings = Findings::default();
        for (index, operation) in operations.iter().enumerate() {
            let id = &operation.id;
            let scope = &*operation.scope;
            let call = async |api: &Api, who: &str| {
                let nonce = format!("{who}{index}");
                here.sample(id, &nonce).expect("every operation has a sample").send(api, &nonce).await
            };
            let no_key = app
                .api
                .client
                .request(
                    here.sample(id, "x").expect("a sample").method,
                    format!("{}{}", api.url, here.sample(id, "x").expect("a sample").path),
                )
                .send()
                .await;
            findings.check(no_key.is_ok_and(|answer| answer.status() == 401), || format!("{id} without a key"));
            let answer = call(&api.with_key("tb_garbage"), "g").await;
            findings.problem(&format!("{id} with garbage"), &answer, 401, "unauthenticated", None);

            let answer = call(&with_all_but[scope], "b").await;
            findings.problem(&format!("{id} without {scope}"), &answer, 403, "forbidden", None);
            findings.check(answer.json()["scope"] == scope, || format!("{id}: {}", answer.json()));
            let answer = call(&with_only[scope], "o").await;
            findings.check(answer.status < 300, || format!("{id} with {scope} alone: {answer:?}"));

            let answer = call(&stranger, "s").await;
            match &**id {
                "get_ledgers" => {
                    let names: Vec<_> = rows(&answer.json()).iter().map(|row| row["name"].clone()).collect();
                    findings.check(names == ["there"], || format!("{id}: {names:?}"));
                }
                "post_ledger" => findings.problem(id, &answer, 403, "forbidden", None),
                _ => {
                    findings.check(operation.in_ledger, || {
                        format!("{id} is of no ledger; say here what a stranger may do")
                    });
                    findings.problem(&format!("{id} of another tenant"), &answer, 404, "not_found", None);
                }
            }
            if operation.in_ledger {
                let answer = call(&resident, "r").await;
                findings.check(answer.status < 300, || format!("{id} with a key for this ledger: {answer:?}"));
            }
        }
        findings.none();
    });
}

#[test]
fn foreign_ids_are_not_found() {
    run(async |app| {
        let api = &app.api;
        let here = fixture(app, "here").await;
        let there = fixture(app, "there").await;
        let tenant = api.with_key(&app.create_key(&["all"], &["there"]).await);
        let text = |value: &Value| value.as_str().expect("text").to_owned();
        let account = text(&api.get(&format!("{}/accounts/users:1", here.ledger)).await.expect(200).json()["id"]);
        let ledger_id = text(&api.get(&here.ledger).await.expect(200).json()["id"]);
        // By the ledger's id as well as by its name.
        tenant.get(&format!("/v1/ledgers/{ledger_id}")).await.expect_problem(404, "not_found");
        tenant
            .get(&format!("/v1/ledgers/{ledger_id}/transfers/{}", here.transfer))
            .await
            .expect_problem(404, "not_found");
        // Through a ledger that is one's own.
        let own = &there.ledger;
        let reads = [
            format!("transfers/{}", here.transfer),
            format!("accounts/{account}"),
            format!("accounts/{account}/balance"),
            format!("accounts/{account}/postings"),
        ];
        for read in reads {
            tenant.get(&format!("{own}/{read}")).await.expect_problem(404, "not_found");
        }
        tenant
            .patch(&format!("{own}/accounts/{account}"), &json!({"status": "frozen"}))
            .await
            .expect_problem(404, "not_found");
        let listed = tenant.get(&format!("{own}/transfers?account={account}")).await.expect(200).json();
        assert!(rows(&listed).is_empty());
        let problem = tenant.transfer(own, "assets:bank", &account, "1").await.expect_problem(422, "account_not_found");
        assert_eq!(problem["posting"], 1);
        // Not there and not to be seen read the same.
        let foreign = tenant.get(&format!("{}/accounts", here.ledger)).await.expect_problem(404, "not_found");
        let missing = tenant.get("/v1/ledgers/nowhere/accounts").await.expect_problem(404, "not_found");
        assert_eq!(foreign["detail"], missing["detail"]);
        // A scope is judged before the ledger, so that neither tells of it.
        let reader = api.with_key(&app.create_key(&["balances:read"], &["there"]).await);
        for ledger in ["here", "there", "nowhere"] {
            reader.get(&format!("/v1/ledgers/{ledger}/accounts")).await.expect_problem(403, "forbidden");
        }
    });
}

#[test]
fn only_a_live_key_in_one_authorization_header_is_let_in() {
    run(async |app| {
        let api = &app.api;
        let key = app.create_key(&["all"], &[]).await;
        let (body, checksum) = key.split_at(key.len() - 8);
        let (public, secret) = body.rsplit_once('_').expect("tb_<id>_<secret>");
        let flipped = |text: &str| text.chars().map(|c| if c == '0' { '1' } else { '0' }).collect::<String>();
        let mut findings = Findings::default();
        let other = app.create_key(&["all"], &[]).await;
        let (other_body, _) = other.split_at(other.len() - 8);
        // Another key's secret under this key's id, with a checksum that agrees.
        let (_, other_secret) = other_body.rsplit_once('_').expect("tb_<id>_<secret>");
        let forged = format!("{public}_{other_secret}");
        let forged = format!("{forged}{}", hex::encode(&<sha2::Sha256 as sha2::Digest>::digest(&forged)[..4]));
        let wrong = [
            forged,
            format!("{public}_{}{checksum}", flipped(secret)),
            format!("{body}{}", flipped(checksum)),
            body.to_owned(),
            format!("{key}0"),
            key.to_uppercase(),
            key[3..].to_owned(),
            format!("{}_{secret}{checksum}", flipped(public)),
            "tb_".into(),
            "tb__".into(),
            String::new(),
            "x".repeat(4000),
            format!("{key} {key}"),
        ];
        for token in &wrong {
            let answer = api.with_key(token).get("/v1/ledgers").await;
            findings.problem(token, &answer, 401, "unauthenticated", None);
            findings.check(answer.header("www-authenticate") == Some("Bearer"), || format!("{token}: {answer:?}"));
        }
        let send = async |headers: Vec<(&str, String)>| {
            let mut request = api.client.get(format!("{}/v1/ledgers", api.url));
            for (name, value) in headers {
                request = request.header(name, value);
            }
            request.send().await.expect("an answer").status().as_u16()
        };
        for (headers, status) in [
            (vec![], 401),
            (vec![("authorization", key.clone())], 401),
            (vec![("authorization", format!("Basic {key}"))], 401),
            (vec![("authorization", format!("Bearer {key}")), ("authorization", format!("Bearer {key}"))], 401),
            (vec![("x-api-key", key.clone())], 401),
            (vec![("authorization", format!("bearer {key}"))], 200),
            (vec![("authorization", format!("Bearer  {key} "))], 200),
        ] {
            findings.check(send(headers.clone()).await == status, || format!("{status}: {headers:?}"));
        }
        findings.none();
        // An unknown key of the right form.
        let unknown = format!("tb_{:0>16}_{:0>64}", "1", "2");
        let unknown = format!("{unknown}{}", hex::encode(&<sha2::Sha256 as sha2::Digest>::digest(&unknown)[..4]));
        api.with_key(&unknown).get("/v1/ledgers").await.expect_problem(401, "unauthenticated");
        // What is outside /v1 needs none.
        for path in ["/livez", "/readyz", "/openapi.json", "/metrics"] {
            api.with_key("").get(path).await.expect(200);
        }
    });
}

#[test]
fn a_key_ends_by_revocation_within_five_seconds_or_by_its_expiry() {
    run(async |app| {
        let created: Value = serde_json::from_str(
            &keys(app, &["create", "--name", "short", "--scope", "all", "--all-ledgers", "--json"]).await,
        )
        .expect("JSON");
        let (id, key) = (created["id"].as_str().expect("an id"), created["key"].as_str().expect("a key"));
        let api = app.api.with_key(key);
        api.get("/v1/ledgers").await.expect(200);
        let second = app.second_service(tallybook_tests::ServiceOptions::default()).await;
        api.at(&second.url).get("/v1/ledgers").await.expect(200);
        let revoked: Value = serde_json::from_str(&keys(app, &["revoke", id, "--json"]).await).expect("JSON");
        assert_eq!(revoked, json!({"id": id, "revoked": true}));
        let since = std::time::Instant::now();
        for service in [api.clone(), api.at(&second.url)] {
            until("the key is dead", async || service.get("/v1/ledgers").await.status == 401).await;
        }
        assert!(since.elapsed() < std::time::Duration::from_secs(5), "{:?}", since.elapsed());
        // For good.
        api.get("/v1/ledgers").await.expect_problem(401, "unauthenticated");

        let ending = async |expires_at: &str| {
            let created = keys(
                app,
                &[
                    "create",
                    "--name",
                    "ending",
                    "--scope",
                    "ledgers:read",
                    "--all-ledgers",
                    "--expires-at",
                    expires_at,
                    "--json",
                ],
            )
            .await;
            let created: Value = serde_json::from_str(&created).expect("JSON");
            app.api.with_key(created["key"].as_str().expect("a key"))
        };
        ending("2020-01-01T00:00:00Z").await.get("/v1/ledgers").await.expect_problem(401, "unauthenticated");
        let made = app.api.post("/v1/ledgers", &json!({"name": "clock"})).await.expect(201).json();
        let soon = ending(&crate::support::moved(&made["created_at"], 1_500_000)).await;
        soon.get("/v1/ledgers").await.expect(200);
        until("the key has expired", async || soon.get("/v1/ledgers").await.status == 401).await;
        ending("2199-01-01T00:00:00Z").await.get("/v1/ledgers").await.expect(200);
    });
}

#[test]
fn secrets_are_shown_once_and_kept_nowhere() {
    run(async |app| {
        app.api.ledger("demo").await;
        let key = app.create_key(&["transfers:write", "balances:read"], &["demo"]).await;
        app.api.with_key(&key).get("/v1/ledgers/demo/balances").await.expect(200);
        let body = simple("a", "b", "1");
        app.api.with_key(&key).post_keyed("/v1/ledgers/demo/transfers", "planted-canary-key", &body).await.expect(422);
        app.api.with_key(&key).get("/v1/ledgers").await.expect_problem(403, "forbidden");
        let listed = keys(app, &["list", "--json"]).await;
        let rows: Vec<Value> = serde_json::from_str(&listed).expect("JSON");
        assert_eq!(rows.len(), 2);
        let public = key.split('_').nth(1).expect("tb_<id>_<secret>");
        let row = rows.iter().find(|row| row["id"] == public).expect("the key is listed");
        assert_eq!(
            (&row["scopes"], &row["all_ledgers"], &row["revoked_at"]),
            (&json!(["transfers:write", "balances:read"]), &json!(false), &json!(null))
        );
        let plain = keys(app, &["list"]).await;
        // Neither the tokens, nor their secrets, nor the digests that are stored.
        let mut conn = app.database.connect().await;
        let digests: Vec<String> = sqlx::query_scalar("select encode(secret_sha256, 'hex') from api_keys")
            .fetch_all(&mut conn)
            .await
            .expect("the keys can be read");
        let stored: Vec<String> = sqlx::query_scalar("select row(k.*)::text from api_keys k")
            .fetch_all(&mut conn)
            .await
            .expect("the keys can be read");
        let log = app.service.logged();
        for token in [&key, &app.key] {
            let secret = &token[token.len() - 72..token.len() - 8];
            for (place, text) in
                [("list --json", &listed), ("list", &plain), ("the log", &log), ("the database", &stored.join("\n"))]
            {
                assert!(!text.contains(secret), "{place} shows a secret");
            }
        }
        for digest in digests {
            assert!(!listed.contains(&digest) && !plain.contains(&digest));
        }
        assert!(!log.contains("planted-canary-key"), "the log shows an idempotency key");
        // Revoking what is not there says so.
        let output = Command::new(binary())
            .args(["keys", "revoke", &Uuid::new_v4().simple().to_string()])
            .env("DATABASE_URL", &app.database.service_url)
            .output()
            .await;
        assert!(!output.expect("the binary runs").status.success());
    });
}
