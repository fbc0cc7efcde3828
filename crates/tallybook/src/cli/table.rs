//! What is printed for people: tables whose columns blanks divide, so that they can be read, cut and searched.

use std::fmt;

use comfy_table::{CellAlignment, presets};

/// A table, a row a thing.
pub struct Table {
    inner: comfy_table::Table,
    rows: usize,
}

impl Table {
    /// With these columns; one whose name begins with `>` is aligned to the right.
    pub fn of<const N: usize>(columns: [&str; N]) -> Table {
        let mut inner = bare();
        inner.set_header(columns.map(|name| name.trim_start_matches('>').to_uppercase()));
        for (number, name) in columns.iter().enumerate() {
            if let (true, Some(column)) = (name.starts_with('>'), inner.column_mut(number)) {
                column.set_cell_alignment(CellAlignment::Right);
            }
        }
        spread(&mut inner);
        Table { inner, rows: 0 }
    }

    pub fn row<const N: usize>(&mut self, cells: [String; N]) {
        self.inner.add_row(cells.map(|cell| plain(&cell)));
        self.rows += 1;
    }

    pub fn is_empty(&self) -> bool {
        self.rows == 0
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        print(&self.inner, f)
    }
}

/// One thing, a line a field; fields that have no value have no line.
pub struct Sheet(comfy_table::Table);

impl Sheet {
    pub fn new() -> Sheet {
        Sheet(bare())
    }

    pub fn line(&mut self, name: &str, value: impl Into<Option<String>>) -> &mut Sheet {
        if let Some(value) = value.into() {
            self.0.add_row([name.to_owned(), plain(&value)]);
        }
        self
    }
}

impl fmt::Display for Sheet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut table = self.0.clone();
        spread(&mut table);
        print(&table, f)
    }
}

fn bare() -> comfy_table::Table {
    let mut table = comfy_table::Table::new();
    table.load_style(presets::NOTHING);
    table
}

/// Two blanks between columns, and none around them.
fn spread(table: &mut comfy_table::Table) {
    for column in table.column_iter_mut() {
        column.set_padding((0, 2));
    }
}

fn print(table: &comfy_table::Table, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let lines: Vec<String> = table.lines().map(|line| line.trim_end().to_owned()).collect();
    f.write_str(&lines.join("\n"))
}

/// Text that others wrote, without what would steer a terminal or reverse its reading.
pub fn plain(text: &str) -> String {
    text.chars()
        .map(|char| match char {
            '\n' | '\t' => ' ',
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => '\u{fffd}',
            _ if char.is_control() => '\u{fffd}',
            _ => char,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_stand_below_each_other() {
        let mut table = Table::of(["account", ">amount", "asset"]);
        table.row(["users:42".into(), "5.00".into(), "USD".into()]);
        table.row(["assets:bank".into(), "-1234.56".into(), "USD".into()]);
        let expected = "\
ACCOUNT        AMOUNT  ASSET
users:42         5.00  USD
assets:bank  -1234.56  USD";
        assert_eq!(table.to_string(), expected);
    }

    #[test]
    fn a_sheet_leaves_out_what_is_not_there() {
        let mut sheet = Sheet::new();
        sheet.line("path", "users:42".to_owned()).line("description", None).line("asset", "USD".to_owned());
        assert_eq!(sheet.to_string(), "path   users:42\nasset  USD");
    }

    #[test]
    fn what_others_wrote_does_not_steer_the_terminal() {
        assert_eq!(plain("a\u{1b}[2Jb\u{202e}c\nd"), "a\u{fffd}[2Jb\u{fffd}c d");
    }
}
