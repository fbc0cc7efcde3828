// Generated from openapi/ by `make sdks`; do not edit.
package dev.tallybook.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What became of a hold. The amounts are those of one side; where assets or postings differ,
 * `postings` has them all.
 *
 * @param amount Held in all, increments included; absent where the hold is in several assets.
 * @param entries The captures, voids, increments, extensions and the expiry that it had, in order;
 *     the first 100.
 * @param expiresAt When it ends, or ended, by itself.
 * @param postings One for each posting of the hold, in its order.
 * @param remaining Still held.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Hold(
    @JsonProperty("amount") @Nullable BigDecimal amount,
    @JsonProperty("captured") @Nullable BigDecimal captured,
    @JsonProperty("entries") List<HoldEntry> entries,
    @JsonProperty("expires_at") @Nullable Instant expiresAt,
    @JsonProperty("postings") List<HoldPosting> postings,
    @JsonProperty("remaining") @Nullable BigDecimal remaining,
    @JsonProperty("status") HoldStatus status) {
  /** Copies lists and maps. */
  public Hold {
    entries = Copies.of(entries);
    postings = Copies.of(postings);
  }

  /** Nothing set yet. */
  public static Builder builder() {
    return new Builder();
  }

  /** Sets what is known, by name, and makes the record; new components come here as new methods. */
  public static final class Builder {
    private @Nullable BigDecimal amount;
    private @Nullable BigDecimal captured;
    private @Nullable List<HoldEntry> entries;
    private @Nullable Instant expiresAt;
    private @Nullable List<HoldPosting> postings;
    private @Nullable BigDecimal remaining;
    private @Nullable HoldStatus status;

    private Builder() {}

    /** Held in all, increments included; absent where the hold is in several assets. */
    public Builder amount(BigDecimal amount) {
      this.amount = amount;
      return this;
    }

    /** As above, of a decimal number in text such as {@code 12.30}. */
    public Builder amount(String amount) {
      return amount(new BigDecimal(amount));
    }

    /** Sets {@code captured}. */
    public Builder captured(BigDecimal captured) {
      this.captured = captured;
      return this;
    }

    /** As above, of a decimal number in text such as {@code 12.30}. */
    public Builder captured(String captured) {
      return captured(new BigDecimal(captured));
    }

    /**
     * The captures, voids, increments, extensions and the expiry that it had, in order; the first
     * 100.
     */
    public Builder entries(List<HoldEntry> entries) {
      this.entries = entries;
      return this;
    }

    /** As above, of single elements. */
    public Builder entries(HoldEntry... entries) {
      return entries(List.of(entries));
    }

    /** When it ends, or ended, by itself. */
    public Builder expiresAt(Instant expiresAt) {
      this.expiresAt = expiresAt;
      return this;
    }

    /** One for each posting of the hold, in its order. */
    public Builder postings(List<HoldPosting> postings) {
      this.postings = postings;
      return this;
    }

    /** As above, of single elements. */
    public Builder postings(HoldPosting... postings) {
      return postings(List.of(postings));
    }

    /** Still held. */
    public Builder remaining(BigDecimal remaining) {
      this.remaining = remaining;
      return this;
    }

    /** As above, of a decimal number in text such as {@code 12.30}. */
    public Builder remaining(String remaining) {
      return remaining(new BigDecimal(remaining));
    }

    /** Sets {@code status}. */
    public Builder status(HoldStatus status) {
      this.status = status;
      return this;
    }

    /** The record; what the API requires must have been set. */
    public Hold build() {
      return new Hold(
          amount,
          captured,
          Objects.requireNonNull(entries, "entries"),
          expiresAt,
          Objects.requireNonNull(postings, "postings"),
          remaining,
          Objects.requireNonNull(status, "status"));
    }
  }
}
