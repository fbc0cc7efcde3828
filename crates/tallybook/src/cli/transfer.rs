//! `tallybook transfer`.

use tallybook_client::models::{
    IdempotencyKeyOutcome, IdempotencyKeyStatus, PatchTransferRequest, PostReverseRequest, PostTransferRequest,
    TransferDetail,
};
use uuid::Uuid;

use super::{
    Noun,
    amount::{Amount, asset_code, unsigned},
    batch,
    details::{Details, Effective, Part, Sending, fill, send},
    failure::Misuse,
    instant::{Moment, exactly, moment, utc},
    options::{Order, Paging, Seen, change, id, with},
    posting::{Posting, check_assets},
    rendering::{Entry, pairs, transfers},
    session::Session,
    table::{Sheet, Table},
    target::Connection,
};

#[derive(clap::Args)]
pub struct Transfer {
    #[command(flatten)]
    connection: Connection,
    #[command(subcommand)]
    verb: Verb,
}

#[derive(clap::Subcommand)]
enum Verb {
    /// Post a transfer
    ///
    /// A debit of an asset account raises it, and so does a credit of a liability account: a customer's deposit debits
    /// the bank and credits the customer.
    ///
    ///   tallybook transfer create --debit assets:bank --credit users:42 12.34 USD
    ///   tallybook transfer create --posting "debit users:42 12.34" --posting "credit income:fees 0.34" --posting "credit shops:7 12.00"
    #[command(verbatim_doc_comment, visible_alias = "post")]
    Create(Box<Create>),
    Batch(batch::Batch),
    /// Ask what the transfers of a file would come to, and every rule that refuses one; nothing happens.
    Simulate(batch::Simulate),
    /// Show a transfer, and what became of it.
    Get {
        #[arg(value_parser = id)]
        id: Uuid,
        #[command(flatten)]
        seen: Seen,
    },
    /// List transfers.
    List(Box<List>),
    /// Change a transfer's metadata, which may follow the world; what it moved never changes.
    Update {
        #[arg(value_parser = id)]
        id: Uuid,
        /// A pair to set, or KEY= to remove one; several times for several.
        #[arg(long, value_name = "KEY=VALUE", value_parser = change, required = true)]
        metadata: Vec<(String, Option<String>)>,
        /// Only if the metadata has this pair, or KEY= for no such key; several times for several.
        #[arg(long, value_name = "KEY=VALUE", value_parser = change)]
        if_metadata: Vec<(String, Option<String>)>,
        /// Only if the metadata is at this revision.
        #[arg(long, value_name = "REVISION")]
        if_revision: Option<i64>,
    },
    /// Move back what a transfer or a capture moved, in whole or in part.
    Reverse(Reverse),
    /// Tell what an idempotency key did.
    Outcome {
        key: String,
        #[command(flatten)]
        seen: Seen,
    },
}

/// Who and how much, of a transfer or a hold.
#[derive(clap::Args, Clone, Debug)]
pub struct Moving {
    /// The account to debit, by path or id.
    #[arg(long, value_name = "ACCOUNT", required_unless_present = "postings", conflicts_with = "postings")]
    debit: Option<String>,
    /// The account to credit, by path or id.
    #[arg(long, value_name = "ACCOUNT", required_unless_present = "postings", conflicts_with = "postings")]
    credit: Option<String>,
    /// How much, such as 12.34 or 1,234.56.
    #[arg(required_unless_present = "postings", conflicts_with = "postings")]
    amount: Option<Amount>,
    /// The asset of the amount; refused if the accounts hold another.
    #[arg(value_parser = asset_code, conflicts_with = "postings")]
    asset: Option<String>,
    /// A leg, such as "debit users:42 12.34"; instead of the above, once for each of up to 100.
    ///
    /// It may go on with USD, up-to, "if available>=0.00" (or posted, pending; >= > <= < =) and "if version=5".
    #[arg(long = "posting", value_name = "POSTING")]
    postings: Vec<Posting>,
    /// Take the amount as the most: what the accounts can give and take will do.
    #[arg(long, requires = "debit")]
    up_to: bool,
    /// Say that a person made it by hand, as accounts' policies may want to know.
    #[arg(long)]
    manual: bool,
    // No ledger knows which way that is: a debit raises some accounts and lowers others.
    #[arg(long, hide = true, value_parser = no_direction)]
    from: Option<String>,
    #[arg(long, hide = true, value_parser = no_direction)]
    to: Option<String>,
}

fn no_direction(_: &str) -> Result<String, String> {
    Err("a debit raises asset accounts and lowers customers' (liability) accounts, so say which account is debited and \
         which is credited: --debit ACCOUNT --credit ACCOUNT"
        .to_owned())
}

