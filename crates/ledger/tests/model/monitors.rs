//! Monitors, the obvious way: after every transfer each of them is asked of every account.

use ledger::{
    AccountNo, AccountPath, Alert, AlertWhen, Asset, AssetCode, BalanceKind, Book, Change, Crossed, Made, Minor,
    MonitorChange, MonitorNo, MonitorTerms, NewMonitor, PathPrefix, Rejection, SignedDecimal,
};

use crate::{
    commands::Money,
    naive::{Ledger, Line, bound},
    scene::{ASSETS, Dice, Scene},
};

/// More would rarely be told apart.
const MONITORS: usize = 6;

#[derive(Clone, Debug)]
pub struct OneMonitor {
    pub name: String,
    prefix: PathPrefix,
    asset: Asset,
    balance: BalanceKind,
    when: AlertWhen,
    threshold: i128,
    active: bool,
}

/// A monitor as it is asked for.
#[derive(Clone, Debug)]
pub struct Wish {
    name: String,
    prefix: &'static str,
    asset: &'static str,
    balance: BalanceKind,
    when: AlertWhen,
    threshold: Money,
    active: bool,
}

impl Scene {
    fn wish(&self, dice: &mut Dice) -> Wish {
        let asset = dice.below(4);
        Wish {
            name: format!("monitor-{}", dice.below(MONITORS as u32)),
            prefix: dice.pick(&["accounts", "accounts", "accounts", "accounts:1", "accounts:2", "elsewhere"]),
            asset: ASSETS[asset as usize].0,
            balance: dice.pick(&BalanceKind::ALL),
            when: dice.pick(&AlertWhen::ALL),
            threshold: self.bound(asset, dice),
            active: !dice.chance(10),
        }
    }
}

fn signed(money: &Money) -> SignedDecimal {
    SignedDecimal::parse(&money.text()).unwrap()
}

/// Sets or changes a monitor in both, which must answer alike.
pub fn watch(book: &mut Book, ledger: &mut Ledger, scene: &Scene, dice: &mut Dice) {
    let wish = scene.wish(dice);
    if dice.chance(40) {
        let (threshold, active) = (dice.maybe(70, |_| wish.threshold.clone()), dice.maybe(30, |_| wish.active));
        let change = MonitorChange { threshold: threshold.as_ref().map(signed), active };
        let expected = ledger.change_monitor(&wish.name, threshold.as_ref(), active);
        assert_eq!(book.change_monitor(&wish.name, &change), expected, "left: book, right: model");
        return;
    }
    let new = NewMonitor {
        name: wish.name.clone(),
        path_prefix: PathPrefix::parse(wish.prefix).unwrap(),
        asset: AssetCode::parse(wish.asset).unwrap(),
        balance: wish.balance,
        when: wish.when,
        terms: MonitorTerms { threshold: signed(&wish.threshold), active: wish.active },
    };
    assert_eq!(book.set_monitor(&new), ledger.set_monitor(&wish), "left: book, right: model");
}

impl Ledger {
    fn set_monitor(&mut self, wish: &Wish) -> Result<Made<MonitorNo>, Rejection> {
        let code = AssetCode::parse(wish.asset).unwrap();
        let Some(asset) = self.asset(&code) else {
            return Err(Rejection::AssetNotFound { asset: code });
        };
        let threshold = bound(&wish.threshold, &AccountPath::parse(wish.prefix).unwrap(), &asset)?;
        let Wish { balance, when, active, .. } = *wish;
        let prefix = PathPrefix::parse(wish.prefix).unwrap();
        let new = OneMonitor { name: wish.name.clone(), prefix, asset, balance, when, threshold, active };
        match self.monitors.iter().position(|known| known.name == wish.name) {
            Some(index) if format!("{:?}", self.monitors[index]) == format!("{new:?}") => {
                Ok(Made::Existing(number(index)))
            }
            Some(_) => Err(Rejection::MonitorExists { name: wish.name.clone() }),
            None => {
                self.monitors.push(new);
                Ok(Made::New { seq: self.next_seq(), what: number(self.monitors.len() - 1) })
            }
        }
    }

    fn change_monitor(
        &mut self,
        name: &str,
        threshold: Option<&Money>,
        active: Option<bool>,
    ) -> Result<Change, Rejection> {
        let Some(index) = self.monitors.iter().position(|known| known.name == name) else {
            return Err(Rejection::MonitorNotFound { name: name.to_owned() });
        };
        let before = self.monitors[index].clone();
        let path = AccountPath::parse(before.prefix.as_str()).unwrap();
        let wanted = threshold.map(|money| bound(money, &path, &before.asset)).transpose()?;
        let (threshold, active) = (wanted.unwrap_or(before.threshold), active.unwrap_or(before.active));
        if (threshold, active) == (before.threshold, before.active) {
            return Ok(Change::Unchanged);
        }
        self.monitors[index] = OneMonitor { threshold, active, ..before };
        Ok(Change::Changed { seq: self.next_seq() })
    }

    /// What the entry just written raises, whose postings each account has beyond so many `before`.
    pub fn alerts(&mut self, lines: &[Line], before: &[usize]) -> Vec<Alert> {
        let mut touched: Vec<usize> = vec![];
        for line in lines {
            if !touched.contains(&line.account) {
                touched.push(line.account);
            }
        }
        let mut alerts = vec![];
        for index in 0..self.monitors.len() {
            for place in &touched {
                let monitor = &self.monitors[index];
                let account = &self.accounts[*place];
                let mut earlier = account.clone();
                earlier.postings.truncate(before[*place]);
                let (was, is) = (earlier.balance_of(monitor.balance), account.balance_of(monitor.balance));
                let watched = monitor.active
                    && account.asset.no == monitor.asset.no
                    && format!("{}:", account.path).starts_with(&format!("{}:", monitor.prefix));
                let line = monitor.threshold;
                let crossed = match monitor.when {
                    AlertWhen::Above => (was <= line && is > line).then_some(Crossed::Up),
                    AlertWhen::Below => (was >= line && is < line).then_some(Crossed::Down),
                    AlertWhen::Crossing if was < line && is >= line => Some(Crossed::Up),
                    AlertWhen::Crossing => (was >= line && is < line).then_some(Crossed::Down),
                };
                let Some(crossed) = crossed.filter(|_| watched) else { continue };
                let (account_no, account_version) =
                    (AccountNo(account.no), i64::try_from(account.postings.len()).unwrap());
                alerts.push(Alert {
                    seq: self.next_seq(),
                    monitor: number(index),
                    account_no,
                    account_version,
                    crossed,
                    before: Minor::new(was).unwrap(),
                    amount: Minor::new(is).unwrap(),
                });
            }
        }
        alerts
    }
}

fn number(index: usize) -> MonitorNo {
    MonitorNo(i32::try_from(index + 1).unwrap())
}
