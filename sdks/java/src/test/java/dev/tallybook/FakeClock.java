package dev.tallybook;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Time passes only where somebody sleeps, and chance is always the same. */
final class FakeClock extends Clock {
  private final List<Duration> slept = new CopyOnWriteArrayList<>();
  private long nanos;

  List<Duration> slept() {
    return slept;
  }

  @Override
  long nanoTime() {
    return nanos;
  }

  @Override
  double random() {
    return 1.0;
  }

  @Override
  void sleep(Duration time, Cancellation cancellation) {
    slept.add(time);
    nanos += time.toNanos();
  }
}
