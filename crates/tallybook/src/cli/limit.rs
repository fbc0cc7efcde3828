//! `tallybook limit`.

use bigdecimal::BigDecimal;
use tallybook_client::models::{
    Calendar, Limit as Answer, LimitPer, LimitWindow, OnExceed, PatchLimitRequest, PostLimitRequest, Side,
    WindowRequest,
};

use super::{
    Noun,
    amount::{asset_code, unsigned},
    failure::Misuse,
    instant::exactly,
    options::{Paging, Seen, changes, one_of, seconds, with},
    session::Session,
    table::{Sheet, Table},
    target::Connection,
};

#[derive(clap::Args)]
pub struct Limit {
    #[command(flatten)]
    connection: Connection,
    #[command(subcommand)]
    verb: Verb,
}

#[derive(clap::Subcommand)]
enum Verb {
    /// Limit what moves within a time
    ///
    ///   tallybook limit create daily --prefix users --asset USD --direction debit --window day --max-sum 1000.00
    #[command(verbatim_doc_comment)]
    Create(Create),
    /// Show a limit.
    Get {
        name: String,
        #[command(flatten)]
        seen: Seen,
    },
    /// List limits.
    List {
        #[command(flatten)]
        paging: Paging,
        #[command(flatten)]
        seen: Seen,
    },
    /// Change a limit, at once.
    Update {
        name: String,
        /// The most that may move; "none" for any sum.
        #[arg(long, value_name = "AMOUNT")]
        max_sum: Option<String>,
        /// How often at most; "none" for any number.
        #[arg(long, value_name = "N")]
        max_count: Option<String>,
        #[arg(long, value_parser = one_of::<OnExceed>(OnExceed::KNOWN))]
        on_exceed: Option<OnExceed>,
        /// Whether it is in force.
        #[arg(long, value_name = "BOOL")]
        active: Option<bool>,
    },
}

#[derive(clap::Args)]
struct Create {
    name: String,
    /// The accounts at or below this path.
    #[arg(long, value_name = "PATH")]
    prefix: String,
    /// Each account for itself, or all below the prefix together.
    #[arg(long, default_value = "account", value_parser = one_of::<LimitPer>(LimitPer::KNOWN))]
    per: LimitPer,
    #[arg(long, value_parser = asset_code)]
    asset: String,
    /// The side that counts.
    #[arg(long, value_parser = one_of::<Side>(Side::KNOWN))]
    direction: Side,
    /// The present day, week, month or year in the ledger's time zone, or the last so long: 24h, 90s, 7d.
    #[arg(long, value_parser = window)]
    window: WindowRequest,
    /// The most that may move.
    #[arg(long, value_name = "AMOUNT", value_parser = unsigned, required_unless_present = "max_count")]
    max_sum: Option<BigDecimal>,
    /// How often at most.
    #[arg(long, value_name = "N")]
    max_count: Option<i64>,
    /// Refuse what is beyond, or only flag it.
    #[arg(long, value_parser = one_of::<OnExceed>(OnExceed::KNOWN))]
    on_exceed: Option<OnExceed>,
    /// Whether it is in force at once; it is unless this says false.
    #[arg(long, value_name = "BOOL")]
    active: Option<bool>,
    /// Make repeating the command safe by a key of your own.
    #[arg(long)]
    idempotency_key: Option<String>,
}

fn window(text: &str) -> Result<WindowRequest, String> {
    let mut window = WindowRequest::new();
    if Calendar::KNOWN.contains(&text) {
        window.calendar = Some(Calendar::from(text));
    } else {
        window.seconds = Some(seconds(text).map_err(|_| {
            format!("{text} is no window; there are {}, and spans such as 24h", Calendar::KNOWN.join(", "))
        })?);
    }
    Ok(window)
}

impl Noun for Limit {
    const NAME: &'static str = "limit";

    fn connection(&self) -> Connection {
        self.connection.clone()
    }

