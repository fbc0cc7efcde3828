package dev.tallybook;

import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The lines of a stream, taken one by one; no more of them are read ahead than a few. */
final class Lines implements Flow.Subscriber<String> {
  private static final int AHEAD = 32;

  /** A line, or why there are no more. */
  private record Item(@Nullable String line, @Nullable Throwable end) {}

  private final BlockingQueue<Item> items = new LinkedBlockingQueue<>();
  private volatile Flow.@Nullable Subscription subscription;

  /** The next line; an IOException where the stream has ended, or nothing came for so long. */
  String take(Duration patience) throws IOException, InterruptedException {
    Item item = items.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
    if (item == null) {
      throw new IOException("nothing came for " + patience.toSeconds() + " seconds");
    }
    if (item.line() == null) {
      throw new IOException("the stream ended", item.end());
    }
    Flow.Subscription open = subscription;
    if (open != null) {
      open.request(1);
    }
    return item.line();
  }

  /** Lets go of the connection, and ends a take() that waits. */
  void close() {
    Flow.Subscription open = subscription;
    if (open != null) {
      open.cancel();
    }
    items.add(new Item(null, new EOFException("closed")));
  }

  @Override
  public void onSubscribe(Flow.Subscription opened) {
    subscription = opened;
    opened.request(AHEAD);
  }

  @Override
  public void onNext(String line) {
    items.add(new Item(line, null));
  }

  @Override
  public void onError(Throwable failure) {
    items.add(new Item(null, failure));
  }

  @Override
  public void onComplete() {
    items.add(new Item(null, new EOFException()));
  }
}
