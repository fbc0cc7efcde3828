//! What the ledger and its store refuse, as problems. No match here has a `_` arm: a new way to
//! fail does not compile without a status.

use ledger::{AccountPath, BalanceKind, Bound, Comparison, HoldStatus, LedgerName, Rejection, Side, Timestamp};
use ledger_pg::{Answer, ReadError, Refusal, Refused, SubmitError, locations};
use uuid::Uuid;

use crate::{problem::Problem, problem_codes::Code};

/// Renders a refusal as it is stored under its key and answered.
pub fn render_problem(refused: Refused<'_>) -> Answer {
    let mut problem = match refused.refusal {
        Refusal::Rejection(rejection) => of_rejection(rejection, refused.ledger),
        Refusal::Sibling(rejection) => of_sibling(rejection, refused.ledger),
        Refusal::GroupRefused { culprit } => Problem::new(
            Code::GroupRefused,
            format!("Item {culprit} of the same group was refused, so nothing of the group was done. Mend that item, or leave it out."),
        )
        .with("culprit", *culprit),
        Refusal::ProposalPending { id } => proposal_pending(*id),
        Refusal::ProposalRejected { id, reason } => proposal_rejected(*id, reason.as_deref()),
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
        dry_run: false,
    }
}

/// Asked for with a key whose transfer a second person has turned down.
fn proposal_rejected(id: Uuid, reason: Option<&str>) -> Problem {
    let said = reason.map(|reason| format!(": {reason}")).unwrap_or_default();
    let detail = format!("The transfer was proposed as {id}, and a second person rejected it{said}.");
    let problem = Problem::new(Code::ProposalRejected, detail).with("transfer_id", id.to_string());
    match reason {
        Some(reason) => problem.with("reason", reason),
        None => problem,
    }
}

fn proposal_pending(id: Uuid) -> Problem {
    Problem::new(
        Code::ApprovalRequired,
        format!("With this key transfer {id} was proposed, and it waits for a second key to approve it."),
    )
    .with("transfer_id", id.to_string())
}

