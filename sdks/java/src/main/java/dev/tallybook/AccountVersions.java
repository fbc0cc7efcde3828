package dev.tallybook;

import dev.tallybook.model.Event;
import dev.tallybook.model.Posting;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * Tells what is news from what comes twice or too late, where the same events come by several ways:
 * remembers the highest {@code account_version} of each account. Any number of threads may ask.
 *
 * <p>An event without postings says nothing of versions and is always news: drop its repeats by
 * {@code seq}.
 */
public final class AccountVersions {
  private final Map<String, Long> highest = new HashMap<>();

  /** Nothing seen yet. */
  public AccountVersions() {}

  /** Goes on from what was kept of {@link #toMap()}. */
  public AccountVersions(Map<String, Long> kept) {
    highest.putAll(kept);
  }

  /** Whether any posting of the event is news; remembers all of them. */
  public boolean isNews(Event event) {
    Map<String, Long> versions = new HashMap<>();
    for (JsonNode posting : event.object().path("postings")) {
      JsonNode version = posting.path("account_version");
      if (version.isIntegralNumber()) {
        versions.merge(posting.path("account_id").asString(), version.asLong(), Math::max);
      }
    }
    return versions.isEmpty() || remember(versions);
  }

  /** Whether any of a transfer's postings is news; remembers all of them. */
  public boolean isNews(List<Posting> postings) {
    return remember(
        postings.stream()
            .collect(Collectors.toMap(Posting::accountId, Posting::accountVersion, Math::max)));
  }

  /** What is remembered, to be kept: the highest version by account id. */
  public synchronized Map<String, Long> toMap() {
    return Map.copyOf(highest);
  }

  private synchronized boolean remember(Map<String, Long> versions) {
    boolean news = false;
    for (Map.Entry<String, Long> version : versions.entrySet()) {
      news |= version.getValue() > highest.getOrDefault(version.getKey(), 0L);
      highest.merge(version.getKey(), version.getValue(), Math::max);
    }
    return news;
  }
}
