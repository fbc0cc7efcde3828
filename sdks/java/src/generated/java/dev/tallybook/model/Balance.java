// Generated from openapi/ by `make sdks`; do not edit.
package dev.tallybook.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.math.BigDecimal;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A balance. `posted` is final; `pending` counts posted and held together; `available` is what may
 * still leave: the posted normal side − the other side posted and held.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Balance(
    @JsonProperty("available") BigDecimal available,
    @JsonProperty("pending") BalanceSides pending,
    @JsonProperty("posted") BalanceSides posted) {
  /** Nothing set yet. */
  public static Builder builder() {
    return new Builder();
  }

  /** Sets what is known, by name, and makes the record; new components come here as new methods. */
  public static final class Builder {
    private @Nullable BigDecimal available;
    private @Nullable BalanceSides pending;
    private @Nullable BalanceSides posted;

    private Builder() {}

    /** Sets {@code available}. */
    public Builder available(BigDecimal available) {
      this.available = available;
      return this;
    }

    /** As above, of a decimal number in text such as {@code 12.30}. */
    public Builder available(String available) {
      return available(new BigDecimal(available));
    }

    /** Sets {@code pending}. */
    public Builder pending(BalanceSides pending) {
      this.pending = pending;
      return this;
    }

    /** Sets {@code posted}. */
    public Builder posted(BalanceSides posted) {
      this.posted = posted;
      return this;
    }

    /** The record; what the API requires must have been set. */
    public Balance build() {
      return new Balance(
          Objects.requireNonNull(available, "available"),
          Objects.requireNonNull(pending, "pending"),
          Objects.requireNonNull(posted, "posted"));
    }
  }
}
