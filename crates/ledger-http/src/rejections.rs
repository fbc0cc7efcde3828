//! What the ledger and its store refuse, as problems. No match here has a `_` arm: a new way to
//! fail does not compile without a status.

use ledger::{Bound, LedgerName, Rejection};
use ledger_pg::{Answer, ReadError, Refusal, Refused, SubmitError, locations};

use crate::{problem::Problem, problem_codes::Code};

/// Renders a refusal as it is stored under its key and answered.
pub fn render_problem(refused: Refused<'_>) -> Answer {
    let mut problem = match refused.refusal {
        Refusal::Rejection(rejection) => of_rejection(rejection, refused.ledger),
        Refusal::Sibling(rejection) => of_sibling(rejection, refused.ledger),
        Refusal::KeyReused { field } => key_reused(*field),
        Refusal::LedgerExists => ledger_exists(refused.ledger),
        Refusal::Internal => Problem::internal(),
    };
    if let Some(index) = refused.index {
        problem = problem.with("index", index);
    }
    Answer {
        status: problem.code.status(),
        body: problem.document(refused.request_id).into(),
        location: problem.location,
        seq: None,
        replayed: false,
    }
}

/// A conflict within one group, of which nothing is left.
fn of_sibling(rejection: &Rejection, ledger: &LedgerName) -> Problem {
    match rejection {
        Rejection::IdConflict { id } => Problem::new(
            Code::IdConflict,
            format!("An earlier item of this batch has the id {id} too. Nothing of the batch was posted."),
        )
        .with("id", id.to_string()),
        Rejection::ExternalIdConflict { external_id, .. } => Problem::new(
            Code::ExternalIdConflict,
            format!(
                "An earlier item of this batch has the external_id {external_id} too. Nothing of the batch was posted."
            ),
        )
        .with("external_id", external_id.as_str()),
        Rejection::AccountExists { path } => Problem::new(
            Code::AlreadyExists,
            format!("The batch names the account {path} twice, with different content. Nothing of it was created."),
        )
        .with("account", path.as_str()),
        other => of_rejection(other, ledger),
    }
}

/// A ledger of this name exists and differs.
fn ledger_exists(ledger: &LedgerName) -> Problem {
    Problem::new(
        Code::AlreadyExists,
        format!("A ledger named {ledger} exists, with another time zone, description or metadata."),
    )
    .at(locations::ledger(ledger))
}

fn key_reused(field: Option<&str>) -> Problem {
    let advice = "Send a new key with a new request; a retry must repeat the first request exactly.";
    match field {
        None => Problem::new(
            Code::IdempotencyKeyReused,
            format!("This idempotency key was first used for another request. {advice}"),
        ),
        Some(field) => Problem::new(
            Code::IdempotencyKeyReused,
            format!("This idempotency key was first used for a request whose {field} differs. {advice}"),
        )
        .with("field", format!("/{field}")),
    }
}

