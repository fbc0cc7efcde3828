//! Which webhooks are believed.

use serde_json::json;
use tallybook_client::{HeaderMap, WebhookError, verify_webhook};

const SECRET: &str = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz";
const OTHER: &str = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTI0";

fn envelope() -> String {
    let data = json!({"ledger": "demo", "seq": 17, "type": "transfer.posted", "recorded_at": "2026-04-02T09:15:00.123456Z",
                      "hash": "00", "object": {"id": "0198"}});
    json!({"specversion": "1.0", "id": "0198:17", "source": "urn:tallybook:ledger:0198", "time": "2026-04-02T09:15:00.123456Z",
           "type": "tallybook.transfer.posted.v1", "subject": "0198", "sequence": "00000000000000000017", "data": data})
    .to_string()
}

/// Signed by `SECRET` so long ago.
fn headers(payload: &str, seconds_ago: i64) -> HeaderMap {
    #[expect(clippy::disallowed_methods, reason = "signatures are judged by the system's clock")]
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("it is after 1970").as_secs();
    let timestamp = i64::try_from(now).expect("a time") - seconds_ago;
    let webhook = standardwebhooks::Webhook::new(SECRET).expect("a secret");
    let signature = webhook.sign("0198:17", timestamp, payload.as_bytes()).expect("a signature");
    let text = |text: String| text.parse().expect("a header");
    HeaderMap::from_iter([
        ("webhook-id".parse().expect("a name"), text("0198:17".to_owned())),
        ("webhook-timestamp".parse().expect("a name"), text(timestamp.to_string())),
        ("webhook-signature".parse().expect("a name"), text(signature)),
    ])
}

#[test]
fn a_webhook_is_believed_where_a_secret_signed_it_lately() {
    let payload = envelope();
    let event = verify_webhook(payload.as_bytes(), &headers(&payload, 290), [OTHER, SECRET]).expect("an event");
    assert_eq!(("0198:17", "demo", 17), (&*event.id, &*event.data.ledger, event.data.seq));
    assert!(!event.data.truncated);
}

#[test]
fn any_other_webhook_is_not() {
    let payload = envelope();
    let refused = |payload: &str, headers, secrets: &[&str]| match verify_webhook(payload.as_bytes(), &headers, secrets)
    {
        Err(error) => error,
        Ok(event) => panic!("{event:?}"),
    };
    let not_signed = |error| assert!(matches!(error, WebhookError::NotSigned(_)), "{error:?}");
    not_signed(refused(&payload, headers(&payload, 0), &[OTHER]));
    not_signed(refused(&format!("{payload} "), headers(&payload, 0), &[SECRET]));
    not_signed(refused(&payload, headers(&payload, 310), &[SECRET]));
    not_signed(refused(&payload, headers(&payload, -310), &[SECRET]));
    not_signed(refused(&payload, HeaderMap::new(), &[SECRET]));
    assert!(matches!(refused(&payload, headers(&payload, 0), &[]), WebhookError::NoSecret));
    assert!(matches!(refused("{}", headers("{}", 0), &[SECRET]), WebhookError::NotAnEvent(_)));
}
