//! What transfers and actions on them may say besides who and how much.

use chrono::{DateTime, FixedOffset};
use uuid::Uuid;

use super::{
    amount::{Amount, asset_code},
    failure::Misuse,
    instant::instant,
    options::{id, pair},
    posting::Posting,
    session::Session,
};

#[derive(clap::Args, Clone, Debug)]
#[command(next_help_heading = "Details")]
pub struct Details {
    /// An id of your own: a UUID, unique for ever.
    #[arg(long, value_parser = id)]
    pub id: Option<Uuid>,
    /// A reference of your own, unique in the ledger for ever.
    #[arg(long)]
    pub external_id: Option<String>,
    /// In words, for whoever reads it later.
    #[arg(long, value_name = "TEXT")]
    pub description: Option<String>,
    /// A pair, such as order=42; several times for several.
    #[arg(long, value_name = "KEY=VALUE", value_parser = pair)]
    pub metadata: Vec<(String, String)>,
}

#[derive(clap::Args, Clone, Debug)]
pub struct Effective {
    /// When it counts for the books; when it is recorded unless given.
    #[arg(long, value_name = "TIME", value_parser = instant, help_heading = "Details")]
    pub effective_at: Option<DateTime<FixedOffset>>,
}

/// How it is sent.
#[derive(clap::Args, Clone, Debug)]
#[command(next_help_heading = "Safety")]
pub struct Sending {
    /// The key under which repeating the command is safe; one is made, and told, unless given.
    #[arg(long, value_name = "KEY")]
    pub idempotency_key: Option<String>,
    /// Only ask what the answer would be; nothing happens.
    #[arg(long)]
    pub dry_run: bool,
}

/// A part of what a transfer moved or held: all of it unless something is said.
#[derive(clap::Args, Clone, Debug)]
pub struct Part {
    /// How much, such as 12.34 or 1,234.56; all that is left unless given.
    #[arg(conflicts_with = "postings")]
    amount: Option<Amount>,
    /// The asset of the amount, which is checked.
    #[arg(value_parser = asset_code)]
    asset: Option<String>,
    /// A leg, such as "debit users:42 12.34"; once for each, where there are more than two.
    #[arg(long = "posting", value_name = "POSTING")]
    pub postings: Vec<Posting>,
}

impl Part {
    pub fn amount(&self) -> Option<bigdecimal::BigDecimal> {
        self.amount.as_ref().map(|amount| amount.value.clone())
    }

    pub fn asset(&self) -> Option<&String> {
        self.asset.as_ref().or(self.amount.as_ref().and_then(|amount| amount.asset.as_ref()))
    }

    pub fn postings(&self) -> anyhow::Result<Option<Vec<tallybook_client::models::PartPostingRequest>>> {
        if self.postings.is_empty() {
            return Ok(None);
        }
        let parts: Result<Vec<_>, String> = self.postings.iter().map(Posting::part).collect();
        Ok(Some(parts.map_err(Misuse)?))
    }

    /// Refuses assets that are not those of the transfer's accounts.
    pub async fn check(&self, session: &Session, transfer: &Uuid) -> anyhow::Result<()> {
        let ledger = session.ledger()?;
        if let Some(asset) = self.asset() {
            let transfer = ledger.transfers().get(transfer).await?;
            if let Some(other) = transfer.postings.iter().find(|posting| posting.asset != *asset) {
                anyhow::bail!("The transfer is in {}, not in {asset}; nothing was sent.", other.asset);
            }
        }
        let named = self.postings.iter().map(|posting| (posting.account.as_str(), &posting.asset));
        super::posting::check_assets(&ledger, named).await
    }
}

/// Puts what was said into a request.
macro_rules! fill {
    ($body:ident, $details:expr) => {
        $body.id = $details.id;
        $body.external_id = $details.external_id.clone();
        $body.description = $details.description.clone();
        $body.metadata = $crate::cli::options::metadata($details.metadata.clone());
    };
}
pub(crate) use fill;

/// Sends a call that moves money, and gives its answer with a word about it where it is a special one.
macro_rules! send {
    ($session:expr, $call:expr, $sending:expr) => {{
        $session.tries($sending.dry_run);
        let call = $crate::cli::options::with!(
            $call,
            idempotency_key: $sending.idempotency_key.clone(),
            dry_run: $sending.dry_run.then_some(true),
        );
        let answer = call.send().await?;
        $session.mark(answer.dry_run, answer.replayed);
        answer.body
    }};
}
pub(crate) use send;
