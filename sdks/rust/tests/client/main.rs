//! The client against a server that answers by a script.

mod events;
mod server;
mod tries;
mod webhooks;
