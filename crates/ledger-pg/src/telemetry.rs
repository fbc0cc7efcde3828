//! What this crate's metrics mean, said once; and counters that are there before anything happened.

use metrics::{Unit, counter, describe_counter, describe_histogram};

/// Describes the metrics to the recorder that is installed, and sets the counters to zero.
pub fn describe_metrics() {
    describe_histogram!("tallybook_batch_size", Unit::Count, "Commands a batch brought to Postgres.");
    describe_histogram!("tallybook_batch_statements", Unit::Count, "Statements a batch took.");
    describe_histogram!("tallybook_head_lock_seconds", Unit::Seconds, "Waiting for a ledger's head.");
    describe_counter!("tallybook_cache_total", "Accounts found in a writer's book (hit) or read (miss).");
    describe_counter!(
        "tallybook_idempotency_total",
        "Keys used for the first time (fresh), and where replays came from."
    );
    describe_counter!("tallybook_redis_round_trips_total", "Round trips to Redis.");
    describe_counter!(
        "tallybook_not_alone_total",
        "Statements that came to nothing: another process wrote, or a name was taken."
    );
    describe_counter!("tallybook_decided_ahead_total", "Batches that were decided while the one before was under way.");
    describe_counter!("tallybook_holds_expired_total", "Holds that ended by themselves.");
    describe_counter!("tallybook_shed_total", "Requests refused because a ledger's queue was full.");
    describe_counter!("tallybook_commit_in_doubt_total", "Attempts to find out what became of a commit.");
    for result in ["hit", "miss"] {
        counter!("tallybook_cache_total", "result" => result).absolute(0);
    }
    for source in ["fresh", "redis", "memory", "postgres", "batch"] {
        counter!("tallybook_idempotency_total", "source" => source).absolute(0);
    }
    counter!("tallybook_redis_round_trips_total").absolute(0);
    counter!("tallybook_not_alone_total").absolute(0);
    counter!("tallybook_decided_ahead_total").absolute(0);
    counter!("tallybook_holds_expired_total").absolute(0);
    counter!("tallybook_shed_total").absolute(0);
    counter!("tallybook_commit_in_doubt_total").absolute(0);
}
