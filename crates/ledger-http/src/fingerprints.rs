//! What a request asked for, as bytes that are equal where the request means the same.
//!
//! Everything is taken from parsed values, so JSON order, white space, trailing zeros and times'
//! offsets do not matter. A field's bytes are empty where it is absent; what varies in length within
//! a field is preceded by its length, so no two values share their bytes.

use ledger::{DecimalAmount, Metadata, NewAccount, NewAsset, NewPosting, NewTransfer, Policy, Side, SignedDecimal};
use ledger_pg::{Fingerprint, NewLedger};

/// A field's canonical bytes.
#[derive(Default)]
struct Field(Vec<u8>);

impl Field {
    fn text(text: &str) -> Vec<u8> {
        Field::default().part(text).0
    }

    fn optional(text: Option<&str>) -> Vec<u8> {
        text.map(Field::text).unwrap_or_default()
    }

    fn metadata(metadata: &Metadata) -> Vec<u8> {
        metadata.iter().fold(Field::default(), |field, (key, value)| field.part(key).part(value)).0
    }

    fn part(self, part: impl AsRef<[u8]>) -> Field {
        let (mut bytes, part) = (self.0, part.as_ref());
        bytes.extend(u32::try_from(part.len()).expect("a body's part is below 4 GiB").to_be_bytes());
        bytes.extend(part);
        Field(bytes)
    }

    fn parts(self, parts: &[Vec<u8>]) -> Field {
        parts.iter().fold(self, Field::part)
    }
}

pub fn ledger(new: &NewLedger) -> Fingerprint {
    let fields = [
        Field::text(new.name.as_str()),
        Field::text(&new.time_zone),
        Field::optional(new.description.as_deref()),
        Field::metadata(&new.metadata),
    ];
    Fingerprint::new("POST /v1/ledgers", &["name", "time_zone", "description", "metadata"], &fields)
}

pub fn asset(new: &NewAsset) -> Fingerprint {
    let fields = [Field::text(new.code.as_str()), vec![new.scale], Field::optional(new.name.as_deref())];
    Fingerprint::new("POST /v1/ledgers/{ledger}/assets", &["code", "scale", "name"], &fields)
}

const ACCOUNT_FIELDS: &[&str] = &["path", "type", "asset", "normal_side", "policy", "description", "metadata"];

pub fn account(new: &NewAccount) -> Fingerprint {
    Fingerprint::new("POST /v1/ledgers/{ledger}/accounts", ACCOUNT_FIELDS, &account_fields(new))
}

pub fn accounts(new: &[NewAccount]) -> Fingerprint {
    let accounts =
        new.iter().fold(Field::default(), |field, new| field.part(Field::default().parts(&account_fields(new)).0));
    Fingerprint::new("POST /v1/ledgers/{ledger}/accounts/batch", &["accounts"], &[accounts.0])
}

fn account_fields(new: &NewAccount) -> [Vec<u8>; ACCOUNT_FIELDS.len()] {
    [
        Field::text(new.path.as_str()),
        Field::text(new.account_type.as_str()),
        Field::text(new.asset.as_str()),
        // The default said out loud is the same request.
        Field::text(new.normal_side.unwrap_or(new.account_type.normal_side()).as_str()),
        policy(&new.policy),
        Field::optional(new.attributes.description.as_deref()),
        Field::metadata(&new.attributes.metadata),
    ]
}

fn policy(policy: &Policy<SignedDecimal>) -> Vec<u8> {
    let bound = |bound: &Option<SignedDecimal>| bound.map(|bound| bound.to_string()).unwrap_or_default();
    match policy {
        Policy { min_balance: None, max_balance: None } => Vec::new(),
        Policy { min_balance, max_balance } => Field::default().part(bound(min_balance)).part(bound(max_balance)).0,
    }
}

const TRANSFER_FIELDS: &[&str] = &[
    "id",
    "debit_account",
    "credit_account",
    "amount",
    "postings",
    "effective_at",
    "external_id",
    "description",
    "metadata",
];

/// Of a single transfer, and of an item in a batch that has a key of its own.
pub fn transfer(new: &NewTransfer) -> Fingerprint {
    Fingerprint::new("POST /v1/ledgers/{ledger}/transfers", TRANSFER_FIELDS, &transfer_fields(new))
}

