//! `tallybook account`.

use std::path::PathBuf;

use tallybook_client::models::{
    Account as Answer, AccountStatus, AccountType, PatchAccountRequest, PostAccountRequest, PostAccountsBatchRequest,
    Side,
};

use super::{
    Noun, account_file,
    amount::asset_code,
    instant::exactly,
    options::{Order, Paging, Seen, change, changes, metadata, one_of, pair, with},
    policy,
    rendering::{pairs, postings},
    session::Session,
    table::{Sheet, Table},
    target::Connection,
};

#[derive(clap::Args)]
pub struct Account {
    #[command(flatten)]
    connection: Connection,
    #[command(subcommand)]
    verb: Verb,
}

#[derive(clap::Subcommand)]
enum Verb {
    /// Open an account.
    Create(Box<Create>),
    /// Open the accounts of a file, all or none.
    ///
    /// A CSV file has a header; its columns are path, type, asset and, as far as they are needed, normal_side, description,
    /// min_balance, max_balance and metadata.KEY. A JSON lines file has an account as the API takes it on each line.
    Batch {
        /// A file that ends in .csv or .jsonl, or - for JSON lines from standard input; 1,000 accounts at most.
        file: PathBuf,
        /// Make repeating the command safe by a key of your own.
        #[arg(long)]
        idempotency_key: Option<String>,
    },
    /// Show an account.
    Get {
        /// Its path or id.
        account: String,
        #[command(flatten)]
        seen: Seen,
    },
    /// List accounts.
    List {
        /// Only those at or below this path.
        #[arg(long, value_name = "PATH")]
        prefix: Option<String>,
        #[arg(long = "type", value_name = "TYPE", value_parser = one_of::<AccountType>(AccountType::KNOWN))]
        account_type: Option<AccountType>,
        #[arg(long, value_parser = asset_code)]
        asset: Option<String>,
        #[arg(long, value_parser = one_of::<AccountStatus>(AccountStatus::KNOWN))]
        status: Option<AccountStatus>,
        #[command(flatten)]
        paging: Paging,
        #[command(flatten)]
        order: Order,
        #[command(flatten)]
        seen: Seen,
    },
    /// Change an account: freeze, open or close it, change its policy, description or metadata.
    Update(Box<Update>),
    /// List what was posted on an account, with the balance after each posting.
    Postings {
        /// Its path or id.
        account: String,
        #[command(flatten)]
        paging: Paging,
        #[command(flatten)]
        order: Order,
        #[command(flatten)]
        seen: Seen,
    },
}

#[derive(clap::Args)]
struct Create {
    /// Its path, such as users:42.
    path: String,
    /// What it is to the books.
    #[arg(long = "type", value_name = "TYPE", value_parser = one_of::<AccountType>(AccountType::KNOWN))]
    account_type: AccountType,
    /// What it holds, such as USD.
    #[arg(long, value_parser = asset_code)]
    asset: String,
    /// The side on which it grows; it follows the type unless given.
    #[arg(long, value_name = "SIDE", value_parser = one_of::<Side>(Side::KNOWN))]
    normal_side: Option<Side>,
    /// In words, for whoever reads it later.
    #[arg(long, value_name = "TEXT")]
    description: Option<String>,
    /// A pair, such as customer=42; several times for several.
    #[arg(long, value_name = "KEY=VALUE", value_parser = pair)]
    metadata: Vec<(String, String)>,
    /// Make repeating the command safe by a key of your own.
    #[arg(long)]
    idempotency_key: Option<String>,
    #[command(flatten)]
    policy: policy::Given,
}

#[derive(clap::Args)]
struct Update {
    /// Its path or id.
    account: String,
    /// `frozen` takes no postings; `closed` is for ever, and wants a balance of zero.
    #[arg(long, value_parser = one_of::<AccountStatus>(AccountStatus::KNOWN))]
    status: Option<AccountStatus>,
    /// In words; empty removes it.
    #[arg(long, value_name = "TEXT")]
    description: Option<String>,
    /// A pair to set, or KEY= to remove one; several times for several.
    #[arg(long, value_name = "KEY=VALUE", value_parser = change)]
    metadata: Vec<(String, Option<String>)>,
    /// Only if the metadata has this pair, or KEY= for no such key; several times for several.
    #[arg(long, value_name = "KEY=VALUE", value_parser = change)]
    if_metadata: Vec<(String, Option<String>)>,
    /// Only if the account is at this revision.
    #[arg(long, value_name = "REVISION")]
    if_revision: Option<i64>,
    /// Ask for no second person any more.
    #[arg(long, conflicts_with_all = ["approval_above", "approval_back_dated", "approval_manual", "approval_reversals"])]
    no_approval: bool,
    /// Take the whole policy away.
    #[arg(long, conflicts_with_all = ["no_approval", "Given"])]
    no_policy: bool,
    #[command(flatten)]
    policy: policy::Given,
}

