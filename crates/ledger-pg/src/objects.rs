//! The public objects: what events carry, what the hash chain covers and what the API answers.
//!
//! They live here and not with the routes because they are a stored format: an event's hash is
//! taken over its object in the canonical form of RFC 8785, for ever. Serialised by `serde_json`,
//! these structs *are* in that form: fields are declared in alphabetical order, every value is a
//! string, an integer below 2^53, an object or an array, and [`StringMap`] sorts by UTF-16 as the
//! RFC wants. A test holds them against an independent implementation.

use std::sync::Arc;

use ledger::{DECIMAL_BYTES, Metadata, Minor, Side};
use serde::{Deserialize, Serialize, Serializer, ser::SerializeMap as _};
use utoipa::ToSchema;
use uuid::Uuid;

/// The version of these shapes, which events carry as `"schema"`.
pub const SCHEMA: u8 = 1;

/// String to string, in the key order of RFC 8785.
#[derive(Clone, Debug, Default, PartialEq, Eq, ToSchema)]
#[schema(value_type = std::collections::HashMap<String, String>, example = json!({"order": "42"}))]
pub struct StringMap(pub Metadata);

impl<'de> Deserialize<'de> for StringMap {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Metadata::deserialize(deserializer).map(StringMap)
    }
}

impl Serialize for StringMap {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // Byte order and UTF-16 order differ only where a key leaves the basic plane.
        let mut entries: Vec<(&String, &String)> = self.0.iter().collect();
        if entries.iter().any(|(key, _)| !key.is_ascii()) {
            entries.sort_by(|(a, _), (b, _)| a.encode_utf16().cmp(b.encode_utf16()));
        }
        let mut map = serializer.serialize_map(Some(entries.len()))?;
        for (key, value) in entries {
            map.serialize_entry(key, value)?;
        }
        map.end()
    }
}

/// An amount of minor units at a scale; a decimal string outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decimal {
    pub minor: Minor,
    pub scale: u8,
}

impl std::fmt::Display for Decimal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.minor.write_decimal(self.scale, &mut [0; DECIMAL_BYTES]))
    }
}

impl Serialize for Decimal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.minor.write_decimal(self.scale, &mut [0; DECIMAL_BYTES]))
    }
}

/// Running totals: debits, credits, and the amount on the account's normal side.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct BalanceSides {
    /// Normal side − other side; negative where the other side is larger.
    #[schema(value_type = String, example = "112.34")]
    pub amount: Decimal,
    #[schema(value_type = String, example = "100.00")]
    pub credits: Decimal,
    #[schema(value_type = String, example = "212.34")]
    pub debits: Decimal,
}

/// A balance. `posted` is final; `pending` counts posted and held together; `available` is what
/// may still leave: the posted normal side − the other side posted and held.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Balance {
    #[schema(value_type = String, example = "112.34")]
    pub available: Decimal,
    pub pending: BalanceSides,
    pub posted: BalanceSides,
}

impl Balance {
    pub fn new(balance: &ledger::Balance, normal: Side, scale: u8) -> Balance {
        let print = |minor: Minor| Decimal { minor, scale };
        let sides = |sides: &ledger::Sides| BalanceSides {
            amount: print(sides.amount(normal)),
            credits: print(sides.credits),
            debits: print(sides.debits),
        };
        Balance {
            available: print(balance.available(normal)),
            pending: sides(&balance.pending()),
            posted: sides(&balance.posted),
        }
    }
}

/// A ledger: an isolated book with its own accounts, assets, order and keys.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Ledger {
    #[schema(example = "2026-04-02T09:15:00.123456Z")]
    pub created_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    pub id: Uuid,
    /// The number of the ledger's last change; absent in its event.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = 17)]
    pub last_seq: Option<i64>,
    pub metadata: StringMap,
    #[schema(example = "demo")]
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(ignore)]
    pub schema: Option<u8>,
    /// An IANA time zone: the day boundaries of dates given without a time.
    #[schema(example = "UTC")]
    pub time_zone: String,
}

