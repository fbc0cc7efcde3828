package dev.tallybook;

import static dev.tallybook.ScriptedServer.answer;
import static dev.tallybook.ScriptedServer.drop;
import static dev.tallybook.ScriptedServer.hang;
import static dev.tallybook.ScriptedServer.openStream;
import static dev.tallybook.ScriptedServer.problem;
import static dev.tallybook.ScriptedServer.stream;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.tallybook.model.Event;
import java.io.IOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Events by stream and by long poll: each once, in order, whatever is lost. */
class EventFeedTest {
  private final FakeClock clock = new FakeClock();

  private Events events(ScriptedServer server) {
    return Tallybook.builder()
        .url(server.url())
        .apiKey("tb_x")
        .build(clock)
        .ledger("demo")
        .events();
  }

  private static String event(long seq) {
    return "{\"seq\":%d,\"type\":\"transfer.posted\",\"recorded_at\":\"2026-04-02T09:15:00Z\",\"object\":{},\"hash\":\"\"}"
        .formatted(seq);
  }

  private static String message(long seq) {
    return "id: %d\nevent: transfer.posted\ndata: %s\n\n".formatted(seq, event(seq));
  }

  private static String page(long nextAfter, long... seqs) {
    List<String> events = java.util.Arrays.stream(seqs).mapToObj(EventFeedTest::event).toList();
    return "{\"data\": %s, \"next_after\": %d, \"last_seq\": 99}".formatted(events, nextAfter);
  }

  private static List<Long> seqs(EventFeed feed, int count) {
    return feed.stream().limit(count).map(Event::seq).toList();
  }

  @Test
  void aStreamComesBackAndTellsEachEventOnce() throws IOException {
    try (var server =
        new ScriptedServer(
            stream(
                "retry: 1734\nid: 16\n\n"
                    + message(17)
                    + ":\nid: 30\n\nid: 31\ndata: {\"seq\":31,"),
            drop(),
            problem(503, "overloaded"),
            stream(message(17) + message(31) + message(40)))) {
      var query =
          Events.StreamQuery.builder()
              .after(16)
              .types("transfer.posted", "transfer.voided")
              .build();
      try (EventFeed feed = events(server).stream(query)) {
        assertEquals(List.of(17L, 31L, 40L), seqs(feed, 3));
      }
      assertEquals(
          List.of("16", "30", "30", "30"),
          server.seen().stream()
              .map(seen -> String.valueOf(seen.header("Last-Event-ID")))
              .toList());
      assertEquals(
          "/v1/ledgers/demo/events/stream?after=16&types=transfer.posted%2Ctransfer.voided",
          server.seen().get(0).target());
      assertEquals(Duration.ofMillis(1734), clock.slept().get(0));
    }
  }

  @Test
  void aLineEndsWhereTheStandardSaysSo() throws IOException {
    String odd =
        event(1).replace("\"object\":{}", "\"object\":{\"description\":\"a\u2028b\u0085c\"}");
    try (var server = new ScriptedServer(stream("id: 1\r\ndata: " + odd + "\r\n\r\n"))) {
      Event event = events(server).stream().iterator().next();
      assertEquals("a\u2028b\u0085c", event.object().path("description").asString());
    }
  }

  @Test
  void whatIsNoEventIsSaidToBeUnexpected() throws IOException {
    try (var server = new ScriptedServer(openStream("id: 1\ndata: [17]\n\n" + message(2)))) {
      try (EventFeed feed = events(server).stream()) {
        Iterator<Event> iterator = feed.iterator();
        assertThrows(UnexpectedAnswerException.class, iterator::hasNext);
        assertEquals(2, iterator.next().seq());
      }
    }
  }

  @Test
  void aStreamThatIsRefusedFails() throws IOException {
    try (var server = new ScriptedServer(problem(404, "not_found"))) {
      assertThrows(ProblemException.class, () -> seqs(events(server).stream(), 1));
    }
    try (var server = new ScriptedServer(answer(200, "<h1>Log in</h1>"))) {
      var page =
          assertThrows(UnexpectedAnswerException.class, () -> seqs(events(server).stream(), 1));
      assertEquals(200, page.status());
      assertEquals(1, server.seen().size());
    }
  }

