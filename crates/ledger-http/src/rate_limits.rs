//! Requests per key and second. Off unless configured.

use std::num::NonZeroU32;

use axum::http::{HeaderMap, HeaderName, HeaderValue};
use governor::{
    Quota, RateLimiter,
    clock::{Clock as _, DefaultClock},
    middleware::StateInformationMiddleware,
    state::keyed::DefaultKeyedStateStore,
};

use crate::{problem::Problem, problem_codes::Code};

/// What one key may send.
#[derive(Clone, Copy, Debug)]
pub struct RateLimit {
    pub per_second: NonZeroU32,
    /// How many may come at once after a pause.
    pub burst: NonZeroU32,
}

const LIMIT: HeaderName = HeaderName::from_static("ratelimit-limit");
const REMAINING: HeaderName = HeaderName::from_static("ratelimit-remaining");
const RESET: HeaderName = HeaderName::from_static("ratelimit-reset");

/// What is left to a key, for the headers of its answer.
#[derive(Clone, Copy, Debug)]
pub struct Remaining {
    limit: u32,
    remaining: u32,
    /// Seconds until the whole burst is there again.
    reset: u32,
}

impl Remaining {
    pub fn write(self, headers: &mut HeaderMap) {
        headers.insert(LIMIT, HeaderValue::from(self.limit));
        headers.insert(REMAINING, HeaderValue::from(self.remaining));
        headers.insert(RESET, HeaderValue::from(self.reset));
    }
}

pub struct RateLimits {
    limiter: RateLimiter<String, DefaultKeyedStateStore<String>, DefaultClock, StateInformationMiddleware>,
    limit: RateLimit,
}

impl RateLimits {
    pub fn new(limit: RateLimit) -> RateLimits {
        let quota = Quota::per_second(limit.per_second).allow_burst(limit.burst);
        RateLimits { limiter: RateLimiter::keyed(quota).with_middleware(), limit }
    }

    /// # Errors
    /// `rate_limited`, with the seconds to wait.
    pub fn check(&self, public_id: &str) -> Result<Remaining, Problem> {
        let limit = self.limit.burst.get();
        match self.limiter.check_key(&public_id.to_owned()) {
            Ok(snapshot) => {
                let remaining = snapshot.remaining_burst_capacity();
                let reset = (limit - remaining.min(limit)).div_ceil(self.limit.per_second.get());
                Ok(Remaining { limit, remaining, reset })
            }
            Err(not_until) => {
                let wait = not_until.wait_time_from(DefaultClock::default().now());
                let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
                Err(Problem::new(
                    Code::RateLimited,
                    format!(
                        "This key may send {} requests per second, and {limit} at once. Wait {seconds} s.",
                        self.limit.per_second
                    ),
                )
                .retry_after(seconds)
                .header(LIMIT, HeaderValue::from(limit))
                .header(REMAINING, HeaderValue::from(0))
                .header(RESET, HeaderValue::from(seconds)))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_ends_in_429_for_its_key_only() {
        let one = NonZeroU32::MIN;
        let limits = RateLimits::new(RateLimit { per_second: one, burst: one });
        assert!(limits.check("a").is_ok());
        assert_eq!(limits.check("a").expect_err("used up").code, Code::RateLimited);
        assert!(limits.check("b").is_ok());
    }
}
