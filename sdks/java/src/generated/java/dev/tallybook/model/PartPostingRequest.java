// Generated from openapi/ by `make sdks`; do not edit.
package dev.tallybook.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.math.BigDecimal;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How much of one posting of a hold or a transfer.
 *
 * @param account By path or id.
 * @param amount A decimal string in major units, above zero.
 * @param direction As in the hold or transfer that is acted on.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PartPostingRequest(
    @JsonProperty("account") String account,
    @JsonProperty("amount") BigDecimal amount,
    @JsonProperty("direction") Side direction) {
  /** Nothing set yet. */
  public static Builder builder() {
    return new Builder();
  }

  /** Sets what is known, by name, and makes the record; new components come here as new methods. */
  public static final class Builder {
    private @Nullable String account;
    private @Nullable BigDecimal amount;
    private @Nullable Side direction;

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

    /** As in the hold or transfer that is acted on. */
    public Builder direction(Side direction) {
      this.direction = direction;
      return this;
    }

    /** The record; what the API requires must have been set. */
    public PartPostingRequest build() {
      return new PartPostingRequest(
          Objects.requireNonNull(account, "account"),
          Objects.requireNonNull(amount, "amount"),
          Objects.requireNonNull(direction, "direction"));
    }
  }
}