/// An asset: a currency or token with a fixed scale.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Asset {
    /// Whether ISO 4217 defines it, so that it needs no registration.
    pub built_in: bool,
    #[schema(example = "USD")]
    pub code: String,
    /// When it was registered; absent for a built-in one that was not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Decimals of its amounts, 0 to 28.
    #[schema(example = 2)]
    pub scale: u8,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(ignore)]
    pub schema: Option<u8>,
}

/// An account's limits and rules; absent means unbounded, or no such rule.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct Policy {
    /// The accounts that may stand opposite in a transfer, by path prefix.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub allowed_counterparties: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub approval: Option<ApprovalPolicy>,
    /// Refuses postings on the credit side.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[schema(required = false)]
    pub freeze_credits: bool,
    /// Refuses postings on the debit side.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[schema(required = false)]
    pub freeze_debits: bool,
    /// The most that one transfer or hold may move on a side of the account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_amount: Option<String>,
    /// Bounds (posted and held normal side) − posted other side from above.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_balance: Option<String>,
    /// Bounds `pending.amount` from above.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_pending: Option<String>,
    /// Bounds `posted.amount` from above.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_posted: Option<String>,
    /// Bounds `available` from below.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "0.00")]
    pub min_balance: Option<String>,
    /// Bounds `pending.amount` from below.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_pending: Option<String>,
    /// Bounds `posted.amount` from below.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_posted: Option<String>,
    /// How much more than was held on the account may be captured, in percent of what was held.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "15.00")]
    pub over_capture_percent: Option<String>,
    /// Keys that the metadata of a transfer or hold on the account must have.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub required_metadata: Vec<String>,
}

/// Which transfers on an account a second key must approve.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct ApprovalPolicy {
    /// Above this amount on a side of the account.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "10000.00")]
    pub above: Option<String>,
    /// Effective before they are recorded.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[schema(required = false)]
    pub back_dated: bool,
    /// Said by their client to be made by hand.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[schema(required = false)]
    pub manual: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[schema(required = false)]
    pub reversals: bool,
}

/// A limit on what moves within a window of time on one side of accounts below a path.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Limit {
    /// Whether it is in force; it counts only while it is.
    pub active: bool,
    #[schema(example = "USD")]
    pub asset: String,
    pub created_at: String,
    #[schema(value_type = SideName)]
    pub direction: &'static str,
    /// The most transfers in a window.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = 10)]
    pub max_count: Option<u32>,
    /// The most that they may move in a window, in all.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "1000.00")]
    pub max_sum: Option<String>,
    #[schema(example = "daily-withdrawals")]
    pub name: String,
    /// `reject`, or `flag`: the transfer is accepted and carries the limit's name in `flags`.
    #[schema(value_type = OnExceedName)]
    pub on_exceed: &'static str,
    #[schema(example = "users")]
    pub path_prefix: String,
    /// `account`: each account below the prefix counts for itself; `prefix`: all count together.
    #[schema(value_type = LimitPerName)]
    pub per: &'static str,
    /// Counts changes, from 1.
    pub revision: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(ignore)]
    pub schema: Option<u8>,
    pub updated_at: String,
    pub window: LimitWindow,
}

/// A stretch of time that ends now: the present day, week, month or year in the ledger's time zone, or the last so
/// many seconds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct LimitWindow {
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<CalendarName>)]
    pub calendar: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = 3600)]
    pub seconds: Option<u32>,
}

/// What happens to a transfer beyond a limit.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum OnExceedName {
    Reject,
    Flag,
}

/// What a limit counts for.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum LimitPerName {
    Account,
    Prefix,
}

/// A stretch of the calendar.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum CalendarName {
    Day,
    Week,
    Month,
    Year,
}

