package dev.tallybook;

import static dev.tallybook.ScriptedServer.answer;
import static dev.tallybook.ScriptedServer.drop;
import static dev.tallybook.ScriptedServer.hang;
import static dev.tallybook.ScriptedServer.problem;
import static dev.tallybook.ScriptedServer.stall;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tallybook.model.BatchTransferRequest;
import dev.tallybook.model.PatchAccountRequest;
import dev.tallybook.model.PostTransferRequest;
import dev.tallybook.model.PostTransfersBatchRequest;
import dev.tallybook.model.PostWebhookEndpointRequest;
import dev.tallybook.model.ProblemCode;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is tried again, under which key, and how a call ends. */
class CallsTest {
  private static final String TRANSFER =
      """
      {"id": "t-1", "ledger": "demo", "seq": 17, "kind": "transfer", "status": "posted", "metadata": {}, "postings": [],
       "effective_at": "2026-04-02T09:15:00.123456Z", "recorded_at": "2026-04-02T09:15:00.123456Z"}""";
  private static final String PROPOSAL =
      """
      {"id": "p-1", "kind": "transfer", "ledger": "demo", "metadata": {}, "postings": [], "proposed_at": "2026-04-02T09:15:00Z",
       "proposed_by": "k-1", "request_sha256": "", "seq": 18, "status": "proposed", "wanted_by": []}""";
  private static final PostTransferRequest REQUEST =
      PostTransferRequest.builder().debitAccount("a").creditAccount("b").amount("1.00").build();

  private final FakeClock clock = new FakeClock();
  private final List<String> keysTold = new ArrayList<>();

  private Tallybook.Builder client(String url) {
    return Tallybook.builder()
        .url(url)
        .apiKey("tb_secret")
        .onIdempotencyKey((key, operation) -> keysTold.add(operation + " " + key));
  }

  private LedgerClient ledger(ScriptedServer server) {
    return client(server.url()).build(clock).ledger("demo");
  }

  @ParameterizedTest
  @CsvSource({
    "429, rate_limited",
    "502, unknown",
    "503, overloaded",
    "503, outcome_unknown",
    "503, not_yet_visible",
    "503, database_unavailable",
    "504, unknown",
    "409, idempotency_in_progress"
  })
  void whatPassesIsTriedAgainUnderTheSameKey(int status, String code) throws IOException {
    try (var server =
        new ScriptedServer(problem(status, code), problem(status, code), answer(201, TRANSFER))) {
      assertEquals(17, ledger(server).transfers().create(REQUEST).seq());
      List<String> keys =
          server.seen().stream().map(seen -> seen.header("Idempotency-Key")).toList();
      assertEquals(3, keys.size());
      assertNotNull(keys.get(0));
      assertEquals(1, keys.stream().distinct().count());
      assertEquals(List.of("post_transfer " + keys.get(0)), keysTold);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "500, internal",
    "400, invalid_field",
    "401, unauthenticated",
    "403, forbidden",
    "404, not_found",
    "409, already_exists",
    "409, proposal_rejected",
    "413, body_too_large",
    "422, insufficient_balance"
  })
  void whatStandsIsNotTriedAgain(int status, String code) throws IOException {
    try (var server = new ScriptedServer(problem(status, code))) {
      var refused =
          assertThrows(ProblemException.class, () -> ledger(server).transfers().create(REQUEST));
      assertEquals(ProblemCode.of(code), refused.code());
      assertEquals(status, refused.status());
      assertEquals("A title.", refused.title());
      assertEquals(
          "%s: What happened. (%d, request r-1)".formatted(code, status), refused.getMessage());
      assertEquals(1, server.seen().size());
    }
  }

  @Test
  void aLostAnswerIsAskedForAgainUnderTheCallersKey() throws IOException {
    try (var server = new ScriptedServer(drop(), drop(), answer(201, TRANSFER))) {
      ledger(server).transfers().create(REQUEST, CallOptions.idempotencyKey("order-42"));
      assertEquals(
          List.of("order-42", "order-42", "order-42"),
          server.seen().stream().map(seen -> seen.header("Idempotency-Key")).toList());
      assertEquals(List.of("post_transfer order-42"), keysTold);
    }
  }