impl Moving {
    /// The request, once the assets that were named are those of the accounts.
    pub async fn request(&self, session: &Session) -> anyhow::Result<PostTransferRequest> {
        let mut body = PostTransferRequest::new();
        let named = self.amount.as_ref().and_then(|amount| amount.asset.clone());
        let asset = match (&self.asset, named) {
            (Some(one), Some(other)) if *one != other => {
                return Err(Misuse(format!("The amount is in {other}, and then in {one}.")).into());
            }
            (one, other) => one.clone().or(other),
        };
        body.debit_account = self.debit.clone();
        body.credit_account = self.credit.clone();
        body.amount = self.amount.as_ref().map(|amount| amount.value.clone());
        if !self.postings.is_empty() {
            body.postings = Some(self.postings.iter().map(Posting::request).collect());
        }
        body.up_to = self.up_to.then_some(true);
        body.manual = self.manual.then_some(true);
        let sides = [&self.debit, &self.credit].into_iter().flatten().map(|account| (account.as_str(), &asset));
        let legs = self.postings.iter().map(|posting| (posting.account.as_str(), &posting.asset));
        check_assets(&session.ledger()?, sides.chain(legs)).await?;
        Ok(body)
    }
}

#[derive(clap::Args)]
struct Create {
    #[command(flatten)]
    moving: Moving,
    #[command(flatten)]
    effective: Effective,
    #[command(flatten)]
    details: Details,
    #[command(flatten)]
    sending: Sending,
}

#[derive(clap::Args)]
struct Reverse {
    /// The transfer or capture, by its id.
    #[arg(value_name = "ID", value_parser = id)]
    transfer: Uuid,
    #[command(flatten)]
    part: Part,
    #[command(flatten)]
    effective: Effective,
    #[command(flatten)]
    details: Details,
    #[command(flatten)]
    sending: Sending,
}

#[derive(clap::Args)]
#[command(next_help_heading = "Filters")]
struct List {
    /// Only those with a posting on this account, by path or id.
    #[arg(long)]
    account: Option<String>,
    /// Only those with a posting on an account at or below this path.
    #[arg(long, value_name = "PATH")]
    prefix: Option<String>,
    #[arg(long)]
    external_id: Option<String>,
    /// Only those effective at this time (or day) or later.
    #[arg(long, value_name = "TIME", value_parser = moment)]
    effective_from: Option<Moment>,
    /// Only those effective before this time (or day).
    #[arg(long, value_name = "TIME", value_parser = moment)]
    effective_to: Option<Moment>,
    /// Only those recorded at this time (or day) or later.
    #[arg(long, value_name = "TIME", value_parser = moment)]
    recorded_from: Option<Moment>,
    /// Only those recorded before this time (or day).
    #[arg(long, value_name = "TIME", value_parser = moment)]
    recorded_to: Option<Moment>,
    /// Only those with a posting of this amount or more.
    #[arg(long, value_name = "AMOUNT", value_parser = unsigned)]
    amount_min: Option<bigdecimal::BigDecimal>,
    /// Only those with a posting of this amount or less.
    #[arg(long, value_name = "AMOUNT", value_parser = unsigned)]
    amount_max: Option<bigdecimal::BigDecimal>,
    /// Only those whose metadata has this key, or with KEY=VALUE this pair.
    #[arg(long, value_name = "KEY[=VALUE]")]
    metadata: Option<String>,
    #[command(flatten)]
    paging: Paging,
    #[command(flatten)]
    order: Order,
    #[command(flatten)]
    seen: Seen,
}

impl Noun for Transfer {
    const NAME: &'static str = "transfer";

    fn connection(&self) -> Connection {
        self.connection.clone()
    }