/// A condition on a balance of the account of a path and of all below it, each by itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Monitor {
    /// Whether it raises alerts.
    pub active: bool,
    #[schema(example = "USD")]
    pub asset: String,
    #[schema(value_type = BalanceKindName)]
    pub balance: &'static str,
    pub created_at: String,
    #[schema(example = "low-funds")]
    pub name: String,
    #[schema(example = "users")]
    pub path_prefix: String,
    /// Counts changes, from 1.
    pub revision: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(ignore)]
    pub schema: Option<u8>,
    #[schema(value_type = String, example = "100.00")]
    pub threshold: Decimal,
    pub updated_at: String,
    #[schema(value_type = AlertWhenName)]
    pub when: &'static str,
}

/// That a transfer took a balance across a monitor's threshold: what a `balance.alert` event carries.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct BalanceAlert {
    pub account: String,
    pub account_id: Uuid,
    /// The account's, after the transfer.
    pub account_version: i64,
    /// The balance that is watched, after the transfer.
    #[schema(value_type = String, example = "80.00")]
    pub amount: Decimal,
    pub asset: String,
    #[schema(value_type = BalanceKindName)]
    pub balance: &'static str,
    /// The balance that is watched, before the transfer.
    #[schema(value_type = String, format = "decimal", example = "120.00")]
    pub before: Decimal,
    /// `down` or `up`.
    pub crossed: &'static str,
    /// The monitor's name.
    pub monitor: String,
    pub recorded_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(ignore)]
    pub schema: Option<u8>,
    /// The monitor's, at the time.
    #[schema(value_type = String, example = "100.00")]
    pub threshold: Decimal,
    pub transfer_id: Uuid,
    pub transfer_seq: i64,
    #[schema(value_type = AlertWhenName)]
    pub when: &'static str,
}

/// One of a balance's amounts: what may still leave, what is posted, or what is posted and held together.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum BalanceKindName {
    Available,
    Posted,
    Pending,
}

/// On which side of its threshold a balance alerts: `crossing` alerts below, and raises an alert on the way back
/// too.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum AlertWhenName {
    Below,
    Above,
    Crossing,
}

/// An account: holds one asset and has a unique path.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Account {
    /// Counts the account's postings.
    pub account_version: i64,
    #[schema(example = "USD")]
    pub asset: String,
    pub created_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    pub id: Uuid,
    pub metadata: StringMap,
    /// `debit` or `credit`: the side that raises the account.
    #[schema(value_type = SideName)]
    pub normal_side: &'static str,
    #[schema(example = "users:42:wallet")]
    pub path: String,
    pub policy: Policy,
    /// Counts changes of the account's attributes, from 1; also its `ETag`.
    pub revision: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(ignore)]
    pub schema: Option<u8>,
    #[schema(value_type = AccountStatusName)]
    pub status: &'static str,
    #[serde(rename = "type")]
    #[schema(value_type = AccountTypeName)]
    pub account_type: &'static str,
    pub updated_at: String,
}

/// `debit` or `credit`.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum SideName {
    Debit,
    Credit,
}

/// An account's status.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum AccountStatusName {
    Open,
    Frozen,
    Closed,
}

/// An account's type.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum AccountTypeName {
    Asset,
    Liability,
    Equity,
    Income,
    Expense,
}

/// One leg of a transfer, with the account's balance after it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Posting {
    #[schema(value_type = String, example = "users:42")]
    pub account: Arc<str>,
    pub account_id: Uuid,
    /// Dense per account, from 1.
    pub account_version: i64,
    #[schema(value_type = String, example = "12.34")]
    pub amount: Decimal,
    #[schema(value_type = String, example = "USD")]
    pub asset: Arc<str>,
    pub balance: Balance,
    #[schema(value_type = SideName)]
    pub direction: &'static str,
    /// In a capture: how much less is held after it; what is not captured is released by the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, example = "20.00")]
    pub released: Option<Decimal>,
}

