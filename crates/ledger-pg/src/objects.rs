//! The public objects: what events carry, what the hash chain covers and what the API answers.
//!
//! They live here and not with the routes because they are a stored format: an event's hash is
//! taken over its object in the canonical form of RFC 8785, for ever. Serialised by `serde_json`,
//! these structs *are* in that form: fields are declared in alphabetical order, every value is a
//! string, an integer below 2^53, an object or an array, and [`StringMap`] sorts by UTF-16 as the
//! RFC wants. A test holds them against an independent implementation.

use ledger::{DECIMAL_BYTES, Metadata, Minor, Side};
use serde::{Serialize, Serializer, ser::SerializeMap as _};
use utoipa::ToSchema;
use uuid::Uuid;

/// The version of these shapes, which events carry as `"schema"`.
pub const SCHEMA: u8 = 1;

/// String to string, in the key order of RFC 8785.
#[derive(Clone, Debug, Default, PartialEq, Eq, ToSchema)]
#[schema(value_type = std::collections::HashMap<String, String>, example = json!({"order": "42"}))]
pub struct StringMap(pub Metadata);

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

/// An account's limits; absent means unbounded.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Policy {
    /// Bounds (posted and held normal side) − posted other side from above.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_balance: Option<String>,
    /// Bounds `available` from below.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "0.00")]
    pub min_balance: Option<String>,
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
    #[schema(example = "users:42")]
    pub account: String,
    pub account_id: Uuid,
    /// Dense per account, from 1.
    pub account_version: i64,
    #[schema(value_type = String, example = "12.34")]
    pub amount: Decimal,
    #[schema(example = "USD")]
    pub asset: String,
    pub balance: Balance,
    #[schema(value_type = SideName)]
    pub direction: &'static str,
}

/// A transfer: one balanced set of postings, immutable.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Transfer {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// When it counts for the books.
    pub effective_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "order-42")]
    pub external_id: Option<String>,
    pub id: Uuid,
    #[schema(value_type = TransferKindName)]
    pub kind: &'static str,
    #[schema(example = "demo")]
    pub ledger: String,
    pub metadata: StringMap,
    pub postings: Vec<Posting>,
    /// When the ledger learned it; never runs backwards along `seq`.
    pub recorded_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(ignore)]
    pub schema: Option<u8>,
    #[schema(example = 17)]
    pub seq: i64,
    #[schema(value_type = TransferStatusName)]
    pub status: &'static str,
}

/// What a transfer does.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum TransferKindName {
    Transfer,
}

/// Where a transfer stands.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum TransferStatusName {
    Posted,
}

/// Serialises one of the objects above: canonical JSON, byte for byte the same every time.
pub fn to_json(object: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(object).expect("the objects hold only strings, integers and string keys")
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
