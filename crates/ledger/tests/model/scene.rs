//! Random commands, drawn from a stream of rolls in which zero means the plainest choice, so that
//! shrinking rolls shrinks commands.

use std::{collections::BTreeMap, sync::LazyLock};

use ledger::{
    AccountPath, AccountRef, AccountStatus, AccountType, Approval, AssetCode, Attributes, BalanceKind, Comparison,
    Expiry, ExternalId, Metadata, PathPrefix, Side, Subject, Timestamp,
};
use rand::{RngCore as _, rngs::StdRng};
use uuid::Uuid;

use crate::{
    commands::{
        Act, Command, CreateAccount, Leg, Limits, LimitsChange, Money, RegisterAsset, Transfer, UpdateAccount, Wanted,
    },
    naive::{Ledger, MAX},
};

pub const ASSETS: [(&str, u32); 4] = [("USD", 2), ("JPY", 0), ("BTC", 8), ("FINE", 28)];
/// The account of number n holds the asset of number n modulo the number of assets.
const ACCOUNTS: u32 = 14;
const TAKEN_IDS: u32 = 40;

pub enum Dice<'rolls> {
    Random(Box<StdRng>),
    Rolls(std::slice::Iter<'rolls, u16>),
}

impl Dice<'_> {
    pub fn below(&mut self, bound: u32) -> u32 {
        match self {
            Dice::Random(rng) => rng.next_u32() % bound,
            Dice::Rolls(rolls) => rolls.next().map_or(0, |roll| u32::from(*roll) % bound),
        }
    }

    /// Below a power of ten, each size being as likely as the others.
    pub fn magnitude(&mut self, powers: u32) -> u32 {
        let power = self.below(powers) + 1;
        self.below(10_u32.pow(power))
    }

    pub fn chance(&mut self, percent: u32) -> bool {
        self.below(100) >= 100 - percent
    }

    pub fn pick<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.index(choices.len())]
    }

    pub fn index(&mut self, length: usize) -> usize {
        self.below(u32::try_from(length).unwrap()) as usize
    }

    pub fn maybe<T>(&mut self, percent: u32, make: impl FnOnce(&mut Self) -> T) -> Option<T> {
        self.chance(percent).then(|| make(self))
    }
}

/// What makes a sequence differ from others.
pub struct Scene {
    /// Amounts near the limit of the range, which fill accounts up for good.
    pub vast: bool,
    /// Counts the ids a server would make.
    made_ids: u128,
}

/// A moment of a sequence: what commands may refer to.
pub struct View<'a> {
    pub ledger: &'a Ledger,
    pub subjects: Vec<Subject>,
}

impl Scene {
    pub fn new(vast: bool) -> Scene {
        Scene { vast, made_ids: 0 }
    }

    pub fn command(&mut self, ledger: &Ledger, subjects: Vec<Subject>, dice: &mut Dice) -> Command {
        let mut view = View { ledger, subjects };
        let (create, register, update) = if ledger.accounts.len() < 12 { (50, 65, 68) } else { (4, 5, 15) };
        match dice.below(100) {
            kind if kind < create => Command::CreateAccount(self.create_account(dice)),
            kind if kind < register => Command::RegisterAsset(register_asset(dice)),
            kind if kind < update => Command::UpdateAccount(self.update_account(dice)),
            kind if kind < update + 6 => self.group(&mut view, 2, dice),
            _ => Command::Post(self.transfer(&mut view, dice)),
        }
    }

    fn group(&mut self, view: &mut View<'_>, depth: u32, dice: &mut Dice) -> Command {
        let items = (0..dice.below(7))
            .map(|_| match dice.below(20) {
                0 => Command::CreateAccount(self.create_account(dice)),
                1 => Command::RegisterAsset(register_asset(dice)),
                2..4 if depth > 0 => self.group(view, depth - 1, dice),
                _ => Command::Post(self.transfer(view, dice)),
            })
            .collect();
        Command::Group { items, gives_up: dice.chance(20) }
    }

