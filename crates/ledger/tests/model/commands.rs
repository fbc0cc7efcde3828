//! Commands as the model reads them, and as the book is handed them. Money is kept as it was written, so
//! that the model converts it by itself.

use std::collections::BTreeMap;

use ledger::{
    AccountChange, AccountPath, AccountRef, AccountStatus, AccountType, Action, Agreement, Approval, AssetCode,
    Attributes, BalanceKind, Comparison, Condition, DecimalAmount, Expiry, ExternalId, Metadata, NewAccount, NewAsset,
    NewPosting, NewTransfer, Part, PathPrefix, Policy, PolicyChange, Rules, Side, SignedDecimal, Timestamp,
};
use uuid::Uuid;

/// A decimal as a client writes it: `digits / 10^decimals`.
#[derive(Clone, Debug, PartialEq)]
pub struct Money {
    pub digits: u128,
    pub decimals: u32,
    pub negative: bool,
}

impl Money {
    pub fn text(&self) -> String {
        let decimals = self.decimals as usize;
        let mut text = format!("{:0>width$}", self.digits, width = decimals + 1);
        if decimals > 0 {
            text.insert(text.len() - decimals, '.');
        }
        if self.negative {
            text.insert(0, '-');
        }
        text
    }

    fn amount(&self) -> DecimalAmount {
        DecimalAmount::parse(&self.text()).unwrap()
    }

    fn signed(&self) -> SignedDecimal {
        SignedDecimal::parse(&self.text()).unwrap()
    }
}

#[derive(Clone, Debug)]
pub enum Command {
    RegisterAsset(RegisterAsset),
    CreateAccount(CreateAccount),
    UpdateAccount(UpdateAccount),
    Post(Transfer),
    Group { items: Vec<Command>, gives_up: bool },
}

#[derive(Clone, Debug)]
pub struct RegisterAsset {
    pub code: AssetCode,
    pub scale: u8,
    pub name: Option<String>,
}

#[derive(Clone, Debug)]
pub struct CreateAccount {
    pub id: Uuid,
    pub path: AccountPath,
    pub account_type: AccountType,
    pub asset: AssetCode,
    pub normal_side: Option<Side>,
    pub limits: Limits<Money>,
    pub attributes: Attributes,
}

#[derive(Clone, Debug)]
pub struct UpdateAccount {
    pub account: AccountRef,
    pub if_revision: Option<i64>,
    pub if_metadata: BTreeMap<String, Option<String>>,
    pub status: Option<AccountStatus>,
    pub limits: LimitsChange,
    pub description: Option<Option<String>>,
    pub metadata: BTreeMap<String, Option<String>>,
}

/// A policy without its boxes: the bounds stand in the order in which `ledger::Bound` declares them.
#[derive(Clone, Debug, PartialEq)]
pub struct Limits<Bound> {
    pub bounds: [Option<Bound>; 6],
    pub max_amount: Option<Bound>,
    pub freeze_debits: bool,
    pub freeze_credits: bool,
    pub counterparties: Vec<PathPrefix>,
    pub required_metadata: Vec<String>,
    pub over_capture: u16,
    pub approval: Approval<Bound>,
}

impl<Bound> Default for Limits<Bound> {
    fn default() -> Self {
        Limits {
            bounds: [const { None }; 6],
            max_amount: None,
            freeze_debits: false,
            freeze_credits: false,
            counterparties: vec![],
            required_metadata: vec![],
            over_capture: 0,
            approval: Approval::default(),
        }
    }
}

impl<Bound> Limits<Bound> {
    pub fn policy<Other: PartialEq>(&self, convert: impl Fn(&Bound) -> Other) -> Policy<Other> {
        let [min_balance, max_balance, min_posted, max_posted, min_pending, max_pending] =
            self.bounds.each_ref().map(|bound| bound.as_ref().map(&convert));
        let rules = Rules {
            min_posted,
            max_posted,
            min_pending,
            max_pending,
            max_amount: self.max_amount.as_ref().map(&convert),
            freeze_debits: self.freeze_debits,
            freeze_credits: self.freeze_credits,
            counterparties: self.counterparties.clone(),
            required_metadata: self.required_metadata.clone(),
            over_capture: self.over_capture,
            approval: convert_approval(&self.approval, &convert),
        };
        Policy { min_balance, max_balance, rules: Some(Box::new(rules)).filter(|rules| **rules != Rules::default()) }
    }
}

fn convert_approval<Bound, Other>(approval: &Approval<Bound>, convert: impl Fn(&Bound) -> Other) -> Approval<Other> {
    let Approval { above, back_dated, reversals, manual } = approval;
    Approval { above: above.as_ref().map(convert), back_dated: *back_dated, reversals: *reversals, manual: *manual }
}

#[derive(Clone, Debug, Default)]
pub struct LimitsChange {
    pub bounds: [Option<Option<Money>>; 6],
    pub max_amount: Option<Option<Money>>,
    pub freeze_debits: Option<bool>,
    pub freeze_credits: Option<bool>,
    pub counterparties: Option<Vec<PathPrefix>>,
    pub required_metadata: Option<Vec<String>>,
    pub over_capture: Option<u16>,
    pub approval: Option<Approval<Money>>,
}

#[derive(Clone, Debug)]
pub struct Transfer {
    pub id: Uuid,
    pub client_id: bool,
    pub external_id: Option<ExternalId>,
    pub effective_at: Option<Timestamp>,
    pub metadata: Metadata,
    pub manual: bool,
    pub approved: bool,
    pub act: Act,
}

