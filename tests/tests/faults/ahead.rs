//! Batches that are decided while the one before is under way: whatever becomes of that one, they come out as if
//! they had waited for it.

use std::time::Duration;

use rand::{Rng as _, SeedableRng as _, rngs::StdRng};
use tallybook_tests::{Cut, Weather, run, until};

use crate::{commit_in_doubt::behind_a_proxy, load};

/// The end of every statement that writes transfers: a list of texts without any, the format of what it returns, and
/// that it is to be run. (Cut off in its middle, a statement would only keep everybody waiting.)
const WRITES: &[u8] = b"\0\0\0\x19\0\0\0\0\0\0\0\x01\0\x01\0\x01E";

#[test]
fn what_was_decided_ahead_stands_or_falls_with_the_batch_before() {
    run(async |app| {
        let ledger = app.api.ledger("ahead").await;
        load::open_accounts(&app.api, &ledger).await;
        let behind = behind_a_proxy(app).await;
        // Long enough under way for the next batch to gather.
        behind.proxy.set_weather(Weather::Slow(Duration::from_millis(20)));
        let seed = load::seed();
        let mut random = StdRng::seed_from_u64(seed);
        let mut load = load::Load::start(&app.api, &ledger, 250, seed);
        load.send_to(&[&behind.api.url]);
        load.until_accepted(2_000).await;
        let ahead = async || behind.api.metric("tallybook_decided_ahead_total", "").await;
        let before = ahead().await;
        assert!(before >= 5.0, "{before} batches were decided ahead");

        for n in 1..=9 {
            let cut = [Cut::Before, Cut::After, Cut::Late][random.random_range(0..3)];
            behind.proxy.cut_at(WRITES, cut);
            if cut == Cut::Late {
                behind.proxy.release();
            }
            until("the next write is cut", async || behind.proxy.cuts_made() >= n).await;
            load.until_accepted(500).await;
        }
        // Now and then another process comes between.
        load.send_to(&[&[&*behind.api.url; 9][..], &[&*app.api.url]].concat());
        load.until_accepted(2_000).await;
        assert!(ahead().await > before, "none was decided ahead any more");
        let heard = load.stop().await;
        load::settle(&app.api, &ledger, &app.database, heard).await;
    });
}