    fn create_account(&self, dice: &mut Dice) -> CreateAccount {
        let account = dice.below(ACCOUNTS);
        // Mostly decided by the account, so that repeats are usually the same.
        let sides = [None, None, Some(Side::Debit), Some(Side::Credit)];
        let asset = if dice.chance(4) { dice.below(5) } else { account % 4 };
        let account_type = match dice.chance(4) {
            true => dice.pick(&AccountType::ALL),
            false => AccountType::ALL[account as usize % 5],
        };
        CreateAccount {
            id: account_id(account),
            path: path(account),
            account_type,
            asset: asset_code(asset),
            normal_side: sides[(account as usize / 3 + usize::from(dice.chance(4))) % 4],
            limits: self.limits(account, dice),
            attributes: Attributes {
                description: dice.maybe(5, |_| "savings".into()),
                metadata: dice.maybe(5, |_| ("team".into(), "blue".into())).into_iter().collect(),
            },
        }
    }

    fn limits(&self, account: u32, dice: &mut Dice) -> Limits<Money> {
        let mut bounds = [const { None }; 6];
        for (bound, percent) in bounds.iter_mut().zip([8, 5, 1, 1, 1, 1]) {
            *bound = dice.maybe(percent, |dice| self.bound(account, dice));
        }
        let mut limits = Limits { bounds, ..Limits::default() };
        if dice.chance(20) {
            limits.over_capture = over_capture(dice);
        }
        if dice.chance(5) {
            limits.max_amount = dice.maybe(50, |dice| self.money(account % 4, dice));
            limits.freeze_debits = dice.chance(20);
            limits.freeze_credits = dice.chance(20);
            limits.counterparties = counterparties(dice);
            limits.required_metadata = required_metadata(dice);
            limits.approval = self.approval(account, dice);
        }
        limits
    }

    fn approval(&self, account: u32, dice: &mut Dice) -> Approval<Money> {
        Approval {
            above: dice.maybe(20, |dice| self.money(account % 4, dice)),
            back_dated: dice.chance(10),
            reversals: dice.chance(10),
            manual: dice.chance(30),
        }
    }

    fn update_account(&self, dice: &mut Dice) -> UpdateAccount {
        let account = dice.below(ACCOUNTS);
        let (open, frozen, closed) = (AccountStatus::Open, AccountStatus::Frozen, AccountStatus::Closed);
        let statuses = [open, open, open, open, frozen, closed];
        let mut metadata = BTreeMap::new();
        match dice.below(20) {
            0..10 => {}
            10..16 => {
                let value = dice.maybe(70, |dice| format!("v{}", dice.below(2)));
                metadata.insert(format!("k{}", dice.below(4)), value);
            }
            16..18 => {
                let many = dice.pick(&["many", "more"]);
                let keep = dice.chance(50);
                metadata = (0..26).map(|n| (format!("{many}{n}"), keep.then(|| "x".into()))).collect();
            }
            _ => {
                let value = dice.maybe(60, |_| "x".repeat(4100));
                metadata.insert(format!("k{}", dice.below(4)), value);
            }
        }
        UpdateAccount {
            account: account_ref(account, dice),
            if_revision: dice.maybe(20, |dice| i64::from(dice.below(4)) + 1),
            if_metadata: dice.maybe(10, if_metadata).into_iter().collect(),
            status: dice.maybe(40, |dice| dice.pick(&statuses)),
            limits: self.limits_change(account, dice),
            description: dice.maybe(10, |dice| dice.maybe(50, |_| "renamed".into())),
            metadata,
        }
    }

