//! `tallybook webhook`.

use chrono::{DateTime, FixedOffset};
use serde_json::json;
use tallybook_client::models::{
    DeadLetter, EndpointStatus, PatchWebhookEndpointRequest, PostRedriveRequest, PostReplayRequest,
    PostWebhookEndpointRequest, WebhookAttempt, WebhookEndpoint,
};
use uuid::Uuid;

use super::{
    Noun,
    instant::{exactly, instant, roughly, utc},
    options::{Order, Paging, Seen, changes, id, metadata, one_of, pair, with},
    rendering::pairs,
    session::Session,
    table::{Sheet, Table},
    target::Connection,
};

#[derive(clap::Args)]
pub struct Webhook {
    #[command(flatten)]
    connection: Connection,
    #[command(subcommand)]
    verb: Verb,
}

#[derive(clap::Subcommand)]
enum Verb {
    /// Have a URL told of events; its secret is shown this once.
    Create(Create),
    /// Show an endpoint, and how far it has been told.
    Get {
        #[arg(value_parser = id)]
        endpoint: Uuid,
        #[command(flatten)]
        seen: Seen,
    },
    /// List endpoints.
    List {
        #[command(flatten)]
        paging: Paging,
        #[command(flatten)]
        seen: Seen,
    },
    /// Change an endpoint, or disable or enable it.
    Update(Box<Update>),
    /// Remove an endpoint: it is told nothing more.
    Delete {
        #[arg(value_parser = id)]
        endpoint: Uuid,
    },
    /// List what was sent to an endpoint, and what it answered.
    Attempts {
        #[arg(value_parser = id)]
        endpoint: Uuid,
        /// Only of this event.
        #[arg(long)]
        seq: Option<i64>,
        #[command(flatten)]
        paging: Paging,
        #[command(flatten)]
        order: Order,
        #[command(flatten)]
        seen: Seen,
    },
    /// List the events that were given up.
    DeadLetters {
        #[arg(value_parser = id)]
        endpoint: Uuid,
        #[command(flatten)]
        paging: Paging,
        #[command(flatten)]
        order: Order,
        #[command(flatten)]
        seen: Seen,
    },
    /// Have dead letters sent again: all, or some.
    Redrive {
        #[arg(value_parser = id)]
        endpoint: Uuid,
        /// The event ids, as dead-letters lists them; all unless given.
        ids: Vec<String>,
    },
    /// Have events sent again, by their numbers, their time or their ids.
    Replay(Replay),
    /// Give an endpoint a new secret, which is shown this once; the old one signs too for a day.
    RotateSecret {
        #[arg(value_parser = id)]
        endpoint: Uuid,
    },
}

#[derive(clap::Args)]
struct Create {
    /// Where to send events; https:// outside of development.
    #[arg(value_name = "URL")]
    to: String,
    /// Only events of these types, separated by commas.
    #[arg(long, value_delimiter = ',')]
    types: Option<Vec<String>>,
    /// Only events about accounts at or below this path.
    #[arg(long, value_name = "PATH")]
    prefix: Option<String>,
    /// Only events whose object's metadata has this pair; several times for several.
    #[arg(long, value_name = "KEY=VALUE", value_parser = pair)]
    metadata: Vec<(String, String)>,
    /// Send an event only once the one before was taken.
    #[arg(long)]
    ordered: bool,
    /// Begin after this seq; with what comes unless given.
    #[arg(long, value_name = "SEQ")]
    after: Option<i64>,
    /// In words, for whoever reads it later.
    #[arg(long, value_name = "TEXT")]
    description: Option<String>,
}

#[derive(clap::Args)]
struct Update {
    #[arg(value_parser = id)]
    endpoint: Uuid,
    /// Send events there from now on.
    #[arg(long, value_name = "URL")]
    to: Option<String>,
    #[arg(long, value_parser = one_of::<EndpointStatus>(EndpointStatus::KNOWN))]
    status: Option<EndpointStatus>,
    /// Only events of these types, separated by commas; "none" for all.
    #[arg(long, value_delimiter = ',')]
    types: Option<Vec<String>>,
    /// Only events about accounts at or below this path; empty for all.
    #[arg(long, value_name = "PATH")]
    prefix: Option<String>,
    /// Only events whose object's metadata has this pair; several times for several.
    #[arg(long, value_name = "KEY=VALUE", value_parser = pair)]
    metadata: Vec<(String, String)>,
    /// Whether an event is sent only once the one before was taken.
    #[arg(long, value_name = "BOOL")]
    ordered: Option<bool>,
    /// In words; empty removes it.
    #[arg(long, value_name = "TEXT")]
    description: Option<String>,
    /// Only if the endpoint is at this revision.
    #[arg(long, value_name = "REVISION")]
    if_revision: Option<i64>,
}

