//! An event as it leaves: a CloudEvents 1.0 envelope of at most [`MOST_BYTES`].

use std::{
    borrow::Cow,
    collections::BTreeMap,
    ops::{Deref, DerefMut},
    sync::Arc,
};

use bytes::Bytes;
use ledger_pg::{Event, LedgerInfo};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What a message weighs at most; brokers commonly take 64 KiB to 1 MiB.
pub const MOST_BYTES: usize = 60 * 1024;

/// An event, rendered for sending. Cheap to clone: all who tell it share it.
#[derive(Clone, Debug)]
pub struct Message(Arc<Rendered>);

impl Deref for Message {
    type Target = Rendered;

    fn deref(&self) -> &Rendered {
        &self.0
    }
}

impl DerefMut for Message {
    fn deref_mut(&mut self) -> &mut Rendered {
        Arc::make_mut(&mut self.0)
    }
}

/// What there is of a [`Message`].
#[derive(Clone, Debug)]
pub struct Rendered {
    pub ledger: Arc<LedgerInfo>,
    pub seq: i64,
    /// The event's type, such as `transfer.posted`.
    pub event_type: &'static str,
    /// The envelope's id: the same however often and wherever the event is told.
    pub id: String,
    /// The paths of the accounts it is about, each once, in the order of its postings.
    pub accounts: Vec<String>,
    /// The object's metadata.
    pub metadata: BTreeMap<String, String>,
    /// The envelope: JSON.
    pub body: Bytes,
}

/// An event to tell, or the `seq` of one that is broken: `verify` says how.
pub type Item = Result<Message, i64>;

#[derive(Serialize)]
struct Envelope<'e> {
    specversion: &'static str,
    id: &'e str,
    source: String,
    #[serde(rename = "type")]
    event_type: String,
    subject: String,
    time: &'e str,
    datacontenttype: &'static str,
    dataschema: String,
    /// CloudEvents' extension for order: the `seq` with leading zeros, so that it sorts as text.
    sequence: String,
    /// Last, see [`render`].
    data: Data<'e>,
}

/// All of an event but its object.
#[derive(Serialize)]
struct Data<'e> {
    ledger: &'e str,
    seq: i64,
    #[serde(rename = "type")]
    event_type: &'static str,
    recorded_at: &'e str,
    hash: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    truncated: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    link: Option<String>,
}

/// What an envelope says of an object, whatever its type.
#[derive(Deserialize)]
struct Glance<'e> {
    #[serde(borrow, default)]
    postings: Vec<GlancedPosting<'e>>,
    #[serde(borrow)]
    path: Option<Cow<'e, str>>,
    /// Of an alert about a balance.
    #[serde(borrow)]
    account: Option<Cow<'e, str>>,
    #[serde(borrow)]
    id: Option<Cow<'e, str>>,
    #[serde(borrow)]
    code: Option<Cow<'e, str>>,
    #[serde(borrow)]
    name: Option<Cow<'e, str>>,
    #[serde(default)]
    metadata: BTreeMap<String, String>,
}

#[derive(Deserialize)]
struct GlancedPosting<'e> {
    #[serde(borrow)]
    account: Cow<'e, str>,
}

impl Message {
    /// Renders an event. `public_url` leads the link of an event that is too large to be told whole.
    ///
    /// # Errors
    /// An object that is no JSON, which is a defect.
    pub fn new(ledger: &Arc<LedgerInfo>, event: &Event, public_url: &str) -> serde_json::Result<Message> {
        let glance: Glance<'_> = serde_json::from_str(&event.object)?;
        let mut accounts: Vec<String> = Vec::new();
        let named = glance.postings.iter().map(|posting| &*posting.account);
        for path in named.chain(glance.path.as_deref()).chain(glance.account.as_deref()) {
            if !accounts.iter().any(|known| known == path) {
                accounts.push(path.to_owned());
            }
        }
        let subject = [&glance.id, &glance.code, &glance.name].into_iter().flatten().next();
        let kind = event.event_type.name();
        let id = format!("{}:{}", ledger.id, event.seq);
        let recorded_at = event.recorded_at.to_string();
        let envelope = |truncated: bool| Envelope {
            specversion: "1.0",
            id: &id,
            source: format!("urn:tallybook:ledger:{}", ledger.id),
            event_type: format!("tallybook.{kind}.v1"),
            subject: subject.map_or_else(String::new, |subject| subject.to_string()),
            time: &recorded_at,
            datacontenttype: "application/json",
            dataschema: format!("urn:tallybook:schema:{kind}:1"),
            sequence: format!("{:020}", event.seq),
            data: Data {
                ledger: ledger.name.as_str(),
                seq: event.seq,
                event_type: kind,
                recorded_at: &recorded_at,
                hash: hex::encode(event.hash),
                truncated: truncated.then_some(true),
                link: truncated
                    .then(|| format!("{public_url}/v1/ledgers/{}/events?after={}&limit=1", ledger.name, event.seq - 1)),
            },
        };
        let mut body = render(&envelope(false), &event.object)?;
        if body.len() > MOST_BYTES {
            body = render(&envelope(true), &without_postings(&event.object)?)?;
        }
        Ok(Message(Arc::new(Rendered {
            ledger: ledger.clone(),
            seq: event.seq,
            event_type: kind,
            metadata: glance.metadata,
            body: body.into(),
            accounts,
            id,
        })))
    }
}

/// The envelope with its object as it stands, last. The object was read whole before, so it is JSON.
fn render(envelope: &Envelope<'_>, object: &str) -> serde_json::Result<Vec<u8>> {
    const ENDS: &str = "}}";
    /// About as long as all but the object.
    const ENVELOPE: usize = 768;
    let mut body = Vec::with_capacity(object.len() + ENVELOPE);
    serde_json::to_writer(&mut body, envelope)?;
    debug_assert!(body.ends_with(ENDS.as_bytes()), "data is the envelope's last field");
    body.truncate(body.len() - ENDS.len());
    for part in [",\"object\":", object, ENDS] {
        body.extend_from_slice(part.as_bytes());
    }
    Ok(body)
}

/// The object with all but what makes it large.
fn without_postings(object: &str) -> serde_json::Result<String> {
    let mut object: Value = serde_json::from_str(object)?;
    if let Some(fields) = object.as_object_mut() {
        fields.remove("postings");
    }
    serde_json::to_string(&object)
}
