package dev.tallybook;

import dev.tallybook.model.Event;
import dev.tallybook.model.Json;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * Runs the scenario that all clients run, against a live service behind a proxy that loses answers.
 */
final class Scenario {
  private static final JsonMapper JSON = Json.mapper();
  private static final Pattern VARIABLE = Pattern.compile("\\{([a-z_]+)}");

  private final Tallybook tallybook = Tallybook.create();
  private final ScenarioCalls calls = new ScenarioCalls(tallybook);
  private final HttpClient http = HttpClient.newHttpClient();
  private final Map<String, JsonNode> variables = new HashMap<>();

  private Scenario() {
    variables.put("run", StringNode.valueOf(environment("TALLYBOOK_RUN")));
  }

  public static void main(String[] arguments) throws Exception {
    JsonNode steps =
        JSON.readTree(Files.readString(Path.of(environment("TALLYBOOK_SCENARIO")))).path("steps");
    Scenario scenario = new Scenario();
    int matched = 0;
    for (JsonNode step : steps) {
      String difference = scenario.run(step);
      if (difference != null) {
        System.out.println("DIFFERS " + step.path("name").asString() + ": " + difference);
        System.exit(1);
      }
      System.out.println("ok " + step.path("name").asString());
      matched++;
    }
    System.out.println(matched + " passed, 0 failed");
    System.exit(matched == 0 ? 1 : 0);
  }

  private static String environment(String name) {
    return Objects.requireNonNull(System.getenv(name), name);
  }

  private @Nullable String run(JsonNode step) throws Exception {
    String expecting = "expect";
    JsonNode answer;
    try {
      answer = call(step.path("call").asString(), (ObjectNode) filled(step));
    } catch (ProblemException refused) {
      expecting = "expect_problem";
      answer = JSON.valueToTree(refused.problem());
      if (!refused.code().value().equals(answer.path("code").asString())) {
        return "the code " + answer.path("code") + " is read as " + refused.code();
      }
    } catch (OutcomeUnknownException unknown) {
      expecting = "expect_error";
      answer = StringNode.valueOf("outcome_unknown");
    } catch (TransferProposedException proposed) {
      expecting = "expect_error";
      answer = StringNode.valueOf("transfer_proposed");
    } catch (InvalidWebhookException invalid) {
      expecting = "expect_error";
      answer = StringNode.valueOf("webhook_invalid");
    }
    for (String other : List.of("expect", "expect_problem", "expect_error")) {
      if (!other.equals(expecting) && step.has(other)) {
        return "%s %s, got %s".formatted(other, step.get(other), answer);
      }
    }
    if (!expecting.equals("expect") && !step.has(expecting)) {
      return "not expected: " + answer;
    }
    if (step.has(expecting)) {
      JsonNode expected = filled(step.get(expecting));
      if (!matches(expected, answer)) {
        return "expected %s, got %s".formatted(expected, answer);
      }
    }
    for (Map.Entry<String, JsonNode> save : step.path("save").properties()) {
      JsonNode value = answer.at(save.getValue().asString());
      if (value.isMissingNode()) {
        return "there is no %s in %s".formatted(save.getValue(), answer);
      }
      variables.put(save.getKey(), value);
    }
    return null;
  }

  private JsonNode call(String name, ObjectNode step) throws Exception {
    JsonNode params = step.path("params");
    return switch (name) {
      case "proxy" -> proxy(params);
      case "stream_events", "consume_events" -> feed(name, params);
      case "account_versions" -> accountVersions(params.path("events"));
      case "verify_webhook" -> verifyWebhook(params);
      default -> calls.call(name, step);
    };
  }

  private JsonNode proxy(JsonNode told) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(environment("TALLYBOOK_PROXY") + "/control"))
            .POST(BodyPublishers.ofString(told.toString()))
            .build();
    var answer = http.send(request, BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IllegalStateException("the proxy refused " + told + ": " + answer.body());
    }
    return JSON.readTree(answer.body());
  }

  private JsonNode feed(String name, JsonNode params) {
    Events events = tallybook.ledger(params.path("ledger").asString()).events();
    ObjectNode query = (ObjectNode) params.deepCopy();
    query.remove(List.of("ledger", "take"));
    EventFeed open =
        name.equals("stream_events")
            ? events.stream(JSON.treeToValue(query, Events.StreamQuery.class))
            : events.consume(JSON.treeToValue(query, Events.ListQuery.class));
    try (EventFeed feed = open) {
      return data(feed.stream().limit(params.path("take").asInt()));
    }
  }

  static ObjectNode data(Stream<?> rows) {
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    rows.forEach(row -> answer.withArray("/data").add(JSON.<JsonNode>valueToTree(row)));
    return answer;
  }

  private static JsonNode accountVersions(JsonNode events) {
    AccountVersions versions = new AccountVersions();
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    ArrayNode news = answer.putArray("news");
    events.forEach(event -> news.add(versions.isNews(JSON.treeToValue(event, Event.class))));
    return answer;
  }

  private static JsonNode verifyWebhook(JsonNode params) {
    Map<String, List<String>> headers = new HashMap<>();
    params
        .path("headers")
        .forEachEntry((name, value) -> headers.put(name, List.of(value.asString())));
    byte[] payload = params.path("payload").asString().getBytes(StandardCharsets.UTF_8);
    return JSON.valueToTree(
        new WebhookVerifier(params.path("secret").asString()).verify(payload, headers));
  }

  /** With variables in place of their names, at any depth. */
  private JsonNode filled(JsonNode value) {
    if (value.isObject()) {
      ObjectNode copy = JsonNodeFactory.instance.objectNode();
      value.forEachEntry((name, member) -> copy.set(name, filled(member)));
      return copy;
    }
    if (value.isArray()) {
      ArrayNode copy = JsonNodeFactory.instance.arrayNode();
      value.forEach(element -> copy.add(filled(element)));
      return copy;
    }
    if (!value.isString()) {
      return value;
    }
    String text = value.asString();
    Matcher whole = VARIABLE.matcher(text);
    if (whole.matches()) {
      return variable(whole.group(1));
    }
    return StringNode.valueOf(
        VARIABLE
            .matcher(text)
            .replaceAll(match -> Matcher.quoteReplacement(variable(match.group(1)).asString())));
  }

  private JsonNode variable(String name) {
    return Objects.requireNonNull(variables.get(name), () -> "no variable " + name);
  }

  /** Whether all that is expected is there; more may be. */
  static boolean matches(JsonNode expected, JsonNode got) {
    if (expected.isString() && expected.asString().equals("*")) {
      return !got.isMissingNode();
    }
    if (expected.isObject() && expected.has("$length")) {
      return got.isArray() && got.size() == expected.get("$length").asInt();
    }
    if (expected.isObject()) {
      return got.isObject()
          && expected.properties().stream()
              .allMatch(member -> matches(member.getValue(), got.path(member.getKey())));
    }
    if (expected.isArray()) {
      return got.isArray()
          && expected.size() == got.size()
          && Stream.iterate(0, index -> index + 1)
              .limit(expected.size())
              .allMatch(index -> matches(expected.get(index), got.get(index)));
    }
    return expected.isNumber()
        ? got.isNumber() && expected.asDouble() == got.asDouble()
        : expected.equals(got);
  }
}