  @Test
  void theHookIsAskedBeforeAnythingIsSent() throws IOException {
    try (var server = new ScriptedServer(answer(201, TRANSFER))) {
      var ledger =
          client(server.url())
              .onIdempotencyKey(
                  (key, operation) -> {
                    throw new IllegalStateException("the disk is full");
                  })
              .build()
              .ledger("demo");
      assertThrows(IllegalStateException.class, () -> ledger.transfers().create(REQUEST));
      assertEquals(List.of(), server.seen());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "429, rate_limited, 2",
    "503, overloaded, 2",
    "503, outcome_unknown, 1",
    "502, unknown, 1",
    "504, unknown, 1"
  })
  void withoutAKeyOnlyWhatWasNotDoneIsTriedAgain(int status, String code, int tries)
      throws IOException {
    var change = PatchAccountRequest.builder().description("new").build();
    var endpoint = PostWebhookEndpointRequest.builder().url("https://example.com").build();
    try (var server = new ScriptedServer(problem(status, code), answer(400, "<p>no</p>"))) {
      assertThrows(TallybookException.class, () -> ledger(server).accounts().update("a", change));
      assertEquals(tries, server.seen().size());
    }
    try (var server = new ScriptedServer(problem(status, code), answer(400, "<p>no</p>"))) {
      assertThrows(TallybookException.class, () -> ledger(server).webhooks().create(endpoint));
      assertEquals(tries, server.seen().size());
      assertNull(server.seen().get(0).header("Idempotency-Key"));
    }
    assertEquals(List.of(), keysTold);
  }

  @Test
  void aChangeWhoseAnswerIsLostIsNotMadeTwice() throws IOException {
    try (var server = new ScriptedServer(drop(), answer(200, "{}"))) {
      var change = PatchAccountRequest.builder().description("new").build();
      var lost =
          assertThrows(
              ConnectionException.class, () -> ledger(server).accounts().update("a", change));
      assertFalse(lost instanceof NotSentException);
      assertEquals(1, server.seen().size());
    }
  }

  @Test
  void readsAndDeletionsAreTriedAgain() throws IOException {
    try (var server = new ScriptedServer(drop(), answer(204, ""))) {
      ledger(server).webhooks().delete("e-1");
      assertEquals(
          List.of("DELETE", "DELETE"),
          server.seen().stream().map(ScriptedServer.Seen::method).toList());
    }
    try (var server =
        new ScriptedServer(
            problem(503, "not_yet_visible"),
            answer(200, "{\"data\": [], \"next_cursor\": null}"))) {
      assertNull(ledger(server).transfers().list().nextCursor());
      assertEquals(2, server.seen().size());
    }
  }

  @Test
  void whatALostTryHasDeletedIsGone() throws IOException {
    try (var server = new ScriptedServer(drop(), problem(404, "not_found"))) {
      ledger(server).webhooks().delete("e-1");
      assertEquals(2, server.seen().size());
    }
    try (var server = new ScriptedServer(problem(503, "overloaded"), problem(404, "not_found"))) {
      assertThrows(ProblemException.class, () -> ledger(server).webhooks().delete("e-1"));
    }
  }

  @Test
  void retryAfterIsTheLeastToWait() throws IOException {
    try (var server =
        new ScriptedServer(
            problem(429, "rate_limited", "Retry-After", "7"),
            problem(503, "overloaded"),
            answer(201, TRANSFER))) {
      ledger(server).transfers().create(REQUEST);
      assertEquals(List.of(Duration.ofSeconds(7), Duration.ofMillis(200)), clock.slept());
    }
  }

  @Test
  void whoIsAskedToWaitBeyondTheBudgetDoesNotWait() throws IOException {
    try (var server = new ScriptedServer(problem(429, "rate_limited", "Retry-After", "60"))) {
      var refused =
          assertThrows(ProblemException.class, () -> ledger(server).transfers().create(REQUEST));
      assertEquals(ProblemCode.RATE_LIMITED, refused.code());
      assertEquals(List.of(), clock.slept());
    }
  }

