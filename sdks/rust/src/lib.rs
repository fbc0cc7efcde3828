#![doc = include_str!("../README.md")]

mod call;
mod client;
mod error;
mod events;
pub mod models;
mod nullable;
mod open_enum;
pub mod operations;
mod pages;
mod parameter;
mod retry;
mod transport;
mod webhooks;
mod wire;

pub use call::{Answer, Call, Operation};
pub use client::{Builder, LedgerClient, Tallybook};
pub use error::{Cause, Error};
pub use events::{AccountVersions, EventFilter};
pub(crate) use open_enum::open_enum;
pub use pages::Page;
pub use parameter::Parameter;
pub use reqwest::header::HeaderMap;
pub use webhooks::{Announcement, WebhookError, WebhookEvent, verify_webhook};
