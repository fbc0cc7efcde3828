//! `tallybook monitor`.

use bigdecimal::BigDecimal;
use tallybook_client::models::{
    AlertWhen, BalanceKind, Monitor as Answer, MonitorAccountRow, PatchMonitorRequest, PostMonitorRequest,
};

use super::{
    Noun,
    amount::{asset_code, signed},
    instant::exactly,
    options::{Paging, Seen, changes, one_of, with},
    session::Session,
    table::{Sheet, Table},
    target::Connection,
};

#[derive(clap::Args)]
pub struct Monitor {
    #[command(flatten)]
    connection: Connection,
    #[command(subcommand)]
    verb: Verb,
}

#[derive(clap::Subcommand)]
enum Verb {
    /// Watch balances, and have an alert where one crosses a threshold
    ///
    ///   tallybook monitor create low-funds --prefix users --asset USD --when below --threshold 100.00
    #[command(verbatim_doc_comment)]
    Create(Create),
    /// Show a monitor.
    Get {
        name: String,
        #[command(flatten)]
        seen: Seen,
    },
    /// List monitors.
    List {
        #[command(flatten)]
        paging: Paging,
        #[command(flatten)]
        seen: Seen,
    },
    /// Change a monitor, for the transfers that follow.
    Update {
        name: String,
        #[arg(long, value_name = "AMOUNT", value_parser = signed, allow_hyphen_values = true)]
        threshold: Option<BigDecimal>,
        /// Whether it watches.
        #[arg(long, value_name = "BOOL")]
        active: Option<bool>,
    },
    /// List the accounts that it watches, and which of them alert now.
    Accounts {
        name: String,
        /// Only those that alert (true), or that do not (false).
        #[arg(long, value_name = "BOOL")]
        alerting: Option<bool>,
        #[command(flatten)]
        paging: Paging,
        #[command(flatten)]
        seen: Seen,
    },
}

#[derive(clap::Args)]
struct Create {
    name: String,
    /// The account at this path, and all below it, each for itself.
    #[arg(long, value_name = "PATH")]
    prefix: String,
    #[arg(long, value_parser = asset_code)]
    asset: String,
    /// Which amount of the balance.
    #[arg(long, default_value = "available", value_parser = one_of::<BalanceKind>(BalanceKind::KNOWN))]
    balance: BalanceKind,
    /// On which side of the threshold it alerts; crossing tells the way back too.
    #[arg(long, value_parser = one_of::<AlertWhen>(AlertWhen::KNOWN))]
    when: AlertWhen,
    #[arg(long, value_name = "AMOUNT", value_parser = signed, allow_hyphen_values = true)]
    threshold: BigDecimal,
    /// Whether it watches at once; it does unless this says false.
    #[arg(long, value_name = "BOOL")]
    active: Option<bool>,
    /// Make repeating the command safe by a key of your own.
    #[arg(long)]
    idempotency_key: Option<String>,
}

impl Noun for Monitor {
    const NAME: &'static str = "monitor";

    fn connection(&self) -> Connection {
        self.connection.clone()
    }

    async fn run(self, session: &Session) -> anyhow::Result<()> {
        let monitors = session.ledger()?.monitors();
        match self.verb {
            Verb::Create(create) => {
                session.about(&create.name);
                let Create { name, prefix, asset, balance, when, threshold, active, idempotency_key } = create;
                let mut body = PostMonitorRequest::new(asset, balance, name, prefix, threshold, when);
                body.active = active;
                let monitor = with!(monitors.create(&body), idempotency_key: idempotency_key).await?;
                session.show(&monitor, || sheet(&monitor))
            }
            Verb::Get { name, seen } => {
                session.about(&name);
                let monitor = with!(monitors.get(name), min_seq: seen.min_seq).await?;
                session.show(&monitor, || sheet(&monitor))
            }
            Verb::List { paging, seen } => {
                let items = with!(monitors.list(), min_seq: seen.min_seq).items();
                paging.show(session, items, table).await
            }
            Verb::Update { name, threshold, active } => {
                session.about(&name);
                let mut body = PatchMonitorRequest::new();
                body.threshold = threshold;
                body.active = active;
                let monitor = monitors.update(name, &changes(body)?).await?;
                session.show(&monitor, || sheet(&monitor))
            }
            Verb::Accounts { name, alerting, paging, seen } => {
                session.about(&name);
                let list = monitors.list_accounts(name).limit(paging.page());
                let items = with!(list, alerting: alerting, min_seq: seen.min_seq).items();
                paging.show(session, items, accounts).await
            }
        }
    }
}

fn sheet(monitor: &Answer) -> String {
    let mut sheet = Sheet::new();
    sheet.line("name", monitor.name.clone());
    sheet.line("prefix", monitor.path_prefix.clone());
    sheet.line("asset", monitor.asset.clone());
    sheet.line("alerts", format!("{} {} {}", monitor.balance, monitor.when, monitor.threshold.to_plain_string()));
    sheet.line("active", if monitor.active { "yes" } else { "no" }.to_owned());
    sheet.line("revision", monitor.revision.to_string());
    sheet.line("created", exactly(&monitor.created_at));
    sheet.line("updated", exactly(&monitor.updated_at));
    sheet.to_string()
}

fn table(monitors: &[Answer]) -> String {
    if monitors.is_empty() {
        return "There are no monitors.".to_owned();
    }
    let mut table = Table::of(["name", "prefix", "balance", "when", ">threshold", "asset", "active"]);
    for monitor in monitors {
        table.row([
            monitor.name.clone(),
            monitor.path_prefix.clone(),
            monitor.balance.to_string(),
            monitor.when.to_string(),
            monitor.threshold.to_plain_string(),
            monitor.asset.clone(),
            if monitor.active { "yes" } else { "no" }.to_owned(),
        ]);
    }
    table.to_string()
}

fn accounts(rows: &[MonitorAccountRow]) -> String {
    if rows.is_empty() {
        return "There are no such accounts.".to_owned();
    }
    let mut table = Table::of(["account", ">amount", "alerting"]);
    for row in rows {
        let alerting = if row.alerting { "yes" } else { "no" }.to_owned();
        table.row([row.account.clone(), row.amount.to_plain_string(), alerting]);
    }
    table.to_string()
}
