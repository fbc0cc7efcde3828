//! Random commands, drawn from a stream of rolls in which zero means the plainest choice, so that
//! shrinking rolls shrinks commands.

use std::{collections::BTreeMap, sync::LazyLock};

use ledger::{
    AccountChange, AccountPath, AccountRef, AccountStatus, AccountType, AssetCode, Attributes, DecimalAmount,
    ExternalId, Metadata, NewAccount, NewAsset, NewPosting, NewTransfer, Policy, Side, SignedDecimal, Timestamp,
};
use rand::{RngCore as _, rngs::StdRng};
use uuid::Uuid;

const MAX: u128 = 99_999_999_999_999_999_999_999_999_999_999_999_999;
const ASSETS: [(&str, u32); 4] = [("USD", 2), ("JPY", 0), ("BTC", 8), ("FINE", 28)];
/// The account of number n holds the asset of number n modulo the number of assets.
const ACCOUNTS: u32 = 14;
const TAKEN_IDS: u32 = 12;

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

    fn pick<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.below(u32::try_from(choices.len()).unwrap()) as usize]
    }

    fn maybe<T>(&mut self, percent: u32, make: impl FnOnce(&mut Self) -> T) -> Option<T> {
        self.chance(percent).then(|| make(self))
    }
}

/// A decimal as a client writes it: `digits / 10^decimals`.
#[derive(Clone, Debug)]
pub struct Money {
    pub digits: u128,
    pub decimals: u32,
    pub negative: bool,
}

impl Money {
    fn text(&self) -> String {
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
    pub min_balance: Option<Money>,
    pub max_balance: Option<Money>,
    pub attributes: Attributes,
}

#[derive(Clone, Debug)]
pub struct UpdateAccount {
    pub account: AccountRef,
    pub if_revision: Option<i64>,
    pub status: Option<AccountStatus>,
    pub min_balance: Option<Option<Money>>,
    pub max_balance: Option<Option<Money>>,
    pub description: Option<Option<String>>,
    pub metadata: BTreeMap<String, Option<String>>,
}

#[derive(Clone, Debug)]
pub struct Transfer {
    pub id: Uuid,
    pub client_id: bool,
    pub external_id: Option<ExternalId>,
    pub effective_at: Option<Timestamp>,
    pub legs: Vec<Leg>,
}

#[derive(Clone, Debug)]
pub struct Leg {
    pub account: AccountRef,
    pub direction: Side,
    pub amount: Money,
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
            policy: Policy {
                min_balance: new.min_balance.as_ref().map(Money::signed),
                max_balance: new.max_balance.as_ref().map(Money::signed),
            },
            attributes: new.attributes.clone(),
        }
    }
}

impl From<&UpdateAccount> for AccountChange {
    fn from(change: &UpdateAccount) -> AccountChange {
        let bound = |wish: &Option<Option<Money>>| wish.as_ref().map(|bound| bound.as_ref().map(Money::signed));
        AccountChange {
            if_revision: change.if_revision,
            status: change.status,
            min_balance: bound(&change.min_balance),
            max_balance: bound(&change.max_balance),
            description: change.description.clone(),
            metadata: change.metadata.clone(),
        }
    }
}

impl From<&Transfer> for NewTransfer {
    fn from(new: &Transfer) -> NewTransfer {
        let posting = |leg: &Leg| NewPosting {
            account: leg.account.clone(),
            direction: leg.direction,
            amount: leg.amount.amount(),
        };
        NewTransfer {
            id: new.id,
            client_id: new.client_id,
            postings: new.legs.iter().map(posting).collect(),
            effective_at: new.effective_at,
            external_id: new.external_id.clone(),
            description: None,
            metadata: Metadata::new(),
        }
    }
}

/// Where the sequence stands, and what makes it differ from others.
pub struct Scene {
    pub now: i64,
    pub accounts: usize,
    /// Amounts near the limit of the range, which fill accounts up for good.
    pub vast: bool,
    /// Counts the ids a server would make.
    pub made_ids: u128,
}

