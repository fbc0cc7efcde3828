//! Concurrency and faults, on real processes: nothing lost, nothing doubled, nothing guessed.

mod ahead;
mod bugs_others_shipped;
mod commit_in_doubt;
mod concurrency;
mod crash;
mod event_streams;
mod gate;
mod guards;
mod head_lock;
mod hold_races;
mod load;
mod redis;
mod verify;
