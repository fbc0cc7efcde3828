// Generated from openapi/ by `make sdks`; do not edit.
package dev.tallybook.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.math.BigDecimal;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One leg of a transfer or a hold.
 *
 * @param account By path or id.
 * @param amount A decimal string in major units, above zero.
 * @param condition What must be true of the account for the whole transfer to be accepted.
 * @param upTo Whether `amount` is the most, and what the account can give or take will do; where
 *     there are exactly two postings.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PostingRequest(
    @JsonProperty("account") String account,
    @JsonProperty("amount") BigDecimal amount,
    @JsonProperty("direction") Side direction,
    @JsonProperty("if") @Nullable ConditionRequest condition,
    @JsonProperty("up_to") @Nullable Boolean upTo) {
  /** Nothing set yet. */
  public static Builder builder() {
    return new Builder();
  }

  /** Sets what is known, by name, and makes the record; new components come here as new methods. */
  public static final class Builder {
    private @Nullable String account;
    private @Nullable BigDecimal amount;
    private @Nullable Side direction;
    private @Nullable ConditionRequest condition;
    private @Nullable Boolean upTo;

    private Builder() {}

    /** By path or id. */
    public Builder account(String account) {
      this.account = account;
      return this;
    }

    /** A decimal string in major units, above zero. */
    public Builder amount(BigDecimal amount) {
      this.amount = amount;
      return this;
    }

    /** As above, of a decimal number in text such as {@code 12.30}. */
    public Builder amount(String amount) {
      return amount(new BigDecimal(amount));
    }

    /** Sets {@code direction}. */
    public Builder direction(Side direction) {
      this.direction = direction;
      return this;
    }

    /** What must be true of the account for the whole transfer to be accepted. */
    public Builder condition(ConditionRequest condition) {
      this.condition = condition;
      return this;
    }

    /**
     * Whether `amount` is the most, and what the account can give or take will do; where there are
     * exactly two postings.
     */
    public Builder upTo(boolean upTo) {
      this.upTo = upTo;
      return this;
    }

    /** The record; what the API requires must have been set. */
    public PostingRequest build() {
      return new PostingRequest(
          Objects.requireNonNull(account, "account"),
          Objects.requireNonNull(amount, "amount"),
          Objects.requireNonNull(direction, "direction"),
          condition,
          upTo);
    }
  }
}