    async fn run(self, session: &Session) -> anyhow::Result<()> {
        let limits = session.ledger()?.limits();
        match self.verb {
            Verb::Create(create) => {
                session.about(&create.name);
                let Create { name, prefix, per, asset, direction, window, .. } = create;
                let mut body = PostLimitRequest::new(asset, direction, name, prefix, per, window);
                body.max_sum = create.max_sum;
                body.max_count = create.max_count;
                body.on_exceed = create.on_exceed;
                body.active = create.active;
                let limit = with!(limits.create(&body), idempotency_key: create.idempotency_key).await?;
                session.show(&limit, || sheet(&limit))
            }
            Verb::Get { name, seen } => {
                session.about(&name);
                let limit = with!(limits.get(name), min_seq: seen.min_seq).await?;
                session.show(&limit, || sheet(&limit))
            }
            Verb::List { paging, seen } => {
                let items = with!(limits.list(), min_seq: seen.min_seq).items();
                paging.show(session, items, table).await
            }
            Verb::Update { name, max_sum, max_count, on_exceed, active } => {
                session.about(&name);
                let mut body = PatchLimitRequest::new();
                body.max_sum = or_none(max_sum, unsigned)?;
                let count = |text: &str| text.parse().map_err(|_| format!("{text} is no number"));
                body.max_count = or_none(max_count, count)?;
                body.on_exceed = on_exceed;
                body.active = active;
                let limit = limits.update(name, &changes(body)?).await?;
                session.show(&limit, || sheet(&limit))
            }
        }
    }
}

/// Reads a value, or "none".
fn or_none<T>(text: Option<String>, read: impl Fn(&str) -> Result<T, String>) -> Result<Option<Option<T>>, Misuse> {
    match text.as_deref() {
        None => Ok(None),
        Some("none") => Ok(Some(None)),
        Some(text) => read(text).map(|value| Some(Some(value))).map_err(Misuse),
    }
}

fn window_in_words(window: &LimitWindow) -> String {
    match (&window.calendar, window.seconds) {
        (Some(calendar), _) => format!("the {calendar}"),
        (None, Some(seconds)) => format!("the last {seconds} s"),
        (None, None) => String::new(),
    }
}

fn sheet(limit: &Answer) -> String {
    let mut sheet = Sheet::new();
    sheet.line("name", limit.name.clone());
    sheet.line("prefix", limit.path_prefix.clone());
    sheet.line("per", limit.per.to_string());
    sheet.line("asset", limit.asset.clone());
    sheet.line("direction", limit.direction.to_string());
    sheet.line("window", window_in_words(&limit.window));
    sheet.line("max sum", limit.max_sum.as_ref().map(BigDecimal::to_plain_string));
    sheet.line("max count", limit.max_count.map(|count| count.to_string()));
    sheet.line("beyond", limit.on_exceed.to_string());
    sheet.line("active", if limit.active { "yes" } else { "no" }.to_owned());
    sheet.line("revision", limit.revision.to_string());
    sheet.line("created", exactly(&limit.created_at));
    sheet.line("updated", exactly(&limit.updated_at));
    sheet.to_string()
}

fn table(limits: &[Answer]) -> String {
    if limits.is_empty() {
        return "There are no limits.".to_owned();
    }
    let columns =
        ["name", "prefix", "per", "direction", "window", ">max sum", "asset", ">max count", "beyond", "active"];
    let mut table = Table::of(columns);
    for limit in limits {
        table.row([
            limit.name.clone(),
            limit.path_prefix.clone(),
            limit.per.to_string(),
            limit.direction.to_string(),
            window_in_words(&limit.window),
            limit.max_sum.as_ref().map_or_else(String::new, BigDecimal::to_plain_string),
            limit.asset.clone(),
            limit.max_count.map_or_else(String::new, |count| count.to_string()),
            limit.on_exceed.to_string(),
            if limit.active { "yes" } else { "no" }.to_owned(),
        ]);
    }
    table.to_string()
}
