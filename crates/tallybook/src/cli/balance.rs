//! `tallybook balance`: of an account, of all below a path, and of the whole ledger, now and at any time.

use bigdecimal::BigDecimal;
use tallybook_client::models::{AccountBalance, BalanceList, BalanceRow};

use super::{
    Noun,
    instant::{Moment, exactly, moment},
    options::{Order, Paging, Seen, with},
    rendering,
    session::Session,
    table::{Sheet, Table},
    target::Connection,
};

/// Show what an account holds; without one, the trial balance: each asset's debits, credits and net
///
///   tallybook balance users:42
///   tallybook balance users:42 --as-of 2026-03-31 --known-at "2026-04-02 09:00"
///   tallybook balance --prefix users
///   tallybook balance --by account
#[derive(clap::Args)]
#[command(verbatim_doc_comment)]
pub struct Balance {
    #[command(flatten)]
    connection: Connection,
    /// The account, by its path or id.
    account: Option<String>,
    /// What had become effective by then; a day is its end in the ledger's time zone. All that is recorded unless given.
    #[arg(long, value_name = "TIME", value_parser = moment)]
    as_of: Option<Moment>,
    /// What the ledger knew by then; a day is its start in the ledger's time zone.
    #[arg(long, value_name = "TIME", value_parser = moment)]
    known_at: Option<Moment>,
    /// What the ledger knew at this seq.
    #[arg(long, value_name = "SEQ", requires = "account", conflicts_with = "known_at")]
    at_seq: Option<i64>,
    /// Only accounts at or below this path.
    #[arg(long, value_name = "PATH", conflicts_with = "account")]
    prefix: Option<String>,
    /// A row for each asset, or for each account.
    #[arg(long, value_parser = ["asset", "account"], default_value = "asset")]
    by: String,
    #[command(flatten)]
    paging: Paging,
    #[command(flatten)]
    order: Order,
    #[command(flatten)]
    seen: Seen,
}

impl Noun for Balance {
    const NAME: &'static str = "balance";

    fn connection(&self) -> Connection {
        self.connection.clone()
    }

    async fn run(self, session: &Session) -> anyhow::Result<()> {
        let balances = session.ledger()?.balances();
        if let Some(account) = self.account {
            session.about(&account);
            let balance = with!(
                balances.get(account),
                as_of: self.as_of,
                known_at: self.known_at,
                at_seq: self.at_seq,
                min_seq: self.seen.min_seq,
            )
            .await?;
            return session.show(&balance, || of_account(&balance));
        }
        let list = with!(
            balances.list(),
            path_prefix: self.prefix,
            as_of: self.as_of,
            known_at: self.known_at,
            min_seq: self.seen.min_seq,
        );
        if self.by == "asset" {
            let list = list.await?;
            session.show(&list, || trial(&list))
        } else {
            let items = with!(list.by(self.by).limit(self.paging.page()), order: self.order.order).items();
            self.paging.show(session, items, by_account).await
        }
    }
}

/// Whether an answer can still change.
fn finality(is_final: bool) -> String {
    if is_final { "yes" } else { "no: more may be recorded" }.to_owned()
}

fn of_account(balance: &AccountBalance) -> String {
    let mut sheet = Sheet::new();
    sheet.line("account", balance.account.clone());
    sheet.line("as of", balance.as_of.as_ref().map_or_else(|| "all that is recorded".to_owned(), exactly));
    sheet.line("known at", format!("{} (seq {})", exactly(&balance.known_at), balance.seq));
    sheet.line("final", finality(balance.r#final));
    format!("{sheet}\n\n{}", rendering::balance(&balance.balance, &balance.asset))
}

fn trial(list: &BalanceList) -> String {
    let mut sheet = Sheet::new();
    sheet.line("as of", list.as_of.as_ref().map_or_else(|| "all that is recorded".to_owned(), exactly));
    sheet.line("known at", format!("{} (seq {})", exactly(&list.known_at), list.seq));
    sheet.line("final", finality(list.r#final));
    let mut table = Table::of(["asset", ">debits", ">credits", ">net"]);
    let amount = |amount: &Option<BigDecimal>| amount.as_ref().map_or_else(String::new, BigDecimal::to_plain_string);
    for row in &list.data {
        table.row([row.asset.clone(), amount(&row.debits), amount(&row.credits), amount(&row.net)]);
    }
    if table.is_empty() { format!("{sheet}\n\nNothing was posted.") } else { format!("{sheet}\n\n{table}") }
}

fn by_account(rows: &[BalanceRow]) -> String {
    if rows.is_empty() {
        return "There are no such accounts.".to_owned();
    }
    let mut table = Table::of(["account", ">debits", ">credits", ">posted", ">pending", ">available", "asset"]);
    for row in rows {
        let Some(balance) = &row.balance else { continue };
        table.row([
            row.account.clone().unwrap_or_default(),
            balance.posted.debits.to_plain_string(),
            balance.posted.credits.to_plain_string(),
            balance.posted.amount.to_plain_string(),
            balance.pending.amount.to_plain_string(),
            balance.available.to_plain_string(),
            row.asset.clone(),
        ]);
    }
    table.to_string()
}