/// A transfer: one balanced set of postings, immutable.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Transfer {
    /// Who proposed it and who agreed, where a policy asked for a second person.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub approval: Option<Approval>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// When it counts for the books.
    pub effective_at: String,
    /// Of a hold or an extension: when the hold ends by itself; absent if it does not.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "2026-04-09T09:15:00.000000Z")]
    pub expires_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "order-42")]
    pub external_id: Option<String>,
    /// Limits that it went beyond and that only flag.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub flags: Vec<String>,
    /// The hold that it captures, voids, increments, extends or ends.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hold_id: Option<Uuid>,
    pub id: Uuid,
    #[schema(value_type = TransferKindName)]
    pub kind: &'static str,
    #[schema(value_type = String, example = "demo")]
    pub ledger: Arc<str>,
    /// Present and true if its client said that it was made by hand.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[schema(required = false)]
    pub manual: bool,
    pub metadata: StringMap,
    pub postings: Vec<Posting>,
    /// When the ledger learned it; never runs backwards along `seq`.
    pub recorded_at: String,
    /// The transfer that it reverses.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reverses_id: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(ignore)]
    pub schema: Option<u8>,
    #[schema(example = 17)]
    pub seq: i64,
    #[schema(value_type = TransferStatusName)]
    pub status: &'static str,
}

/// That a second person agreed to a transfer. People are the public ids of their API keys.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Approval {
    pub approved_by: String,
    /// The `seq` of the proposal.
    pub proposal_seq: i64,
    pub proposed_by: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// A transfer that waits for a second person, or waited; once approved it is a transfer of the same id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Proposal {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decided_at: Option<String>,
    /// The public id of the API key that decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decided_by: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// When it was to be effective; absent: when it is approved.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub effective_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
    pub id: Uuid,
    #[schema(value_type = TransferKindName)]
    pub kind: String,
    #[schema(value_type = String, example = "demo")]
    pub ledger: Arc<str>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[schema(required = false)]
    pub manual: bool,
    pub metadata: StringMap,
    pub postings: Vec<ProposedPosting>,
    pub proposed_at: String,
    /// The public id of the API key that proposed it.
    pub proposed_by: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The SHA-256 of the request's body, which is what an approval posts.
    #[schema(min_length = 64, max_length = 64)]
    pub request_sha256: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reverses_id: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(ignore)]
    pub schema: Option<u8>,
    pub seq: i64,
    #[schema(value_type = ProposalStatusName)]
    pub status: String,
    /// The rules that ask for a second person.
    pub wanted_by: Vec<ApprovalRule>,
}

/// A posting that was proposed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ProposedPosting {
    #[schema(value_type = String)]
    pub account: Arc<str>,
    #[schema(example = "12.34")]
    pub amount: String,
    #[schema(value_type = String, example = "USD")]
    pub asset: Arc<str>,
    #[schema(value_type = SideName)]
    pub direction: String,
}

/// A rule of an account that asks for a second person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ApprovalRule {
    pub account: String,
    pub posting: usize,
    /// `manual`, `reversals`, `back_dated` or `above`.
    pub rule: String,
}

/// Where a proposal stands.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum ProposalStatusName {
    Proposed,
    Approved,
    Rejected,
}

/// What a transfer does.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum TransferKindName {
    Transfer,
    Hold,
    Capture,
    Void,
    Increment,
    Extension,
    Expiry,
    Reversal,
}

/// What a transfer did when it was made: moved what is posted, what is held, or released what was held.
/// It never changes; what became of a hold is in its `hold`.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum TransferStatusName {
    Posted,
    Pending,
    Voided,
    Expired,
}

/// A transfer as it is now: with its present metadata, what became of it, and what was made of it later.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct TransferDetail {
    #[serde(flatten)]
    pub transfer: Transfer,
    /// Of a hold.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hold: Option<Hold>,
    /// Counts changes of its metadata, from 1; also its `ETag`.
    pub revision: i64,
    /// What of it has been reversed, if anything.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reversed: Option<Reversed>,
}