#[derive(Clone, Debug)]
pub enum Act {
    Post(Vec<Leg>),
    Hold { legs: Vec<Leg>, expiry: Expiry },
    Capture { hold: Uuid, share: Share, last: bool },
    Void { hold: Uuid },
    Increment { hold: Uuid, share: Share },
    Extend { hold: Uuid, expiry: Expiry },
    Expire { hold: Uuid },
    Reverse { transfer: Uuid, share: Share },
}

/// How much of a hold or a transfer.
#[derive(Clone, Debug)]
pub enum Share {
    Rest,
    Amount(Money),
    Postings(Vec<Leg>),
}

#[derive(Clone, Debug)]
pub struct Leg {
    pub account: AccountRef,
    pub direction: Side,
    pub amount: Money,
    pub up_to: bool,
    pub wanted: Option<Wanted>,
}

impl Leg {
    pub fn new(account: AccountRef, direction: Side, amount: Money) -> Leg {
        Leg { account, direction, amount, up_to: false, wanted: None }
    }
}

/// A posting's condition.
#[derive(Clone, Debug)]
pub struct Wanted {
    pub balances: Vec<(BalanceKind, Comparison, Money)>,
    pub account_version: Option<i64>,
}

impl From<&RegisterAsset> for NewAsset {
    fn from(new: &RegisterAsset) -> NewAsset {
        NewAsset { code: new.code.clone(), scale: new.scale, name: new.name.clone() }
    }
}

impl From<&CreateAccount> for NewAccount {
    fn from(new: &CreateAccount) -> NewAccount {
        NewAccount {
            path: new.path.clone(),
            account_type: new.account_type,
            asset: new.asset.clone(),
            normal_side: new.normal_side,
            policy: new.limits.policy(Money::signed),
            attributes: new.attributes.clone(),
        }
    }
}

impl From<&UpdateAccount> for AccountChange {
    fn from(change: &UpdateAccount) -> AccountChange {
        AccountChange {
            if_revision: change.if_revision,
            if_metadata: change.if_metadata.clone(),
            status: change.status,
            policy: PolicyChange::from(&change.limits),
            description: change.description.clone(),
            metadata: change.metadata.clone(),
        }
    }
}

impl From<&LimitsChange> for PolicyChange {
    fn from(change: &LimitsChange) -> PolicyChange {
        let bound = |wish: &Option<Option<Money>>| wish.as_ref().map(|bound| bound.as_ref().map(Money::signed));
        let [min_balance, max_balance, min_posted, max_posted, min_pending, max_pending] =
            change.bounds.each_ref().map(bound);
        PolicyChange {
            min_balance,
            max_balance,
            min_posted,
            max_posted,
            min_pending,
            max_pending,
            max_amount: bound(&change.max_amount),
            freeze_debits: change.freeze_debits,
            freeze_credits: change.freeze_credits,
            counterparties: change.counterparties.clone(),
            required_metadata: change.required_metadata.clone(),
            over_capture: change.over_capture,
            approval: change.approval.as_ref().map(|approval| convert_approval(approval, Money::signed)),
        }
    }
}

impl From<&Leg> for NewPosting {
    fn from(leg: &Leg) -> NewPosting {
        let condition = leg.wanted.as_ref().map(|wanted| {
            let balances = wanted.balances.iter().map(|(kind, comparison, money)| (*kind, *comparison, money.signed()));
            Box::new(Condition { balances: balances.collect(), account_version: wanted.account_version })
        });
        NewPosting {
            account: leg.account.clone(),
            direction: leg.direction,
            amount: leg.amount.amount(),
            up_to: leg.up_to,
            condition,
        }
    }
}

impl From<&Share> for Part {
    fn from(share: &Share) -> Part {
        match share {
            Share::Rest => Part::Rest,
            Share::Amount(amount) => Part::Amount(amount.amount()),
            Share::Postings(legs) => Part::Postings(legs.iter().map(NewPosting::from).collect()),
        }
    }
}

impl From<&Act> for Action {
    fn from(act: &Act) -> Action {
        let postings = |legs: &[Leg]| legs.iter().map(NewPosting::from).collect();
        match act {
            Act::Post(legs) => Action::Post(postings(legs)),
            Act::Hold { legs, expiry } => Action::Hold { postings: postings(legs), expiry: *expiry },
            Act::Capture { hold, share, last } => Action::Capture { hold: *hold, part: share.into(), last: *last },
            Act::Void { hold } => Action::Void { hold: *hold },
            Act::Increment { hold, share } => Action::Increment { hold: *hold, part: share.into() },
            Act::Extend { hold, expiry } => Action::Extend { hold: *hold, expiry: *expiry },
            Act::Expire { hold } => Action::Expire { hold: *hold },
            Act::Reverse { transfer, share } => Action::Reverse { transfer: *transfer, part: share.into() },
        }
    }
}

impl From<&Transfer> for NewTransfer {
    fn from(new: &Transfer) -> NewTransfer {
        NewTransfer {
            id: new.id,
            client_id: new.client_id,
            action: Action::from(&new.act),
            effective_at: new.effective_at,
            external_id: new.external_id.clone(),
            description: None,
            metadata: new.metadata.clone(),
            manual: new.manual,
            approval: new.approved.then(|| Box::new(agreement())),
        }
    }
}

fn agreement() -> Agreement {
    Agreement { proposal_seq: 1, proposed_by: "clerk".into(), approved_by: "chief".into(), reason: None }
}
