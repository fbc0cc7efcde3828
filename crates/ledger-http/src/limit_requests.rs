//! What requests say of limits.

use ledger::{
    AssetCode, Calendar, LedgerName, LimitTerms, NewLimit, OnExceed, PathPrefix, Side, SignedDecimal, Window,
};
use ledger_pg::objects;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    problem::Problem,
    wire::{Parsed, Whole, from_choice},
};

/// Up to a year of seconds.
type Seconds = Whole<1, 31_536_000>;
pub type Count = Whole<0, { i32::MAX as i64 }>;

/// Whose transfers count together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Per {
    Account,
    Prefix,
}

from_choice!(Per, Per::Account => "account", Per::Prefix => "prefix");
from_choice!(OnExceed, OnExceed::Reject => "reject", OnExceed::Flag => "flag");
from_choice!(
    Calendar,
    Calendar::Day => "day",
    Calendar::Week => "week",
    Calendar::Month => "month",
    Calendar::Year => "year"
);

/// A stretch of time that ends now: one of the two.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WindowRequest {
    /// The present day, week (from Monday), month or year in the ledger's time zone.
    #[schema(value_type = Option<objects::CalendarName>)]
    calendar: Option<Parsed<Calendar>>,
    /// The last so many seconds: at most a year.
    #[schema(value_type = Option<i64>, minimum = 1, maximum = 31_536_000, example = 3600)]
    seconds: Option<Seconds>,
}

impl WindowRequest {
    fn check(self) -> Result<Window, Problem> {
        match (self.calendar, self.seconds) {
            (Some(calendar), None) => Ok(Window::Calendar(calendar.0)),
            (None, Some(seconds)) => Ok(Window::Sliding(u32::try_from(seconds.0).expect("a year of seconds fits"))),
            (Some(_), Some(_)) | (None, None) => {
                Err(Problem::invalid_field("/window", "must have either calendar or seconds"))
            }
        }
    }
}

/// A limit to set: `max_sum`, `max_count`, or both.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "name": "daily-withdrawals", "path_prefix": "users", "per": "account", "asset": "USD", "direction": "debit",
    "window": {"calendar": "day"}, "max_sum": "1000.00",
}))]
pub struct PostLimitRequest {
    /// Unique in the ledger, for good; `[a-z0-9][a-z0-9_-]{0,62}`.
    #[schema(value_type = String, pattern = "^[a-z0-9][a-z0-9_-]{0,62}$", example = "daily-withdrawals")]
    name: Parsed<LedgerName>,
    /// The account of this path and all below it.
    #[schema(value_type = String, example = "users")]
    path_prefix: Parsed<PathPrefix>,
    #[schema(value_type = objects::LimitPerName)]
    per: Parsed<Per>,
    /// Only postings in this asset count.
    #[schema(value_type = String, example = "USD")]
    asset: Parsed<AssetCode>,
    /// Only postings on this side count.
    #[schema(value_type = objects::SideName)]
    direction: Parsed<Side>,
    window: WindowRequest,
    /// The most that may be moved in a window, in major units.
    #[schema(value_type = Option<String>, pattern = r"^(0|[1-9][0-9]*)(\.[0-9]+)?$", example = "1000.00")]
    max_sum: Option<Parsed<SignedDecimal>>,
    /// The most transfers and holds in a window.
    #[schema(value_type = Option<i64>, minimum = 0, maximum = 2_147_483_647, example = 10)]
    max_count: Option<Count>,
    /// `reject` unless given.
    #[schema(value_type = Option<objects::OnExceedName>)]
    on_exceed: Option<Parsed<OnExceed>>,
    /// Whether it is in force; true unless given.
    active: Option<bool>,
}

impl PostLimitRequest {
    /// Judges what concerns several fields.
    ///
    /// # Errors
    /// `invalid_field`.
    pub fn check(self) -> Result<NewLimit, Problem> {
        let max_sum = self.max_sum.map(|sum| not_negative(sum.0)).transpose()?;
        if max_sum.is_none() && self.max_count.is_none() {
            return Err(Problem::invalid_field("/max_sum", "is required, unless max_count is given"));
        }
        Ok(NewLimit {
            name: self.name.0.as_str().to_owned(),
            path_prefix: self.path_prefix.0,
            together: self.per.0 == Per::Prefix,
            asset: self.asset.0,
            direction: self.direction.0,
            window: self.window.check()?,
            terms: LimitTerms {
                max_sum,
                max_count: self.max_count.map(count),
                on_exceed: self.on_exceed.map_or(OnExceed::Reject, |on_exceed| on_exceed.0),
                active: self.active.unwrap_or(true),
            },
        })
    }
}

/// # Errors
/// `invalid_field` below zero.
pub fn not_negative(sum: SignedDecimal) -> Result<SignedDecimal, Problem> {
    if sum.to_string().starts_with('-') {
        return Err(Problem::invalid_field("/max_sum", "must not be negative"));
    }
    Ok(sum)
}

pub fn count(count: Count) -> u32 {
    u32::try_from(count.0).expect("within its bounds")
}