    fn limits_change(&self, account: u32, dice: &mut Dice) -> LimitsChange {
        let mut change = LimitsChange::default();
        for (bound, percents) in change.bounds.iter_mut().zip([(25, 70), (25, 60), (6, 30), (6, 30), (6, 30), (6, 30)])
        {
            *bound = dice.maybe(percents.0, |dice| dice.maybe(percents.1, |dice| self.bound(account, dice)));
        }
        change.over_capture = dice.maybe(20, over_capture);
        change.max_amount = dice.maybe(10, |dice| dice.maybe(40, |dice| self.money(account % 4, dice)));
        change.freeze_debits = dice.maybe(15, |dice| dice.chance(12));
        change.freeze_credits = dice.maybe(15, |dice| dice.chance(12));
        change.counterparties = dice.maybe(10, counterparties);
        change.required_metadata = dice.maybe(10, required_metadata);
        change.approval = dice.maybe(10, |dice| match dice.chance(50) {
            true => self.approval(account, dice),
            false => Approval::default(),
        });
        change
    }

    pub fn bound(&self, account: u32, dice: &mut Dice) -> Money {
        let mut bound = self.money(account % 4, dice);
        if dice.chance(30) {
            bound.digits = 0;
        }
        bound.negative = bound.digits != 0 && dice.chance(30);
        bound
    }

    fn transfer(&mut self, view: &mut View<'_>, dice: &mut Dice) -> Transfer {
        self.made_ids += 1;
        let client_id = dice.chance(20);
        let number = if client_id { u128::from(dice.below(TAKEN_IDS)) } else { (1 << 64) + self.made_ids };
        let mut transfer = Transfer {
            id: Uuid::from_u128((7 << 76) + number),
            client_id,
            external_id: dice.maybe(5, |dice| ExternalId::parse(&format!("order-{}", dice.below(TAKEN_IDS))).unwrap()),
            effective_at: None,
            metadata: if dice.chance(30) { Metadata::from([("invoice".into(), "1".into())]) } else { Metadata::new() },
            manual: dice.chance(5),
            approved: dice.chance(5),
            act: Act::Post(vec![]),
        };
        let now = view.ledger.now;
        let chosen = dice.below(100);
        match if chosen < 64 { None } else { self.action(view, dice) } {
            Some((act, effective_at)) => (transfer.act, transfer.effective_at) = (act, effective_at),
            None if !(44..64).contains(&chosen) => {
                transfer.act = Act::Post(self.legs(view.ledger, dice));
                transfer.effective_at = dice.maybe(50, |dice| effective_at(now, dice));
            }
            None => {
                let legs = self.legs(view.ledger, dice);
                transfer.act = Act::Hold { legs, expiry: expiry(now, dice) };
                transfer.effective_at = dice.maybe(25, |dice| effective_at(now, dice));
            }
        }
        if client_id {
            view.foresee(&transfer);
        }
        transfer
    }

    /// A transfer that the ledger makes by itself.
    pub fn expiry_of(&mut self, hold: Uuid) -> Transfer {
        self.made_ids += 1;
        Transfer {
            id: Uuid::from_u128((7 << 76) + (1 << 64) + self.made_ids),
            client_id: false,
            external_id: None,
            effective_at: None,
            metadata: Metadata::new(),
            manual: false,
            approved: false,
            act: Act::Expire { hold },
        }
    }

    /// The legs of a transfer or hold.
    fn legs(&self, ledger: &Ledger, dice: &mut Dice) -> Vec<Leg> {
        let mut legs = vec![];
        if dice.chance(40) {
            for _ in 0..=dice.below(3) {
                self.balanced_legs(dice, &mut legs);
            }
            for end in (1..legs.len()).rev() {
                legs.swap(end, dice.index(end + 1));
            }
        } else {
            let asset = dice.below(4);
            let (debit, credit) = (account_of(asset, dice), account_of(asset, dice));
            let amount = self.money(asset, dice);
            legs.push(Leg::new(account_ref(debit, dice), Side::Debit, amount.clone()));
            legs.push(Leg::new(account_ref(credit, dice), Side::Credit, amount));
        }
        if dice.chance(8) {
            self.spoil(dice, &mut legs);
        }
        if legs.len() == 2 && dice.chance(12) {
            let marked = dice.below(3);
            legs[0].up_to = marked != 1;
            legs[1].up_to = marked != 0;
        }
        if dice.chance(8) {
            let leg = dice.index(legs.len());
            legs[leg].wanted = self.wanted(ledger, &legs[leg], dice);
        }
        legs
    }

