//! `tallybook proposal`: four eyes.

use tallybook_client::models::{DecisionRequest, Proposal as Answer, ProposalStatus};
use uuid::Uuid;

use super::{
    Noun,
    instant::{exactly, roughly},
    options::{Order, Paging, Seen, id, one_of, with},
    rendering::{Entry, pairs},
    session::Session,
    table::{Sheet, Table},
    target::Connection,
};

#[derive(clap::Args)]
pub struct Proposal {
    #[command(flatten)]
    connection: Connection,
    #[command(subcommand)]
    verb: Verb,
}

#[derive(clap::Subcommand)]
enum Verb {
    /// Show a proposal: what it would post, and which rules want a second person.
    Get {
        #[arg(value_parser = id)]
        id: Uuid,
        #[command(flatten)]
        seen: Seen,
    },
    /// List proposals.
    List {
        #[arg(long, value_parser = one_of::<ProposalStatus>(ProposalStatus::KNOWN))]
        status: Option<ProposalStatus>,
        #[command(flatten)]
        paging: Paging,
        #[command(flatten)]
        order: Order,
        #[command(flatten)]
        seen: Seen,
    },
    /// Post what was proposed; by another key than the one that proposed it.
    Approve(Decision),
    /// End a proposal; nothing of it is posted.
    Reject(Decision),
}

#[derive(clap::Args)]
struct Decision {
    #[arg(value_parser = id)]
    id: Uuid,
    /// Why, for whoever asks later.
    #[arg(long)]
    reason: Option<String>,
    /// The key under which repeating the command is safe; one is made, and told, unless given.
    #[arg(long, value_name = "KEY")]
    idempotency_key: Option<String>,
}

impl Decision {
    fn request(&self) -> DecisionRequest {
        let mut body = DecisionRequest::new();
        body.reason = self.reason.clone();
        body
    }
}

impl Noun for Proposal {
    const NAME: &'static str = "proposal";

    fn connection(&self) -> Connection {
        self.connection.clone()
    }

    async fn run(self, session: &Session) -> anyhow::Result<()> {
        let approvals = session.ledger()?.approvals();
        match self.verb {
            Verb::Get { id, seen } => {
                session.about(id);
                let proposal = with!(approvals.get(id), min_seq: seen.min_seq).await?;
                session.show(&proposal, || sheet(&proposal))
            }
            Verb::List { status, paging, order, seen } => {
                let list = approvals.list().limit(paging.page());
                let items = with!(list, status: status, order: order.order, min_seq: seen.min_seq).items();
                paging.show(session, items, table).await
            }
            Verb::Approve(decision) => {
                session.about(decision.id);
                let call = approvals.approve(decision.id, &decision.request());
                let transfer = with!(call, idempotency_key: decision.idempotency_key).await?;
                session.show(&transfer, || Entry::from(&transfer).sheet())
            }
            Verb::Reject(decision) => {
                session.about(decision.id);
                let call = approvals.reject(decision.id, &decision.request());
                let proposal = with!(call, idempotency_key: decision.idempotency_key).await?;
                session.show(&proposal, || sheet(&proposal))
            }
        }
    }
}

fn sheet(proposal: &Answer) -> String {
    let mut sheet = Sheet::new();
    sheet.line("id", proposal.id.to_string());
    sheet.line("seq", proposal.seq.to_string());
    sheet.line("kind", proposal.kind.to_string());
    sheet.line("status", proposal.status.to_string());
    sheet.line("proposed", format!("{}, by {}", exactly(&proposal.proposed_at), proposal.proposed_by));
    sheet.line("decided", proposal.decided_at.as_ref().map(exactly));
    sheet.line("decided by", proposal.decided_by.clone());
    sheet.line("reason", proposal.reason.clone());
    sheet.line("effective", proposal.effective_at.as_ref().map(exactly));
    sheet.line("reverses", proposal.reverses_id.map(|id| id.to_string()));
    sheet.line("external id", proposal.external_id.clone());
    sheet.line("description", proposal.description.clone());
    sheet.line("metadata", pairs(&proposal.metadata));
    for rule in &proposal.wanted_by {
        sheet.line("wanted by", format!("{} of {}", rule.rule, rule.account));
    }
    let mut table = Table::of(["account", "direction", ">amount", "asset"]);
    for posting in &proposal.postings {
        table.row([
            posting.account.clone(),
            posting.direction.to_string(),
            posting.amount.to_plain_string(),
            posting.asset.clone(),
        ]);
    }
    format!("{sheet}\n\n{table}")
}

fn table(proposals: &[Answer]) -> String {
    if proposals.is_empty() {
        return "There are no such proposals.".to_owned();
    }
    let mut table = Table::of([">seq", "id", "kind", "status", "proposed", "by", ">amount", "asset", "wanted by"]);
    for proposal in proposals {
        let first = proposal.postings.first();
        let wanted: Vec<String> =
            proposal.wanted_by.iter().map(|rule| format!("{} of {}", rule.rule, rule.account)).collect();
        table.row([
            proposal.seq.to_string(),
            proposal.id.to_string(),
            proposal.kind.to_string(),
            proposal.status.to_string(),
            roughly(&proposal.proposed_at),
            proposal.proposed_by.clone(),
            first.map_or_else(String::new, |posting| posting.amount.to_plain_string()),
            first.map_or_else(String::new, |posting| posting.asset.clone()),
            wanted.join(", "),
        ]);
    }
    table.to_string()
}
