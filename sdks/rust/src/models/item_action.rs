// Generated from the OpenAPI document; do not edit.
#![allow(unused_imports, reason = "what a model needs depends on its fields")]

use std::collections::BTreeMap;

use bigdecimal::BigDecimal;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::models;

crate::open_enum! {
    /// What an item does: posts a transfer or a hold, or acts on one.
    ItemAction {
        Post = "post",
        Capture = "capture",
        Void = "void",
        Increment = "increment",
        Extend = "extend",
        Reverse = "reverse",
    }
}
