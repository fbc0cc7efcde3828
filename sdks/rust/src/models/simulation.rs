// Generated from the OpenAPI document; do not edit.
#![allow(unused_imports, reason = "what a model needs depends on its fields")]

use std::collections::BTreeMap;

use bigdecimal::BigDecimal;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::models;

/// What would become of the items of a sequence, in its order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Simulation {
    pub results: Vec<models::SimulatedResult>,
}
