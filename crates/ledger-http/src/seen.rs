//! Read-your-writes: the query of reads that take nothing else.

use serde::Deserialize;
use utoipa::IntoParams;

use crate::lists::Seq;

#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SeenAt {
    /// Wait until the ledger has reached this `seq`, such as a write's `Tallybook-Seq`.
    #[param(value_type = i64, required = false, minimum = 0)]
    pub min_seq: Option<Seq>,
}
