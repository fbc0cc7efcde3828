//! What documentation needs to know of an operation, as its route says it.

use crate::{
    problem_codes::{Code, Where},
    router::Operation,
    scopes::Scope,
};

/// One operation.
pub struct Facts {
    /// Its operation id, which is its handler's name.
    pub id: String,
    pub path: String,
    /// In lower case.
    pub method: &'static str,
    pub summary: String,
    pub scope: Scope,
}

impl Facts {
    pub fn of(operation: &Operation) -> Facts {
        let (path, item) = operation.routes.1.paths.first_key_value().expect("an operation has a path");
        let (method, described) = [("get", &item.get), ("post", &item.post), ("patch", &item.patch)]
            .into_iter()
            .find_map(|(method, described)| Some((method, described.as_ref()?)))
            .expect("an operation is a GET, POST or PATCH");
        let id = described.operation_id.clone().expect("utoipa names operations after their handlers");
        let summary = described.summary.clone().unwrap_or_default();
        Facts { id, path: path.clone(), method, summary, scope: operation.scope }
    }

    pub fn moves_money(&self) -> bool {
        self.scope == Scope::TransfersWrite && self.method == "post" && !self.only_tries()
    }

    /// Whether it changes nothing, though it is a POST.
    pub fn only_tries(&self) -> bool {
        self.id == "post_simulate"
    }

    pub fn reads_balances(&self) -> bool {
        matches!(self.id.as_str(), "get_account_balance" | "get_balances" | "get_events" | "get_monitor_accounts")
    }

    pub fn has_revision(&self) -> bool {
        matches!(self.id.as_str(), "post_account" | "get_account" | "patch_account" | "get_transfer" | "patch_transfer")
    }

    pub fn can_answer(&self, code: Code) -> bool {
        let in_ledger = self.path.contains('{');
        match (code, code.occurs()) {
            // The operation is found; what its path names may not be.
            (Code::NotFound, _) => in_ledger,
            (Code::MethodNotAllowed, _) => false,
            (_, Where::Everywhere | Where::V1) => true,
            (_, Where::Bodies | Where::Writes) => self.method != "get",
            (_, Where::Posts) => self.method == "post" && !self.only_tries(),
            (_, Where::MoneyMoving) => self.moves_money(),
            (_, Where::SeqReads) => self.method == "get" && in_ledger,
            (_, Where::Named(ids)) => ids.contains(&self.id.as_str()),
        }
    }
}
