// Generated from openapi/ by `make sdks`; do not edit.
package dev.tallybook.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.math.BigDecimal;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A monitor to set.
 *
 * @param active Whether it raises alerts; true unless given.
 * @param asset Only accounts in this asset are watched.
 * @param balance Which of the balance's amounts is watched.
 * @param name Unique in the ledger, for good; `[a-z0-9][a-z0-9_-]{0,62}`.
 * @param pathPrefix The account of this path and all below it, each by itself.
 * @param threshold In major units; at the threshold itself nothing alerts.
 * @param when On which side of the threshold it alerts.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PostMonitorRequest(
    @JsonProperty("active") @Nullable Boolean active,
    @JsonProperty("asset") String asset,
    @JsonProperty("balance") BalanceKind balance,
    @JsonProperty("name") String name,
    @JsonProperty("path_prefix") String pathPrefix,
    @JsonProperty("threshold") BigDecimal threshold,
    @JsonProperty("when") AlertWhen when) {
  /** Nothing set yet. */
  public static Builder builder() {
    return new Builder();
  }

  /** Sets what is known, by name, and makes the record; new components come here as new methods. */
  public static final class Builder {
    private @Nullable Boolean active;
    private @Nullable String asset;
    private @Nullable BalanceKind balance;
    private @Nullable String name;
    private @Nullable String pathPrefix;
    private @Nullable BigDecimal threshold;
    private @Nullable AlertWhen when;

    private Builder() {}

    /** Whether it raises alerts; true unless given. */
    public Builder active(boolean active) {
      this.active = active;
      return this;
    }

    /** Only accounts in this asset are watched. */
    public Builder asset(String asset) {
      this.asset = asset;
      return this;
    }

    /** Which of the balance's amounts is watched. */
    public Builder balance(BalanceKind balance) {
      this.balance = balance;
      return this;
    }

    /** Unique in the ledger, for good; `[a-z0-9][a-z0-9_-]{0,62}`. */
    public Builder name(String name) {
      this.name = name;
      return this;
    }

    /** The account of this path and all below it, each by itself. */
    public Builder pathPrefix(String pathPrefix) {
      this.pathPrefix = pathPrefix;
      return this;
    }

    /** In major units; at the threshold itself nothing alerts. */
    public Builder threshold(BigDecimal threshold) {
      this.threshold = threshold;
      return this;
    }

    /** As above, of a decimal number in text such as {@code 12.30}. */
    public Builder threshold(String threshold) {
      return threshold(new BigDecimal(threshold));
    }

    /** On which side of the threshold it alerts. */
    public Builder when(AlertWhen when) {
      this.when = when;
      return this;
    }

    /** The record; what the API requires must have been set. */
    public PostMonitorRequest build() {
      return new PostMonitorRequest(
          active,
          Objects.requireNonNull(asset, "asset"),
          Objects.requireNonNull(balance, "balance"),
          Objects.requireNonNull(name, "name"),
          Objects.requireNonNull(pathPrefix, "pathPrefix"),
          Objects.requireNonNull(threshold, "threshold"),
          Objects.requireNonNull(when, "when"));
    }
  }
}
