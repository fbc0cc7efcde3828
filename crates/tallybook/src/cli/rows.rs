//! Files of many things: CSV with a header, or JSON lines. All of a file is read before anything is sent, so that a slip
//! in its last line moves nothing.

use std::{
    collections::BTreeMap,
    fs,
    io::{self, Read as _},
    path::Path,
};

use anyhow::{Context as _, bail};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

/// Before the key of metadata, in a column's name.
const METADATA: &str = "metadata.";

/// What a file holds.
pub struct File {
    /// The header of a CSV file.
    header: Option<csv::StringRecord>,
    pub rows: Vec<Row>,
}

/// One thing of a file.
pub struct Row {
    /// Its line, from 1.
    pub line: u64,
    content: Content,
}

enum Content {
    Cells { record: csv::StringRecord, left: BTreeMap<String, String> },
    Json(Value),
}

impl File {
    /// Reads a file by its ending, or JSON lines from standard input where its name is `-`.
    pub fn read(path: &Path) -> anyhow::Result<File> {
        let unreadable = || format!("{} cannot be read", path.display());
        if path.as_os_str() == "-" {
            let mut text = String::new();
            io::stdin().read_to_string(&mut text).context("standard input cannot be read")?;
            return File::of_json_lines(&text);
        }
        let text = fs::read_to_string(path).with_context(unreadable)?;
        match path.extension().and_then(|ending| ending.to_str()) {
            Some("csv") => File::of_csv(&text),
            Some("jsonl" | "ndjson") => File::of_json_lines(&text),
            _ => bail!("{}: its name must end in .csv, or in .jsonl for JSON lines.", path.display()),
        }
    }

    fn of_csv(text: &str) -> anyhow::Result<File> {
        let text = text.trim_start_matches('\u{feff}');
        let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
        let header = reader.headers().context("the header cannot be read")?.clone();
        if let Some(twice) =
            header.iter().enumerate().find(|(at, name)| header.iter().take(*at).any(|other| other == *name))
        {
            bail!("line 1: the column {} is there twice", twice.1);
        }
        let mut rows = Vec::new();
        for record in reader.records() {
            let record = record.map_err(|error| anyhow::anyhow!("{error}"))?;
            let line = record.position().map_or(0, |position| line_of(text, position));
            let cells = header.iter().zip(record.iter()).filter(|(_, cell)| !cell.is_empty());
            let left = cells.map(|(name, cell)| (name.to_owned(), cell.to_owned())).collect();
            rows.push(Row { line, content: Content::Cells { record, left } });
        }
        Ok(File { header: Some(header), rows })
    }

    fn of_json_lines(text: &str) -> anyhow::Result<File> {
        let mut rows = Vec::new();
        for (line, text) in (1..).zip(text.lines()).filter(|(_, text)| !text.trim().is_empty()) {
            let value =
                serde_json::from_str(text).map_err(|error| anyhow::anyhow!("line {line} is no JSON: {error}"))?;
            rows.push(Row { line, content: Content::Json(value) });
        }
        Ok(File { header: None, rows })
    }

    /// Writes some of the rows as they were.
    pub fn write(&self, path: &Path, rows: &[&Row]) -> anyhow::Result<()> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        let mut lines = String::new();
        if let Some(header) = &self.header {
            writer.write_record(header)?;
        }
        for row in rows {
            match &row.content {
                Content::Cells { record, .. } => writer.write_record(record)?,
                Content::Json(value) => lines.push_str(&format!("{value}\n")),
            }
        }
        lines.push_str(&String::from_utf8(writer.into_inner().context("the rows cannot be written")?)?);
        fs::write(path, lines).with_context(|| format!("{} cannot be written", path.display()))
    }
}

/// The line of a record, whose position is before the empty lines that lead to it.
fn line_of(text: &str, position: &csv::Position) -> u64 {
    let begin = usize::try_from(position.byte()).unwrap_or(usize::MAX);
    let before = text.as_bytes().get(begin..).unwrap_or_default();
    let empty = before.iter().take_while(|byte| b"\r\n".contains(byte)).filter(|byte| **byte == b'\n').count();
    position.line() + empty as u64
}

impl Row {
    /// Reads the row as `read` says for CSV, and as the API has it for JSON.
    pub fn read<T>(&self, read: impl FnOnce(&mut Cells) -> Result<T, String>) -> anyhow::Result<T>
    where
        T: Serialize + DeserializeOwned,
    {
        let read = match &self.content {
            Content::Cells { left, .. } => {
                let mut cells = Cells(left.clone());
                read(&mut cells).and_then(|read| match cells.0.keys().next() {
                    Some(column) => Err(format!("nothing is known of a column {column}")),
                    None => Ok(read),
                })
            }
            Content::Json(value) => strictly(value),
        };
        read.map_err(|why| anyhow::anyhow!("line {}: {why}", self.line))
    }

