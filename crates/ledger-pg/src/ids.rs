//! The one home of new identifiers.

use uuid::Uuid;

/// A UUIDv7: time-ordered, so that its index grows at one end.
#[expect(clippy::disallowed_methods, reason = "this is the one home of new identifiers")]
pub fn new_id() -> Uuid {
    Uuid::now_v7()
}
