//! Transfers, postings and balances as people read them.

use std::collections::BTreeMap;

use bigdecimal::BigDecimal;
use chrono::{DateTime, Utc};
use tallybook_client::models::{Approval, Balance, HoldItem, Posting, PostingRow, Side, Transfer, TransferDetail};

use super::{
    instant::{exactly, roughly},
    table::{Sheet, Table},
};

/// Metadata on one line.
pub fn pairs(metadata: &BTreeMap<String, String>) -> Option<String> {
    if metadata.is_empty() {
        return None;
    }
    Some(metadata.iter().map(|(key, value)| format!("{key}={value}")).collect::<Vec<_>>().join(", "))
}

/// What transfers of every shape have in common.
pub struct Entry<'a> {
    pub id: String,
    pub seq: i64,
    pub kind: String,
    status: String,
    effective_at: &'a DateTime<Utc>,
    pub recorded_at: &'a DateTime<Utc>,
    expires_at: Option<&'a DateTime<Utc>>,
    hold_id: Option<String>,
    reverses_id: Option<String>,
    pub external_id: Option<&'a str>,
    description: Option<&'a str>,
    is_manual: bool,
    metadata: &'a BTreeMap<String, String>,
    flags: &'a [String],
    approval: Option<&'a Approval>,
    pub postings: &'a [Posting],
}

macro_rules! entries {
    ($($shape:ty),*) => {$(
        impl<'a> From<&'a $shape> for Entry<'a> {
            fn from(transfer: &'a $shape) -> Entry<'a> {
                Entry {
                    id: transfer.id.to_string(),
                    seq: transfer.seq,
                    kind: transfer.kind.to_string(),
                    status: transfer.status.to_string(),
                    effective_at: &transfer.effective_at,
                    recorded_at: &transfer.recorded_at,
                    expires_at: transfer.expires_at.as_ref(),
                    hold_id: transfer.hold_id.map(|id| id.to_string()),
                    reverses_id: transfer.reverses_id.map(|id| id.to_string()),
                    external_id: transfer.external_id.as_deref(),
                    description: transfer.description.as_deref(),
                    is_manual: transfer.manual == Some(true),
                    metadata: &transfer.metadata,
                    flags: transfer.flags.as_deref().unwrap_or_default(),
                    approval: transfer.approval.as_ref(),
                    postings: &transfer.postings,
                }
            }
        }
    )*};
}

entries!(Transfer, TransferDetail, HoldItem);

