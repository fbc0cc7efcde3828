// Generated from the OpenAPI document; do not edit.
#![allow(unused_imports, reason = "what a model needs depends on its fields")]

use std::collections::BTreeMap;

use bigdecimal::BigDecimal;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::models;

crate::open_enum! {
    /// On which side of its threshold a balance alerts: `crossing` alerts below, and raises an alert on the way back too.
    AlertWhen {
        Below = "below",
        Above = "above",
        Crossing = "crossing",
    }
}
