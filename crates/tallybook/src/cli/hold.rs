//! `tallybook hold`.

use chrono::{DateTime, FixedOffset};
use tallybook_client::models::{
    HoldItem, HoldStatus, PostCaptureRequest, PostExtendRequest, PostIncrementRequest, PostVoidRequest, Side,
};
use uuid::Uuid;

use super::{
    Noun,
    details::{Details, Effective, Part, Sending, fill, send},
    instant::{exactly, instant, utc},
    options::{Order, Paging, Seen, id, one_of, seconds, with},
    rendering::Entry,
    session::Session,
    table::Table,
    target::Connection,
    transfer::Moving,
};

#[derive(clap::Args)]
pub struct Hold {
    #[command(flatten)]
    connection: Connection,
    #[command(subcommand)]
    verb: Verb,
}

#[derive(clap::Subcommand)]
enum Verb {
    /// Hold an amount, to be captured later
    ///
    ///   tallybook hold create --debit users:42 --credit shops:7 100.00 --timeout 7d
    #[command(verbatim_doc_comment)]
    Create(Box<Create>),
    /// Post what was held: all that remains, or a part.
    Capture(Box<Capture>),
    /// Release all that is still held.
    Void(Box<Void>),
    /// Hold more.
    Increment(Box<Increment>),
    /// Change when a hold ends.
    Extend(Box<Extend>),
    /// Show a hold, and what became of it.
    Get {
        #[arg(value_parser = id)]
        id: Uuid,
        #[command(flatten)]
        seen: Seen,
    },
    /// List holds, with what became of each.
    List {
        #[arg(long, value_parser = one_of::<HoldStatus>(HoldStatus::KNOWN))]
        status: Option<HoldStatus>,
        /// Only those with a posting on this account, by path or id.
        #[arg(long)]
        account: Option<String>,
        #[command(flatten)]
        paging: Paging,
        #[command(flatten)]
        order: Order,
        #[command(flatten)]
        seen: Seen,
    },
}

/// When a hold ends by itself; never unless given.
#[derive(clap::Args)]
#[group(multiple = false)]
struct End {
    /// After this span of time, such as 7d, 36h or 90s.
    #[arg(long, value_name = "SPAN", value_parser = seconds)]
    timeout: Option<i64>,
    /// At this time.
    #[arg(long, value_name = "TIME", value_parser = instant)]
    expires_at: Option<DateTime<FixedOffset>>,
}

#[derive(clap::Args)]
struct Create {
    #[command(flatten)]
    moving: Moving,
    #[command(flatten)]
    end: End,
    #[command(flatten)]
    effective: Effective,
    #[command(flatten)]
    details: Details,
    #[command(flatten)]
    sending: Sending,
}

#[derive(clap::Args)]
struct Capture {
    /// The hold, by its id.
    #[arg(value_name = "ID", value_parser = id)]
    hold: Uuid,
    #[command(flatten)]
    part: Part,
    /// Release what is not captured, and close the hold.
    #[arg(long = "final")]
    is_final: bool,
    #[command(flatten)]
    effective: Effective,
    #[command(flatten)]
    details: Details,
    #[command(flatten)]
    sending: Sending,
}

#[derive(clap::Args)]
struct Void {
    /// The hold, by its id.
    #[arg(value_name = "ID", value_parser = id)]
    hold: Uuid,
    #[command(flatten)]
    effective: Effective,
    #[command(flatten)]
    details: Details,
    #[command(flatten)]
    sending: Sending,
}

#[derive(clap::Args)]
struct Increment {
    /// The hold, by its id.
    #[arg(value_name = "ID", value_parser = id)]
    hold: Uuid,
    #[command(flatten)]
    part: Part,
    #[command(flatten)]
    effective: Effective,
    #[command(flatten)]
    details: Details,
    #[command(flatten)]
    sending: Sending,
}