    /// A condition that is true or nearly so.
    fn wanted(&self, ledger: &Ledger, leg: &Leg, dice: &mut Dice) -> Option<Wanted> {
        let account = &ledger.accounts[ledger.index_of(&leg.account)?];
        let near = |dice: &mut Dice, kind| {
            let before = account.balance_of(kind);
            let amount = i128::try_from(leg.amount.digits).unwrap();
            let units = match dice.below(4) {
                0 => before.saturating_add(amount),
                1 => before.saturating_sub(amount),
                2 => before,
                _ => before.saturating_add(i128::from(dice.magnitude(3))),
            };
            let digits = units.unsigned_abs().min(MAX);
            Money { digits, decimals: u32::from(account.asset.scale).min(28), negative: units < 0 }
        };
        let mut balances = vec![];
        for _ in 0..dice.below(3) {
            let kind = dice.pick(&BalanceKind::ALL);
            let mut money = near(dice, kind);
            if dice.chance(3) && money.decimals < 28 {
                money.decimals += 1;
            }
            balances.push((kind, dice.pick(&Comparison::ALL), money));
        }
        let version = i64::try_from(account.postings.len()).unwrap();
        Some(Wanted { balances, account_version: dice.maybe(50, |dice| version + i64::from(dice.below(2))) })
    }

    /// One to three debits and as many credits as it takes, of one asset.
    fn balanced_legs(&self, dice: &mut Dice, legs: &mut Vec<Leg>) {
        let asset = dice.below(4);
        let scale = ASSETS[asset as usize].1;
        let mut leg = |direction, units, dice: &mut Dice| {
            let account = account_of(asset, dice);
            legs.push(Leg::new(account_ref(account, dice), direction, written(units, scale, dice)));
        };
        let mut rest = 0;
        for _ in 0..=dice.below(3) {
            let units = self.units(dice);
            leg(Side::Debit, units, dice);
            rest += units;
        }
        while rest > 0 {
            let units = match dice.chance(50) {
                true => u128::from(dice.below(1000)) + 1,
                false => rest,
            };
            let units = units.min(rest).min(MAX);
            leg(Side::Credit, units, dice);
            rest -= units;
        }
    }

    pub fn spoil(&self, dice: &mut Dice, legs: &mut Vec<Leg>) {
        let victim = dice.index(legs.len());
        match dice.below(6) {
            0 => legs[victim].amount = self.money(dice.below(4), dice),
            1 => legs[victim].account = account_ref(dice.below(ACCOUNTS + 2), dice),
            2 => legs[victim].direction = legs[victim].direction.other(),
            3 => legs[victim].amount.digits = (legs[victim].amount.digits + 1).min(MAX),
            4 => legs[victim].amount = Money { digits: MAX, decimals: 0, negative: false },
            _ => {
                legs.remove(victim);
                legs.truncate(if legs.len() == 1 { 0 } else { legs.len() });
                self.balanced_legs(dice, legs);
            }
        }
    }

    fn units(&self, dice: &mut Dice) -> u128 {
        if self.vast && dice.chance(40) {
            return MAX / dice.pick(&[1, 2, 3, 10]) - u128::from(dice.below(2));
        }
        u128::from(dice.magnitude(5)) + 1
    }

    pub fn money(&self, asset: u32, dice: &mut Dice) -> Money {
        let scale = ASSETS[asset as usize].1;
        match dice.below(200) {
            199 => Money { digits: MAX - u128::from(dice.below(2)), decimals: 0, negative: false },
            198 => Money { digits: 7, decimals: (scale + 1).min(28), negative: false },
            _ => written(self.units(dice), scale, dice),
        }
    }
}