/// A conflict within an atomic batch or a group, of which nothing is left.
fn of_sibling(rejection: &Rejection, ledger: &LedgerName) -> Problem {
    match rejection {
        Rejection::IdConflict { id } => Problem::new(
            Code::IdConflict,
            format!("An earlier item of this batch has the id {id} too. Neither was posted."),
        )
        .with("id", id.to_string()),
        Rejection::ExternalIdConflict { external_id, .. } => Problem::new(
            Code::ExternalIdConflict,
            format!("An earlier item of this batch has the external_id {external_id} too. Neither was posted."),
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
        Rejection::TransferNotFound { id } => Problem::new(
            Code::TransferNotFound,
            format!("Ledger {ledger} has no hold or transfer {id}, and no earlier item of the batch made one."),
        )
        .with("transfer_id", id.to_string()),
        Rejection::HoldNotOpen { hold, status: Some(status) } => Problem::new(
            Code::HoldNotOpen,
            format!("The hold {hold} is {} and holds nothing any more.", status.as_str()),
        )
        .with("transfer_id", hold.to_string())
        .with("hold_status", status.as_str()),
        Rejection::HoldNotOpen { hold, status: None } => Problem::new(
            Code::HoldNotOpen,
            format!("The transfer {hold} is no hold: only what was posted with \"pending\": true can be captured, voided, incremented or extended."),
        )
        .with("transfer_id", hold.to_string()),
        Rejection::HoldExpired { hold, expires_at } => Problem::new(
            Code::HoldExpired,
            format!("The hold {hold} expired at {expires_at} and holds nothing any more. Hold the amount anew."),
        )
        .with("transfer_id", hold.to_string())
        .with("hold_status", HoldStatus::Expired.as_str())
        .with("expires_at", expires_at.to_string()),
        Rejection::NotReversible { transfer, kind } => Problem::new(
            Code::NotReversible,
            format!("{transfer} is of the kind {}, and only transfers and captures can be reversed.", kind.as_str()),
        )
        .with("transfer_id", transfer.to_string())
        .with("kind", kind.as_str()),
        Rejection::PostingsRequired { transfer, postings } => Problem::new(
            Code::PostingsRequired,
            format!("{transfer} has {postings} postings, so one amount does not say how much of each. Send postings, each by its account and direction."),
        )
        .with("transfer_id", transfer.to_string())
        .with("postings", *postings),
        Rejection::NoSuchPosting { posting, account, direction, transfer } => posting_problem(
            Code::PostingNotFound,
            *posting,
            account,
            format!("Posting {posting} names the {} side of {account}, where {transfer} has no posting. Name its postings as they are there.", direction.as_str()),
        )
        .with("direction", direction.as_str())
        .with("transfer_id", transfer.to_string()),
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
        Rejection::OverCapture { posting, account, held, captured, required, remaining } => posting_problem(
            Code::OverCapture,
            *posting,
            account,
            format!("Capturing {required} on posting {posting}, {account}, is more than the {remaining} that remain of {held} held, with {captured} captured before. Capture less, or increment the hold first."),
        )
        .with("held", held.as_str())
        .with("captured", captured.as_str())
        .with("required", required.as_str())
        .with("remaining", remaining.as_str()),
        Rejection::OverReversal { posting, account, posted, reversed, required, remaining } => {
            let detail = if remaining.bytes().all(|byte| matches!(byte, b'0' | b'.')) {
                format!("Nothing is left to reverse: {reversed} of the {posted} on posting {posting}, {account}, were reversed before.")
            } else {
                format!("Reversing {required} on posting {posting}, {account}, is more than the {remaining} left of {posted}, of which {reversed} were reversed before.")
            };
            posting_problem(Code::OverReversal, *posting, account, detail)
                .with("posted", posted.as_str())
                .with("reversed", reversed.as_str())
                .with("required", required.as_str())
                .with("remaining", remaining.as_str())
        }
        Rejection::EffectiveAtOutOfRange { effective_at, from, before } => effective_at_out_of_range(*effective_at, *from, *before),
        Rejection::ExpiresTooEarly { expires_at, after } => Problem::new(
            Code::ExpiresTooEarly,
            format!("The hold would expire at {expires_at}, which is not after {after}, when it is recorded or effective. Send a later expires_at."),
        )
        .with("expires_at", expires_at.to_string())
        .with("not_before", after.to_string()),
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
        Rejection::SideFrozen { posting, account, side } => {
            let rule = match side {
                Side::Debit => "freeze_debits",
                Side::Credit => "freeze_credits",
            };
            posting_problem(
                Code::AccountFrozen,
                *posting,
                account,
                format!("Posting {posting} is a {} on {account}, whose policy refuses those ({rule}).", side.as_str()),
            )
            .with("rule", rule)
        }
        Rejection::CounterpartyNotAllowed { posting, account, counterparty } => posting_problem(
            Code::CounterpartyNotAllowed,
            *posting,
            account,
            format!("Posting {posting} is on {account}, whose policy lists its allowed_counterparties; {counterparty} on the other side is not among them."),
        )
        .with("rule", "allowed_counterparties")
        .with("counterparty", counterparty.as_str()),
        Rejection::MetadataRequired { posting, account, key } => posting_problem(
            Code::MetadataRequired,
            *posting,
            account,
            format!("Posting {posting} is on {account}, whose policy wants the key {key} in the transfer's metadata."),
        )
        .with("rule", "required_metadata")
        .with("key", key.as_str()),
        Rejection::AmountLimitExceeded { posting, account, limit, required } => posting_problem(
            Code::LimitExceeded,
            *posting,
            account,
            format!("The transfer moves {required} on {account}, by posting {posting} and those like it; its max_amount is {limit}."),
        )
        .with("rule", "max_amount")
        .with("limit", limit.as_str())
        .with("required", required.as_str()),
        Rejection::OutOfBounds { bound, posting, account, limit, required, before, after } => {
            let rule = bound.as_str();
            let detail = match bound {
                Bound::Min => format!("Posting {posting} would leave {account} with {after} available; its {rule} is {limit}."),
                Bound::MinPosted => format!("Posting {posting} would leave {account} with {after} posted; its {rule} is {limit}."),
                Bound::MinPending => format!("Posting {posting} would leave {account} with {after} posted and held together; its {rule} is {limit}."),
                Bound::Max => format!("Posting {posting} would raise {account} to {after}; its {rule} is {limit}."),
                Bound::MaxPosted => format!("Posting {posting} would raise {account} to {after} posted; its {rule} is {limit}."),
                Bound::MaxPending => format!("Posting {posting} would raise {account} to {after} posted and held together; its {rule} is {limit}."),
            };
            out_of_bounds(*bound, *posting, account, detail, [limit, required, before])
        }
        Rejection::NothingLeft { bound, posting, account, limit, required, before } => {
            let rule = bound.as_str();
            let detail = if bound.is_min() {
                format!("Posting {posting} takes up to {required} from {account}, which has {before} available and can give nothing: its {rule} is {limit}.")
            } else {
                format!("Posting {posting} puts up to {required} into {account}, which stands at {before} and can take nothing: its {rule} is {limit}.")
            };
            out_of_bounds(*bound, *posting, account, detail, [limit, required, before])
        }
        Rejection::ConditionFailed { posting, account, kind, comparison, required, actual } => {
            let compared = match comparison {
                Comparison::Gte => "at least",
                Comparison::Gt => "more than",
                Comparison::Lte => "at most",
                Comparison::Lt => "less than",
                Comparison::Eq => "exactly",
            };
            let balance = match kind {
                BalanceKind::Available => "available",
                BalanceKind::Posted => "posted",
                BalanceKind::Pending => "posted and held together",
            };
            let rule = format!("{}.{}", kind.as_str(), comparison.as_str());
            posting_problem(
                Code::ConditionFailed,
                *posting,
                account,
                format!("Posting {posting} is accepted only if it leaves {account} with {compared} {required} {balance}; it would leave {actual}."),
            )
            .with("rule", rule)
            .with("required", required.as_str())
            .with(if *kind == BalanceKind::Available { "available" } else { "balance" }, actual.as_str())
        }
        Rejection::AccountVersionFailed { posting, account, required, actual } => posting_problem(
            Code::ConditionFailed,
            *posting,
            account,
            format!("Posting {posting} is accepted only at account_version {required} of {account}, which is at {actual}: something was posted or held on it in between."),
        )
        .with("rule", "account_version")
        .with("expected", *required)
        .with("actual", *actual),
        Rejection::AmountOverflow { posting, account } => {
            let detail = match posting {
                Some(posting) => format!("Posting {posting} would take a total of {account} beyond 38 digits of its smallest unit."),
                None => format!("A bound of {account} has more than 38 digits of its smallest unit."),
            };
            maybe_posting(Problem::new(Code::AmountOverflow, detail), *posting).with("account", account.as_str())
        }
        Rejection::LimitExceeded { posting, account, limit, sum, max, used, required } => {
            let (rule, what) = if *sum { ("max_sum", "the sum") } else { ("max_count", "the number of transfers") };
            posting_problem(
                Code::LimitExceeded,
                *posting,
                account,
                format!("Posting {posting} is on {account}, where the limit {limit} bounds {what} in its window to {max}: {used} is used, and {required} more is asked for."),
            )
            .with("rule", rule)
            .with("limit_name", limit.as_str())
            .with("limit", max.as_str())
            .with("required", required.as_str())
            .with("used", used.as_str())
        }
        Rejection::LimitNotFound { name } => {
            Problem::new(Code::NotFound, format!("Ledger {ledger} has no limit {name}."))
        }
        Rejection::LimitExists { name } => {
            Problem::new(Code::AlreadyExists, format!("The limit {name} exists and differs from what was sent."))
                .at(locations::limit(ledger, name))
        }
        Rejection::MonitorNotFound { name } => {
            Problem::new(Code::NotFound, format!("Ledger {ledger} has no monitor {name}."))
        }
        Rejection::MonitorExists { name } => {
            Problem::new(Code::AlreadyExists, format!("The monitor {name} exists and differs from what was sent."))
                .at(locations::monitor(ledger, name))
        }
        Rejection::ProposalNotOpen { id, status } => {
            Problem::new(Code::ProposalNotOpen, format!("The proposal {id} is {status} already."))
                .with("transfer_id", id.to_string())
                .with("proposal_status", *status)
        }
        Rejection::ApprovalRequired { posting, account, rule } => posting_problem(
            Code::ApprovalRequired,
            *posting,
            account,
            format!("Posting {posting} is on {account}, whose policy wants a second key to approve this transfer (approval.{rule})."),
        )
        .with("rule", *rule),
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
        Rejection::TransferMetadataTooLarge { transfer } => Problem::new(
            Code::MetadataLimitExceeded,
            format!("Merged, the metadata of transfer {transfer} would have more than 50 keys or 8 KiB. Set keys to null to remove them."),
        )
        .with("transfer_id", transfer.to_string()),
        Rejection::MetadataConflict { key, expected, actual } => {
            let said = |value: &Option<String>| match value {
                Some(value) => format!("{value:?}"),
                None => "absent".to_owned(),
            };
            Problem::new(
                Code::VersionConflict,
                format!("The metadata's key {key} is {}, not {}, as if_metadata has it. Read it again and decide anew.", said(actual), said(expected)),
            )
            .with("key", key.as_str())
        }
        Rejection::TransferVersionConflict { transfer, expected, actual } => Problem::new(
            Code::VersionConflict,
            format!("Transfer {transfer} is at revision {actual}, not {expected}: somebody changed its metadata in between. Read it again and decide anew."),
        )
        .with("transfer_id", transfer.to_string())
        .with("expected", *expected)
        .with("actual", *actual),
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

fn effective_at_out_of_range(effective_at: Timestamp, from: Timestamp, before: Option<Timestamp>) -> Problem {
    let detail = match before {
        Some(before) if effective_at >= before => {
            format!(
                "It would be effective at {effective_at}, and the hold expires at {before}. Send an earlier effective_at, or none."
            )
        }
        Some(_) | None => {
            format!(
                "It would be effective at {effective_at}, and the hold is held only from {from} on. Send a later effective_at, or none."
            )
        }
    };
    let problem = Problem::new(Code::EffectiveAtOutOfRange, detail)
        .with("effective_at", effective_at.to_string())
        .with("not_before", from.to_string());
    match before {
        Some(before) => problem.with("before", before.to_string()),
        None => problem,
    }
}

/// `amounts`: the limit, what is required, and what the bounded balance was.
fn out_of_bounds(
    bound: Bound,
    posting: usize,
    account: &AccountPath,
    detail: String,
    amounts: [&String; 3],
) -> Problem {
    let code = if bound.is_min() { Code::InsufficientBalance } else { Code::BalanceLimitExceeded };
    let before = match bound {
        Bound::Min => "available",
        Bound::MinPosted | Bound::MinPending | Bound::Max | Bound::MaxPosted | Bound::MaxPending => "balance",
    };
    let [limit, required, balance] = amounts.map(String::as_str);
    posting_problem(code, posting, account, detail)
        .with("rule", bound.as_str())
        .with("limit", limit)
        .with("required", required)
        .with(before, balance)
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
    Problem::new(
        Code::DatabaseUnavailable,
        "The database cannot be reached at the moment, or did not answer in time. Nothing was done.",
    )
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

    fn problem_of(rejection: Rejection) -> serde_json::Value {
        let answer = render_problem(Refused {
            refusal: &Refusal::Rejection(rejection),
            ledger: &LedgerName::parse("demo").expect("a name"),
            request_id: "r1",
            index: None,
        });
        serde_json::from_slice(&answer.body).expect("a problem is JSON")
    }

    fn path() -> AccountPath {
        AccountPath::parse("users:42").expect("a path")
    }

    #[test]
    fn a_capture_beyond_its_hold_is_explained_with_what_remains() {
        let problem = problem_of(Rejection::OverCapture {
            posting: 0,
            account: path(),
            held: "100.00".to_owned(),
            captured: "60.00".to_owned(),
            required: "50.00".to_owned(),
            remaining: "40.00".to_owned(),
        });
        assert_eq!(
            problem["detail"],
            "Capturing 50.00 on posting 0, users:42, is more than the 40.00 that remain of 100.00 held, with 60.00 captured before. Capture less, or increment the hold first."
        );
        assert_eq!((&problem["code"], &problem["status"]), (&"over_capture".into(), &422.into()));
        assert_eq!((&problem["remaining"], &problem["required"]), (&"40.00".into(), &"50.00".into()));
    }

    #[test]
    fn every_bound_names_its_rule() {
        for bound in Bound::ALL {
            let problem = problem_of(Rejection::OutOfBounds {
                bound,
                posting: 1,
                account: path(),
                limit: "5.00".to_owned(),
                required: "12.34".to_owned(),
                before: "15.00".to_owned(),
                after: "2.66".to_owned(),
            });
            let (code, before) = match bound {
                Bound::Min => ("insufficient_balance", "available"),
                Bound::MinPosted | Bound::MinPending => ("insufficient_balance", "balance"),
                Bound::Max | Bound::MaxPosted | Bound::MaxPending => ("balance_limit_exceeded", "balance"),
            };
            assert_eq!(problem["code"], code);
            assert_eq!(problem["rule"], bound.as_str());
            assert_eq!(problem[before], "15.00", "{problem}");
            assert!(problem["detail"].as_str().is_some_and(|detail| detail.contains(bound.as_str())), "{problem}");
        }
    }

    #[test]
    fn a_condition_says_what_it_asked_for_and_what_it_met() {
        let problem = problem_of(Rejection::ConditionFailed {
            posting: 0,
            account: path(),
            kind: BalanceKind::Available,
            comparison: Comparison::Gte,
            required: "100.00".to_owned(),
            actual: "50.00".to_owned(),
        });
        assert_eq!(
            problem["detail"],
            "Posting 0 is accepted only if it leaves users:42 with at least 100.00 available; it would leave 50.00."
        );
        assert_eq!(problem["rule"], "available.gte");
        let problem =
            problem_of(Rejection::AccountVersionFailed { posting: 0, account: path(), required: 5, actual: 7 });
        assert_eq!((&problem["rule"], &problem["actual"]), (&"account_version".into(), &7.into()));
    }
}
