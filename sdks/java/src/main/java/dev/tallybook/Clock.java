package dev.tallybook;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Time and chance, which tests replace. */
class Clock {
  long nanoTime() {
    return System.nanoTime();
  }

  /** Between 0 and 1. */
  double random() {
    return ThreadLocalRandom.current().nextDouble();
  }

  void sleep(Duration time, Cancellation cancellation) throws InterruptedException {
    cancellation.sleep(time);
  }
}
