package dev.tallybook;

import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** All rows of a list. A page is asked for when its first row is; each iterator begins anew. */
public final class Paged<T> implements Iterable<T> {
  private final Function<@Nullable String, Page<T>> pages;

  private Paged(Function<@Nullable String, Page<T>> pages) {
    this.pages = pages;
  }

  private record Page<T>(List<T> rows, @Nullable String nextCursor) {}

  static <P, T> Paged<T> of(
      Function<@Nullable String, P> pages,
      Function<P, List<T>> rows,
      Function<P, @Nullable String> nextCursor) {
    return new Paged<>(
        cursor -> {
          P page = pages.apply(cursor);
          return new Page<>(rows.apply(page), nextCursor.apply(page));
        });
  }

  /** The rows, in the list's order. */
  public Stream<T> stream() {
    return StreamSupport.stream(spliterator(), false);
  }

  @Override
  public Iterator<T> iterator() {
    return new Iterator<>() {
      private Page<T> page = pages.apply(null);
      private Iterator<T> rows = page.rows().iterator();

      @Override
      public boolean hasNext() {
        while (!rows.hasNext() && page.nextCursor() != null) { // a page may be empty before the end
          page = pages.apply(page.nextCursor());
          rows = page.rows().iterator();
        }
        return rows.hasNext();
      }

      @Override
      public T next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        return rows.next();
      }
    };
  }
}