    async fn run(self, session: &Session) -> anyhow::Result<()> {
        let transfers = session.ledger()?.transfers();
        match self.verb {
            Verb::Create(create) => {
                let mut body = create.moving.request(session).await?;
                body.effective_at = create.effective.effective_at.map(utc);
                fill!(body, create.details);
                let transfer = send!(session, transfers.create(&body), create.sending);
                session.show(&transfer, || Entry::from(&transfer).sheet())
            }
            Verb::Batch(batch) => batch.run(session).await,
            Verb::Simulate(simulate) => simulate.run(session).await,
            Verb::Get { id, seen } => {
                session.about(id);
                let transfer = with!(transfers.get(id), min_seq: seen.min_seq).await?;
                session.show(&transfer, || detail(&transfer))
            }
            Verb::List(list) => list.run(session).await,
            Verb::Update { id, metadata, if_metadata, if_revision } => {
                session.about(id);
                let mut body = PatchTransferRequest::new();
                body.metadata = Some(metadata.into_iter().collect());
                body.if_metadata = (!if_metadata.is_empty()).then(|| Some(if_metadata.into_iter().collect()));
                body.if_revision = if_revision;
                let changed = transfers.update(id, &body).await?;
                session.show(&changed, || {
                    let mut sheet = Sheet::new();
                    sheet.line("id", changed.id.to_string());
                    sheet.line("metadata", pairs(&changed.metadata).unwrap_or_else(|| "none".to_owned()));
                    sheet.line("revision", changed.revision.to_string());
                    sheet.line("seq", changed.seq.to_string());
                    sheet.line("updated", exactly(&changed.updated_at));
                    sheet.to_string()
                })
            }
            Verb::Reverse(reverse) => {
                session.about(reverse.transfer);
                reverse.part.check(session, &reverse.transfer).await?;
                let mut body = PostReverseRequest::new();
                body.amount = reverse.part.amount();
                body.postings = reverse.part.postings()?;
                body.effective_at = reverse.effective.effective_at.map(utc);
                fill!(body, reverse.details);
                let reversal = send!(session, transfers.reverse(reverse.transfer, &body), reverse.sending);
                session.show(&reversal, || Entry::from(&reversal).sheet())
            }
            Verb::Outcome { key, seen } => {
                session.about(&key);
                let outcome = with!(transfers.key_outcome(key), min_seq: seen.min_seq).await?;
                session.show(&outcome, || outcome_in_words(&outcome, session))
            }
        }
    }
}

impl List {
    async fn run(self, session: &Session) -> anyhow::Result<()> {
        let list = session.ledger()?.transfers().list().limit(self.paging.page());
        let (key, value) = match self.metadata {
            Some(pair) => match pair.split_once('=') {
                Some((key, value)) => (Some(key.to_owned()), Some(value.to_owned())),
                None => (Some(pair), None),
            },
            None => (None, None),
        };
        let items = with!(
            list,
            account: self.account,
            path_prefix: self.prefix,
            external_id: self.external_id,
            effective_from: self.effective_from,
            effective_to: self.effective_to,
            recorded_from: self.recorded_from,
            recorded_to: self.recorded_to,
            amount_min: self.amount_min,
            amount_max: self.amount_max,
            metadata_key: key,
            metadata_value: value,
            order: self.order.order,
            min_seq: self.seen.min_seq,
        )
        .items();
        self.paging.show(session, items, transfers).await
    }
}

/// A transfer with what became of it.
pub fn detail(transfer: &TransferDetail) -> String {
    let mut text = Entry::from(transfer).sheet();
    let mut sheet = Sheet::new();
    sheet.line("revision", Some(transfer.revision.to_string()));
    if let Some(hold) = &transfer.hold {
        sheet.line("hold", hold.status.to_string());
        sheet.line("held", hold.amount.as_ref().map(bigdecimal::BigDecimal::to_plain_string));
        sheet.line("captured", hold.captured.as_ref().map(bigdecimal::BigDecimal::to_plain_string));
        sheet.line("remaining", hold.remaining.as_ref().map(bigdecimal::BigDecimal::to_plain_string));
        sheet.line("expires", hold.expires_at.as_ref().map(exactly));
        for entry in &hold.entries {
            sheet.line(entry.kind.as_ref(), format!("{} (seq {})", entry.id, entry.seq));
        }
    }
    if let Some(reversed) = &transfer.reversed {
        sheet.line("reversed", if reversed.fully { "in whole" } else { "in part" }.to_owned());
        for id in &reversed.reversal_ids {
            sheet.line("by", id.to_string());
        }
    }
    text.push_str("\n\n");
    text.push_str(&sheet.to_string());
    if let Some(hold) = transfer.hold.as_ref().filter(|hold| hold.amount.is_none()) {
        let mut table = Table::of(["account", "direction", ">held", ">captured", ">remaining", "asset"]);
        for posting in &hold.postings {
            let amounts =
                [&posting.amount, &posting.captured, &posting.remaining].map(|amount| amount.to_plain_string());
            let [held, captured, remaining] = amounts;
            let (account, direction) = (posting.account.clone(), posting.direction.to_string());
            table.row([account, direction, held, captured, remaining, posting.asset.clone()]);
        }
        text.push_str(&format!("\n\n{table}"));
    }
    text
}

fn outcome_in_words(outcome: &IdempotencyKeyOutcome, session: &Session) -> String {
    if outcome.status == IdempotencyKeyStatus::UnknownKey {
        return "Nothing was done by this key; or so long ago that it is forgotten.".to_owned();
    }
    let mut sheet = Sheet::new();
    sheet.line("answered", outcome.response_status.map(|status| status.to_string()));
    sheet.line("recorded", outcome.recorded_at.as_ref().map(exactly));
    sheet.line("transfer", outcome.transfer_id.map(|id| id.to_string()));
    match outcome.transfer_id {
        Some(id) => format!("{sheet}\nSee: {}", session.command(&format!("transfer get {id}"))),
        None => sheet.to_string(),
    }
}