impl Entry<'_> {
    /// All of it.
    pub fn sheet(&self) -> String {
        let own = |text: Option<&str>| text.map(str::to_owned);
        let mut sheet = Sheet::new();
        sheet.line("id", self.id.clone());
        sheet.line("seq", self.seq.to_string());
        sheet.line("kind", self.kind.clone());
        sheet.line("status", self.status.clone());
        sheet.line("effective", exactly(self.effective_at));
        sheet.line("recorded", exactly(self.recorded_at));
        sheet.line("expires", self.expires_at.map(exactly));
        sheet.line("of hold", self.hold_id.clone());
        sheet.line("reverses", self.reverses_id.clone());
        sheet.line("external id", own(self.external_id));
        sheet.line("description", own(self.description));
        sheet.line("by hand", self.is_manual.then(|| "yes".to_owned()));
        sheet.line("metadata", pairs(self.metadata));
        sheet.line("flags", if self.flags.is_empty() { None } else { Some(self.flags.join(", ")) });
        if let Some(approval) = self.approval {
            let reason = approval.reason.as_ref().map_or_else(String::new, |reason| format!(": {reason}"));
            sheet
                .line("approved", format!("by {}, proposed by {}{reason}", approval.approved_by, approval.proposed_by));
        }
        let mut table = Table::of(["account", "direction", ">amount", "asset", ">posted", ">pending", ">available"]);
        for posting in self.postings {
            let balance = &posting.balance;
            table.row([
                posting.account.clone(),
                posting.direction.to_string(),
                posting.amount.to_plain_string(),
                posting.asset.clone(),
                balance.posted.amount.to_plain_string(),
                balance.pending.amount.to_plain_string(),
                balance.available.to_plain_string(),
            ]);
        }
        format!("{sheet}\n\n{table}")
    }

    /// The accounts on one side, on one line.
    pub fn accounts(&self, side: &Side) -> String {
        let mut accounts: Vec<&str> = Vec::new();
        for posting in self.postings.iter().filter(|posting| posting.direction == *side) {
            if !accounts.contains(&posting.account.as_str()) {
                accounts.push(&posting.account);
            }
        }
        match accounts.as_slice() {
            [] => String::new(),
            [one] => (*one).to_owned(),
            [first, others @ ..] => format!("{first} and {} more", others.len()),
        }
    }

    /// What it moves: the debits of its one asset, or how many assets there are.
    pub fn amount(&self) -> (String, String) {
        let mut sums: BTreeMap<&str, BigDecimal> = BTreeMap::new();
        for posting in self.postings.iter().filter(|posting| posting.direction == Side::Debit) {
            *sums.entry(&posting.asset).or_default() += &posting.amount;
        }
        match sums.len() {
            1 => sums
                .into_iter()
                .map(|(asset, sum)| (sum.to_plain_string(), asset.to_owned()))
                .next()
                .unwrap_or_default(),
            0 => (String::new(), String::new()),
            count => ("several".to_owned(), format!("{count} assets")),
        }
    }
}

/// Transfers, one a row.
pub fn transfers(transfers: &[Transfer]) -> String {
    if transfers.is_empty() {
        return "There are no such transfers.".to_owned();
    }
    let mut table = Table::of([">seq", "id", "kind", "recorded", "debit", "credit", ">amount", "asset", "external id"]);
    for entry in transfers.iter().map(Entry::from) {
        let (amount, asset) = entry.amount();
        table.row([
            entry.seq.to_string(),
            entry.id.clone(),
            entry.kind.clone(),
            roughly(entry.recorded_at),
            entry.accounts(&Side::Debit),
            entry.accounts(&Side::Credit),
            amount,
            asset,
            entry.external_id.unwrap_or_default().to_owned(),
        ]);
    }
    table.to_string()
}

/// The postings of an account, one a row.
pub fn postings(postings: &[PostingRow]) -> String {
    if postings.is_empty() {
        return "Nothing was posted on this account.".to_owned();
    }
    let columns = [">seq", "transfer", "effective", "recorded", ">debit", ">credit", "asset", ">posted", ">available"];
    let mut table = Table::of(columns);
    for posting in postings {
        let amount = posting.amount.to_plain_string();
        let (debit, credit) =
            if posting.direction == Side::Debit { (amount, String::new()) } else { (String::new(), amount) };
        table.row([
            posting.seq.to_string(),
            posting.transfer_id.to_string(),
            roughly(&posting.effective_at),
            roughly(&posting.recorded_at),
            debit,
            credit,
            posting.asset.clone(),
            posting.balance.posted.amount.to_plain_string(),
            posting.balance.available.to_plain_string(),
        ]);
    }
    table.to_string()
}

/// A balance, posted and pending, side by side.
pub fn balance(balance: &Balance, asset: &str) -> String {
    let mut table = Table::of(["", ">debits", ">credits", ">amount", "asset"]);
    for (name, sides) in [("posted", &balance.posted), ("pending", &balance.pending)] {
        let amounts = [&sides.debits, &sides.credits, &sides.amount].map(|amount| amount.to_plain_string());
        let [debits, credits, amount] = amounts;
        table.row([name.to_owned(), debits, credits, amount, asset.to_owned()]);
    }
    let available = balance.available.to_plain_string();
    table.row(["available".to_owned(), String::new(), String::new(), available, asset.to_owned()]);
    table.to_string()
}
