package dev.tallybook;

import dev.tallybook.model.BatchTransferRequest;
import dev.tallybook.model.Json;
import dev.tallybook.model.PostTransfersBatchRequest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What one call sends, however often: the path, the query and the body. */
final class Request {
  private final Operation operation;
  private final String path;
  private final ObjectNode query;
  private final byte @Nullable [] body;
  private final boolean keysInBody;

  Request(Operation operation, String path) {
    this(operation, path, JsonNodeFactory.instance.objectNode(), null, false);
  }

  private Request(
      Operation operation,
      String path,
      ObjectNode query,
      byte @Nullable [] body,
      boolean keysInBody) {
    this.operation = operation;
    this.path = path;
    this.query = query;
    this.body = body;
    this.keysInBody = keysInBody;
  }

  /** With the components of a record as parameters. */
  Request query(Object parameters) {
    ObjectNode all = query.deepCopy();
    all.setAll(Json.mapper().<ObjectNode>valueToTree(parameters));
    return new Request(operation, path, all, body, keysInBody);
  }

  Request parameter(String name, Object value) {
    return query(Map.of(name, value));
  }

  Request body(Object value) {
    boolean keys =
        value instanceof PostTransfersBatchRequest batch
            && batch.transfers().stream()
                .map(BatchTransferRequest::idempotencyKey)
                .anyMatch(Objects::nonNull);
    return new Request(operation, path, query, Json.mapper().writeValueAsBytes(value), keys);
  }

  Operation operation() {
    return operation;
  }

  byte @Nullable [] body() {
    return body;
  }

  /**
   * Whether the items of a batch have idempotency keys of their own, which exclude one of the
   * whole.
   */
  boolean keysInBody() {
    return keysInBody;
  }

  /** The path with the query, to go behind the service's URL. */
  String target() {
    if (query.isEmpty()) {
      return path;
    }
    StringJoiner parameters = new StringJoiner("&", path + "?", "");
    query.forEachEntry((name, value) -> parameters.add(name + "=" + encode(text(value))));
    return parameters.toString();
  }

  private static String text(JsonNode value) {
    return value.isArray()
        ? value.valueStream().map(JsonNode::asString).collect(Collectors.joining(","))
        : value.asString();
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
