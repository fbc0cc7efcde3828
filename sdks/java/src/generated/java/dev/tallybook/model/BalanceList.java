// Generated from openapi/ by `make sdks`; do not edit.
package dev.tallybook.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Balances of many accounts at an instant, as known at another.
 *
 * @param asOf The instant that was asked for; null where everything recorded counts.
 * @param isFinal Whether this answer can never change.
 * @param nextCursor Leads to the next page, which is answered at the same `seq`; null at the list's
 *     end.
 * @param seq The ledger's number that this was answered at.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record BalanceList(
    @JsonProperty("as_of") @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable Instant asOf,
    @JsonProperty("data") List<BalanceRow> data,
    @JsonProperty("final") boolean isFinal,
    @JsonProperty("known_at") Instant knownAt,
    @JsonProperty("next_cursor") @JsonInclude(JsonInclude.Include.ALWAYS)
        @Nullable String nextCursor,
    @JsonProperty("seq") long seq) {
  /** Copies lists and maps. */
  public BalanceList {
    data = Copies.of(data);
  }

  /** Nothing set yet. */
  public static Builder builder() {
    return new Builder();
  }

  /** Sets what is known, by name, and makes the record; new components come here as new methods. */
  public static final class Builder {
    private @Nullable Instant asOf;
    private @Nullable List<BalanceRow> data;
    private @Nullable Boolean isFinal;
    private @Nullable Instant knownAt;
    private @Nullable String nextCursor;
    private @Nullable Long seq;

    private Builder() {}

    /** The instant that was asked for; null where everything recorded counts. */
    public Builder asOf(Instant asOf) {
      this.asOf = asOf;
      return this;
    }

    /** Sets {@code data}. */
    public Builder data(List<BalanceRow> data) {
      this.data = data;
      return this;
    }

    /** As above, of single elements. */
    public Builder data(BalanceRow... data) {
      return data(List.of(data));
    }

    /** Whether this answer can never change. */
    public Builder isFinal(boolean isFinal) {
      this.isFinal = isFinal;
      return this;
    }

    /** Sets {@code knownAt}. */
    public Builder knownAt(Instant knownAt) {
      this.knownAt = knownAt;
      return this;
    }

    /** Leads to the next page, which is answered at the same `seq`; null at the list's end. */
    public Builder nextCursor(String nextCursor) {
      this.nextCursor = nextCursor;
      return this;
    }

    /** The ledger's number that this was answered at. */
    public Builder seq(long seq) {
      this.seq = seq;
      return this;
    }

    /** The record; what the API requires must have been set. */
    public BalanceList build() {
      return new BalanceList(
          asOf,
          Objects.requireNonNull(data, "data"),
          Objects.requireNonNull(isFinal, "isFinal"),
          Objects.requireNonNull(knownAt, "knownAt"),
          nextCursor,
          Objects.requireNonNull(seq, "seq"));
    }
  }
}
