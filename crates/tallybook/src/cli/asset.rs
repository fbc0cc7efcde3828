//! `tallybook asset`.

use tallybook_client::models::{Asset as Answer, PostAssetRequest};

use super::{
    Noun,
    amount::asset_code,
    instant::exactly,
    options::{Order, Paging, Seen, with},
    session::Session,
    table::{Sheet, Table},
    target::Connection,
};

#[derive(clap::Args)]
pub struct Asset {
    #[command(flatten)]
    connection: Connection,
    #[command(subcommand)]
    verb: Verb,
}

#[derive(clap::Subcommand)]
enum Verb {
    /// Register an asset; currencies of ISO 4217 can be used without.
    Create {
        /// Such as BTC: capitals, digits, and . _ -
        #[arg(value_parser = asset_code)]
        code: String,
        /// How many decimals its amounts have, 0 to 28.
        #[arg(long)]
        scale: Option<i32>,
        /// What it is called.
        #[arg(long)]
        name: Option<String>,
        /// Make repeating the command safe by a key of your own.
        #[arg(long)]
        idempotency_key: Option<String>,
    },
    /// Show an asset.
    Get {
        #[arg(value_parser = asset_code)]
        code: String,
        #[command(flatten)]
        seen: Seen,
    },
    /// List the assets that were registered.
    List {
        #[command(flatten)]
        paging: Paging,
        #[command(flatten)]
        order: Order,
        #[command(flatten)]
        seen: Seen,
    },
}

impl Noun for Asset {
    const NAME: &'static str = "asset";

    fn connection(&self) -> Connection {
        self.connection.clone()
    }

    async fn run(self, session: &Session) -> anyhow::Result<()> {
        let assets = session.ledger()?.assets();
        match self.verb {
            Verb::Create { code, scale, name, idempotency_key } => {
                session.about(&code);
                let mut body = PostAssetRequest::new(code);
                body.scale = scale;
                body.name = name;
                let asset = with!(assets.create(&body), idempotency_key: idempotency_key).await?;
                session.show(&asset, || sheet(&asset))
            }
            Verb::Get { code, seen } => {
                session.about(&code);
                let asset = with!(assets.get(code), min_seq: seen.min_seq).await?;
                session.show(&asset, || sheet(&asset))
            }
            Verb::List { paging, order, seen } => {
                let list = assets.list().limit(paging.page());
                let items = with!(list, order: order.order, min_seq: seen.min_seq).items();
                paging.show(session, items, |assets| table(session, assets)).await
            }
        }
    }
}

fn sheet(asset: &Answer) -> String {
    let mut sheet = Sheet::new();
    sheet.line("code", asset.code.clone());
    sheet.line("name", asset.name.clone());
    sheet.line("scale", asset.scale.to_string());
    sheet.line("built in", if asset.built_in { "yes, by ISO 4217" } else { "no" }.to_owned());
    sheet.line("created", asset.created_at.as_ref().map(exactly));
    sheet.to_string()
}

fn table(session: &Session, assets: &[Answer]) -> String {
    if assets.is_empty() {
        return format!(
            "No asset is registered; currencies of ISO 4217 need not be.\nTry: {}",
            session.command("asset create BTC --scale 8")
        );
    }
    let mut table = Table::of(["code", ">scale", "name"]);
    for asset in assets {
        table.row([asset.code.clone(), asset.scale.to_string(), asset.name.clone().unwrap_or_default()]);
    }
    table.to_string()
}
