package dev.tallybook;

import java.time.Duration;

/**
 * When a call is tried again: full jitter below a bound that doubles, no sooner than the service
 * asked, and within a number of tries and a time in all.
 */
record Retries(int maxTries, Duration budget) {
  /** Until it succeeds, or is refused for good. */
  static final Retries ENDLESS = new Retries(Integer.MAX_VALUE, Duration.ofDays(36_500));

  private static final Duration FIRST = Duration.ofMillis(100);
  private static final Duration LONGEST = Duration.ofSeconds(5);

  /** How long to wait after so many tries. */
  static Duration pause(int tries, double random, Duration retryAfter) {
    long bound = Math.min(FIRST.toNanos() << Math.min(tries - 1, 20), LONGEST.toNanos());
    Duration jitter = Duration.ofNanos((long) (bound * random));
    return jitter.compareTo(retryAfter) > 0 ? jitter : retryAfter;
  }
}
