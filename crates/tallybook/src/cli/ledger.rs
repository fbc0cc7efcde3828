//! `tallybook ledger`.

use tallybook_client::models::{Ledger as Answer, PostLedgerRequest};

use super::{
    Noun,
    instant::{exactly, roughly},
    options::{Order, Paging, metadata, pair, with},
    rendering::pairs,
    session::Session,
    table::{Sheet, Table},
    target::{Connection, Service},
};

#[derive(clap::Args)]
pub struct Ledger {
    #[command(flatten)]
    service: Service,
    #[command(subcommand)]
    verb: Verb,
}

#[derive(clap::Subcommand)]
enum Verb {
    /// Create a ledger.
    Create {
        /// Small letters, digits, - and _.
        name: String,
        /// Where its days end, such as Europe/Zurich; UTC unless given.
        #[arg(long)]
        time_zone: Option<String>,
        /// In words, for whoever reads it later.
        #[arg(long, value_name = "TEXT")]
        description: Option<String>,
        /// A pair, such as entity=ch; several times for several.
        #[arg(long, value_name = "KEY=VALUE", value_parser = pair)]
        metadata: Vec<(String, String)>,
        /// Make repeating the command safe by a key of your own.
        #[arg(long)]
        idempotency_key: Option<String>,
    },
    /// Show a ledger.
    Get {
        /// Its name or id.
        name: String,
        /// Wait until it has reached this seq.
        #[arg(long, value_name = "SEQ")]
        min_seq: Option<i64>,
    },
    /// List the ledgers that the key may see.
    List {
        #[command(flatten)]
        paging: Paging,
        #[command(flatten)]
        order: Order,
    },
}

impl Noun for Ledger {
    const NAME: &'static str = "ledger";

    fn connection(&self) -> Connection {
        Connection { service: self.service.clone(), ledger: None }
    }

    async fn run(self, session: &Session) -> anyhow::Result<()> {
        let ledgers = session.client.ledgers();
        match self.verb {
            Verb::Create { name, time_zone, description, metadata: given, idempotency_key } => {
                session.about(&name);
                let mut body = PostLedgerRequest::new(name);
                body.time_zone = time_zone;
                body.description = description;
                body.metadata = metadata(given);
                let ledger = with!(ledgers.create(&body), idempotency_key: idempotency_key).await?;
                session.show(&ledger, || sheet(&ledger))
            }
            Verb::Get { name, min_seq } => {
                session.about(&name);
                let ledger = with!(ledgers.get(name), min_seq: min_seq).await?;
                session.show(&ledger, || sheet(&ledger))
            }
            Verb::List { paging, order } => {
                let items = with!(ledgers.list().limit(paging.page()), order: order.order).items();
                paging.show(session, items, |ledgers| table(session, ledgers)).await
            }
        }
    }
}

fn sheet(ledger: &Answer) -> String {
    let mut sheet = Sheet::new();
    sheet.line("name", ledger.name.clone());
    sheet.line("id", ledger.id.to_string());
    sheet.line("description", ledger.description.clone());
    sheet.line("time zone", ledger.time_zone.clone());
    sheet.line("last seq", ledger.last_seq.map(|seq| seq.to_string()));
    sheet.line("created", exactly(&ledger.created_at));
    sheet.line("metadata", pairs(&ledger.metadata));
    sheet.to_string()
}

fn table(session: &Session, ledgers: &[Answer]) -> String {
    if ledgers.is_empty() {
        return format!("There are no ledgers that this key may see.\nTry: {}", session.command("ledger create NAME"));
    }
    let mut table = Table::of(["name", "time zone", "created", "description"]);
    for ledger in ledgers {
        table.row([
            ledger.name.clone(),
            ledger.time_zone.clone(),
            roughly(&ledger.created_at),
            ledger.description.clone().unwrap_or_default(),
        ]);
    }
    table.to_string()
}