impl Scene {
    pub fn command(&mut self, dice: &mut Dice) -> Command {
        let (create, register, update, group) = if self.accounts < 12 { (50, 65, 68, 71) } else { (5, 7, 18, 24) };
        match dice.below(100) {
            kind if kind < create => Command::CreateAccount(self.create_account(dice)),
            kind if kind < register => Command::RegisterAsset(register_asset(dice)),
            kind if kind < update => Command::UpdateAccount(self.update_account(dice)),
            kind if kind < group => {
                let items = (0..dice.below(6))
                    .map(|_| match dice.below(10) {
                        0 => Command::CreateAccount(self.create_account(dice)),
                        1 => Command::RegisterAsset(register_asset(dice)),
                        _ => Command::Post(self.transfer(dice)),
                    })
                    .collect();
                Command::Group { items, gives_up: dice.chance(20) }
            }
            _ => Command::Post(self.transfer(dice)),
        }
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
            min_balance: dice.maybe(8, |dice| self.bound(account, dice)),
            max_balance: dice.maybe(5, |dice| self.bound(account, dice)),
            attributes: Attributes {
                description: dice.maybe(5, |_| "savings".into()),
                metadata: dice.maybe(5, |_| ("team".into(), "blue".into())).into_iter().collect(),
            },
        }
    }

    fn update_account(&self, dice: &mut Dice) -> UpdateAccount {
        let account = dice.below(ACCOUNTS);
        let statuses = [AccountStatus::Open, AccountStatus::Open, AccountStatus::Frozen, AccountStatus::Closed];
        let mut metadata = BTreeMap::new();
        match dice.below(20) {
            0..10 => {}
            10..18 => {
                let value = dice.maybe(70, |dice| format!("v{}", dice.below(2)));
                metadata.insert(format!("k{}", dice.below(4)), value);
            }
            18 => {
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
            status: dice.maybe(40, |dice| dice.pick(&statuses)),
            min_balance: dice.maybe(25, |dice| dice.maybe(70, |dice| self.bound(account, dice))),
            max_balance: dice.maybe(25, |dice| dice.maybe(60, |dice| self.bound(account, dice))),
            description: dice.maybe(10, |dice| dice.maybe(50, |_| "renamed".into())),
            metadata,
        }
    }

    fn bound(&self, account: u32, dice: &mut Dice) -> Money {
        let mut bound = self.money(account % 4, dice);
        if dice.chance(30) {
            bound.digits = 0;
        }
        bound.negative = bound.digits != 0 && dice.chance(30);
        bound
    }

    fn transfer(&mut self, dice: &mut Dice) -> Transfer {
        let mut legs = vec![];
        if dice.chance(40) {
            for _ in 0..=dice.below(3) {
                self.balanced_legs(dice, &mut legs);
            }
            for end in (1..legs.len()).rev() {
                legs.swap(end, dice.below(u32::try_from(end + 1).unwrap()) as usize);
            }
        } else {
            let asset = dice.below(4);
            let (debit, credit) = (account_of(asset, dice), account_of(asset, dice));
            let amount = self.money(asset, dice);
            legs.push(Leg { account: account_ref(debit, dice), direction: Side::Debit, amount: amount.clone() });
            legs.push(Leg { account: account_ref(credit, dice), direction: Side::Credit, amount });
        }
        if dice.chance(8) {
            self.spoil(dice, &mut legs);
        }
        self.made_ids += 1;
        let client_id = dice.chance(10);
        let number = if client_id { u128::from(dice.below(TAKEN_IDS)) } else { (1 << 64) + self.made_ids };
        Transfer {
            id: Uuid::from_u128((7 << 76) + number),
            client_id,
            external_id: dice.maybe(10, |dice| ExternalId::parse(&format!("order-{}", dice.below(TAKEN_IDS))).unwrap()),
            effective_at: dice.maybe(50, |dice| self.effective_at(dice)),
            legs,
        }
    }

    /// One to three debits and as many credits as it takes, of one asset.
    fn balanced_legs(&self, dice: &mut Dice, legs: &mut Vec<Leg>) {
        let asset = dice.below(4);
        let scale = ASSETS[asset as usize].1;
        let mut leg = |direction, units, dice: &mut Dice| {
            let account = account_of(asset, dice);
            legs.push(Leg { account: account_ref(account, dice), direction, amount: written(units, scale, dice) });
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

    fn spoil(&self, dice: &mut Dice, legs: &mut Vec<Leg>) {
        let victim = dice.below(u32::try_from(legs.len()).unwrap()) as usize;
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

    fn effective_at(&self, dice: &mut Dice) -> Timestamp {
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
        Timestamp::from_micros(self.now + offset)
    }

    fn units(&self, dice: &mut Dice) -> u128 {
        if self.vast && dice.chance(40) {
            return MAX / dice.pick(&[1, 2, 3, 10]) - u128::from(dice.below(2));
        }
        u128::from(dice.magnitude(5)) + 1
    }

    fn money(&self, asset: u32, dice: &mut Dice) -> Money {
        let scale = ASSETS[asset as usize].1;
        match dice.below(200) {
            199 => Money { digits: MAX - u128::from(dice.below(2)), decimals: 0, negative: false },
            198 => Money { digits: 7, decimals: (scale + 1).min(28), negative: false },
            _ => written(self.units(dice), scale, dice),
        }
    }
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
fn written(units: u128, scale: u32, dice: &mut Dice) -> Money {
    let mut money = Money { digits: units, decimals: scale, negative: false };
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
