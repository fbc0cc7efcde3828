//! What a request asked for, as bytes that are equal where the request means the same.
//!
//! Everything is taken from parsed values, so JSON order, white space, trailing zeros and times'
//! offsets do not matter. A field's bytes are empty where it is absent; what varies in length within
//! a field is preceded by its length, so no two values share their bytes.
//!
//! Keys outlive versions of the service: what a request could say before must keep its bytes. So fields
//! that came later are appended, and only where one of them is present.

use ledger::{
    Action, Approval, Condition, DecimalAmount, Expiry, Metadata, NewAccount, NewAsset, NewLimit, NewMonitor,
    NewPosting, NewTransfer, OnExceed, Part, Policy, Rules, Side, SignedDecimal, Timestamp, Window,
};
use ledger_pg::{Fingerprint, NewLedger};
use uuid::Uuid;

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
        bytes.reserve(4 + part.len());
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
    let Policy { min_balance, max_balance, rules } = policy;
    if *policy == Policy::default() {
        return Vec::new();
    }
    let bounds = Field::default().part(bound(*min_balance)).part(bound(*max_balance));
    rules.iter().fold(bounds, |field, rules| field.parts(&rules_parts(rules))).0
}

fn rules_parts(rules: &Rules<SignedDecimal>) -> [Vec<u8>; 14] {
    let Rules {
        min_posted,
        max_posted,
        min_pending,
        max_pending,
        max_amount,
        freeze_debits,
        freeze_credits,
        counterparties,
        required_metadata,
        over_capture,
        approval: Approval { above, back_dated, reversals, manual },
    } = rules;
    [
        bound(*min_posted),
        bound(*max_posted),
        bound(*min_pending),
        bound(*max_pending),
        bound(*max_amount),
        flag(*freeze_debits),
        flag(*freeze_credits),
        counterparties.iter().fold(Field::default(), |field, prefix| field.part(prefix.as_str())).0,
        required_metadata.iter().fold(Field::default(), Field::part).0,
        over_capture.to_be_bytes().to_vec(),
        bound(*above),
        flag(*back_dated),
        flag(*reversals),
        flag(*manual),
    ]
}

fn bound(bound: Option<SignedDecimal>) -> Vec<u8> {
    bound.map(|bound| bound.to_string().into_bytes()).unwrap_or_default()
}

fn flag(set: bool) -> Vec<u8> {
    if set { vec![1] } else { Vec::new() }
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

/// Of a transfer that says more than transfers once could. Its second `postings` are what they ask for
/// besides amounts.
const MORE_TRANSFER_FIELDS: &[&str] = &[
    "id",
    "debit_account",
    "credit_account",
    "amount",
    "postings",
    "effective_at",
    "external_id",
    "description",
    "metadata",
    "pending",
    "expires_at",
    "timeout_seconds",
    "up_to",
    "postings",
    "manual",
];

const ACTION_FIELDS: &[&str] = &[
    "action",
    "transfer_id",
    "id",
    "amount",
    "postings",
    "final",
    "expires_at",
    "timeout_seconds",
    "effective_at",
    "external_id",
    "description",
    "metadata",
];

pub fn limit(new: &NewLimit) -> Fingerprint {
    let terms = &new.terms;
    let window = match new.window {
        Window::Calendar(calendar) => Field::text(calendar.as_str()),
        Window::Sliding(seconds) => seconds.to_be_bytes().to_vec(),
    };
    let fields = [
        Field::text(&new.name),
        Field::text(new.path_prefix.as_str()),
        flag(new.together),
        Field::text(new.asset.as_str()),
        Field::text(new.direction.as_str()),
        window,
        bound(terms.max_sum),
        terms.max_count.map(|max| max.to_be_bytes().to_vec()).unwrap_or_default(),
        flag(terms.on_exceed == OnExceed::Flag),
        flag(!terms.active),
    ];
    let names =
        &["name", "path_prefix", "per", "asset", "direction", "window", "max_sum", "max_count", "on_exceed", "active"];
    Fingerprint::new("POST /v1/ledgers/{ledger}/limits", names, &fields)
}

pub fn monitor(new: &NewMonitor) -> Fingerprint {
    let fields = [
        Field::text(&new.name),
        Field::text(new.path_prefix.as_str()),
        Field::text(new.asset.as_str()),
        Field::text(new.balance.as_str()),
        Field::text(new.when.as_str()),
        bound(Some(new.terms.threshold)),
        flag(!new.terms.active),
    ];
    let names = &["name", "path_prefix", "asset", "balance", "when", "threshold", "active"];
    Fingerprint::new("POST /v1/ledgers/{ledger}/monitors", names, &fields)
}

/// Of a word on a proposal.
pub fn decision(id: Uuid, approve: bool, reason: Option<&str>) -> Fingerprint {
    let route = if approve {
        "POST /v1/ledgers/{ledger}/transfers/{id}/approve"
    } else {
        "POST /v1/ledgers/{ledger}/transfers/{id}/reject"
    };
    Fingerprint::new(route, &["transfer_id", "reason"], &[id.as_bytes().to_vec(), Field::optional(reason)])
}

const TRANSFER_ROUTE: &str = "POST /v1/ledgers/{ledger}/transfers";

/// Of a single transfer or action, and of an item in a batch that has a key of its own.
pub fn transfer(new: &NewTransfer) -> Fingerprint {
    let Described { route, names, fields } = describe(new);
    Fingerprint::new(route, names, &fields)
}

/// Of a batch under one key; `groups` are its items'.
pub fn transfers<'a>(
    atomic: bool,
    new: impl Iterator<Item = &'a NewTransfer>,
    groups: &[Option<String>],
) -> Fingerprint {
    let transfers = new.fold(Field::default(), |field, new| field.part(item(new)));
    let mut fields = vec![vec![u8::from(atomic)], transfers.0];
    if groups.iter().all(Option::is_none) {
        return Fingerprint::new("POST /v1/ledgers/{ledger}/transfers/batch", &["atomic", "transfers"], &fields);
    }
    // Two fields share a name: the groups are said in the transfers.
    fields.push(groups.iter().fold(Field::default(), |field, group| field.part(group.as_deref().unwrap_or(""))).0);
    Fingerprint::new("POST /v1/ledgers/{ledger}/transfers/batch", &["atomic", "transfers", "transfers"], &fields)
}

