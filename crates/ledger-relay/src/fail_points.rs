//! Points at which tests end the process as `kill -9` would: `FAILPOINTS=relay.acknowledged=2*off->return` ends it
//! there at the third time. Release builds have none.

#[cfg(debug_assertions)]
pub fn at(name: &str) {
    static READ: std::sync::Once = std::sync::Once::new();
    // The scenario lasts as long as the process.
    READ.call_once(|| std::mem::forget(fail::FailScenario::setup()));
    fail::fail_point!(name, |_| std::process::abort());
}

#[cfg(not(debug_assertions))]
pub const fn at(_name: &str) {}
