//! A reader of server-sent events, as bare as the client: what comes is what a test reads.

use std::time::Duration;

use reqwest::Response;
use serde_json::Value;

use crate::Api;

/// An open stream of events.
pub struct EventStream {
    response: Response,
    unread: Vec<u8>,
    /// The id that came last: what to come back with.
    pub last_event_id: Option<i64>,
}

/// What comes between two empty lines.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Block {
    pub id: Option<i64>,
    pub event: Option<String>,
    pub data: Option<Value>,
    pub retry: Option<u64>,
    /// How many comments stand in it.
    pub comments: usize,
}

impl Api {
    /// Opens a stream, with a `Last-Event-ID` where one is given.
    ///
    /// # Panics
    /// Where it is not opened.
    pub async fn stream(&self, path: &str, last_event_id: Option<i64>) -> EventStream {
        let request = self.client.get(format!("{}{path}", self.url)).bearer_auth(&self.key);
        let request = match last_event_id {
            Some(id) => request.header("last-event-id", id),
            None => request,
        };
        let response = request.timeout(Duration::from_secs(300)).send().await.expect("an answer");
        assert_eq!(response.status(), 200, "{path}");
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        EventStream { response, unread: Vec::new(), last_event_id: None }
    }
}

impl EventStream {
    /// What comes next; `None` at the stream's end, orderly or not.
    pub async fn block(&mut self) -> Option<Block> {
        let end = loop {
            if let Some(end) = self.unread.windows(2).position(|two| two == b"\n\n") {
                break end;
            }
            self.unread.extend_from_slice(&self.response.chunk().await.ok().flatten()?);
        };
        let rest = self.unread.split_off(end + 2);
        let text = String::from_utf8(std::mem::replace(&mut self.unread, rest)).expect("UTF-8");
        let mut block = Block::default();
        for line in text.lines().filter(|line| !line.is_empty()) {
            let (name, value) = line.split_once(':').expect("a field or a comment");
            let value = value.strip_prefix(' ').unwrap_or(value);
            match name {
                "" => block.comments += 1,
                "id" => block.id = Some(value.parse().expect("a number")),
                "event" => block.event = Some(value.to_owned()),
                "data" => block.data = Some(serde_json::from_str(value).expect("JSON in one line")),
                "retry" => block.retry = Some(value.parse().expect("a number")),
                _ => panic!("{line:?} is no field of an event stream"),
            }
        }
        self.last_event_id = block.id.or(self.last_event_id);
        Some(block)
    }

    /// The next event, as the list of events would show it; `None` at the end.
    pub async fn event(&mut self) -> Option<Value> {
        loop {
            let block = self.block().await?;
            if let Some(event) = block.data {
                assert_eq!((&event["seq"], &event["type"]), (&block.id.into(), &block.event.into()));
                return Some(event);
            }
        }
    }

    /// The next events.
    ///
    /// # Panics
    /// Where the stream ends before.
    pub async fn events(&mut self, many: usize) -> Vec<Value> {
        let mut events = Vec::with_capacity(many);
        while events.len() < many {
            events.push(self.event().await.expect("the stream goes on"));
        }
        events
    }
}
