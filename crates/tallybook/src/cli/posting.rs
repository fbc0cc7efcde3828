//! Postings as people write them: `debit users:42 12.34 USD if available>=0.00`.

use std::str::FromStr;

use anyhow::bail;
use bigdecimal::BigDecimal;
use tallybook_client::{
    LedgerClient,
    models::{ComparisonRequest, ConditionRequest, PartPostingRequest, PostingRequest, ProblemCode, Side},
};

use super::amount::{asset_code, signed, unsigned};

const FORM: &str = "a posting looks like \"debit users:42 12.34\", and may go on with USD, up-to, \"if available>=0.00\" or \"if version=5\"";

/// One leg of a transfer.
#[derive(Clone, Debug, PartialEq)]
pub struct Posting {
    pub direction: Side,
    pub account: String,
    pub amount: BigDecimal,
    pub asset: Option<String>,
    up_to: bool,
    condition: Option<ConditionRequest>,
}

impl FromStr for Posting {
    type Err = String;

    fn from_str(text: &str) -> Result<Posting, String> {
        let mut words = text.split_whitespace().peekable();
        let mut next = || words.next().ok_or(FORM);
        let direction = match next()? {
            "debit" => Side::Debit,
            "credit" => Side::Credit,
            other => return Err(format!("{other} is neither debit nor credit; {FORM}")),
        };
        let (account, amount) = (next()?.to_owned(), unsigned(next()?)?);
        let mut posting = Posting { direction, account, amount, asset: None, up_to: false, condition: None };
        while let Some(word) = words.next() {
            match word {
                "up-to" => posting.up_to = true,
                "if" => condition(posting.condition.get_or_insert_default(), words.next().ok_or(FORM)?)?,
                _ if posting.asset.is_none() => posting.asset = Some(asset_code(word)?),
                _ => return Err(format!("{word} comes too late; {FORM}")),
            }
        }
        Ok(posting)
    }
}

/// Adds `available>=5.00` or `version=5` to what must be true.
fn condition(of: &mut ConditionRequest, text: &str) -> Result<(), String> {
    let begin = text.find(['<', '>', '=']).ok_or_else(|| format!("{text} compares nothing; {FORM}"))?;
    let (what, rest) = text.split_at(begin);
    let end = rest.find(|char| !"<>=".contains(char)).ok_or_else(|| format!("{text} compares with nothing; {FORM}"))?;
    let (how, value) = rest.split_at(end);
    let comparison = match what {
        "version" if how == "=" => {
            of.account_version = Some(value.parse().map_err(|_| format!("{value} is no version"))?);
            return Ok(());
        }
        "available" => &mut of.available,
        "posted" => &mut of.posted,
        "pending" => &mut of.pending,
        _ => return Err(format!("{text}: what can be compared is available, posted and pending, and version by =")),
    };
    let comparison: &mut ComparisonRequest = comparison.get_or_insert_default();
    let bound = match how {
        ">=" => &mut comparison.gte,
        ">" => &mut comparison.gt,
        "<=" => &mut comparison.lte,
        "<" => &mut comparison.lt,
        "=" => &mut comparison.eq,
        _ => return Err(format!("{how} compares nothing; there are >= > <= < =")),
    };
    *bound = Some(signed(value)?);
    Ok(())
}

impl Posting {
    /// As a new transfer has it.
    pub fn request(&self) -> PostingRequest {
        let mut request = PostingRequest::new(&self.account, self.amount.clone(), self.direction.clone());
        request.up_to = self.up_to.then_some(true);
        request.r#if = self.condition.clone();
        request
    }

    /// As an action on a part of a transfer has it.
    pub fn part(&self) -> Result<PartPostingRequest, String> {
        if self.up_to || self.condition.is_some() {
            return Err("a part is an account and an amount, without up-to and if".to_owned());
        }
        Ok(PartPostingRequest::new(&self.account, self.amount.clone(), self.direction.clone()))
    }
}

/// Refuses an asset that an account does not hold: the service is told amounts alone, and what accounts hold never
/// changes.
pub async fn check_assets(
    ledger: &LedgerClient,
    named: impl IntoIterator<Item = (&str, &Option<String>)>,
) -> anyhow::Result<()> {
    for (account, asset) in named {
        let Some(asset) = asset else { continue };
        match ledger.accounts().get(account).await {
            Ok(found) if found.asset == *asset => {}
            Ok(found) => bail!("{account} holds {}, not {asset}; nothing was sent.", found.asset),
            // The service says better which transfer that spoils.
            Err(error) if error.code() == Some(&ProblemCode::NotFound) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_posting_is_read_as_it_is_said() {
        let posting: Posting =
            "credit assets:bank 1,500.00 USD up-to if available>=1000.00 if version=5".parse().expect("one");
        let json = serde_json::to_value(posting.request()).expect("it serialises");
        assert_eq!(
            json,
            serde_json::json!({"account": "assets:bank", "amount": "1500.00", "direction": "credit", "up_to": true,
                               "if": {"available": {"gte": "1000.00"}, "account_version": 5}})
        );
        assert_eq!(posting.asset.as_deref(), Some("USD"));
        assert!(posting.part().is_err(), "a part has no conditions");
    }

    #[test]
    fn a_posting_that_says_too_little_or_too_much_shows_how_one_looks() {
        for text in ["", "debit", "debit a", "debit a 5 USD EUR", "debit a 5 if", "debit a 5 if version>5", "to a 5"] {
            assert!(text.parse::<Posting>().is_err(), "{text}");
        }
        let why = "from users:42 5".parse::<Posting>().expect_err("no side");
        assert!(why.starts_with("from is neither debit nor credit; a posting looks like"), "{why}");
    }
}
