//! Where over HTTP things are found, below the API's root. Stored with answers, so written here once.

use ledger::{AccountPath, AssetCode, LedgerName};
use uuid::Uuid;

pub fn ledger(ledger: &LedgerName) -> String {
    format!("/v1/ledgers/{ledger}")
}

pub fn asset(ledger: &LedgerName, code: &AssetCode) -> String {
    format!("/v1/ledgers/{ledger}/assets/{code}")
}

pub fn account(ledger: &LedgerName, path: &AccountPath) -> String {
    format!("/v1/ledgers/{ledger}/accounts/{path}")
}

pub fn transfer(ledger: &LedgerName, id: Uuid) -> String {
    format!("/v1/ledgers/{ledger}/transfers/{id}")
}

pub fn proposal(ledger: &LedgerName, id: Uuid) -> String {
    format!("/v1/ledgers/{ledger}/proposals/{id}")
}

pub fn limit(ledger: &LedgerName, name: &str) -> String {
    format!("/v1/ledgers/{ledger}/limits/{name}")
}

pub fn monitor(ledger: &LedgerName, name: &str) -> String {
    format!("/v1/ledgers/{ledger}/monitors/{name}")
}

pub fn webhook_endpoint(ledger: &LedgerName, id: Uuid) -> String {
    format!("/v1/ledgers/{ledger}/webhook_endpoints/{id}")
}