    /// Takes the asset that a CSV row names, which the API has no word for.
    pub fn take_asset(&mut self) -> Option<String> {
        match &mut self.content {
            Content::Cells { left, .. } => left.remove("asset"),
            Content::Json(_) => None,
        }
    }
}

/// The cells of a row that were not read yet, by column; none is empty.
pub struct Cells(BTreeMap<String, String>);

impl Cells {
    pub fn text(&mut self, column: &str) -> Option<String> {
        self.0.remove(column)
    }

    pub fn required(&mut self, column: &str) -> Result<String, String> {
        self.text(column).ok_or_else(|| format!("{column} is missing"))
    }

    pub fn read<T>(&mut self, column: &str, read: impl FnOnce(&str) -> Result<T, String>) -> Result<Option<T>, String> {
        let cell = self.text(column);
        cell.map(|cell| read(&cell).map_err(|why| format!("{column}: {why}"))).transpose()
    }

    pub fn number(&mut self, column: &str) -> Result<Option<i64>, String> {
        self.read(column, |cell| cell.parse().map_err(|_| format!("{cell} is no number")))
    }

    pub fn boolean(&mut self, column: &str) -> Result<Option<bool>, String> {
        self.read(column, |cell| cell.parse().map_err(|_| format!("{cell} is neither true nor false")))
    }

    /// Whatever is in columns such as `metadata.order`.
    pub fn metadata(&mut self) -> Option<BTreeMap<String, String>> {
        let (pairs, others) = std::mem::take(&mut self.0).into_iter().partition(|(name, _)| name.starts_with(METADATA));
        self.0 = others;
        let pairs: BTreeMap<String, String> = pairs;
        if pairs.is_empty() {
            return None;
        }
        Some(pairs.into_iter().map(|(name, value)| (name[METADATA.len()..].to_owned(), value)).collect())
    }
}

/// Reads what the API would take, and refuses fields that it does not know, as the service does.
fn strictly<T: Serialize + DeserializeOwned>(value: &Value) -> Result<T, String> {
    let read: T = serde_json::from_value(value.clone()).map_err(|error| error.to_string())?;
    let known = serde_json::to_value(&read).map_err(|error| error.to_string())?;
    match unknown(value, &known) {
        Some(field) => Err(format!("nothing is known of a field {field}")),
        None => Ok(read),
    }
}

fn unknown(given: &Value, known: &Value) -> Option<String> {
    match (given, known) {
        (Value::Object(given), Value::Object(known)) => given.iter().find_map(|(name, value)| match known.get(name) {
            Some(known) => unknown(value, known),
            // Null says nothing, and what says nothing is not written.
            None => (!value.is_null()).then(|| name.clone()),
        }),
        (Value::Array(given), Value::Array(known)) => {
            given.iter().zip(known).find_map(|(given, known)| unknown(given, known))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use tallybook_client::models::BatchTransferRequest;

    use super::*;

    #[test]
    fn a_row_is_read_to_its_last_column() {
        let file =
            File::of_csv("\u{feff}debit_account, amount ,metadata.order\na,\"1,000.00\",42\n\nb,2,\n").expect("CSV");
        assert_eq!(file.rows.iter().map(|row| row.line).collect::<Vec<_>>(), [2, 4]);
        let read = |cells: &mut Cells| {
            let mut request = BatchTransferRequest::new();
            request.debit_account = cells.text("debit_account");
            request.amount = cells.read("amount", super::super::amount::unsigned)?;
            request.metadata = cells.metadata();
            Ok(request)
        };
        let first = file.rows[0].read(read).expect("a row");
        assert_eq!(first.amount.map(|amount| amount.to_plain_string()).as_deref(), Some("1000.00"));
        assert_eq!(first.metadata, Some(BTreeMap::from([("order".to_owned(), "42".to_owned())])));
        assert_eq!(file.rows[1].read(read).expect("a row").metadata, None);

        let file = File::of_csv("debit_acount\na\n").expect("CSV");
        let why = file.rows[0].read(read).expect_err("a slip").to_string();
        assert_eq!(why, "line 2: nothing is known of a column debit_acount");
        assert!(File::of_csv("a,a\n").is_err(), "a column twice");
    }

    #[test]
    fn json_lines_are_read_as_strictly_as_the_service_does() {
        let read = |text: &str| {
            let file = File::of_json_lines(text).expect("JSON");
            file.rows[0].read(|_| -> Result<BatchTransferRequest, String> { unreachable!("JSON has no cells") })
        };
        assert!(read(r#"{"debit_account": "a", "amount": "1.00", "external_id": null}"#).is_ok());
        let slip = read(r#"{"postings": [{"account": "a", "direction": "debit", "amount": "1", "iff": {}}]}"#);
        assert_eq!(slip.expect_err("a slip").to_string(), "line 1: nothing is known of a field iff");
        assert!(read(r#"{"amount": 1.5}"#).is_err(), "money is no number");
        assert!(File::of_json_lines("{").is_err());
    }
}
