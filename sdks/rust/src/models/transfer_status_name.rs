// Generated from the OpenAPI document; do not edit.
#![allow(unused_imports, reason = "what a model needs depends on its fields")]

use std::collections::BTreeMap;

use bigdecimal::BigDecimal;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::models;

crate::open_enum! {
    /// What a transfer did when it was made: moved what is posted, what is held, or released what was held. It never changes; what became of a hold is in its `hold`.
    TransferStatus {
        Posted = "posted",
        Pending = "pending",
        Voided = "voided",
        Expired = "expired",
    }
}
