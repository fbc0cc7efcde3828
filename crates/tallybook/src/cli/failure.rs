//! What went wrong, for a person: what it was, why, and which command comes next.

use std::process::ExitCode;

use serde_json::json;
use tallybook_client::{
    Error,
    models::{Problem, ProblemCode},
};

use super::{
    command::{again, quoted},
    session::Session,
    table::plain,
};

/// Refused, or failed.
const FAILED: u8 = 1;
/// The command was not understood.
const MISUSED: u8 = 2;
/// Money may have moved or not.
const UNKNOWN: u8 = 3;

/// Options that do not go together, in a way that only shows once they are read.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Misuse(pub String);

/// Prints a failure; `session` is there unless it came before there was one.
pub fn tell(error: &anyhow::Error, session: Option<&Session>) -> ExitCode {
    let is_json = session.is_some_and(|session| session.json);
    let told = match (error.downcast_ref::<Error>(), session) {
        (Some(error), Some(session)) => of_client(error, session),
        _ => Told {
            code: FAILED,
            text: format!("{error:#}"),
            next: Vec::new(),
            json: json!({"detail": error.to_string()}),
        },
    };
    let code = if error.is::<Misuse>() { MISUSED } else { told.code };
    if is_json {
        eprintln!("{}", told.json);
    } else {
        anstream::eprintln!("{BOLD_RED}error:{RESET} {}", told.text);
        for (number, next) in told.next.iter().enumerate() {
            let lead = if number == 0 { "Try:" } else { "or:" };
            anstream::eprintln!("{BOLD}{lead}{RESET} {next}");
        }
    }
    ExitCode::from(code)
}

const BOLD_RED: &str = "\u{1b}[1;31m";
const BOLD: &str = "\u{1b}[1m";
const RESET: &str = "\u{1b}[0m";

struct Told {
    code: u8,
    text: String,
    /// Commands that lead on, the likeliest first.
    next: Vec<String>,
    json: serde_json::Value,
}

fn of_client(error: &Error, session: &Session) -> Told {
    match error {
        Error::Problem(problem) => Told {
            code: FAILED,
            text: in_words(problem),
            next: after_problem(problem, session),
            json: serde_json::to_value(problem).unwrap_or_default(),
        },
        Error::TransferProposed(proposal) => Told {
            code: FAILED,
            text: format!(
                "Nothing has moved: the transfer is proposed as {}, and another key has to approve or reject it.",
                proposal.id
            ),
            next: vec![session.command(&format!("proposal get {}", proposal.id))],
            json: serde_json::to_value(proposal).unwrap_or_default(),
        },
        Error::OutcomeUnknown { idempotency_key, source, .. } => Told {
            code: UNKNOWN,
            text: format!(
                "It is not known whether this was done.\n\
                 {}\n\
                 The same command with the same key finds out, and does it at most once:",
                plain(&source.to_string())
            ),
            next: vec![again(idempotency_key.as_deref())],
            json: json!({
                "code": "outcome_unknown",
                "detail": source.to_string(),
                "idempotency_key": idempotency_key,
                "repeat": again(idempotency_key.as_deref()),
            }),
        },
        Error::NotSent { source } => Told {
            code: FAILED,
            text: format!("Nobody answers at {}; nothing was sent. ({})", session.url(), innermost(source.as_ref())),
            next: vec![
                format!("tallybook health --url {}", quoted(session.url())),
                "tallybook profile show".to_owned(),
            ],
            json: json!({"code": "not_sent", "detail": innermost(source.as_ref())}),
        },
        Error::NoAnswer { source } => Told {
            code: FAILED,
            text: format!("No answer came from {}. ({})", session.url(), innermost(source.as_ref())),
            next: vec![format!("tallybook health --url {}", quoted(session.url()))],
            json: json!({"code": "no_answer", "detail": innermost(source.as_ref())}),
        },
        Error::UnexpectedAnswer { status, beginning } => Told {
            code: FAILED,
            text: format!(
                "{} answered {status}, and not as Tallybook does; is the URL right?\n{}",
                session.url(),
                plain(beginning)
            ),
            next: vec!["tallybook profile show".to_owned()],
            json: json!({"code": "unexpected_answer", "status": status, "detail": beginning}),
        },
        // A write that succeeded is among these, and so is what later versions of the client know.
        other => Told {
            code: FAILED,
            text: plain(&other.to_string()),
            next: Vec::new(),
            json: json!({"detail": other.to_string()}),
        },
    }
}

