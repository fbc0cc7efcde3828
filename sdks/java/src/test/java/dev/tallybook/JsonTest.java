package dev.tallybook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.tallybook.model.Account;
import dev.tallybook.model.AccountType;
import dev.tallybook.model.BalanceSides;
import dev.tallybook.model.Change;
import dev.tallybook.model.Json;
import dev.tallybook.model.PatchAccountRequest;
import dev.tallybook.model.PatchPolicyRequest;
import dev.tallybook.model.PostTransferRequest;
import dev.tallybook.model.Problem;
import dev.tallybook.model.ProblemCode;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;

/** How values pass between JSON and the records. */
class JsonTest {
  private static final String SIDES = "{\"amount\":%s,\"credits\":\"0\",\"debits\":\"0\"}";

  private static BalanceSides sides(String amount) {
    return Json.mapper().readValue(SIDES.formatted(amount), BalanceSides.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "12.30",
        "0.00",
        "-5.000",
        "12345678901234567890.123456789012345678",
        "0.000000000000000001",
        "100"
      })
  void anAmountComesBackAsItWasPrinted(String text) {
    BalanceSides read = sides('"' + text + '"');
    assertEquals(new BigDecimal(text), read.amount());
    assertEquals(SIDES.formatted('"' + text + '"'), Json.mapper().writeValueAsString(read));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "12.30",
        "12",
        "1e3",
        "true",
        "\"1e3\"",
        "\"1e999999999\"",
        "\"\"",
        "\"NaN\"",
        "\" 1\"",
        "[\"1\"]"
      })
  void whatIsNoPlainDecimalStringIsRefused(String json) {
    assertThrows(JacksonException.class, () -> sides(json));
  }

  @Test
  void anAmountIsNeverSentInExponentForm() {
    var request = PostTransferRequest.builder().amount(new BigDecimal("1E+3")).build();
    assertEquals("{\"amount\":\"1000\"}", Json.mapper().writeValueAsString(request));
    request = PostTransferRequest.builder().amount(new BigDecimal("1E-18")).build();
    assertEquals(
        "{\"amount\":\"0.000000000000000001\"}", Json.mapper().writeValueAsString(request));
  }

  @Test
  void timesHaveAtMostSixDecimals() {
    var request =
        PostTransferRequest.builder()
            .effectiveAt(Instant.parse("2026-03-01T08:00:00.123456789Z"))
            .build();
    assertEquals(
        "{\"effective_at\":\"2026-03-01T08:00:00.123456Z\"}",
        Json.mapper().writeValueAsString(request));
  }

  @Test
  void whatIsNewIsPassedOver() {
    Account account =
        Json.mapper()
            .readValue(
                "{\"type\": \"memorandum\", \"colour\": \"red\", \"policy\": {}}", Account.class);
    assertEquals(AccountType.UNRECOGNIZED, account.type());
    assertEquals(List.of(), account.policy().allowedCounterparties());
    assertNull(account.description());
    assertEquals(ProblemCode.UNRECOGNIZED, ProblemCode.of("too_green"));
    assertEquals(
        "too_green", Json.mapper().readValue("{\"code\": \"too_green\"}", Problem.class).code());
  }

  @Test
  void leavingAloneClearingAndSettingAreThree() {
    var request =
        PatchAccountRequest.builder()
            .clearDescription()
            .metadata("tier", null)
            .metadata("name", "Ada")
            .ifMetadata("tier", null)
            .policy(
                PatchPolicyRequest.builder()
                    .minBalance("0.00")
                    .clearMaxBalance()
                    .clearApproval()
                    .build())
            .build();
    String json =
        "{\"description\":null,\"if_metadata\":{\"tier\":null},\"metadata\":{\"tier\":null,\"name\":\"Ada\"},"
            + "\"policy\":{\"approval\":null,\"max_balance\":null,\"min_balance\":\"0.00\"}}";
    assertEquals(json, Json.mapper().writeValueAsString(request));
    PatchAccountRequest read = Json.mapper().readValue(json, PatchAccountRequest.class);
    assertEquals(request, read);
    assertEquals(Change.clear(), read.description());
    assertNull(read.status());
  }

  @Test
  void aRecordKeepsACopyOfItsLists() {
    var types = new ArrayList<>(List.of("transfer.posted"));
    var query = Events.ListQuery.builder().types(types).build();
    types.add("transfer.voided");
    assertEquals(List.of("transfer.posted"), query.types());
  }

  @Test
  void whatTheApiRequiresIsAskedFor() {
    var missing = assertThrows(NullPointerException.class, () -> Problem.builder().build());
    assertEquals("code", missing.getMessage());
  }
}