/// Of a batch under one key.
pub fn transfers<'a>(atomic: bool, new: impl Iterator<Item = &'a NewTransfer>) -> Fingerprint {
    let transfers =
        new.fold(Field::default(), |field, new| field.part(Field::default().parts(&transfer_fields(new)).0));
    let fields = [vec![u8::from(atomic)], transfers.0];
    Fingerprint::new("POST /v1/ledgers/{ledger}/transfers/batch", &["atomic", "transfers"], &fields)
}

fn transfer_fields(new: &NewTransfer) -> [Vec<u8>; TRANSFER_FIELDS.len()] {
    let [debit_account, credit_account, amount, postings] = movement_fields(&new.postings);
    [
        if new.client_id { new.id.as_bytes().to_vec() } else { Vec::new() },
        debit_account,
        credit_account,
        amount,
        postings,
        new.effective_at.map(|time| time.micros().to_be_bytes().to_vec()).unwrap_or_default(),
        Field::optional(new.external_id.as_ref().map(|id| id.as_str())),
        Field::optional(new.description.as_deref()),
        Field::metadata(&new.metadata),
    ]
}

/// The simple form and the two postings that it stands for are the same request.
fn movement_fields(postings: &[NewPosting]) -> [Vec<u8>; 4] {
    let amount = |amount: DecimalAmount| amount.to_string();
    match postings {
        [debit, credit]
            if debit.direction == Side::Debit && credit.direction == Side::Credit && debit.amount == credit.amount =>
        {
            [
                Field::text(&debit.account.to_string()),
                Field::text(&credit.account.to_string()),
                Field::text(&amount(debit.amount)),
                Vec::new(),
            ]
        }
        postings => {
            let all = postings.iter().fold(Field::default(), |field, posting| {
                field.part(posting.account.to_string()).part(posting.direction.as_str()).part(amount(posting.amount))
            });
            [Vec::new(), Vec::new(), Vec::new(), all.0]
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{json, post_transfer::PostTransferRequest};

    fn of(body: &str) -> Vec<u8> {
        let node = json::parse(body.as_bytes()).expect("valid JSON");
        let request: PostTransferRequest = json::from_node(node).expect("a transfer");
        transfer(&request.check("").expect("a valid transfer").0).as_bytes().to_vec()
    }

    const SIMPLE: &str = r#"{"debit_account": "a", "credit_account": "b", "amount": "1.0"}"#;

    #[test]
    fn what_means_the_same_is_the_same() {
        for same in [
            r#"{"amount": "1.00", "credit_account":"b","debit_account" : "a"}"#,
            r#"{"debit_account": "a", "credit_account": "b", "amount": "1", "metadata": {}, "id": null}"#,
            r#"{"postings": [{"account": "a", "direction": "debit", "amount": "1"}, {"account": "b", "direction": "credit", "amount": "1.0"}]}"#,
        ] {
            assert_eq!(of(same), of(SIMPLE), "{same}");
        }
        let at = |time| {
            of(&format!(r#"{{"debit_account": "a", "credit_account": "b", "amount": "1", "effective_at": "{time}"}}"#))
        };
        assert_eq!(at("2026-03-31T22:00:00Z"), at("2026-04-01T00:00:00.000+02:00"));
    }

    #[test]
    fn what_differs_differs() {
        let others = [
            r#"{"debit_account": "b", "credit_account": "a", "amount": "1"}"#,
            r#"{"debit_account": "a", "credit_account": "b", "amount": "1.01"}"#,
            r#"{"debit_account": "a", "credit_account": "b", "amount": "1", "description": ""}"#,
            r#"{"debit_account": "a", "credit_account": "b", "amount": "1", "metadata": {"k": "v"}}"#,
            r#"{"debit_account": "a", "credit_account": "b", "amount": "1", "metadata": {"kv": ""}}"#,
            r#"{"postings": [{"account": "b", "direction": "credit", "amount": "1"}, {"account": "a", "direction": "debit", "amount": "1"}]}"#,
        ];
        let mut all: Vec<Vec<u8>> = others.into_iter().map(of).collect();
        all.push(of(SIMPLE));
        let count = all.len();
        all.sort();
        all.dedup();
        assert_eq!(all.len(), count);
    }
}
