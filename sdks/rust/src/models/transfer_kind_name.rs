// Generated from the OpenAPI document; do not edit.
#![allow(unused_imports, reason = "what a model needs depends on its fields")]

use std::collections::BTreeMap;

use bigdecimal::BigDecimal;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::models;

crate::open_enum! {
    /// What a transfer does.
    TransferKind {
        Transfer = "transfer",
        Hold = "hold",
        Capture = "capture",
        Void = "void",
        Increment = "increment",
        Extension = "extension",
        Expiry = "expiry",
        Reversal = "reversal",
    }
}
