package dev.tallybook;

import dev.tallybook.model.Event;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Events as they come, each once and in order, without end: {@code hasNext} waits, until {@link
 * #close} is called by any thread. One thread at a time reads.
 *
 * <p>The first connection comes about as any call does; after it the feed comes back by itself for
 * as long as it takes, and throws only where it is refused. Reading on is trying again.
 */
public abstract sealed class EventFeed implements Iterable<Event>, AutoCloseable
    permits EventStream, EventConsumer {
  private final Queue<Event> ready = new ArrayDeque<>();
  private final Cancellation cancellation = new Cancellation();
  private volatile long after;
  private long told;

  EventFeed(@Nullable Long after) {
    this.after = after == null ? 0 : after;
    this.told = this.after;
  }

  /**
   * Some more events, maybe none.
   *
   * @param upTo the number up to which these are all that is wanted
   */
  record Batch(List<Event> events, long upTo) {}

  /** Waits for more events than those up to a number. */
  abstract Batch more(long told, Cancellation cancellation) throws InterruptedException;

  /**
   * What to begin after, next time: the {@code seq} of the event that was handed out last, or of a
   * later one that was not wanted.
   */
  public final long after() {
    return after;
  }

  /** The events, for a pipeline that stops by itself or is closed. */
  public final Stream<Event> stream() {
    return StreamSupport.stream(spliterator(), false).onClose(this::close);
  }

  @Override
  public final Iterator<Event> iterator() {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return fill();
      }

      @Override
      public Event next() {
        if (!fill()) {
          throw new NoSuchElementException();
        }
        Event event = ready.remove();
        after = ready.isEmpty() ? told : event.seq();
        return event;
      }
    };
  }

  private boolean fill() {
    try {
      while (ready.isEmpty() && !cancellation.isCancelled()) {
        Batch batch = more(told, cancellation);
        batch.events().stream().filter(event -> event.seq() > told).forEach(ready::add);
        told = Math.max(told, batch.upTo());
        after = ready.isEmpty() ? told : after;
      }
    } catch (CancellationException closed) {
      return false;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new ConnectionException(
          "The thread was interrupted while it waited for events", interrupted);
    }
    return !cancellation.isCancelled();
  }

  /** Ends it, from any thread. */
  @Override
  public void close() {
    cancellation.cancel();
  }
}