fn of_rejection(rejection: &Rejection, ledger: &LedgerName) -> Problem {
    match rejection {
        Rejection::IdConflict { id } => {
            Problem::new(Code::IdConflict, format!("The id {id} belongs to another transfer. Send another, or none."))
                .with("id", id.to_string())
                .at(locations::transfer(ledger, *id))
        }
        Rejection::ExternalIdConflict { external_id, transfer } => Problem::new(
            Code::ExternalIdConflict,
            format!("The external_id {external_id} belongs to transfer {transfer}. If that is this payment, it is done already."),
        )
        .with("external_id", external_id.as_str())
        .with("transfer_id", transfer.to_string())
        .at(locations::transfer(ledger, *transfer)),
        Rejection::AccountNotFound { posting: Some(posting), account } => posting_problem(
            Code::AccountNotFound,
            *posting,
            account,
            format!("Posting {posting} names the account {account}, which does not exist in ledger {ledger}."),
        ),
        // Without a posting, the account is the one that the URL names.
        Rejection::AccountNotFound { posting: None, account } => {
            Problem::new(Code::NotFound, format!("Ledger {ledger} has no account {account}."))
        }
        Rejection::AssetNotFound { asset } => Problem::new(
            Code::AssetNotFound,
            format!("{asset} is neither an ISO 4217 currency nor registered in ledger {ledger}. Register it first."),
        )
        .with("asset", asset.as_str()),
        Rejection::ScaleMismatch { posting, account, asset, scale } => {
            let what = match posting {
                Some(posting) => format!("The amount of posting {posting}"),
                None => "A bound".to_owned(),
            };
            let detail = format!("{what} has more decimals than {asset}, the asset of {account}, which has {scale}.");
            maybe_posting(Problem::new(Code::AssetMismatch, detail), *posting)
                .with("account", account.as_str())
                .with("asset", asset.as_str())
                .with("scale", *scale)
        }
        Rejection::AssetMismatch { posting, account, asset, other_asset } => posting_problem(
            Code::AssetMismatch,
            *posting,
            account,
            format!("{account} holds {asset}, the other side of the transfer holds {other_asset}. Two accounts of one transfer must hold the same asset; to exchange assets, send postings that balance in each."),
        )
        .with("asset", asset.as_str())
        .with("other_asset", other_asset.as_str()),
        Rejection::Unbalanced { asset, debits, credits } => Problem::new(
            Code::Unbalanced,
            format!("The debits in {asset} are {debits}, the credits {credits}; they must be equal."),
        )
        .with("asset", asset.as_str())
        .with("debits", debits.as_str())
        .with("credits", credits.as_str()),
        Rejection::AccountClosed { posting, account } => {
            let detail = match posting {
                Some(posting) => format!("Posting {posting} is on {account}, which is closed, for good."),
                None => format!("{account} is closed, for good: its status and its limits do not change again."),
            };
            maybe_posting(Problem::new(Code::AccountClosed, detail), *posting).with("account", account.as_str())
        }
        Rejection::AccountFrozen { posting, account } => posting_problem(
            Code::AccountFrozen,
            *posting,
            account,
            format!("Posting {posting} is on {account}, which is frozen and takes postings again once it is opened."),
        ),
        Rejection::OutOfBounds { bound: Bound::Min, posting, account, limit, required, before, after } => posting_problem(
            Code::InsufficientBalance,
            *posting,
            account,
            format!("Posting {posting} would leave {account} with {after} available; its min_balance is {limit}."),
        )
        .with("rule", "min_balance")
        .with("limit", limit.as_str())
        .with("required", required.as_str())
        .with("available", before.as_str()),
        Rejection::OutOfBounds { bound: Bound::Max, posting, account, limit, required, before, after } => posting_problem(
            Code::BalanceLimitExceeded,
            *posting,
            account,
            format!("Posting {posting} would raise {account} to {after}; its max_balance is {limit}."),
        )
        .with("rule", "max_balance")
        .with("limit", limit.as_str())
        .with("required", required.as_str())
        .with("balance", before.as_str()),
        Rejection::AmountOverflow { posting, account } => {
            let detail = match posting {
                Some(posting) => format!("Posting {posting} would take a total of {account} beyond 38 digits of its smallest unit."),
                None => format!("A bound of {account} has more than 38 digits of its smallest unit."),
            };
            maybe_posting(Problem::new(Code::AmountOverflow, detail), *posting).with("account", account.as_str())
        }
        Rejection::AccountNotEmpty { account, posted, held_debits, held_credits } => Problem::new(
            Code::AccountNotEmpty,
            format!("{account} has {posted} posted, {held_debits} held on its debit side and {held_credits} on its credit side. Move or release all of it, then close the account."),
        )
        .with("account", account.as_str())
        .with("posted", posted.as_str())
        .with("held_debits", held_debits.as_str())
        .with("held_credits", held_credits.as_str()),
        Rejection::MetadataTooLarge { account } => Problem::new(
            Code::MetadataLimitExceeded,
            format!("Merged, the metadata of {account} would have more than 50 keys or 8 KiB. Set keys to null to remove them."),
        )
        .with("account", account.as_str()),
        Rejection::VersionConflict { account, expected, actual } => Problem::new(
            Code::VersionConflict,
            format!("{account} is at revision {actual}, not {expected}: somebody changed it in between. Read it again and decide anew."),
        )
        .with("account", account.as_str())
        .with("expected", *expected)
        .with("actual", *actual),
        Rejection::AccountExists { path } => Problem::new(
            Code::AlreadyExists,
            format!("The account {path} exists and differs from what was sent."),
        )
        .with("account", path.as_str())
        .at(locations::account(ledger, path)),
        Rejection::AssetExists { code, scale } => Problem::new(
            Code::AlreadyExists,
            format!("The asset {code} exists, with scale {scale}, and differs from what was sent."),
        )
        .with("asset", code.as_str())
        .with("scale", *scale)
        .at(locations::asset(ledger, code)),
    }
}

