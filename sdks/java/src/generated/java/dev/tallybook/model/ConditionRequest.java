// Generated from openapi/ by `make sdks`; do not edit.
package dev.tallybook.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * What must be true of a posting's account; at least one condition. Balances are compared as the
 * whole transfer leaves them.
 *
 * @param accountVersion The account's version that you saw: nothing was posted or held on it since.
 * @param available The balance's `available`.
 * @param pending The balance's `pending.amount`.
 * @param posted The balance's `posted.amount`.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ConditionRequest(
    @JsonProperty("account_version") @Nullable Long accountVersion,
    @JsonProperty("available") @Nullable ComparisonRequest available,
    @JsonProperty("pending") @Nullable ComparisonRequest pending,
    @JsonProperty("posted") @Nullable ComparisonRequest posted) {
  /** Nothing set yet. */
  public static Builder builder() {
    return new Builder();
  }

  /** Sets what is known, by name, and makes the record; new components come here as new methods. */
  public static final class Builder {
    private @Nullable Long accountVersion;
    private @Nullable ComparisonRequest available;
    private @Nullable ComparisonRequest pending;
    private @Nullable ComparisonRequest posted;

    private Builder() {}

    /** The account's version that you saw: nothing was posted or held on it since. */
    public Builder accountVersion(long accountVersion) {
      this.accountVersion = accountVersion;
      return this;
    }

    /** The balance's `available`. */
    public Builder available(ComparisonRequest available) {
      this.available = available;
      return this;
    }

    /** The balance's `pending.amount`. */
    public Builder pending(ComparisonRequest pending) {
      this.pending = pending;
      return this;
    }

    /** The balance's `posted.amount`. */
    public Builder posted(ComparisonRequest posted) {
      this.posted = posted;
      return this;
    }

    /** The record; what the API requires must have been set. */
    public ConditionRequest build() {
      return new ConditionRequest(accountVersion, available, pending, posted);
    }
  }
}
