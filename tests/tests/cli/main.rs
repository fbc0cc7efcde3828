//! The command line, as people use it: the built binary against a live service, and what it prints, word for word.

mod batches;
mod documents;
mod events;
mod failures;
mod first_steps;
mod operations;
mod outcome_unknown;
mod reading;
mod shell;
mod verifying;