#[derive(clap::Args)]
#[command(group = clap::ArgGroup::new("which").required(true))]
struct Replay {
    #[arg(value_parser = id)]
    endpoint: Uuid,
    /// All after this seq.
    #[arg(long, value_name = "SEQ", group = "which")]
    after: Option<i64>,
    /// Up to this seq.
    #[arg(long, value_name = "SEQ", requires = "after")]
    to: Option<i64>,
    /// All recorded at this time or later.
    #[arg(long, value_name = "TIME", value_parser = instant, group = "which")]
    recorded_from: Option<DateTime<FixedOffset>>,
    /// All recorded before this time.
    #[arg(long, value_name = "TIME", value_parser = instant, requires = "recorded_from")]
    recorded_to: Option<DateTime<FixedOffset>>,
    /// Those of these ids.
    #[arg(long = "id", value_name = "ID", group = "which")]
    ids: Vec<String>,
}

impl Noun for Webhook {
    const NAME: &'static str = "webhook";

    fn connection(&self) -> Connection {
        self.connection.clone()
    }

    async fn run(self, session: &Session) -> anyhow::Result<()> {
        let webhooks = session.ledger()?.webhooks();
        match self.verb {
            Verb::Create(create) => {
                let mut body = PostWebhookEndpointRequest::new(create.to);
                body.types = create.types;
                body.path_prefix = create.prefix;
                body.metadata = metadata(create.metadata);
                body.ordered = create.ordered.then_some(true);
                body.after = create.after;
                body.description = create.description;
                let endpoint = webhooks.create(&body).await?;
                session.show(&endpoint, || sheet(&endpoint))
            }
            Verb::Get { endpoint, seen } => {
                session.about(endpoint);
                let endpoint = with!(webhooks.get(endpoint), min_seq: seen.min_seq).await?;
                session.show(&endpoint, || sheet(&endpoint))
            }
            Verb::List { paging, seen } => {
                let items = with!(webhooks.list(), min_seq: seen.min_seq).items();
                paging.show(session, items, |endpoints| table(session, endpoints)).await
            }
            Verb::Update(update) => {
                session.about(update.endpoint);
                let endpoint = webhooks.update(update.endpoint, &changes(update.request())?).await?;
                session.show(&endpoint, || sheet(&endpoint))
            }
            Verb::Delete { endpoint } => {
                session.about(endpoint);
                webhooks.delete(endpoint).await?;
                session.show(&json!({"id": endpoint, "removed": true}), || format!("{endpoint} is removed."))
            }
            Verb::Attempts { endpoint, seq, paging, order, seen } => {
                session.about(endpoint);
                let list = webhooks.list_attempts(endpoint).limit(paging.page());
                let items = with!(list, seq: seq, order: order.order, min_seq: seen.min_seq).items();
                paging.show(session, items, attempts).await
            }
            Verb::DeadLetters { endpoint, paging, order, seen } => {
                session.about(endpoint);
                let list = webhooks.list_dead_letters(endpoint).limit(paging.page());
                let items = with!(list, order: order.order, min_seq: seen.min_seq).items();
                paging.show(session, items, dead_letters).await
            }
            Verb::Redrive { endpoint, ids } => {
                session.about(endpoint);
                let mut body = PostRedriveRequest::new();
                body.ids = (!ids.is_empty()).then_some(ids);
                let redrive = webhooks.redrive(endpoint, &body).await?;
                session.show(&redrive, || format!("{} dead letters are sent again.", redrive.events))
            }
            Verb::Replay(replay) => {
                session.about(replay.endpoint);
                let mut body = PostReplayRequest::new();
                body.after = replay.after;
                body.to = replay.to;
                body.recorded_from = replay.recorded_from.map(utc);
                body.recorded_to = replay.recorded_to.map(utc);
                body.ids = (!replay.ids.is_empty()).then_some(replay.ids);
                let answer = webhooks.replay(replay.endpoint, &body).await?;
                session.show(&answer, || format!("{} events are sent again.", answer.events))
            }
            Verb::RotateSecret { endpoint } => {
                session.about(endpoint);
                let endpoint = webhooks.rotate_secret(endpoint).await?;
                session.show(&endpoint, || sheet(&endpoint))
            }
        }
    }
}