  @Test
  void pausesDoubleUpToFiveSecondsAndEightTriesAreMade() throws IOException {
    var steps =
        Stream.generate(() -> problem(503, "overloaded"))
            .limit(9)
            .toArray(ScriptedServer.Step[]::new);
    try (var server = new ScriptedServer(steps)) {
      assertThrows(ProblemException.class, () -> ledger(server).transfers().create(REQUEST));
      assertEquals(8, server.seen().size());
      assertEquals(
          Stream.of(100, 200, 400, 800, 1600, 3200, 5000).map(Duration::ofMillis).toList(),
          clock.slept());
    }
    assertEquals(Duration.ZERO, Retries.pause(3, 0.0, Duration.ZERO));
    assertEquals(Duration.ofMillis(200), Retries.pause(3, 0.5, Duration.ZERO));
  }

  @Test
  void anOutcomeThatNobodyTellsIsSaidToBeUnknown() throws IOException {
    try (var server = new ScriptedServer(drop(), drop())) {
      var ledger = client(server.url()).maxTries(2).build(clock).ledger("demo");
      var unknown =
          assertThrows(
              OutcomeUnknownException.class,
              () -> ledger.transfers().create(REQUEST, CallOptions.idempotencyKey("order-42")));
      assertEquals("order-42", unknown.idempotencyKey());
      assertTrue(String.valueOf(unknown.getMessage()).contains("order-42"), unknown.getMessage());
      assertInstanceOf(ConnectionException.class, unknown.getCause());
    }
  }

  @ParameterizedTest
  @CsvSource({"401, unauthenticated", "403, forbidden", "404, not_found", "500, internal"})
  void whatIsNeverStoredSaysNothingAboutALostTry(int status, String code) throws IOException {
    try (var server = new ScriptedServer(drop(), problem(status, code))) {
      var unknown =
          assertThrows(
              OutcomeUnknownException.class, () -> ledger(server).transfers().create(REQUEST));
      assertEquals(
          ProblemCode.of(code),
          assertInstanceOf(ProblemException.class, unknown.getCause()).code());
    }
  }

  @Test
  void aRefusalThatIsStoredSettlesALostTry() throws IOException {
    try (var server = new ScriptedServer(drop(), problem(422, "insufficient_balance"))) {
      var refused =
          assertThrows(ProblemException.class, () -> ledger(server).transfers().create(REQUEST));
      assertEquals(ProblemCode.INSUFFICIENT_BALANCE, refused.code());
    }
  }

  @Test
  void aKeyThatIsStillInProgressAtTheEndIsUnknown() throws IOException {
    try (var server = new ScriptedServer(problem(409, "idempotency_in_progress"))) {
      var ledger = client(server.url()).maxTries(1).build(clock).ledger("demo");
      assertThrows(OutcomeUnknownException.class, () -> ledger.transfers().create(REQUEST));
    }
  }