/// An item's bytes: an action begins with its route, which is longer than the id that a transfer begins with.
fn item(new: &NewTransfer) -> Vec<u8> {
    let Described { route, fields, .. } = describe(new);
    let route = if route == TRANSFER_ROUTE { Field::default() } else { Field::default().part(route) };
    route.parts(&fields).0
}

/// What a fingerprint is made of.
struct Described {
    route: &'static str,
    names: &'static [&'static str],
    fields: Vec<Vec<u8>>,
}

fn describe(new: &NewTransfer) -> Described {
    let action = |route, part: Option<&Part>, last, expiry, target| {
        let mut fields = action_fields(new, part, last, expiry, target);
        // The route says it too, but a reuse for another action could not be explained by it.
        fields.insert(0, Field::text(route));
        Described { route, names: ACTION_FIELDS, fields }
    };
    match &new.action {
        Action::Post(postings) => describe_transfer(new, postings, None),
        Action::Hold { postings, expiry } => describe_transfer(new, postings, Some(*expiry)),
        Action::Capture { hold, part, last } => {
            action("POST /v1/ledgers/{ledger}/transfers/{id}/capture", Some(part), *last, None, *hold)
        }
        Action::Void { hold } => action("POST /v1/ledgers/{ledger}/transfers/{id}/void", None, false, None, *hold),
        Action::Increment { hold, part } => {
            action("POST /v1/ledgers/{ledger}/transfers/{id}/increment", Some(part), false, None, *hold)
        }
        Action::Extend { hold, expiry } => {
            action("POST /v1/ledgers/{ledger}/transfers/{id}/extend", None, false, Some(*expiry), *hold)
        }
        Action::Reverse { transfer, part } => {
            action("POST /v1/ledgers/{ledger}/transfers/{id}/reverse", Some(part), false, None, *transfer)
        }
        Action::Expire { .. } => unreachable!("nobody asks for an expiry"),
    }
}

