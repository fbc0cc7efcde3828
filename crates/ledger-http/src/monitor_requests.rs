//! What requests say of monitors.

use ledger::{
    AlertWhen, AssetCode, BalanceKind, LedgerName, MonitorChange, MonitorTerms, NewMonitor, PathPrefix, SignedDecimal,
};
use ledger_pg::objects;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    body::RequestBody,
    wire::{Parsed, from_choice, not_null},
};

from_choice!(
    BalanceKind,
    BalanceKind::Available => "available",
    BalanceKind::Posted => "posted",
    BalanceKind::Pending => "pending"
);
from_choice!(
    AlertWhen,
    AlertWhen::Below => "below",
    AlertWhen::Above => "above",
    AlertWhen::Crossing => "crossing"
);

/// A monitor to set.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "name": "low-funds", "path_prefix": "users", "asset": "USD", "balance": "available", "when": "below",
    "threshold": "100.00",
}))]
pub struct PostMonitorRequest {
    /// Unique in the ledger, for good; `[a-z0-9][a-z0-9_-]{0,62}`.
    #[schema(value_type = String, pattern = "^[a-z0-9][a-z0-9_-]{0,62}$", example = "low-funds")]
    name: Parsed<LedgerName>,
    /// The account of this path and all below it, each by itself.
    #[schema(value_type = String, example = "users")]
    path_prefix: Parsed<PathPrefix>,
    /// Only accounts in this asset are watched.
    #[schema(value_type = String, example = "USD")]
    asset: Parsed<AssetCode>,
    /// Which of the balance's amounts is watched.
    #[schema(value_type = objects::BalanceKindName)]
    balance: Parsed<BalanceKind>,
    /// On which side of the threshold it alerts.
    #[schema(value_type = objects::AlertWhenName)]
    when: Parsed<AlertWhen>,
    /// In major units; at the threshold itself nothing alerts.
    #[schema(value_type = String, pattern = r"^-?(0|[1-9][0-9]*)(\.[0-9]+)?$", example = "100.00")]
    threshold: Parsed<SignedDecimal>,
    /// Whether it raises alerts; true unless given.
    active: Option<bool>,
}

impl RequestBody for PostMonitorRequest {}

impl From<PostMonitorRequest> for NewMonitor {
    fn from(request: PostMonitorRequest) -> NewMonitor {
        NewMonitor {
            name: request.name.0.as_str().to_owned(),
            path_prefix: request.path_prefix.0,
            asset: request.asset.0,
            balance: request.balance.0,
            when: request.when.0,
            terms: MonitorTerms { threshold: request.threshold.0, active: request.active.unwrap_or(true) },
        }
    }
}

/// A change of a monitor; what is absent stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"threshold": "250.00"}))]
pub struct PatchMonitorRequest {
    #[serde(default, deserialize_with = "not_null")]
    #[schema(value_type = String, required = false, pattern = r"^-?(0|[1-9][0-9]*)(\.[0-9]+)?$", example = "250.00")]
    threshold: Option<Parsed<SignedDecimal>>,
    /// What happens while it is not in force raises no alert, then or later.
    #[serde(default, deserialize_with = "not_null")]
    #[schema(value_type = bool, required = false)]
    active: Option<bool>,
}

impl RequestBody for PatchMonitorRequest {}

impl From<PatchMonitorRequest> for MonitorChange {
    fn from(request: PatchMonitorRequest) -> MonitorChange {
        MonitorChange { threshold: request.threshold.map(|threshold| threshold.0), active: request.active }
    }
}
