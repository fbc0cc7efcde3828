package dev.tallybook;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** Answers one request after another as it was told, and remembers what it was asked. */
final class ScriptedServer implements AutoCloseable {
  /** What becomes of one request. */
  interface Step {
    void answer(HttpExchange exchange) throws IOException, InterruptedException;
  }

  record Seen(String method, String target, HttpExchange exchange, String body) {
    @Nullable String header(String name) {
      return exchange.getRequestHeaders().getFirst(name);
    }
  }

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Queue<Step> script = new ConcurrentLinkedQueue<>();
  private final List<Seen> seen = new CopyOnWriteArrayList<>();
  private final HttpServer server;

  ScriptedServer(Step... steps) throws IOException {
    script.addAll(List.of(steps));
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  private void handle(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    seen.add(
        new Seen(exchange.getRequestMethod(), exchange.getRequestURI().toString(), exchange, body));
    Step step = script.poll();
    try (exchange) {
      (step == null ? answer(418, "the script has ended") : step).answer(exchange);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  List<Seen> seen() {
    return seen;
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  /** An answer with JSON where the body begins so; headers by name and value. */
  static Step answer(int status, String body, String... headers) {
    return exchange -> {
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      exchange
          .getResponseHeaders()
          .set("Content-Type", body.startsWith("{") ? "application/json" : "text/html");
      for (int i = 0; i < headers.length; i += 2) {
        exchange.getResponseHeaders().set(headers[i], headers[i + 1]);
      }
      exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
    };
  }

  static Step problem(int status, String code, String... headers) {
    String body =
        """
        {"type": "urn:tallybook:problem:%s", "title": "A title.", "status": %d, "code": "%s", "detail": "What happened.", "request_id": "r-1"}"""
            .formatted(code, status, code);
    return answer(status, body, headers);
  }

  /** The connection ends without an answer. */
  static Step drop() {
    return HttpExchange::close;
  }

  /** The head and a part of the body come, and then nothing. */
  static Step stall(String body) {
    return exchange -> {
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(201, bytes.length + 1);
      exchange.getResponseBody().write(bytes);
      exchange.getResponseBody().flush();
      Thread.sleep(60_000);
    };
  }

  /** Nothing comes. */
  static Step hang() {
    return exchange -> Thread.sleep(60_000);
  }

  /** Server-sent events, after which the stream ends. */
  static Step stream(String text) {
    return exchange -> {
      exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
      exchange.sendResponseHeaders(200, 0);
      exchange.getResponseBody().write(text.getBytes(StandardCharsets.UTF_8));
    };
  }

  /** Server-sent events, after which nothing comes. */
  static Step openStream(String text) {
    return exchange -> {
      exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
      exchange.sendResponseHeaders(200, 0);
      exchange.getResponseBody().write(text.getBytes(StandardCharsets.UTF_8));
      exchange.getResponseBody().flush();
      Thread.sleep(60_000);
    };
  }
}
