//! The list of holds: by status, by account, in pages.

use serde_json::{Value, json};
use tallybook_tests::{Api, run, until};

use crate::support::{
    Findings, act, all_rows, books, funded, hold, path_of, post, rows, simple, state_of, with, without,
};

/// Holds of every status on two accounts, oldest first: their ids, accounts and what became of them.
async fn holds_of_every_status(api: &Api, ledger: &str) -> Vec<(Value, &'static str, &'static str)> {
    let mut made = Vec::new();
    for _ in 0..3 {
        for (debit, end) in
            [("users:1", "open"), ("assets:cash", "open"), ("users:1", "captured"), ("assets:cash", "voided")]
        {
            let body = with(simple(debit, "users:2", "5"), json!({"pending": true, "timeout_seconds": 3600}));
            let held = post(api, ledger, &body).await.expect(201).json();
            match end {
                "captured" => drop(act(api, ledger, &held, "capture", json!({})).await.expect(201)),
                "voided" => drop(act(api, ledger, &held, "void", json!({})).await.expect(201)),
                _ => {}
            }
            made.push((held, debit, end));
        }
    }
    let expiring = hold(api, ledger, "5", json!({"timeout_seconds": 1})).await;
    until("a hold is over", async || state_of(api, ledger, &expiring).await["status"] == "expired").await;
    made.push((expiring, "users:1", "expired"));
    made
}

#[test]
fn holds_are_listed_by_status_and_account_in_pages() {
    run(async |app| {
        let api = &app.api;
        let ledger = funded(api, "demo").await;
        assert_eq!(api.get(&format!("{ledger}/holds")).await.expect(200).json()["data"], json!([]));
        let made = holds_of_every_status(api, &ledger).await;
        let payer = api.get(&format!("{ledger}/accounts/users:1")).await.expect(200).json();
        for status in [None, Some("open"), Some("captured"), Some("voided"), Some("expired")] {
            for account in [None, Some("users:1"), Some("users:2"), Some("assets:cash"), Some("assets:bank")] {
                let expected: Vec<&Value> = made
                    .iter()
                    .filter(|(_, _, end)| status.is_none_or(|status| status == *end))
                    .filter(|(_, debit, _)| account.is_none_or(|account| account == *debit || account == "users:2"))
                    .map(|(held, ..)| &held["id"])
                    .collect();
                let mut query = String::new();
                query.extend(status.map(|status| format!("&status={status}")));
                query.extend(account.map(|account| format!("&account={account}")));
                for limit in [2, 500] {
                    let oldest = all_rows(api, &format!("{ledger}/holds?limit={limit}&order=asc{query}")).await;
                    assert_eq!(oldest.iter().map(|row| &row["id"]).collect::<Vec<_>>(), expected, "{query}");
                    let mut newest = all_rows(api, &format!("{ledger}/holds?limit={limit}{query}")).await;
                    newest.reverse();
                    assert_eq!(newest, oldest, "{query}");
                    for row in oldest {
                        assert!(status.is_none_or(|status| row["hold"]["status"] == status), "{row}");
                        let detail = api.get(&path_of(&ledger, &row)).await.expect(200).json();
                        assert_eq!(without(detail, "revision"), row);
                    }
                }
            }
        }
        // By the account's id too.
        let by = async |name: &str| api.get(&format!("{ledger}/holds?account={name}")).await.expect(200).json();
        assert_eq!(by(payer["id"].as_str().expect("an id")).await, by("users:1").await);
        assert_eq!(by("nobody").await["data"], json!([]));
        // Another ledger's are its own.
        let other = books(api, "other").await;
        assert_eq!(api.get(&format!("{other}/holds")).await.expect(200).json()["data"], json!([]));
    });
}

#[test]
fn a_page_of_open_holds_is_stable_while_others_end_and_begin() {
    run(async |app| {
        let api = &app.api;
        let ledger = funded(api, "demo").await;
        let mut made = Vec::new();
        for _ in 0..4 {
            made.push(hold(api, &ledger, "1", json!({})).await);
        }
        let page = api.get(&format!("{ledger}/holds?status=open&limit=2")).await.expect(200).json();
        assert_eq!(rows(&page).iter().map(|row| &row["id"]).collect::<Vec<_>>(), [&made[3]["id"], &made[2]["id"]]);
        hold(api, &ledger, "1", json!({})).await;
        act(api, &ledger, &made[3], "void", json!({})).await.expect(201);
        act(api, &ledger, &made[1], "capture", json!({})).await.expect(201);
        let cursor = page["next_cursor"].as_str().expect("there is more");
        let next = api.get(&format!("{ledger}/holds?status=open&limit=2&cursor={cursor}")).await.expect(200).json();
        assert_eq!(rows(&next).iter().map(|row| &row["id"]).collect::<Vec<_>>(), [&made[0]["id"]]);
        assert_eq!(next["next_cursor"], json!(null));
        // A cursor is of its list.
        for other in ["status=voided", "status=open&account=users:1", "status=open&order=asc"] {
            let path = format!("{ledger}/holds?{other}&limit=2&cursor={cursor}");
            assert_eq!(api.get(&path).await.expect_problem(400, "invalid_field")["field"], "cursor", "{other}");
        }
    });
}

#[test]
fn what_is_asked_of_the_list_is_checked() {
    run(async |app| {
        let api = &app.api;
        let ledger = funded(api, "demo").await;
        let mut findings = Findings::default();
        for (query, code, field) in [
            ("status=pending", "invalid_field", "status"),
            ("status=", "invalid_field", "status"),
            ("status=Open", "invalid_field", "status"),
            ("account=a::b", "invalid_field", "account"),
            ("limit=0", "invalid_field", "limit"),
            ("limit=501", "invalid_field", "limit"),
            ("path_prefix=users", "unknown_parameter", "path_prefix"),
            ("cursor=x", "invalid_field", "cursor"),
        ] {
            let answer = api.get(&format!("{ledger}/holds?{query}")).await;
            findings.problem(query, &answer, 400, code, Some(field));
        }
        let ahead = api.get(&format!("{ledger}/holds?min_seq=6")).await;
        findings.check(ahead.status == 200, || format!("{ahead:?}"));
        findings.none();
    });
}
