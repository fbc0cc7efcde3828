//! What a transfer or a hold moves, as requests say it: in the simple form or as postings.

use ledger::{
    AccountPath, AccountRef, BalanceKind, Comparison, Condition, Expiry, NewPosting, Side, SignedDecimal, Timestamp,
};
use ledger_pg::{LedgerInfo, objects};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    call::Call,
    problem::Problem,
    wire::{Amount, Parsed, Whole},
};

const POSTINGS: std::ops::RangeInclusive<usize> = 2..=100;

/// Ten years of seconds at most.
pub type Timeout = Whole<1, 315_360_000>;

/// One leg of a transfer or a hold.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PostingRequest {
    /// By path or id.
    #[schema(value_type = String, example = "users:42")]
    pub account: Parsed<AccountRef>,
    #[schema(value_type = objects::SideName)]
    pub direction: Parsed<Side>,
    /// A decimal string in major units, above zero.
    #[schema(value_type = String, pattern = r"^(0|[1-9][0-9]*)(\.[0-9]+)?$", example = "12.34")]
    pub amount: Parsed<Amount>,
    /// Whether `amount` is the most, and what the account can give or take will do; where there are
    /// exactly two postings.
    pub up_to: Option<bool>,
    /// What must be true of the account for the whole transfer to be accepted.
    #[serde(rename = "if")]
    pub condition: Option<ConditionRequest>,
}

/// What must be true of a posting's account; at least one condition. Balances are compared as the whole
/// transfer leaves them.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConditionRequest {
    /// The balance's `available`.
    pub available: Option<ComparisonRequest>,
    /// The balance's `posted.amount`.
    pub posted: Option<ComparisonRequest>,
    /// The balance's `pending.amount`.
    pub pending: Option<ComparisonRequest>,
    /// The account's version that you saw: nothing was posted or held on it since.
    #[schema(value_type = Option<i64>, minimum = 0, example = 5)]
    pub account_version: Option<Whole<0, { i64::MAX }>>,
}

/// What a balance is compared with: at least one decimal in major units, which may be negative.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ComparisonRequest {
    /// At least.
    #[schema(value_type = Option<String>, pattern = r"^-?(0|[1-9][0-9]*)(\.[0-9]+)?$", example = "100.00")]
    pub gte: Option<Parsed<SignedDecimal>>,
    /// Above.
    #[schema(value_type = Option<String>, pattern = r"^-?(0|[1-9][0-9]*)(\.[0-9]+)?$")]
    pub gt: Option<Parsed<SignedDecimal>>,
    /// At most.
    #[schema(value_type = Option<String>, pattern = r"^-?(0|[1-9][0-9]*)(\.[0-9]+)?$")]
    pub lte: Option<Parsed<SignedDecimal>>,
    /// Below.
    #[schema(value_type = Option<String>, pattern = r"^-?(0|[1-9][0-9]*)(\.[0-9]+)?$")]
    pub lt: Option<Parsed<SignedDecimal>>,
    /// Exactly.
    #[schema(value_type = Option<String>, pattern = r"^-?(0|[1-9][0-9]*)(\.[0-9]+)?$")]
    pub eq: Option<Parsed<SignedDecimal>>,
}

impl ConditionRequest {
    fn check(self, at: &str) -> Result<Condition, Problem> {
        let empty = |at: &str| Err(Problem::invalid_field(at, "must hold at least one condition"));
        let balances = [
            (BalanceKind::Available, self.available),
            (BalanceKind::Posted, self.posted),
            (BalanceKind::Pending, self.pending),
        ];
        let mut condition =
            Condition { balances: Vec::new(), account_version: self.account_version.map(|version| version.0) };
        for (kind, comparisons) in balances {
            let Some(comparisons) = comparisons else { continue };
            let before = condition.balances.len();
            condition.balances.extend(comparisons.each().map(|(comparison, decimal)| (kind, comparison, decimal)));
            if condition.balances.len() == before {
                return empty(&format!("{at}/{}", kind.as_str()));
            }
        }
        if condition == Condition::default() { empty(at) } else { Ok(condition) }
    }
}

impl ComparisonRequest {
    fn each(self) -> impl Iterator<Item = (Comparison, SignedDecimal)> {
        let comparisons = [
            (Comparison::Gte, self.gte),
            (Comparison::Gt, self.gt),
            (Comparison::Lte, self.lte),
            (Comparison::Lt, self.lt),
            (Comparison::Eq, self.eq),
        ];
        comparisons.into_iter().filter_map(|(comparison, decimal)| Some((comparison, decimal?.0)))
    }
}

/// The fields that say what moves, in either form.
#[derive(Debug)]
pub struct Movement {
    pub debit_account: Option<Parsed<AccountRef>>,
    pub credit_account: Option<Parsed<AccountRef>>,
    pub amount: Option<Parsed<Amount>>,
    pub up_to: Option<bool>,
    pub postings: Option<Vec<PostingRequest>>,
}