/// `hold`: when it ends, where it is one.
fn describe_transfer(new: &NewTransfer, postings: &[NewPosting], hold: Option<Expiry>) -> Described {
    let [debit_account, credit_account, amount, simple_or_not] = movement_fields(postings);
    let mut fields = vec![
        client_id(new),
        debit_account,
        credit_account,
        amount,
        simple_or_not,
        instant(new.effective_at),
        Field::optional(new.external_id.as_ref().map(|id| id.as_str())),
        Field::optional(new.description.as_deref()),
        Field::metadata(&new.metadata),
    ];
    let [expires_at, timeout] = expiry_fields(hold.unwrap_or(Expiry::Never));
    let [up_to, marks] = mark_fields(postings);
    let more = [flag(hold.is_some()), expires_at, timeout, up_to, marks, flag(new.manual)];
    if more.iter().all(Vec::is_empty) {
        return Described { route: TRANSFER_ROUTE, names: TRANSFER_FIELDS, fields };
    }
    fields.extend(more);
    Described { route: TRANSFER_ROUTE, names: MORE_TRANSFER_FIELDS, fields }
}

fn action_fields(
    new: &NewTransfer,
    part: Option<&Part>,
    last: bool,
    expiry: Option<Expiry>,
    target: Uuid,
) -> Vec<Vec<u8>> {
    let (amount, postings) = match part {
        None | Some(Part::Rest) => (Vec::new(), Vec::new()),
        Some(Part::Amount(amount)) => (Field::text(&amount.to_string()), Vec::new()),
        Some(Part::Postings(postings)) => (Vec::new(), posting_parts(postings)),
    };
    let [expires_at, timeout] = match expiry {
        None => [Vec::new(), Vec::new()],
        // Said, and said to be null.
        Some(Expiry::Never) => [vec![0], Vec::new()],
        Some(expiry) => expiry_fields(expiry),
    };
    vec![
        target.as_bytes().to_vec(),
        client_id(new),
        amount,
        postings,
        flag(last),
        expires_at,
        timeout,
        instant(new.effective_at),
        Field::optional(new.external_id.as_ref().map(|id| id.as_str())),
        Field::optional(new.description.as_deref()),
        Field::metadata(&new.metadata),
    ]
}

fn client_id(new: &NewTransfer) -> Vec<u8> {
    if new.client_id { new.id.as_bytes().to_vec() } else { Vec::new() }
}

fn instant(time: Option<Timestamp>) -> Vec<u8> {
    time.map(|time| time.micros().to_be_bytes().to_vec()).unwrap_or_default()
}

fn expiry_fields(expiry: Expiry) -> [Vec<u8>; 2] {
    match expiry {
        Expiry::Never => [Vec::new(), Vec::new()],
        Expiry::At(time) => [instant(Some(time)), Vec::new()],
        Expiry::After(seconds) => [Vec::new(), seconds.to_be_bytes().to_vec()],
    }
}

/// The two postings that the simple form stands for, where these are such.
fn simple_form(postings: &[NewPosting]) -> Option<[&NewPosting; 2]> {
    match postings {
        [debit, credit]
            if debit.direction == Side::Debit && credit.direction == Side::Credit && debit.amount == credit.amount =>
        {
            Some([debit, credit])
        }
        _ => None,
    }
}

/// The simple form and the two postings that it stands for are the same request.
fn movement_fields(postings: &[NewPosting]) -> [Vec<u8>; 4] {
    match simple_form(postings) {
        Some([debit, credit]) => [
            Field::text(&debit.account.to_string()),
            Field::text(&credit.account.to_string()),
            Field::text(&debit.amount.to_string()),
            Vec::new(),
        ],
        None => [Vec::new(), Vec::new(), Vec::new(), posting_parts(postings)],
    }
}

fn posting_parts(postings: &[NewPosting]) -> Vec<u8> {
    let amount = |amount: DecimalAmount| amount.to_string();
    let all = postings.iter().fold(Field::default(), |field, posting| {
        field.part(posting.account.to_string()).part(posting.direction.as_str()).part(amount(posting.amount))
    });
    all.0
}

/// `up_to` as the simple form says it, or what each posting asks for besides its amount.
fn mark_fields(postings: &[NewPosting]) -> [Vec<u8>; 2] {
    if postings.iter().all(|posting| !posting.up_to && posting.condition.is_none()) {
        return [Vec::new(), Vec::new()];
    }
    if simple_form(postings).is_some_and(|both| both.iter().all(|leg| leg.up_to && leg.condition.is_none())) {
        return [vec![1], Vec::new()];
    }
    let marks = postings.iter().fold(Field::default(), |field, posting| {
        field.part(flag(posting.up_to)).part(posting.condition.as_deref().map(condition).unwrap_or_default())
    });
    [Vec::new(), marks.0]
}

