//! Telling: every event reaches everybody who asked for it, in order, at least once, whatever fails.

mod books;
mod brokers;
mod tls;
mod webhook_failures;
mod webhook_replays;
mod webhook_settings;
mod webhooks;
