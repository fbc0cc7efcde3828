package dev.tallybook;

import dev.tallybook.model.Json;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Calls the client's method for an operation id, with its arguments read from JSON, and prints the
 * answer as JSON.
 */
final class ScenarioCalls {
  private static final JsonMapper JSON = Json.mapper();

  /** Operation id, resource, method. */
  private static final String METHODS =
      """
      post_ledger ledgers create
      get_ledger ledgers get
      get_ledgers ledgers list
      post_asset assets create
      get_asset assets get
      get_assets assets list
      post_account accounts create
      post_accounts_batch accounts createBatch
      get_account accounts get
      get_accounts accounts list
      patch_account accounts update
      get_account_balance balances get
      get_balances balances list
      post_transfer transfers create
      post_transfers_batch transfers createBatch
      post_simulate transfers simulate
      post_reverse transfers reverse
      get_transfer transfers get
      get_transfers transfers list
      patch_transfer transfers update
      get_account_postings transfers listPostings
      get_idempotency_key transfers keyOutcome
      get_holds holds list
      post_capture holds capture
      post_void holds voidHold
      post_increment holds increment
      post_extend holds extend
      get_proposals approvals list
      get_proposal approvals get
      post_approve approvals approve
      post_reject approvals reject
      post_limit limits create
      get_limit limits get
      get_limits limits list
      patch_limit limits update
      post_monitor monitors create
      get_monitor monitors get
      get_monitors monitors list
      patch_monitor monitors update
      get_monitor_accounts monitors listAccounts
      get_events events list
      post_webhook_endpoint webhooks create
      get_webhook_endpoint webhooks get
      get_webhook_endpoints webhooks list
      patch_webhook_endpoint webhooks update
      delete_webhook_endpoint webhooks delete
      get_attempts webhooks listAttempts
      get_dead_letters webhooks listDeadLetters
      post_redrive webhooks redrive
      post_replay webhooks replay
      post_rotate_secret webhooks rotateSecret
      """;

  private final Tallybook tallybook;
  private final Map<String, String[]> methods = new HashMap<>();

  ScenarioCalls(Tallybook tallybook) {
    this.tallybook = tallybook;
    METHODS.lines().map(line -> line.split(" ")).forEach(words -> methods.put(words[0], words));
  }

  JsonNode call(String name, ObjectNode step) throws Exception {
    boolean all = name.startsWith("iterate:");
    String[] words = methods.get(name.replace("iterate:", ""));
    if (words == null) {
      throw new IllegalArgumentException("no call is named " + name);
    }
    ObjectNode params = step.withObject("/params");
    Object resource = resource(words[1], params);
    Method method = longest(resource, words[2] + (all ? "All" : ""));
    Object[] arguments =
        Arrays.stream(method.getParameters())
            .map(parameter -> argument(parameter, step, params))
            .toArray();
    try {
      Object answer = method.invoke(resource, arguments);
      if (answer == null) {
        return JsonNodeFactory.instance.nullNode();
      }
      return answer instanceof Paged<?> rows
          ? Scenario.data(rows.stream())
          : JSON.valueToTree(answer);
    } catch (InvocationTargetException thrown) {
      throw thrown.getCause() instanceof Exception exception ? exception : thrown;
    }
  }

  private Object resource(String name, ObjectNode params) throws ReflectiveOperationException {
    if (name.equals("ledgers")) {
      return tallybook.ledgers();
    }
    LedgerClient ledger = tallybook.ledger(params.remove("ledger").asString());
    return LedgerClient.class.getMethod(name).invoke(ledger);
  }

  private static Method longest(Object resource, String name) {
    return Arrays.stream(resource.getClass().getMethods())
        .filter(method -> method.getName().equals(name))
        .max(Comparator.comparingInt(Method::getParameterCount))
        .orElseThrow();
  }

  /** Path parameters are strings; what is left of the parameters makes the query. */
  private static Object argument(Parameter parameter, JsonNode step, ObjectNode params) {
    Class<?> type = parameter.getType();
    if (type == String.class) {
      return params.remove(parameter.getName()).asString();
    }
    if (type == CallOptions.class) {
      CallOptions.Builder options =
          CallOptions.builder().dryRun(params.path("dry_run").asBoolean(false));
      if (step.has("idempotency_key")) {
        options.idempotencyKey(step.path("idempotency_key").asString());
      }
      return options.build();
    }
    return type.getSimpleName().endsWith("Query")
        ? JSON.treeToValue(params, type)
        : JSON.treeToValue(step.path("body"), type);
  }
}
