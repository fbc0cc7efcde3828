//! Events that are sent once more.

use serde_json::{Value, json};
use tallybook_tests::{Api, Receiver, run_with};

use crate::books::{books, endpoint, options, path_of, post, until_told};

async fn replay(api: &Api, path: &str, what: Value) -> Value {
    api.post(&format!("{path}/replay"), &what).await.expect(202).json()
}

#[test]
fn events_are_sent_again_by_number_by_time_and_by_id() {
    run_with(options(), async |app| {
        let api = &app.api;
        let receiver = Receiver::start().await;
        let ledger = books(api, "demo").await;
        let added = endpoint(api, &ledger, &receiver.url, json!({"types": ["transfer.posted"]})).await;
        let path = path_of(&ledger, &added);
        let last = post(api, &ledger, 200).await;
        until_told(app, &ledger, &added).await;
        let mut seen = receiver.received();
        let mut again = async |what: Value, expected: &[i64], counted: i64| {
            let before = seen.len();
            assert_eq!(replay(api, &path, what.clone()).await, json!({"events": counted}), "{what}");
            seen = receiver.until_received(before + expected.len()).await;
            let mut seqs: Vec<i64> = seen[before..].iter().map(tallybook_tests::Received::seq).collect();
            seqs.sort_unstable();
            assert_eq!(seqs, expected, "{what}");
        };
        again(json!({"after": 4, "to": 7}), &[5, 6, 7], 3).await;
        // Its filter holds, and what is counted is the stretch.
        again(json!({"to": 5}), &[5], 5).await;
        again(json!({"after": 4}), &(5..=last).collect::<Vec<_>>(), last - 4).await;
        let events = api.get(&format!("{ledger}/events?after=9&limit=2")).await.expect(200).json();
        let at = |index: usize| events["data"][index]["recorded_at"].clone();
        again(json!({"recorded_from": at(0), "recorded_to": at(1)}), &[10], 1).await;
        let id = |seq: i64| {
            let envelope = receiver.received()[0].json();
            let (ledger_id, _) = envelope["id"].as_str().expect("an id").split_once(':').expect("of two parts");
            format!("{ledger_id}:{seq}")
        };
        // Even what its filter leaves out.
        again(json!({"ids": [id(2), id(7), id(2)]}), &[2, 7], 2).await;
        until_told(app, &ledger, &added).await;

        for (bad, why) in [
            (json!({}), "The body must have either"),
            (json!({"after": 1, "ids": [id(1)]}), "The body must have either"),
            (json!({"ids": []}), "/ids must name"),
            (json!({"ids": [id(last + 1)]}), "/ids/0 must be the id"),
            (json!({"ids": ["nonsense"]}), "/ids/0 must be the id"),
        ] {
            let problem = api.post(&format!("{path}/replay"), &bad).await.expect_problem(400, "invalid_field");
            assert!(problem["detail"].as_str().expect("text").starts_with(why), "{problem}");
        }
    });
}

#[test]
fn an_ordered_endpoint_is_told_again_before_it_is_told_what_is_new() {
    run_with(options(), async |app| {
        let api = &app.api;
        let receiver = Receiver::start().await;
        let ledger = books(api, "demo").await;
        let added = endpoint(api, &ledger, &receiver.url, json!({"ordered": true})).await;
        let path = path_of(&ledger, &added);
        let last = post(api, &ledger, 40).await;
        until_told(app, &ledger, &added).await;
        let before = receiver.received().len();
        // Stopped, so that both are there when it goes on.
        api.patch(&path, &json!({"status": "disabled"})).await.expect(200);
        replay(api, &path, json!({"after": 4})).await;
        let newest = post(api, &ledger, 10).await;
        api.patch(&path, &json!({"status": "enabled"})).await.expect(200);
        until_told(app, &ledger, &added).await;
        let again = receiver.seqs().split_off(before);
        let expected: Vec<i64> = (5..=last).chain(last + 1..=newest).collect();
        let without_one_that_was_told_meanwhile: Vec<i64> =
            again.iter().copied().skip_while(|seq| *seq > last).collect();
        assert_eq!(without_one_that_was_told_meanwhile, expected);
    });
}