  @Test
  void nobodyThereMeansNothingSent() throws IOException {
    int port;
    try (var free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    var ledger = client("http://127.0.0.1:" + port).build(clock).ledger("demo");
    assertThrows(NotSentException.class, () -> ledger.transfers().create(REQUEST));
    assertEquals(7, clock.slept().size());
  }

  @Test
  void aTryThatTakesTooLongIsTriedAgain() throws IOException {
    var answer = answer(201, TRANSFER);
    try (var server = new ScriptedServer(hang(), stall(TRANSFER), answer, answer, answer)) {
      var timeout = Duration.ofMillis(500);
      var ledger = client(server.url()).timeout(timeout).build(clock).ledger("demo");
      assertTimeoutPreemptively(Duration.ofSeconds(20), () -> ledger.transfers().create(REQUEST));
      assertTrue(server.seen().size() >= 3, "the first two tries never end");
    }
  }

  @Test
  void whoInterruptsAPaymentIsToldThatItsOutcomeIsUnknown() throws Exception {
    try (var server = new ScriptedServer(hang())) {
      var thrown = new AtomicReference<Throwable>();
      var interrupted = new AtomicReference<Boolean>();
      var thread =
          new Thread(
              () -> {
                thrown.set(
                    assertThrows(
                        TallybookException.class,
                        () -> ledger(server).transfers().create(REQUEST)));
                interrupted.set(Thread.currentThread().isInterrupted());
              });
      thread.start();
      while (server.seen().isEmpty()) {
        Thread.sleep(5);
      }
      thread.interrupt();
      thread.join();
      assertInstanceOf(OutcomeUnknownException.class, thrown.get());
      assertEquals(true, interrupted.get());
    }
  }

  @Test
  void aBatchWhoseItemsHaveKeysGoesWithoutOneAndIsTriedAgain() throws IOException {
    var item =
        BatchTransferRequest.builder()
            .debitAccount("a")
            .creditAccount("b")
            .amount("1")
            .idempotencyKey("i-1")
            .build();
    var batch = PostTransfersBatchRequest.builder().atomic(false).transfers(item).build();
    try (var server = new ScriptedServer(drop(), drop())) {
      var ledger = client(server.url()).maxTries(2).build(clock).ledger("demo");
      var unknown =
          assertThrows(OutcomeUnknownException.class, () -> ledger.transfers().createBatch(batch));
      assertNull(unknown.idempotencyKey());
      assertEquals(2, server.seen().size());
      assertNull(server.seen().get(0).header("Idempotency-Key"));
      assertEquals(List.of(), keysTold);
    }
  }

  @Test
  void aDryRunNeedsNoKey() throws IOException {
    try (var server =
        new ScriptedServer(drop(), answer(201, TRANSFER, "Tallybook-Dry-Run", "true"))) {
      var headers = new AtomicReference<AnswerHeaders>();
      ledger(server)
          .transfers()
          .create(REQUEST, CallOptions.builder().dryRun(true).onAnswer(headers::set).build());
      assertEquals("/v1/ledgers/demo/transfers?dry_run=true", server.seen().get(0).target());
      assertNull(server.seen().get(0).header("Idempotency-Key"));
      assertEquals(List.of(), keysTold);
      assertTrue(Objects.requireNonNull(headers.get()).dryRun());
    }
    var options = CallOptions.builder().dryRun(true).build();
    var tallybook = client("http://127.0.0.1:1").build(clock);
    var approve = dev.tallybook.model.DecisionRequest.builder().build();
    assertThrows(
        IllegalArgumentException.class,
        () -> tallybook.ledger("demo").approvals().approve("p", approve, options));
  }

  @Test
  void aProposalMovesNothing() throws IOException {
    try (var server = new ScriptedServer(answer(202, PROPOSAL))) {
      var proposed =
          assertThrows(
              TransferProposedException.class, () -> ledger(server).transfers().create(REQUEST));
      assertEquals("p-1", proposed.proposal().id());
      assertTrue(String.valueOf(proposed.getMessage()).contains("approve"), proposed.getMessage());
    }
  }

  @Test
  void whatIsNotTheServicesAnswerIsShown() throws IOException {
    try (var server = new ScriptedServer(answer(404, "<h1>nginx</h1>"))) {
      var unexpected =
          assertThrows(
              UnexpectedAnswerException.class, () -> ledger(server).transfers().get("t-1"));
      assertEquals(404, unexpected.status());
      assertEquals(
          "The answer (404) is not the service's: <h1>nginx</h1>", unexpected.getMessage());
    }
    try (var server = new ScriptedServer(answer(200, "<h1>Log in to the hotel's network</h1>"))) {
      assertThrows(UnexpectedAnswerException.class, () -> ledger(server).transfers().get("t-1"));
    }
    try (var server = new ScriptedServer(answer(201, "<h1>Log in to the hotel's network</h1>"))) {
      assertThrows(OutcomeUnknownException.class, () -> ledger(server).transfers().create(REQUEST));
    }
  }

  @Test
  void aRedirectIsNotFollowed() throws IOException {
    try (var server =
        new ScriptedServer(answer(307, "", "Location", "/elsewhere"), answer(201, TRANSFER))) {
      var unexpected =
          assertThrows(
              UnexpectedAnswerException.class, () -> ledger(server).transfers().create(REQUEST));
      assertEquals(307, unexpected.status());
      assertEquals(1, server.seen().size());
    }
  }

  @Test
  void anAnswersHeadersAreTold() throws IOException {
    try (var server =
        new ScriptedServer(
            answer(
                201,
                TRANSFER,
                "Tallybook-Seq",
                "17",
                "Idempotent-Replayed",
                "true",
                "Request-Id",
                "r-9"))) {
      var headers = new AtomicReference<AnswerHeaders>();
      ledger(server)
          .transfers()
          .create(REQUEST, CallOptions.builder().onAnswer(headers::set).build());
      assertEquals(new AnswerHeaders(201, 17L, true, false, "r-9", null, null), headers.get());
      var seen = server.seen().get(0);
      assertEquals("Bearer tb_secret", seen.header("Authorization"));
      assertEquals("tallybook-java/0.1.0", seen.header("User-Agent"));
      assertEquals(
          "{\"amount\":\"1.00\",\"credit_account\":\"b\",\"debit_account\":\"a\"}", seen.body());
    }
  }

  @Test
  void namesAndParametersAreEncoded() throws IOException {
    try (var server = new ScriptedServer(problem(404, "not_found"), problem(404, "not_found"))) {
      var ledger = ledger(server);
      assertThrows(ProblemException.class, () -> ledger.transfers().keyOutcome("a/b?c d+é"));
      var query =
          Transfers.ListQuery.builder()
              .account("users:42")
              .metadataValue("a b+c")
              .amountMin(new BigDecimal("1E+2"))
              .effectiveFrom(java.time.Instant.parse("2026-03-01T00:00:00.123456789Z"))
              .effectiveTo(java.time.LocalDate.of(2026, 4, 1))
              .order(dev.tallybook.model.Order.ASC)
              .build();
      assertThrows(ProblemException.class, () -> ledger.transfers().list(query));
      assertEquals(
          List.of(
              "/v1/ledgers/demo/idempotency-keys/a%2Fb%3Fc%20d%2B%C3%A9",
              "/v1/ledgers/demo/transfers?account=users%3A42&effective_from=2026-03-01T00%3A00%3A00.123456Z"
                  + "&effective_to=2026-04-01&amount_min=100&metadata_value=a%20b%2Bc&order=asc"),
          server.seen().stream().map(ScriptedServer.Seen::target).toList());
    }
    var ledger = client("http://127.0.0.1:1").build(clock).ledger("demo");
    for (String name : List.of("", ".", "..")) {
      assertThrows(IllegalArgumentException.class, () -> ledger.transfers().get(name));
    }
  }

  @Test
  void theApiKeyIsNeverShown() {
    var tallybook = client("http://127.0.0.1:1/").build(clock);
    assertEquals("Tallybook[http://127.0.0.1:1]", tallybook.toString());
    var wrong =
        assertThrows(
            IllegalArgumentException.class, () -> client("http://x").apiKey("tb_secret\n").build());
    assertFalse(String.valueOf(wrong.getMessage()).contains("secret"));
    var lost =
        assertThrows(
            NotSentException.class, () -> tallybook.ledger("demo").transfers().create(REQUEST));
    assertFalse(String.valueOf(lost).contains("secret"));
  }

  @Test
  void aKeyThatNoHeaderCanHoldIsRefusedBeforeItIsSent() {
    var ledger = client("http://127.0.0.1:1").build(clock).ledger("demo");
    for (String key : List.of("", "Schlüssel", "a\nb", "x".repeat(256))) {
      assertThrows(
          IllegalArgumentException.class,
          () -> ledger.transfers().create(REQUEST, CallOptions.idempotencyKey(key)));
    }
    assertEquals(List.of(), keysTold);
  }
}
