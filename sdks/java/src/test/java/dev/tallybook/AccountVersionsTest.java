package dev.tallybook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tallybook.model.Event;
import dev.tallybook.model.Json;
import dev.tallybook.model.Posting;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AccountVersionsTest {
  private static Event event(String object) {
    return Json.mapper()
        .readValue("{\"seq\": 1, \"type\": \"t\", \"object\": %s}".formatted(object), Event.class);
  }

  private static Event transfer(long ofA, long ofB) {
    return event(
        """
        {"postings": [{"account_id": "a", "account_version": %d}, {"account_id": "b", "account_version": %d}]}"""
            .formatted(ofA, ofB));
  }

  @Test
  void anEventIsNewsWhereAnyPostingIs() {
    var versions = new AccountVersions();
    assertTrue(versions.isNews(transfer(1, 1)));
    assertFalse(versions.isNews(transfer(1, 1)));
    assertTrue(versions.isNews(transfer(1, 3)));
    assertFalse(versions.isNews(transfer(1, 2)));
    assertTrue(versions.isNews(transfer(2, 2)));
    assertEquals(Map.of("a", 2L, "b", 3L), versions.toMap());
  }

  @Test
  void anEventWithoutPostingsIsAlwaysNews() {
    var versions = new AccountVersions(Map.of("a", 9L));
    Event alert = event("{\"account_id\": \"a\", \"account_version\": 5}");
    assertTrue(versions.isNews(alert));
    assertTrue(versions.isNews(alert));
    assertTrue(versions.isNews(event("{\"postings\": []}")));
  }

  @Test
  void itGoesOnFromWhatWasKept() {
    var versions = new AccountVersions(Map.of("a", 5L));
    Posting old =
        Json.mapper().readValue("{\"account_id\": \"a\", \"account_version\": 5}", Posting.class);
    Posting next =
        Json.mapper().readValue("{\"account_id\": \"a\", \"account_version\": 6}", Posting.class);
    assertFalse(versions.isNews(List.of(old)));
    assertTrue(versions.isNews(List.of(old, next)));
  }
}