impl Update {
    fn request(&self) -> PatchWebhookEndpointRequest {
        let or_none = |text: &String| if text.is_empty() { None } else { Some(text.clone()) };
        let mut body = PatchWebhookEndpointRequest::new();
        body.url = self.to.clone();
        body.status = self.status.clone();
        body.types = self.types.clone().map(|types| if types == ["none"] { None } else { Some(types) });
        body.path_prefix = self.prefix.as_ref().map(or_none);
        body.metadata = metadata(self.metadata.clone()).map(Some);
        body.ordered = self.ordered;
        body.description = self.description.as_ref().map(or_none);
        body.if_revision = self.if_revision;
        body
    }
}

fn sheet(endpoint: &WebhookEndpoint) -> String {
    let delivery = &endpoint.delivery;
    let mut sheet = Sheet::new();
    sheet.line("id", endpoint.id.to_string());
    sheet.line("url", endpoint.url.clone());
    sheet.line("secret", endpoint.secret.as_ref().map(|secret| format!("{secret}   (keep it: it is not shown again)")));
    sheet.line("status", endpoint.status.to_string());
    sheet.line("because", endpoint.disabled_reason.clone());
    sheet.line("types", endpoint.types.as_ref().map_or_else(|| "all".to_owned(), |types| types.join(", ")));
    sheet.line("prefix", endpoint.path_prefix.clone());
    sheet.line("metadata", pairs(&endpoint.metadata));
    sheet.line("ordered", if endpoint.ordered { "yes" } else { "no" }.to_owned());
    sheet.line("description", endpoint.description.clone());
    sheet.line("told", format!("up to seq {} of {}", delivery.told_seq, delivery.last_seq));
    sheet.line("waiting", delivery.waiting.to_string());
    sheet.line("dead letters", delivery.dead_letters.to_string());
    sheet.line("failing since", delivery.failing_since.as_ref().map(exactly));
    sheet.line("last error", delivery.last_error.clone());
    sheet.line("revision", endpoint.revision.to_string());
    sheet.line("created", exactly(&endpoint.created_at));
    sheet.line("updated", exactly(&endpoint.updated_at));
    sheet.to_string()
}

fn table(session: &Session, endpoints: &[WebhookEndpoint]) -> String {
    if endpoints.is_empty() {
        let create = session.command("webhook create https://example.com/events");
        return format!("There are no webhook endpoints.\nTry: {create}");
    }
    let mut table = Table::of(["id", "url", "status", "types", ">told", ">waiting", ">dead", "last error"]);
    for endpoint in endpoints {
        let delivery = &endpoint.delivery;
        table.row([
            endpoint.id.to_string(),
            endpoint.url.clone(),
            endpoint.status.to_string(),
            endpoint.types.as_ref().map_or_else(|| "all".to_owned(), |types| types.join(",")),
            format!("{}/{}", delivery.told_seq, delivery.last_seq),
            delivery.waiting.to_string(),
            delivery.dead_letters.to_string(),
            delivery.last_error.clone().unwrap_or_default(),
        ]);
    }
    table.to_string()
}

fn attempts(attempts: &[WebhookAttempt]) -> String {
    if attempts.is_empty() {
        return "Nothing was sent yet.".to_owned();
    }
    let mut table = Table::of([">seq", "event", ">attempt", "at", ">status", ">ms", "error or answer"]);
    for attempt in attempts {
        table.row([
            attempt.seq.to_string(),
            attempt.event_id.clone(),
            attempt.attempt.to_string(),
            roughly(&attempt.attempted_at),
            attempt.status.map_or_else(String::new, |status| status.to_string()),
            attempt.took_milliseconds.to_string(),
            attempt.error.clone().or_else(|| attempt.answer.clone()).unwrap_or_default(),
        ]);
    }
    table.to_string()
}

fn dead_letters(letters: &[DeadLetter]) -> String {
    if letters.is_empty() {
        return "There are no dead letters.".to_owned();
    }
    let mut table = Table::of([">seq", "event", "given up", ">attempts", "error"]);
    for letter in letters {
        table.row([
            letter.seq.to_string(),
            letter.event_id.clone(),
            roughly(&letter.died_at),
            letter.attempts.to_string(),
            letter.error.clone(),
        ]);
    }
    table.to_string()
}