impl Noun for Account {
    const NAME: &'static str = "account";

    fn connection(&self) -> Connection {
        self.connection.clone()
    }

    async fn run(self, session: &Session) -> anyhow::Result<()> {
        let ledger = session.ledger()?;
        let accounts = ledger.accounts();
        match self.verb {
            Verb::Create(create) => {
                session.about(&create.path);
                let mut body = PostAccountRequest::new(create.asset, create.path, create.account_type);
                body.normal_side = create.normal_side;
                body.description = create.description;
                body.metadata = metadata(create.metadata);
                body.policy = create.policy.request();
                let account = with!(accounts.create(&body), idempotency_key: create.idempotency_key).await?;
                session.show(&account, || sheet(&account))
            }
            Verb::Batch { file, idempotency_key } => {
                let body = PostAccountsBatchRequest::new(account_file::read(&file)?);
                let batch = with!(accounts.create_batch(&body), idempotency_key: idempotency_key).await?;
                session.show(&batch, || format!("{} accounts are open.", batch.accounts.len()))
            }
            Verb::Get { account, seen } => {
                session.about(&account);
                let account = with!(accounts.get(account), min_seq: seen.min_seq).await?;
                session.show(&account, || sheet(&account))
            }
            Verb::List { prefix, account_type, asset, status, paging, order, seen } => {
                let items = with!(
                    accounts.list().limit(paging.page()),
                    path_prefix: prefix,
                    r#type: account_type,
                    asset: asset,
                    status: status,
                    order: order.order,
                    min_seq: seen.min_seq,
                )
                .items();
                paging.show(session, items, |accounts| table(session, accounts)).await
            }
            Verb::Update(update) => {
                session.about(&update.account);
                let account = accounts.update(&update.account, &changes(update.request())?).await?;
                session.show(&account, || sheet(&account))
            }
            Verb::Postings { account, paging, order, seen } => {
                session.about(&account);
                let list = ledger.transfers().list_postings(account).limit(paging.page());
                let items = with!(list, order: order.order, min_seq: seen.min_seq).items();
                paging.show(session, items, postings).await
            }
        }
    }
}

impl Update {
    fn request(&self) -> PatchAccountRequest {
        let mut body = PatchAccountRequest::new();
        body.status = self.status.clone();
        body.description = self.description.clone().map(|text| if text.is_empty() { None } else { Some(text) });
        if !self.metadata.is_empty() {
            body.metadata = Some(self.metadata.iter().cloned().collect());
        }
        if !self.if_metadata.is_empty() {
            body.if_metadata = Some(Some(self.if_metadata.iter().cloned().collect()));
        }
        body.if_revision = self.if_revision;
        body.policy = self.policy.clone().change().map(Some);
        if self.no_approval {
            body.policy.get_or_insert_default().get_or_insert_default().approval = Some(None);
        }
        if self.no_policy {
            body.policy = Some(None);
        }
        body
    }
}

fn sheet(account: &Answer) -> String {
    let mut sheet = Sheet::new();
    sheet.line("path", account.path.clone());
    sheet.line("id", account.id.to_string());
    sheet.line("type", account.r#type.to_string());
    sheet.line("asset", account.asset.clone());
    sheet.line("normal side", account.normal_side.to_string());
    sheet.line("status", account.status.to_string());
    policy::lines(&mut sheet, &account.policy);
    sheet.line("description", account.description.clone());
    sheet.line("metadata", pairs(&account.metadata));
    sheet.line("revision", account.revision.to_string());
    sheet.line("account version", account.account_version.to_string());
    sheet.line("created", exactly(&account.created_at));
    sheet.line("updated", exactly(&account.updated_at));
    sheet.to_string()
}

fn table(session: &Session, accounts: &[Answer]) -> String {
    if accounts.is_empty() {
        let create = session.command("account create users:42 --type liability --asset USD");
        return format!("There are no such accounts.\nTry: {create}");
    }
    let mut table = Table::of(["path", "type", "asset", "normal side", "status", "description"]);
    for account in accounts {
        table.row([
            account.path.clone(),
            account.r#type.to_string(),
            account.asset.clone(),
            account.normal_side.to_string(),
            account.status.to_string(),
            account.description.clone().unwrap_or_default(),
        ]);
    }
    table.to_string()
}
