// Generated from the OpenAPI document; do not edit.
//! The operations: a resource a tag, a type an operation, and what each may be told besides its body.

mod accounts_api;
mod approvals_api;
mod assets_api;
mod balances_api;
mod events_api;
mod holds_api;
mod ledgers_api;
mod limits_api;
mod monitors_api;
mod transfers_api;
mod webhooks_api;

pub use accounts_api::*;
pub use approvals_api::*;
pub use assets_api::*;
pub use balances_api::*;
pub use events_api::*;
pub use holds_api::*;
pub use ledgers_api::*;
pub use limits_api::*;
pub use monitors_api::*;
pub use transfers_api::*;
pub use webhooks_api::*;
