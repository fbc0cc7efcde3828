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
        let (method, described) =
            [("get", &item.get), ("post", &item.post), ("patch", &item.patch), ("delete", &item.delete)]
                .into_iter()
                .find_map(|(method, described)| Some((method, described.as_ref()?)))
                .expect("an operation is a GET, POST, PATCH or DELETE");
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

    /// Whether it is about settings, which are not part of the order and take no `seq`.
    pub fn is_setting(&self) -> bool {
        matches!(self.scope, Scope::WebhooksRead | Scope::WebhooksWrite)
    }

    /// Whether the answer is frozen under an idempotency key.
    pub fn takes_key(&self) -> bool {
        self.method == "post" && !self.only_tries() && !self.is_setting()
    }

    pub fn reads_balances(&self) -> bool {
        matches!(self.id.as_str(), "get_account_balance" | "get_balances" | "get_events" | "get_monitor_accounts")
    }

    pub fn has_revision(&self) -> bool {
        matches!(
            self.id.as_str(),
            "post_account"
                | "get_account"
                | "patch_account"
                | "get_transfer"
                | "patch_transfer"
                | "post_webhook_endpoint"
                | "get_webhook_endpoint"
                | "patch_webhook_endpoint"
                | "post_rotate_secret"
        )
    }

    pub fn can_answer(&self, code: Code) -> bool {
        let in_ledger = self.path.contains('{');
        match (code, code.occurs()) {
            // The operation is found; what its path names may not be.
            (Code::NotFound, _) => in_ledger,
            (Code::MethodNotAllowed, _) => false,
            (_, Where::Everywhere | Where::V1) => true,
            (_, Where::Bodies) => matches!(self.method, "post" | "patch"),
            (_, Where::Writes) => self.method != "get" && !self.is_setting(),
            (_, Where::Posts) => self.takes_key(),
            (_, Where::MoneyMoving) => self.moves_money(),
            (_, Where::SeqReads) => self.method == "get" && in_ledger,
            (_, Where::Named(ids)) => ids.contains(&self.id.as_str()),
        }
    }
}