/// What is said about a transfer, after a change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct TransferMetadata {
    pub id: Uuid,
    pub metadata: StringMap,
    pub revision: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(ignore)]
    pub schema: Option<u8>,
    /// The transfer's own `seq`.
    pub seq: i64,
    pub updated_at: String,
}

/// What became of a hold. The amounts are those of one side; where assets or postings differ,
/// `postings` has them all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Hold {
    /// Held in all, increments included; absent where the hold is in several assets.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, example = "100.00")]
    pub amount: Option<Decimal>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, example = "60.00")]
    pub captured: Option<Decimal>,
    /// The captures, voids, increments, extensions and the expiry that it had, in order; the first 100.
    pub entries: Vec<HoldEntry>,
    /// When it ends, or ended, by itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<String>,
    /// One for each posting of the hold, in its order.
    pub postings: Vec<HoldPosting>,
    /// Still held.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, example = "40.00")]
    pub remaining: Option<Decimal>,
    #[schema(value_type = HoldStatusName)]
    pub status: &'static str,
}

/// Where a hold stands.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum HoldStatusName {
    Open,
    Captured,
    Voided,
    Expired,
}

/// One posting of a hold as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct HoldPosting {
    #[schema(value_type = String)]
    pub account: Arc<str>,
    pub account_id: Uuid,
    #[schema(value_type = String, example = "100.00")]
    pub amount: Decimal,
    #[schema(value_type = String)]
    pub asset: Arc<str>,
    #[schema(value_type = String, example = "60.00")]
    pub captured: Decimal,
    #[schema(value_type = SideName)]
    pub direction: &'static str,
    #[schema(value_type = String, example = "40.00")]
    pub remaining: Decimal,
}

/// A later entry about a hold or a transfer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct HoldEntry {
    pub id: Uuid,
    #[schema(value_type = TransferKindName)]
    pub kind: &'static str,
    pub recorded_at: String,
    pub seq: i64,
}

/// How much of a transfer has been reversed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Reversed {
    /// Whether nothing is left to reverse.
    pub fully: bool,
    /// One for each posting of the transfer, in its order.
    pub postings: Vec<ReversedPosting>,
    /// The reversals, in order; the first 100.
    pub reversal_ids: Vec<Uuid>,
}

/// How much of a posting has been reversed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ReversedPosting {
    #[schema(value_type = String)]
    pub account: Arc<str>,
    #[schema(value_type = String, example = "12.34")]
    pub amount: Decimal,
    #[schema(value_type = SideName)]
    pub direction: &'static str,
    #[schema(value_type = String, example = "5.00")]
    pub reversed: Decimal,
}

/// A hold in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct HoldItem {
    #[serde(flatten)]
    pub transfer: Transfer,
    pub hold: Hold,
}

/// Serialises one of the objects above: canonical JSON, byte for byte the same every time.
pub fn to_json(object: &impl Serialize) -> Vec<u8> {
    // What a transfer of two postings takes, so that it is written without growing on the way.
    let mut json = Vec::with_capacity(1024);
    serde_json::to_writer(&mut json, object).expect("the objects hold only strings, integers and string keys");
    json
}

/// The answer's form of an event's transfer: the same bytes without its `schema`, cut out instead of
/// rendered a second time.
pub(crate) fn without_schema(mut transfer: String) -> String {
    // Inside a string its quotes would be escaped, so only the field itself looks like this.
    let field = format!("\"schema\":{SCHEMA},");
    let at = transfer.rfind(&field).expect("an event's object carries its schema");
    transfer.replace_range(at..at + field.len(), "");
    transfer
}

/// As [`to_json`], as text.
pub fn to_string(object: &impl Serialize) -> String {
    String::from_utf8(to_json(object)).expect("JSON is UTF-8")
}