fn posting_problem(code: Code, posting: usize, account: &impl ToString, detail: String) -> Problem {
    Problem::new(code, detail).with("posting", posting).with("account", account.to_string())
}

fn maybe_posting(problem: Problem, posting: Option<usize>) -> Problem {
    match posting {
        Some(posting) => problem.with("posting", posting),
        None => problem,
    }
}

impl From<SubmitError> for Problem {
    fn from(error: SubmitError) -> Problem {
        match error {
            SubmitError::KeyReused { field } => key_reused(field),
            SubmitError::InProgress => Problem::new(
                Code::IdempotencyInProgress,
                "The first request with this idempotency key is still running. Send it again with the same key.",
            ),
            SubmitError::Overloaded => Problem::new(
                Code::Overloaded,
                "The ledger was too busy to begin this request in time. Nothing was done; send it again.",
            ),
            SubmitError::OutcomeUnknown => Problem::new(
                Code::OutcomeUnknown,
                "The request was begun, and it is not known whether it was done. Retry with the same key: it is done once and answered.",
            ),
            SubmitError::DatabaseUnavailable => database_unavailable(),
            SubmitError::Internal => Problem::internal(),
        }
    }
}

impl From<ReadError> for Problem {
    fn from(error: ReadError) -> Problem {
        match error {
            ReadError::NotYetVisible { wanted, last_seq } => Problem::new(
                Code::NotYetVisible,
                format!("The ledger is at seq {last_seq} and did not reach {wanted} in time."),
            )
            .with("last_seq", last_seq),
            ReadError::KnownAtInFuture => {
                Problem::invalid_field("known_at", "lies in the future: what will be known then is not known yet")
            }
            ReadError::Unavailable(source) => {
                tracing::warn!(error = %source, "the database cannot be reached");
                database_unavailable()
            }
            ReadError::Failed(source) => {
                tracing::error!(error = %source, "a read failed");
                Problem::internal()
            }
        }
    }
}

fn database_unavailable() -> Problem {
    Problem::new(Code::DatabaseUnavailable, "The database cannot be reached at the moment. Nothing was done.")
}

#[cfg(test)]
mod tests {
    use ledger::AccountPath;

    use super::*;

    #[test]
    fn an_insufficient_balance_is_explained_as_documented() {
        let answer = render_problem(Refused {
            refusal: &Refusal::Rejection(Rejection::OutOfBounds {
                bound: Bound::Min,
                posting: 0,
                account: AccountPath::parse("users:42").expect("a path"),
                limit: "5.00".to_owned(),
                required: "12.34".to_owned(),
                before: "15.00".to_owned(),
                after: "2.66".to_owned(),
            }),
            ledger: &LedgerName::parse("demo").expect("a name"),
            request_id: "r1",
            index: None,
        });
        let expected = concat!(
            r#"{"type":"urn:tallybook:problem:insufficient_balance","#,
            r#""title":"The account's balance would fall below its minimum.","status":422,"code":"insufficient_balance","#,
            r#""detail":"Posting 0 would leave users:42 with 2.66 available; its min_balance is 5.00.","request_id":"r1","#,
            r#""posting":0,"account":"users:42","rule":"min_balance","limit":"5.00","required":"12.34","available":"15.00"}"#,
        );
        assert_eq!(answer.status, 422);
        assert_eq!(String::from_utf8_lossy(&answer.body), expected);
    }

    #[test]
    fn a_conflict_leads_to_what_is_in_the_way() {
        let answer = render_problem(Refused {
            refusal: &Refusal::Rejection(Rejection::AccountExists { path: AccountPath::parse("a:b").expect("a path") }),
            ledger: &LedgerName::parse("demo").expect("a name"),
            request_id: "r1",
            index: Some(3),
        });
        assert_eq!(answer.location.as_deref(), Some("/v1/ledgers/demo/accounts/a:b"));
        assert!(String::from_utf8_lossy(&answer.body).contains(r#""index":3"#));
    }
}
