//! `tallybook transfer batch` and `transfer simulate`: the transfers of a file.
//!
//! A row's idempotency key is the batch's name and the row's number, unless it has one of its own. So whatever ended a
//! run, the same command again goes on with it: rows that were posted are answered again and move nothing, and a row that
//! was changed meanwhile is refused.

use std::{collections::BTreeSet, path::PathBuf};

use serde_json::json;
use tallybook_client::{
    LedgerClient,
    models::{
        BatchTransferRequest, ItemAction, PostSimulateRequest, PostTransfersBatchRequest, Problem, SimulatedResult,
        SimulatedTransferRequest, TransferResult, TransferResultStatus,
    },
};

use super::{
    amount::{Amount, asset_code},
    command::quoted,
    failure::Misuse,
    instant::{instant, utc},
    posting::check_assets,
    progress,
    rendering::Entry,
    rows::{Cells, File, Row},
    session::{Session, say},
    table::Table,
};

/// Rows sent at once, unless a group wants more.
const CHUNK: usize = 500;
/// Refusals that are listed; more are only counted.
const LISTED: usize = 20;
/// What is left of a key's 255 characters for the batch's name.
const NAME: usize = 200;

/// Post the transfers of a file, with a key for each that survives a crash and a second run
///
/// The columns of a CSV file are debit_account, credit_account, amount and, as far as they are needed, asset,
/// effective_at, external_id, description, metadata.KEY, id, idempotency_key, group, pending, expires_at,
/// timeout_seconds, up_to, manual, action, transfer_id and final. A JSON lines file has an item of a batch as the API
/// takes it on each line. Rows are posted in order, and one that is refused holds up no other.
///
///   tallybook transfer batch payroll.csv --batch payroll-2026-11
#[derive(clap::Args)]
#[command(verbatim_doc_comment)]
pub struct Batch {
    /// A file that ends in .csv or .jsonl, or - for JSON lines from standard input.
    file: PathBuf,
    /// The batch's name, of which the rows' keys are made: the same name again posts nothing twice.
    #[arg(long, value_name = "NAME")]
    batch: Option<String>,
    /// Post all or none; 1,000 rows at most.
    #[arg(long)]
    atomic: bool,
    /// Write the rows that were refused into this file, to be mended and posted as another batch.
    #[arg(long, value_name = "FILE")]
    rejected: Option<PathBuf>,
    /// Only ask what the answers would be; nothing happens.
    #[arg(long)]
    dry_run: bool,
}

#[derive(clap::Args)]
pub struct Simulate {
    /// A file that ends in .csv or .jsonl, or - for JSON lines from standard input; 1,000 rows at most.
    file: PathBuf,
}

/// How a run went.
#[derive(Default)]
struct Tally {
    posted: usize,
    replayed: usize,
    refused: Vec<usize>,
}

impl Batch {
    pub async fn run(self, session: &Session) -> anyhow::Result<()> {
        let ledger = session.ledger()?;
        let mut file = File::read(&self.file)?;
        let items = items(&mut file, &ledger).await?;
        let items = self.keyed(items)?;
        // What has a lower number was there before.
        let last_seq = session.client.ledgers().get(ledger.name()).await.ok().and_then(|ledger| ledger.last_seq);
        session.tries(self.dry_run);
        let chunks = if self.atomic { vec![items.as_slice()] } else { chunks(&items) };
        if self.dry_run && chunks.len() > 1 {
            return Err(Misuse(format!(
                "A dry run takes {CHUNK} rows at most: of more, later ones would not see earlier ones."
            ))
            .into());
        }
        let bar = progress::bar(items.len() as u64, "posting");
        let mut tally = Tally::default();
        let mut refusals = Table::of([">line", "code", "detail"]);
        for chunk in chunks {
            let first = tally.posted + tally.replayed + tally.refused.len();
            let body = PostTransfersBatchRequest::new(self.atomic, chunk.to_vec());
            let call = ledger.transfers().create_batch(&body);
            let call = if self.dry_run { call.dry_run(true) } else { call };
            for (number, result) in (first..).zip(call.await?.results) {
                tell(session, &file.rows[number], &result, &mut refusals, tally.refused.len());
                tally.note(number, &result, last_seq);
            }
            bar.inc(chunk.len() as u64);
        }
        bar.finish_and_clear();
        self.conclude(session, &file, &tally, &refusals)
    }