impl Movement {
    /// The postings in either form; the simple form's debit is posting 0, its credit 1.
    ///
    /// # Errors
    /// `invalid_field`.
    pub fn check(self, at: &str) -> Result<Vec<NewPosting>, Problem> {
        let invalid = |field: &str, message: &str| Problem::invalid_field(&format!("{at}/{field}"), message);
        let simple = [
            ("debit_account", self.debit_account.is_some()),
            ("credit_account", self.credit_account.is_some()),
            ("amount", self.amount.is_some()),
        ];
        if let Some(postings) = self.postings {
            let mut of_simple = simple.into_iter().chain([("up_to", self.up_to.is_some())]);
            if let Some((field, _)) = of_simple.find(|(_, given)| *given) {
                return Err(invalid(field, "must be absent where postings are given: send one form or the other"));
            }
            return check_postings(postings, &format!("{at}/postings"));
        }
        let (Some(debit), Some(credit), Some(amount)) = (self.debit_account, self.credit_account, self.amount) else {
            let missing = simple.into_iter().find(|(_, given)| !given).map_or("amount", |(field, _)| field);
            return Err(invalid(missing, "is required, unless postings are given"));
        };
        if debit == credit {
            return Err(one_account(at));
        }
        let posting = |account, direction| NewPosting {
            up_to: self.up_to.unwrap_or_default(),
            ..NewPosting::new(account, direction, amount.0.0)
        };
        Ok(vec![posting(debit.0, Side::Debit), posting(credit.0, Side::Credit)])
    }

    /// The simple form's two accounts, where one is named by its path and the other by its id.
    pub fn two_names(&self, at: &str) -> Option<TwoNames> {
        let (path, id) = match (&self.debit_account.as_ref()?.0, &self.credit_account.as_ref()?.0) {
            (AccountRef::Path(path), AccountRef::Id(id)) | (AccountRef::Id(id), AccountRef::Path(path)) => (path, id),
            (AccountRef::Path(_), AccountRef::Path(_)) | (AccountRef::Id(_), AccountRef::Id(_)) => return None,
        };
        Some(TwoNames { at: at.to_owned(), path: path.clone(), id: *id })
    }
}

fn check_postings(postings: Vec<PostingRequest>, at: &str) -> Result<Vec<NewPosting>, Problem> {
    if !POSTINGS.contains(&postings.len()) {
        return Err(Problem::invalid_field(at, "must hold 2 to 100 postings"));
    }
    let two = postings.len() == 2;
    let check = |(index, posting): (usize, PostingRequest)| {
        let up_to = posting.up_to.unwrap_or_default();
        if up_to && !two {
            let field = format!("{at}/{index}/up_to");
            return Err(Problem::invalid_field(&field, "needs a transfer of exactly two postings"));
        }
        let condition = posting.condition.map(|condition| condition.check(&format!("{at}/{index}/if"))).transpose()?;
        Ok(NewPosting {
            up_to,
            condition: condition.map(Box::new),
            ..NewPosting::new(posting.account.0, posting.direction.0, posting.amount.0.0)
        })
    };
    postings.into_iter().enumerate().map(check).collect()
}

/// When a hold ends by itself, where that is said.
///
/// # Errors
/// `invalid_field` where it is said twice.
pub fn expiry(
    at: &str,
    expires_at: Option<Parsed<Timestamp>>,
    timeout: Option<Timeout>,
) -> Result<Option<Expiry>, Problem> {
    match (expires_at, timeout) {
        (None, None) => Ok(None),
        (Some(expires_at), None) => Ok(Some(Expiry::At(expires_at.0))),
        (None, Some(Whole(seconds))) => {
            Ok(Some(Expiry::After(u32::try_from(seconds).expect("ten years have fewer seconds"))))
        }
        (Some(_), Some(_)) => Err(two_expiries(at)),
    }
}

pub fn two_expiries(at: &str) -> Problem {
    let message = "must be absent where expires_at is given: send one or the other";
    Problem::invalid_field(&format!("{at}/timeout_seconds"), message)
}

/// A path and an id that must not be one account's; only the ledger can tell. What it tells never
/// changes, because an account keeps both for ever.
#[derive(Debug)]
pub struct TwoNames {
    at: String,
    path: AccountPath,
    id: Uuid,
}

impl TwoNames {
    /// # Errors
    /// `invalid_field` for the first pair that is one account.
    pub async fn refuse_one_account(call: &Call, ledger: &LedgerInfo, pairs: &[TwoNames]) -> Result<(), Problem> {
        if pairs.is_empty() {
            return Ok(());
        }
        let names: Vec<(&AccountPath, Uuid)> = pairs.iter().map(|pair| (&pair.path, pair.id)).collect();
        match call.app.store.first_of_one_account(ledger.no, &names).await? {
            Some(index) => Err(one_account(&pairs[index].at)),
            None => Ok(()),
        }
    }
}

