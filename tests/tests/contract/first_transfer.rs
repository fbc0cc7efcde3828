//! The shortest way through: a ledger, two accounts, a transfer, its replay, a balance.

use serde_json::json;
use tallybook_tests::run;

#[test]
fn a_transfer_moves_both_balances_and_replays_byte_for_byte() {
    run(async |app| {
        let ledger = app.api.ledger("demo").await;
        app.api.account(&ledger, "assets:bank", "asset", "USD", json!({})).await;
        app.api.account(&ledger, "users:42", "liability", "USD", json!({})).await;
        let body = json!({"debit_account": "assets:bank", "credit_account": "users:42", "amount": "12.34"});
        let first = app.api.post_keyed(&format!("{ledger}/transfers"), "k", &body).await.expect(201);
        let again = app.api.post_keyed(&format!("{ledger}/transfers"), "k", &body).await.expect(201);
        assert_eq!(first.body, again.body);
        assert_eq!(again.header("idempotent-replayed"), Some("true"));
        let balance = app.api.balance(&ledger, "users:42", "").await;
        assert_eq!(balance["balance"]["available"], "12.34");
    });
}