    /// Gives each item a key.
    fn keyed(&self, mut items: Vec<BatchTransferRequest>) -> anyhow::Result<Vec<BatchTransferRequest>> {
        if let Some(name) = &self.batch
            && (name.is_empty() || name.len() > NAME || name.bytes().any(|byte| !byte.is_ascii_graphic()))
        {
            return Err(Misuse(format!("A batch's name is 1 to {NAME} characters of ASCII without blanks.")).into());
        }
        for (number, item) in (1..).zip(&mut items) {
            if item.idempotency_key.is_some() {
                continue;
            }
            let Some(batch) = &self.batch else {
                let stem = self.file.file_stem().map_or_else(|| "NAME".into(), |stem| stem.to_string_lossy());
                return Err(Misuse(format!(
                    "Rows want keys, so that a second run posts nothing twice: name the batch, by another name each time it is \
                     to be posted anew, or give each row an idempotency_key.\n\
                     Try: tallybook transfer batch {} --batch {}",
                    quoted(&self.file.display().to_string()),
                    quoted(&stem.replace(' ', "-"))
                ))
                .into());
            };
            item.idempotency_key = Some(format!("{batch}:{number}"));
        }
        Ok(items)
    }

    fn conclude(&self, session: &Session, file: &File, tally: &Tally, refusals: &Table) -> anyhow::Result<()> {
        if let Some(path) = &self.rejected {
            let rows: Vec<&Row> = tally.refused.iter().map(|number| &file.rows[*number]).collect();
            file.write(path, &rows)?;
        }
        if !tally.refused.is_empty() {
            session.refuse();
        }
        if session.json {
            return Ok(());
        }
        if !refusals.is_empty() {
            say(&refusals.to_string());
            if tally.refused.len() > LISTED {
                say(&format!("… and {} more", tally.refused.len() - LISTED));
            }
        }
        let how = if self.dry_run { "would be posted" } else { "posted" };
        let mut words = vec![format!("{} {how}", tally.posted)];
        if tally.replayed > 0 {
            words.push(format!("{} had been posted before", tally.replayed));
        }
        words.push(format!("{} refused", tally.refused.len()));
        say(&format!("{}.", words.join(", ")));
        if tally.posted == 0 && tally.replayed > 0 && tally.refused.is_empty() {
            say("Nothing has moved now. To post these rows once more, give the batch another name.");
        }
        Ok(())
    }
}

impl Simulate {
    pub async fn run(self, session: &Session) -> anyhow::Result<()> {
        let ledger = session.ledger()?;
        let mut file = File::read(&self.file)?;
        let items: Result<Vec<_>, _> = items(&mut file, &ledger).await?.iter().map(simulated).collect();
        let simulation = ledger.transfers().simulate(&PostSimulateRequest::new(items?)).await?;
        if simulation.results.iter().any(|result| result.status == TransferResultStatus::Rejected) {
            session.refuse();
        }
        session.show(&simulation, || table(&file, &simulation.results))
    }
}

impl Tally {
    fn note(&mut self, number: usize, result: &TransferResult, last_seq: Option<i64>) {
        match &result.transfer {
            Some(transfer) if last_seq.is_some_and(|last_seq| transfer.seq <= last_seq) => self.replayed += 1,
            Some(_) => self.posted += 1,
            None => self.refused.push(number),
        }
    }
}

/// Says what became of a row: at once for programs, in the end for people.
fn tell(session: &Session, row: &Row, result: &TransferResult, refusals: &mut Table, refused: usize) {
    if session.json {
        let mut line = serde_json::to_value(result).unwrap_or_default();
        line["line"] = json!(row.line);
        say(&line.to_string());
    } else if let Some(problem) = result.problem.as_ref().filter(|_| refused < LISTED) {
        refusals.row([row.line.to_string(), problem.code.to_string(), problem.detail.clone()]);
    }
}

/// The items of a file, once the assets that its rows name are those of the accounts.
async fn items(file: &mut File, ledger: &LedgerClient) -> anyhow::Result<Vec<BatchTransferRequest>> {
    let mut items = Vec::with_capacity(file.rows.len());
    let mut named = BTreeSet::new();
    for row in &mut file.rows {
        let asset = row.take_asset();
        let (item, written) = read(row)?;
        if let Some(asset) = asset.or(written) {
            let asset = asset_code(&asset).map_err(|why| anyhow::anyhow!("line {}: {why}", row.line))?;
            let sides = [&item.debit_account, &item.credit_account].into_iter().flatten();
            named.extend(sides.map(|account| (account.clone(), Some(asset.clone()))));
        }
        items.push(item);
    }
    if items.is_empty() {
        anyhow::bail!("There are no rows.");
    }
    check_assets(ledger, named.iter().map(|(account, asset)| (account.as_str(), asset))).await?;
    Ok(items)
}

/// A row, and the asset that was written with its amount.
fn read(row: &Row) -> anyhow::Result<(BatchTransferRequest, Option<String>)> {
    let mut asset = None;
    let item = row.read(|cells| item(cells, &mut asset))?;
    Ok((item, asset))
}

