package dev.tallybook;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * One of the API's operations, as the OpenAPI document has it.
 *
 * @param takesKey whether it takes an idempotency key
 * @param takesDryRun whether it can be asked what it would answer
 * @param proposes whether it may answer 202 with a proposal
 */
record Operation(
    String method,
    String id,
    String path,
    boolean takesKey,
    boolean takesDryRun,
    boolean proposes) {
  static Operation of(String method, String id, String path) {
    return new Operation(method, id, path, false, false, false);
  }

  Operation withKey() {
    return new Operation(method, id, path, true, takesDryRun, proposes);
  }

  Operation withDryRun() {
    return new Operation(method, id, path, takesKey, true, proposes);
  }

  Operation withProposal() {
    return new Operation(method, id, path, takesKey, takesDryRun, true);
  }

  /** A request for what the path's parameters name, in their order. */
  Request request(String... names) {
    String filled = path;
    for (String name : names) {
      if (name.isEmpty()
          || name.equals(".")
          || name.equals("..")) { // the path would lead elsewhere
        throw new IllegalArgumentException("\"" + name + "\" is the name of nothing");
      }
      filled = filled.replaceFirst("\\{[a-z_]+}", encode(name));
    }
    return new Request(this, filled);
  }

  /** Percent-encoded but for what a path may hold as it is; account paths are full of colons. */
  private static String encode(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20").replace("%3A", ":");
  }
}