#[derive(clap::Args)]
#[command(group = clap::ArgGroup::new("end").required(true))]
struct Extend {
    /// The hold, by its id.
    #[arg(value_name = "ID", value_parser = id)]
    hold: Uuid,
    /// After this span of time from now, such as 7d, 36h or 90s.
    #[arg(long, value_name = "SPAN", value_parser = seconds, group = "end")]
    timeout: Option<i64>,
    /// At this time.
    #[arg(long, value_name = "TIME", value_parser = instant, group = "end")]
    expires_at: Option<DateTime<FixedOffset>>,
    /// Not by itself.
    #[arg(long, group = "end")]
    never: bool,
    #[command(flatten)]
    details: Details,
    #[command(flatten)]
    sending: Sending,
}

impl Noun for Hold {
    const NAME: &'static str = "hold";

    fn connection(&self) -> Connection {
        self.connection.clone()
    }

    async fn run(self, session: &Session) -> anyhow::Result<()> {
        let ledger = session.ledger()?;
        let holds = ledger.holds();
        let entry = match self.verb {
            Verb::Create(create) => {
                let mut body = create.moving.request(session).await?;
                body.pending = Some(true);
                body.timeout_seconds = create.end.timeout;
                body.expires_at = create.end.expires_at.map(utc);
                body.effective_at = create.effective.effective_at.map(utc);
                fill!(body, create.details);
                send!(session, ledger.transfers().create(&body), create.sending)
            }
            Verb::Capture(capture) => {
                session.about(capture.hold);
                capture.part.check(session, &capture.hold).await?;
                let mut body = PostCaptureRequest::new();
                body.amount = capture.part.amount();
                body.postings = capture.part.postings()?;
                body.r#final = capture.is_final.then_some(true);
                body.effective_at = capture.effective.effective_at.map(utc);
                fill!(body, capture.details);
                send!(session, holds.capture(capture.hold, &body), capture.sending)
            }
            Verb::Void(void) => {
                session.about(void.hold);
                let mut body = PostVoidRequest::new();
                body.effective_at = void.effective.effective_at.map(utc);
                fill!(body, void.details);
                send!(session, holds.void(void.hold, &body), void.sending)
            }
            Verb::Increment(increment) => {
                session.about(increment.hold);
                increment.part.check(session, &increment.hold).await?;
                let mut body = PostIncrementRequest::new();
                body.amount = increment.part.amount();
                body.postings = increment.part.postings()?;
                body.effective_at = increment.effective.effective_at.map(utc);
                fill!(body, increment.details);
                send!(session, holds.increment(increment.hold, &body), increment.sending)
            }
            Verb::Extend(extend) => {
                session.about(extend.hold);
                let mut body = PostExtendRequest::new();
                body.timeout_seconds = extend.timeout;
                body.expires_at = if extend.never { Some(None) } else { extend.expires_at.map(|at| Some(utc(at))) };
                fill!(body, extend.details);
                send!(session, holds.extend(extend.hold, &body), extend.sending)
            }
            Verb::Get { id, seen } => {
                session.about(id);
                let transfer = with!(ledger.transfers().get(id), min_seq: seen.min_seq).await?;
                return session.show(&transfer, || super::transfer::detail(&transfer));
            }
            Verb::List { status, account, paging, order, seen } => {
                let list = holds.list().limit(paging.page());
                let items =
                    with!(list, status: status, account: account, order: order.order, min_seq: seen.min_seq).items();
                return paging.show(session, items, table).await;
            }
        };
        session.show(&entry, || Entry::from(&entry).sheet())
    }
}

fn table(holds: &[HoldItem]) -> String {
    if holds.is_empty() {
        return "There are no such holds.".to_owned();
    }
    let columns = [">seq", "id", "status", "debit", "credit", ">held", ">captured", ">remaining", "asset", "expires"];
    let mut table = Table::of(columns);
    for item in holds {
        let entry = Entry::from(item);
        let hold = &item.hold;
        let amounts = [&hold.amount, &hold.captured, &hold.remaining];
        let [held, captured, remaining] = amounts
            .map(|amount| amount.as_ref().map_or_else(|| "several".to_owned(), |amount| amount.to_plain_string()));
        table.row([
            entry.seq.to_string(),
            entry.id.clone(),
            hold.status.to_string(),
            entry.accounts(&Side::Debit),
            entry.accounts(&Side::Credit),
            held,
            captured,
            remaining,
            entry.amount().1,
            hold.expires_at.as_ref().map_or_else(|| "never".to_owned(), exactly),
        ]);
    }
    table.to_string()
}