fn item(cells: &mut Cells, asset: &mut Option<String>) -> Result<BatchTransferRequest, String> {
    let uuid = |cell: &str| cell.parse().map_err(|_| format!("{cell} is no UUID"));
    let time = |cell: &str| instant(cell).map(utc);
    let mut item = BatchTransferRequest::new();
    item.action = cells.read("action", |cell| {
        if ItemAction::KNOWN.contains(&cell) {
            Ok(ItemAction::from(cell))
        } else {
            Err(format!("{cell} is none of {}", ItemAction::KNOWN.join(", ")))
        }
    })?;
    item.transfer_id = cells.read("transfer_id", uuid)?;
    item.debit_account = cells.text("debit_account");
    item.credit_account = cells.text("credit_account");
    let amount: Option<Amount> = cells.read("amount", str::parse)?;
    *asset = amount.as_ref().and_then(|amount| amount.asset.clone());
    item.amount = amount.map(|amount| amount.value);
    item.up_to = cells.boolean("up_to")?;
    item.pending = cells.boolean("pending")?;
    item.expires_at = cells.read("expires_at", time)?.map(Some);
    item.timeout_seconds = cells.number("timeout_seconds")?;
    item.r#final = cells.boolean("final")?;
    item.manual = cells.boolean("manual")?;
    item.effective_at = cells.read("effective_at", time)?;
    item.external_id = cells.text("external_id");
    item.description = cells.text("description");
    item.metadata = cells.metadata();
    item.id = cells.read("id", uuid)?;
    item.idempotency_key = cells.text("idempotency_key");
    item.group = cells.text("group");
    Ok(item)
}

/// Items that are sent together; those of a group are.
fn chunks(items: &[BatchTransferRequest]) -> Vec<&[BatchTransferRequest]> {
    let mut chunks = Vec::new();
    let (mut begin, mut at) = (0, 0);
    for group in items.chunk_by(|one, other| one.group.is_some() && one.group == other.group) {
        if at > begin && at + group.len() - begin > CHUNK {
            chunks.push(&items[begin..at]);
            begin = at;
        }
        at += group.len();
    }
    chunks.push(&items[begin..]);
    chunks
}

/// An item without what only a batch knows.
fn simulated(item: &BatchTransferRequest) -> anyhow::Result<SimulatedTransferRequest> {
    let mut value = serde_json::to_value(item)?;
    if let Some(fields) = value.as_object_mut() {
        fields.remove("group");
        fields.remove("idempotency_key");
    }
    Ok(serde_json::from_value(value)?)
}

fn table(file: &File, results: &[SimulatedResult]) -> String {
    let mut table = Table::of([">line", "comes to", ">amount", "asset", "why"]);
    for (row, result) in file.rows.iter().zip(results) {
        let (amount, asset) = result.transfer.as_ref().map_or_else(Default::default, |made| Entry::from(made).amount());
        let problems: &[Problem] = result.problems.as_deref().unwrap_or_default();
        let first = problems.first().map_or_else(String::new, |problem| problem.detail.clone());
        table.row([row.line.to_string(), result.status.to_string(), amount, asset, first]);
        for problem in problems.iter().skip(1) {
            let blank = String::new;
            table.row([blank(), blank(), blank(), blank(), problem.detail.clone()]);
        }
    }
    table.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grouped(groups: &[(usize, Option<&str>)]) -> Vec<BatchTransferRequest> {
        let mut items = Vec::new();
        for (count, group) in groups {
            let mut item = BatchTransferRequest::new();
            item.group = group.map(str::to_owned);
            items.extend(std::iter::repeat_n(item, *count));
        }
        items
    }

    #[test]
    fn a_group_is_never_sent_in_two() {
        let items = grouped(&[(498, None), (3, Some("a")), (600, Some("b")), (2, None)]);
        let lengths: Vec<usize> = chunks(&items).iter().map(|chunk| chunk.len()).collect();
        assert_eq!(lengths, [498, 3, 600, 2]);
        let plain = grouped(&[(1201, None)]);
        assert_eq!(chunks(&plain).iter().map(|chunk| chunk.len()).collect::<Vec<_>>(), [500, 500, 201]);
    }

    #[test]
    fn rows_have_keys_of_the_batchs_name_or_their_own() {
        let batch = |name: Option<&str>| Batch {
            file: "pay roll.csv".into(),
            batch: name.map(str::to_owned),
            atomic: false,
            rejected: None,
            dry_run: false,
        };
        let mut items = grouped(&[(2, None)]);
        items[0].idempotency_key = Some("mine".into());
        let keys = batch(Some("nov")).keyed(items.clone()).expect("keys");
        let keys: Vec<_> = keys.iter().filter_map(|item| item.idempotency_key.as_deref()).collect();
        assert_eq!(keys, ["mine", "nov:2"]);
        let why = batch(None).keyed(items.clone()).expect_err("no keys").to_string();
        assert!(why.ends_with("Try: tallybook transfer batch 'pay roll.csv' --batch pay-roll"), "{why}");
        assert!(batch(Some("a b")).keyed(items).is_err());
    }
}
