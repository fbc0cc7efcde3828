package dev.tallybook;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** Ends what a thread waits for, from another one. */
final class Cancellation {
  private boolean cancelled;
  private @Nullable Runnable end;

  /** Ends what runs now and all that would run later. */
  synchronized void cancel() {
    cancelled = true;
    if (end != null) {
      end.run();
    }
    notifyAll();
  }

  synchronized boolean isCancelled() {
    return cancelled;
  }

  /** What ends what is waited for from now on. */
  synchronized void endsBy(Runnable newEnd) {
    end = newEnd;
    if (cancelled) {
      newEnd.run();
    }
  }

  /** Sleeps; a CancellationException where it was ended. */
  synchronized void sleep(Duration time) throws InterruptedException {
    long end = System.nanoTime() + time.toNanos();
    for (long left = time.toNanos(); left > 0 && !cancelled; left = end - System.nanoTime()) {
      wait(left / 1_000_000, (int) (left % 1_000_000));
    }
    if (cancelled) {
      throw new CancellationException();
    }
  }
}