fn condition(condition: &Condition) -> Vec<u8> {
    let Condition { balances, account_version } = condition;
    let version = account_version.map(|version| version.to_be_bytes().to_vec()).unwrap_or_default();
    let all = balances.iter().fold(Field::default().part(version), |field, (kind, comparison, decimal)| {
        field.part(kind.as_str()).part(comparison.as_str()).part(decimal.to_string())
    });
    all.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{json, post_account::PostAccountRequest, post_transfer::PostTransferRequest};

    fn of(body: &str) -> Vec<u8> {
        transfer(&new_transfer(body)).as_bytes().to_vec()
    }

    const SIMPLE: &str = r#"{"debit_account": "a", "credit_account": "b", "amount": "1.0"}"#;
    const FULL: &str = r#"{"id": "0198c5a0-7b1e-7cc3-9d5a-3f5a8a1b2c4d", "effective_at": "2026-03-31T22:00:00Z",
        "external_id": "order-42", "description": "Deposit", "metadata": {"k": "v"}, "postings": [
        {"account": "a", "direction": "debit", "amount": "1.5"}, {"account": "b", "direction": "credit", "amount": "1"},
        {"account": "c", "direction": "credit", "amount": "0.5"}]}"#;

    fn new_transfer(body: &str) -> NewTransfer {
        let node = json::parse(body.as_bytes()).expect("valid JSON");
        let request: PostTransferRequest = json::from_node(node).expect("a transfer");
        request.check("").expect("a valid transfer").0
    }

    /// Made by the version before holds: its keys must be known for as long as they live.
    #[test]
    fn what_older_versions_stored_is_recognised() {
        assert_eq!(hex::encode(of(SIMPLE)), "012ba775628a71fecdaa87e3c9e5f94617e3b072ff1f6d86e1e3b0e3b0e3b0e3b0e3b0");
        assert_eq!(hex::encode(of(FULL)), "01bf7b9ac12c9f89c3ec033eaa61a75c1e3917e3b0e3b0e3b0c23eefcfae64bf135e4d");
        let batch = transfers(true, [new_transfer(SIMPLE), new_transfer(FULL)].iter(), &[None, None]);
        assert_eq!(hex::encode(batch.as_bytes()), "01655685ea3862bffdcff79bfbbd37ce314bf5d57d");
        let body =
            br#"{"path": "a", "type": "asset", "asset": "USD", "policy": {"min_balance": "0", "max_balance": "-5.5"}}"#;
        let request: PostAccountRequest = json::from_node(json::parse(body).expect("JSON")).expect("an account");
        assert_eq!(
            hex::encode(account(&NewAccount::from(request)).as_bytes()),
            "01fada423fc091a7b82729b237d76eb75a72ffd242df4af6c2556de3b0e3b0"
        );
    }

    #[test]
    fn what_means_the_same_is_the_same() {
        for same in [
            r#"{"amount": "1.00", "credit_account":"b","debit_account" : "a"}"#,
            r#"{"debit_account": "a", "credit_account": "b", "amount": "1", "metadata": {}, "id": null}"#,
            r#"{"postings": [{"account": "a", "direction": "debit", "amount": "1"}, {"account": "b", "direction": "credit", "amount": "1.0"}]}"#,
            r#"{"debit_account": "a", "credit_account": "b", "amount": "1", "pending": false, "up_to": false, "expires_at": null}"#,
        ] {
            assert_eq!(of(same), of(SIMPLE), "{same}");
        }
        assert_eq!(
            of(r#"{"debit_account": "a", "credit_account": "b", "amount": "1", "up_to": true}"#),
            of(
                r#"{"postings": [{"account": "a", "direction": "debit", "amount": "1", "up_to": true}, {"account": "b", "direction": "credit", "amount": "1", "up_to": true}]}"#
            )
        );
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
            r#"{"debit_account": "a", "credit_account": "b", "amount": "1", "manual": true}"#,
            r#"{"debit_account": "a", "credit_account": "b", "amount": "1", "up_to": true}"#,
            r#"{"debit_account": "a", "credit_account": "b", "amount": "1", "pending": true}"#,
            r#"{"debit_account": "a", "credit_account": "b", "amount": "1", "pending": true, "timeout_seconds": 5}"#,
            r#"{"debit_account": "a", "credit_account": "b", "amount": "1", "pending": true, "expires_at": "2030-01-01T00:00:00Z"}"#,
            r#"{"postings": [{"account": "a", "direction": "debit", "amount": "1", "up_to": true}, {"account": "b", "direction": "credit", "amount": "1"}]}"#,
            r#"{"postings": [{"account": "a", "direction": "debit", "amount": "1"}, {"account": "b", "direction": "credit", "amount": "1", "up_to": true}]}"#,
            r#"{"postings": [{"account": "a", "direction": "debit", "amount": "1", "if": {"account_version": 0}}, {"account": "b", "direction": "credit", "amount": "1"}]}"#,
            r#"{"postings": [{"account": "a", "direction": "debit", "amount": "1", "if": {"posted": {"gt": "-1"}}}, {"account": "b", "direction": "credit", "amount": "1"}]}"#,
            r#"{"postings": [{"account": "a", "direction": "debit", "amount": "1", "if": {"posted": {"gte": "-1"}}}, {"account": "b", "direction": "credit", "amount": "1"}]}"#,
        ];
        let mut all: Vec<Vec<u8>> = others.into_iter().map(of).collect();
        all.push(of(SIMPLE));
        let count = all.len();
        all.sort();
        all.dedup();
        assert_eq!(all.len(), count);
    }

    #[test]
    fn actions_differ_by_what_they_do_and_to_what() {
        let (first, second) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let amount = |text| Part::Amount(DecimalAmount::parse(text).expect("an amount"));
        let actions = [
            Action::Void { hold: first },
            Action::Void { hold: second },
            Action::Capture { hold: first, part: Part::Rest, last: true },
            Action::Capture { hold: first, part: amount("1"), last: true },
            Action::Capture { hold: first, part: amount("1"), last: false },
            Action::Increment { hold: first, part: amount("1") },
            Action::Reverse { transfer: first, part: amount("1") },
            Action::Reverse { transfer: first, part: Part::Rest },
            Action::Extend { hold: first, expiry: Expiry::Never },
            Action::Extend { hold: first, expiry: Expiry::After(1) },
        ];
        let each = || actions.iter().map(|action| NewTransfer { action: action.clone(), ..new_transfer(SIMPLE) });
        let mut single: Vec<Vec<u8>> = each().map(|new| transfer(&new).as_bytes().to_vec()).collect();
        let mut batches: Vec<Vec<u8>> =
            each().map(|new| transfers(false, [new].iter(), &[None]).as_bytes().to_vec()).collect();
        batches.push(transfers(false, [new_transfer(SIMPLE)].iter(), &[None]).as_bytes().to_vec());
        batches.push(transfers(false, [new_transfer(SIMPLE)].iter(), &[Some("g".to_owned())]).as_bytes().to_vec());
        let [void, capture] = [0, 2].map(|index| single[index].clone());
        let again = NewTransfer { action: actions[0].clone(), ..new_transfer(SIMPLE) };
        assert_eq!(transfer(&again).matches(&void), Ok(()));
        assert_eq!(transfer(&again).matches(&capture), Err(Some("action")));
        for all in [&mut single, &mut batches] {
            let count = all.len();
            all.sort();
            all.dedup();
            assert_eq!(all.len(), count);
        }
    }

    #[test]
    fn an_accounts_rules_are_part_of_its_request() {
        let of = |policy: &str| {
            let body = format!(r#"{{"path": "a", "type": "asset", "asset": "USD", "policy": {policy}}}"#);
            let node = json::parse(body.as_bytes()).expect("valid JSON");
            let request: PostAccountRequest = json::from_node(node).expect("an account");
            account(&NewAccount::from(request)).as_bytes().to_vec()
        };
        assert_eq!(of("{}"), of(r#"{"freeze_debits": false, "approval": {}, "required_metadata": []}"#));
        let mut all: Vec<Vec<u8>> = [
            "{}",
            r#"{"min_balance": "1"}"#,
            r#"{"min_posted": "1"}"#,
            r#"{"max_amount": "1"}"#,
            r#"{"freeze_debits": true}"#,
            r#"{"freeze_credits": true}"#,
            r#"{"over_capture_percent": "2.5"}"#,
            r#"{"allowed_counterparties": ["a"]}"#,
            r#"{"required_metadata": ["a"]}"#,
            r#"{"approval": {"above": "1"}}"#,
            r#"{"approval": {"manual": true}}"#,
        ]
        .into_iter()
        .map(of)
        .collect();
        let count = all.len();
        all.sort();
        all.dedup();
        assert_eq!(all.len(), count);
    }
}