pub fn effective_at(now: i64, dice: &mut Dice) -> Timestamp {
    let jitter = i64::from(dice.below(20_000));
    let offset = match dice.below(8) {
        0 => 0,
        1 => -jitter,
        2 => jitter,
        3 => 1_000_000,
        4 => 1_000_001,
        5 => 86_400_000_000 + jitter,
        6 => -(jitter / 100) * 1_000_000,
        _ => return Timestamp::from_micros(i64::from(dice.below(3)) * 1_000_000),
    };
    Timestamp::from_micros(now + offset)
}

pub fn expiry(now: i64, dice: &mut Dice) -> Expiry {
    match dice.below(8) {
        0..3 => Expiry::Never,
        3..5 => Expiry::After(dice.magnitude(3) + 1),
        5 => Expiry::At(Timestamp::from_micros(now + i64::from(dice.below(3)) - 1)),
        6 => Expiry::At(Timestamp::from_micros(now + i64::from(dice.magnitude(8)))),
        _ => Expiry::At(Timestamp::from_micros(now + 86_400_000_000 + i64::from(dice.below(20_000)))),
    }
}

fn over_capture(dice: &mut Dice) -> u16 {
    dice.pick(&[0, 1500, 250, 10_000, 1])
}

fn if_metadata(dice: &mut Dice) -> (String, Option<String>) {
    (format!("k{}", dice.below(4)), dice.maybe(50, |dice| format!("v{}", dice.below(2))))
}

fn counterparties(dice: &mut Dice) -> Vec<PathPrefix> {
    let prefixes = ["accounts", "accounts:1", "accounts:2", "accounts:5", "elsewhere"];
    (0..dice.below(3)).map(|_| PathPrefix::parse(dice.pick(&prefixes)).unwrap()).collect()
}

fn required_metadata(dice: &mut Dice) -> Vec<String> {
    dice.maybe(40, |dice| dice.pick(&["invoice", "invoice", "other"]).to_owned()).into_iter().collect()
}

fn register_asset(dice: &mut Dice) -> RegisterAsset {
    let asset = dice.pick(&[2, 3, 2, 3, 0, 1]);
    let (_, scale) = ASSETS[asset as usize];
    RegisterAsset {
        code: asset_code(asset),
        scale: u8::try_from(scale).unwrap() ^ u8::from(dice.chance(5)),
        name: dice.maybe(10, |_| "named".into()),
    }
}

/// The units as a decimal at this scale, now and then without its trailing zeros.
pub fn written(units: u128, scale: u32, dice: &mut Dice) -> Money {
    let mut money = Money { digits: units, decimals: scale.min(28), negative: false };
    if dice.chance(20) {
        while money.decimals > 0 && money.digits.is_multiple_of(10) {
            money.digits /= 10;
            money.decimals -= 1;
        }
    }
    money
}

static ASSET_CODES: LazyLock<Vec<AssetCode>> = LazyLock::new(|| {
    let codes = ASSETS.iter().map(|(code, _)| *code).chain(["UNKNOWN"]);
    codes.map(|code| AssetCode::parse(code).unwrap()).collect()
});

static PATHS: LazyLock<Vec<AccountPath>> =
    LazyLock::new(|| (0..20).map(|account| AccountPath::parse(&format!("accounts:{account}")).unwrap()).collect());

fn asset_code(asset: u32) -> AssetCode {
    ASSET_CODES[asset as usize].clone()
}

fn account_of(asset: u32, dice: &mut Dice) -> u32 {
    asset + 4 * dice.below((ACCOUNTS - asset).div_ceil(4))
}

/// More than are ever created.
pub fn paths() -> &'static [AccountPath] {
    &PATHS
}

fn path(account: u32) -> AccountPath {
    PATHS[account as usize].clone()
}

fn account_id(account: u32) -> Uuid {
    Uuid::from_u128(u128::from(account) + (1 << 100))
}

fn account_ref(account: u32, dice: &mut Dice) -> AccountRef {
    match dice.chance(25) {
        true => AccountRef::Id(account_id(account)),
        false => AccountRef::Path(path(account)),
    }
}