  @Test
  void anotherThreadEndsAFeedThatWaits() throws IOException {
    try (var server = new ScriptedServer(openStream(message(1)), hang())) {
      for (EventFeed feed : List.of(events(server).stream(), events(server).consume())) {
        Iterator<Event> iterator = feed.iterator();
        if (feed instanceof EventStream) {
          assertEquals(1, iterator.next().seq());
        }
        int asked = server.seen().size() + (feed instanceof EventStream ? 0 : 1);
        var waiting = CompletableFuture.supplyAsync(iterator::hasNext);
        assertTimeoutPreemptively(
            Duration.ofSeconds(10),
            () -> {
              while (server.seen().size() < asked) {
                Thread.sleep(5);
              }
              feed.close();
              assertFalse(waiting.join());
              assertFalse(iterator.hasNext());
            });
      }
    }
  }

  @Test
  void aConsumerGoesOnFromPageToPageAndSaysWhereItIs() throws IOException {
    try (var server =
        new ScriptedServer(
            answer(200, page(20, 3, 5)),
            drop(),
            answer(200, page(30)),
            answer(200, page(31, 31)))) {
      try (EventFeed feed =
          events(server).consume(Events.ListQuery.builder().after(2).account("users:42").build())) {
        assertEquals(2, feed.after());
        Iterator<Event> iterator = feed.iterator();
        assertEquals(3, iterator.next().seq());
        assertEquals(3, feed.after());
        assertEquals(5, iterator.next().seq());
        assertEquals(20, feed.after());
        assertEquals(31, iterator.next().seq());
        assertEquals(31, feed.after());
      }
      assertEquals(
          List.of(2, 20, 20, 30).stream()
              .map(
                  after ->
                      "/v1/ledgers/demo/events?after=%d&account=users%%3A42&wait=20"
                          .formatted(after))
              .toList(),
          server.seen().stream().map(ScriptedServer.Seen::target).toList());
    }
  }

  @Test
  void aConsumerThatFailedCanGoOn() throws IOException {
    try (var server =
        new ScriptedServer(
            answer(200, page(1, 1)), problem(401, "unauthenticated"), answer(200, page(2, 2)))) {
      Iterator<Event> iterator = events(server).consume().iterator();
      assertEquals(1, iterator.next().seq());
      assertThrows(ProblemException.class, iterator::hasNext);
      assertEquals(2, iterator.next().seq());
    }
  }

  @Test
  void onceItHasBegunAFeedOutlastsAServiceThatIsAway() throws IOException {
    var away = Stream.generate(() -> problem(503, "overloaded")).limit(20);
    var back = Stream.of(answer(200, page(2, 2)));
    var steps = Stream.concat(Stream.of(answer(200, page(1, 1))), Stream.concat(away, back));
    try (var server = new ScriptedServer(steps.toArray(ScriptedServer.Step[]::new))) {
      assertEquals(List.of(1L, 2L), seqs(events(server).consume(), 2));
    }
    away = Stream.generate(() -> problem(503, "overloaded")).limit(20);
    steps =
        Stream.concat(
            Stream.of(stream(message(1))), Stream.concat(away, Stream.of(stream(message(2)))));
    try (var server = new ScriptedServer(steps.toArray(ScriptedServer.Step[]::new))) {
      assertEquals(List.of(1L, 2L), seqs(events(server).stream(), 2));
    }
    away = Stream.generate(() -> problem(503, "overloaded")).limit(8);
    try (var server = new ScriptedServer(away.toArray(ScriptedServer.Step[]::new))) {
      assertThrows(ProblemException.class, () -> seqs(events(server).consume(), 1));
    }
  }

  @Test
  void aListIsReadPageByPageThoughOneIsEmpty() throws IOException {
    String first = "{\"data\": [{\"name\": \"a\"}], \"next_cursor\": \"c1\"}";
    String empty = "{\"data\": [], \"next_cursor\": \"c2\"}";
    String last = "{\"data\": [{\"name\": \"b\"}], \"next_cursor\": null}";
    try (var server =
        new ScriptedServer(answer(200, first), answer(200, empty), answer(200, last))) {
      var ledgers = Tallybook.builder().url(server.url()).apiKey("tb_x").build(clock).ledgers();
      var names =
          ledgers.listAll(Ledgers.ListQuery.builder().limit(1).build()).stream()
              .map(ledger -> ledger.name());
      assertEquals(List.of("a", "b"), names.toList());
      assertEquals(
          List.of(
              "/v1/ledgers?limit=1",
              "/v1/ledgers?limit=1&cursor=c1",
              "/v1/ledgers?limit=1&cursor=c2"),
          server.seen().stream().map(ScriptedServer.Seen::target).toList());
    }
  }
}