fn innermost(error: &(dyn std::error::Error + 'static)) -> String {
    let mut error = error;
    while let Some(source) = error.source() {
        error = source;
    }
    error.to_string()
}

/// A problem as a person reads it.
pub fn in_words(problem: &Problem) -> String {
    format!(
        "{}\n{}\n({}, request {})",
        plain(&problem.title),
        plain(&problem.detail),
        problem.code,
        plain(&problem.request_id)
    )
}

/// The commands that lead on from a problem.
fn after_problem(problem: &Problem, session: &Session) -> Vec<String> {
    let command = |words: String| vec![session.command(&words)];
    let account = || problem.account.as_deref().map_or_else(|| "ACCOUNT".to_owned(), quoted);
    let subject = |stand_in: &str| session.subject().map_or_else(|| stand_in.to_owned(), quoted);
    match &problem.code {
        ProblemCode::Unauthenticated => {
            let profile = session.profile.as_deref().unwrap_or("local");
            vec![
                format!("tallybook profile add {} --url {} --replace", quoted(profile), quoted(session.url())),
                "tallybook keys create --name me --scope all --all-ledgers (on the machine of the service)".to_owned(),
            ]
        }
        ProblemCode::Forbidden => {
            let scope = problem.scope.as_deref().unwrap_or("all");
            vec![format!(
                "tallybook keys create --name me --scope {scope} --all-ledgers (on the machine of the service)"
            )]
        }
        ProblemCode::NotFound => match session.missing_ledger() {
            Some(ledger) => vec![
                session.plain_command("ledger list"),
                session.plain_command(&format!("ledger create {}", quoted(ledger))),
            ],
            None => command(format!("{} list", if session.noun == "balance" { "account" } else { session.noun })),
        },
        ProblemCode::AccountNotFound => command(format!("account create {} --type liability --asset USD", account())),
        ProblemCode::AssetNotFound => {
            let asset = problem.asset.as_deref().unwrap_or("CODE");
            command(format!("asset create {} --scale 2", quoted(asset)))
        }
        ProblemCode::TransferNotFound => command("transfer list".to_owned()),
        ProblemCode::InsufficientBalance
        | ProblemCode::BalanceLimitExceeded
        | ProblemCode::ConditionFailed
        | ProblemCode::AccountNotEmpty => command(format!("balance {}", account_or(session, problem))),
        ProblemCode::AccountFrozen => command(format!("account update {} --status open", account())),
        ProblemCode::AccountClosed
        | ProblemCode::AssetMismatch
        | ProblemCode::CounterpartyNotAllowed
        | ProblemCode::MetadataRequired => command(format!("account get {}", account_or(session, problem))),
        ProblemCode::LimitExceeded => match &problem.limit_name {
            Some(name) => command(format!("limit get {}", quoted(name))),
            None => command(format!("account get {}", account())),
        },
        ProblemCode::HoldNotOpen
        | ProblemCode::HoldExpired
        | ProblemCode::NotReversible
        | ProblemCode::OverReversal
        | ProblemCode::PostingNotFound
        | ProblemCode::PostingsRequired
        | ProblemCode::EffectiveAtOutOfRange => command(format!("transfer get {}", subject("ID"))),
        ProblemCode::OverCapture => command(format!("hold increment {} AMOUNT", subject("ID"))),
        ProblemCode::IdempotencyKeyReused => {
            let key = session.key().map_or_else(|| "KEY".to_owned(), |key| quoted(&key));
            command(format!("transfer outcome {key}"))
        }
        ProblemCode::ExternalIdConflict => {
            let external_id = problem.external_id.as_deref().map_or_else(|| "EXTERNAL_ID".to_owned(), quoted);
            command(format!("transfer list --external-id {external_id}"))
        }
        ProblemCode::IdConflict => {
            let id = problem.id.as_deref().map_or_else(|| "ID".to_owned(), quoted);
            command(format!("transfer get {id}"))
        }
        ProblemCode::AlreadyExists | ProblemCode::VersionConflict => {
            command(format!("{} get {}", session.noun, subject("NAME")))
        }
        ProblemCode::ApprovalRequired => command("proposal list --status proposed".to_owned()),
        ProblemCode::ProposalNotOpen | ProblemCode::ProposalRejected => {
            command(format!("proposal get {}", subject("ID")))
        }
        ProblemCode::TooManyEndpoints => command("webhook list".to_owned()),
        ProblemCode::InvalidField | ProblemCode::InvalidJson | ProblemCode::UnknownField => {
            vec![format!("tallybook {} --help", session.noun)]
        }
        // Time, or another request, is what helps; the detail says so.
        _ => Vec::new(),
    }
}

/// The account of a problem, or what the command is about.
fn account_or(session: &Session, problem: &Problem) -> String {
    let named = problem.account.as_deref().or(session.subject());
    named.map_or_else(|| "ACCOUNT".to_owned(), quoted)
}
