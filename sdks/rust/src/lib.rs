#![doc = include_str!("../README.md")]

mod call;
mod client;
mod error;
pub mod models;
mod open_enum;
pub mod operations;
mod pages;
mod parameter;
mod retry;
mod transport;
mod wire;

pub use call::{Answer, Call, Operation};
pub use client::{Builder, LedgerClient, Tallybook};
pub use error::{Cause, Error};
pub(crate) use open_enum::open_enum;
pub use pages::Page;
pub use parameter::Parameter;
