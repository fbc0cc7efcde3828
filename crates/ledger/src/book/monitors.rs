//! Monitors: set, changed, and asked what a transfer's balances have crossed.

use std::collections::HashMap;

use super::{Book, Change, Made, describe::bound_in_minor};
use crate::{
    Account, AccountPath, AccountState, Alert, Monitor, MonitorChange, MonitorNo, MonitorTerms, NewMonitor, Rejection,
};

/// A ledger's monitors, in the order in which they were set, and where in it those of a path are: a posting asks for
/// those of its account's path and of each path above it, however many there are of others.
#[derive(Debug, Default)]
pub(super) struct Monitors {
    all: Vec<Monitor>,
    of_prefix: HashMap<String, Vec<usize>>,
}

impl Monitors {
    fn new(all: Vec<Monitor>) -> Monitors {
        let mut monitors = Monitors::default();
        all.into_iter().for_each(|monitor| monitors.push(monitor));
        monitors
    }

    fn push(&mut self, monitor: Monitor) {
        self.of_prefix.entry(monitor.path_prefix.as_str().to_owned()).or_default().push(self.all.len());
        self.all.push(monitor);
    }

    /// Those that could cover an account, by their place.
    fn about(&self, path: &AccountPath) -> impl Iterator<Item = usize> {
        let path = path.as_str();
        let above = path.match_indices(':').map(|(end, _)| &path[..end]);
        above.chain([path]).filter_map(|prefix| self.of_prefix.get(prefix)).flatten().copied()
    }
}

impl Book {
    /// Whether the ledger's monitors are known.
    pub fn knows_monitors(&self) -> bool {
        self.monitors.is_some()
    }

    /// Tells the book the ledger's monitors, in the order in which they were set.
    pub fn load_monitors(&mut self, monitors: Vec<Monitor>) {
        self.monitors = Some(Monitors::new(monitors));
    }

    pub fn monitors(&self) -> &[Monitor] {
        self.monitors.as_ref().map_or(&[], |monitors| &monitors.all)
    }

    pub fn monitor(&self, name: &str) -> Option<&Monitor> {
        self.monitors().iter().find(|monitor| monitor.name == name)
    }

    pub fn monitor_by_no(&self, no: MonitorNo) -> Option<&Monitor> {
        self.monitors().iter().find(|monitor| monitor.no == no)
    }

    /// Sets a monitor; setting the same one again changes nothing. What is beyond its threshold already
    /// raises no alert: no transfer took it there.
    ///
    /// # Errors
    /// [`Rejection::MonitorExists`], [`Rejection::AssetNotFound`], a threshold finer than the asset's scale.
    pub fn set_monitor(&mut self, new: &NewMonitor) -> Result<Made<MonitorNo>, Rejection> {
        assert!(self.batch.undo.is_none(), "a group undoes states and creations, not monitors");
        let Some(asset) = self.asset(&new.asset).cloned() else {
            return Err(Rejection::AssetNotFound { asset: new.asset.clone() });
        };
        let path = AccountPath::of_prefix(&new.path_prefix);
        let threshold = bound_in_minor(new.terms.threshold, &path, &asset)?;
        let monitors = self.monitors.get_or_insert_default();
        let no = MonitorNo(monitors.all.last().map_or(0, |last| last.no.0) + 1);
        let monitor = Monitor {
            no,
            name: new.name.clone(),
            path_prefix: new.path_prefix.clone(),
            asset,
            balance: new.balance,
            when: new.when,
            terms: MonitorTerms { threshold, active: new.terms.active },
            revision: 1,
            created_at: self.recorded_at,
            updated_at: self.recorded_at,
        };
        if let Some(existing) = monitors.all.iter().find(|existing| existing.name == new.name) {
            let Monitor { no, revision, created_at, updated_at, .. } = *existing;
            let same = Monitor { no, revision, created_at, updated_at, ..monitor } == *existing;
            return if same {
                Ok(Made::Existing(existing.no))
            } else {
                Err(Rejection::MonitorExists { name: new.name.clone() })
            };
        }
        monitors.push(monitor);
        Ok(Made::New { seq: self.next_seq(), what: no })
    }

    /// Changes a monitor's terms, for the transfers that follow.
    ///
    /// # Errors
    /// [`Rejection::MonitorNotFound`], a threshold finer than the asset's scale.
    pub fn change_monitor(&mut self, name: &str, change: &MonitorChange) -> Result<Change, Rejection> {
        assert!(self.batch.undo.is_none(), "a group undoes states and creations, not monitors");
        let monitors = self.monitors.get_or_insert_default();
        let Some(monitor) = monitors.all.iter_mut().find(|monitor| monitor.name == name) else {
            return Err(Rejection::MonitorNotFound { name: name.to_owned() });
        };
        let path = AccountPath::of_prefix(&monitor.path_prefix);
        let terms = MonitorTerms {
            threshold: match change.threshold {
                None => monitor.terms.threshold,
                Some(threshold) => bound_in_minor(threshold, &path, &monitor.asset)?,
            },
            active: change.active.unwrap_or(monitor.terms.active),
        };
        if terms == monitor.terms {
            return Ok(Change::Unchanged);
        }
        monitor.terms = terms;
        monitor.revision += 1;
        monitor.updated_at = self.recorded_at;
        Ok(Change::Changed { seq: self.next_seq() })
    }

    /// The alerts that a transfer with this `seq` raises, by what it does to each account in all: numbered
    /// after it, in the order of the monitors and, for each of them, of the accounts' first postings.
    pub(super) fn alerts(&self, seq: i64, moved: &[(&Account, AccountState)]) -> Vec<Alert> {
        let mut alerts = Vec::new();
        let Some(monitors) = self.monitors.as_ref().filter(|monitors| !monitors.all.is_empty()) else {
            return alerts;
        };
        let about = moved
            .iter()
            .enumerate()
            .flat_map(|(at, (account, _))| monitors.about(&account.path).map(move |monitor| (monitor, at)));
        let mut about: Vec<(usize, usize)> = about.collect();
        about.sort_unstable();
        let mut next = seq;
        for (monitor, at) in about {
            let (monitor, (account, after)) = (&monitors.all[monitor], &moved[at]);
            if !monitor.covers(&account.path, &account.asset) {
                continue;
            }
            let judged = monitor.judge(account.normal_side, &account.state.balance, &after.balance);
            let Some((crossed, before, amount)) = judged else { continue };
            next += 1;
            alerts.push(Alert {
                seq: next,
                monitor: monitor.no,
                account_no: account.no,
                account_version: after.version,
                crossed,
                before,
                amount,
            });
        }
        alerts
    }
}