fn one_account(at: &str) -> Problem {
    Problem::invalid_field(&format!("{at}/credit_account"), "must not be the debit_account: money would move nowhere")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{json, post_transfer::PostTransferRequest, problem_codes::Code};

    fn check(body: &str) -> Result<ledger::Action, String> {
        let node = json::parse(body.as_bytes()).expect("valid JSON");
        let request: PostTransferRequest = json::from_node(node).map_err(|error| error.pointer())?;
        request.check("").map(|(new, _)| new.action).map_err(|problem| {
            assert_eq!(problem.code, Code::InvalidField);
            problem.detail.split(' ').next().unwrap_or_default().to_owned()
        })
    }

    fn simple(more: &str) -> Result<ledger::Action, String> {
        check(&format!(r#"{{"debit_account": "a", "credit_account": "b", "amount": "1"{more}}}"#))
    }

    fn postings(first: &str, third: &str) -> Result<ledger::Action, String> {
        check(&format!(
            r#"{{"postings": [{{"account": "a", "direction": "debit", "amount": "2"{first}}},
                {{"account": "b", "direction": "credit", "amount": "1"}}{third}]}}"#
        ))
    }

    #[test]
    fn a_hold_ends_as_it_says() {
        let expiry = |more: &str| match simple(more) {
            Ok(ledger::Action::Hold { expiry, .. }) => Ok(expiry),
            Ok(_) => Err("no hold".to_owned()),
            Err(field) => Err(field),
        };
        assert_eq!(expiry(r#", "pending": true"#), Ok(Expiry::Never));
        assert_eq!(expiry(r#", "pending": true, "expires_at": null"#), Ok(Expiry::Never));
        assert_eq!(expiry(r#", "pending": true, "timeout_seconds": 315360000"#), Ok(Expiry::After(315_360_000)));
        let at = Timestamp::parse("2030-01-01T00:00:00Z").expect("a time");
        assert_eq!(expiry(r#", "pending": true, "expires_at": "2030-01-01T00:00:00Z""#), Ok(Expiry::At(at)));
        for (more, field) in [
            (r#", "pending": true, "timeout_seconds": 0"#, "/timeout_seconds"),
            (r#", "pending": true, "timeout_seconds": 315360001"#, "/timeout_seconds"),
            (r#", "timeout_seconds": 5"#, "/timeout_seconds"),
            (r#", "pending": false, "expires_at": "2030-01-01T00:00:00Z""#, "/expires_at"),
            (r#", "pending": true, "expires_at": "2030-01-01T00:00:00Z", "timeout_seconds": 5"#, "/timeout_seconds"),
        ] {
            assert_eq!(expiry(more), Err(field.to_owned()), "{more}");
        }
    }

    #[test]
    fn up_to_needs_two_postings() {
        let Ok(ledger::Action::Post(both)) = simple(r#", "up_to": true"#) else { panic!("a transfer") };
        assert!(both.iter().all(|posting| posting.up_to));
        let third = r#", {"account": "c", "direction": "credit", "amount": "1"}"#;
        assert!(postings(r#", "up_to": true"#, "").is_ok());
        assert_eq!(postings(r#", "up_to": true"#, third), Err("/postings/0/up_to".to_owned()));
        assert!(postings(r#", "up_to": false"#, third).is_ok());
        assert_eq!(
            check(r#"{"up_to": true, "postings": [{"account": "a", "direction": "debit", "amount": "1"}]}"#),
            Err("/up_to".to_owned())
        );
    }

    #[test]
    fn a_condition_says_something() {
        let given = postings(
            r#", "if": {"posted": {"lt": "-1.5", "gte": "-3"}, "available": {"eq": "0"}, "account_version": 5}"#,
            "",
        );
        let Ok(ledger::Action::Post(given)) = given else { panic!("a transfer") };
        let decimal = |text| SignedDecimal::parse(text).expect("a decimal");
        let expected = Condition {
            balances: vec![
                (BalanceKind::Available, Comparison::Eq, decimal("0")),
                (BalanceKind::Posted, Comparison::Gte, decimal("-3")),
                (BalanceKind::Posted, Comparison::Lt, decimal("-1.5")),
            ],
            account_version: Some(5),
        };
        assert_eq!(given[0].condition.as_deref(), Some(&expected));
        for (condition, field) in [
            ("{}", "/postings/0/if"),
            (r#"{"posted": {}}"#, "/postings/0/if/posted"),
            (r#"{"posted": {"above": "1"}}"#, "/postings/0/if/posted/above"),
            (r#"{"posted": {"gt": 1}}"#, "/postings/0/if/posted/gt"),
            (r#"{"account_version": -1}"#, "/postings/0/if/account_version"),
        ] {
            assert_eq!(postings(&format!(r#", "if": {condition}"#), ""), Err(field.to_owned()), "{condition}");
        }
    }
}
