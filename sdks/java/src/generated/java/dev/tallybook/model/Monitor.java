// Generated from openapi/ by `make sdks`; do not edit.
package dev.tallybook.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A condition on a balance of the account of a path and of all below it, each by itself.
 *
 * @param active Whether it raises alerts.
 * @param revision Counts changes, from 1.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Monitor(
    @JsonProperty("active") boolean active,
    @JsonProperty("asset") String asset,
    @JsonProperty("balance") BalanceKind balance,
    @JsonProperty("created_at") Instant createdAt,
    @JsonProperty("name") String name,
    @JsonProperty("path_prefix") String pathPrefix,
    @JsonProperty("revision") long revision,
    @JsonProperty("threshold") BigDecimal threshold,
    @JsonProperty("updated_at") Instant updatedAt,
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
    private @Nullable Instant createdAt;
    private @Nullable String name;
    private @Nullable String pathPrefix;
    private @Nullable Long revision;
    private @Nullable BigDecimal threshold;
    private @Nullable Instant updatedAt;
    private @Nullable AlertWhen when;

    private Builder() {}

    /** Whether it raises alerts. */
    public Builder active(boolean active) {
      this.active = active;
      return this;
    }

    /** Sets {@code asset}. */
    public Builder asset(String asset) {
      this.asset = asset;
      return this;
    }

    /** Sets {@code balance}. */
    public Builder balance(BalanceKind balance) {
      this.balance = balance;
      return this;
    }

    /** Sets {@code createdAt}. */
    public Builder createdAt(Instant createdAt) {
      this.createdAt = createdAt;
      return this;
    }

    /** Sets {@code name}. */
    public Builder name(String name) {
      this.name = name;
      return this;
    }

    /** Sets {@code pathPrefix}. */
    public Builder pathPrefix(String pathPrefix) {
      this.pathPrefix = pathPrefix;
      return this;
    }

    /** Counts changes, from 1. */
    public Builder revision(long revision) {
      this.revision = revision;
      return this;
    }

    /** Sets {@code threshold}. */
    public Builder threshold(BigDecimal threshold) {
      this.threshold = threshold;
      return this;
    }

    /** As above, of a decimal number in text such as {@code 12.30}. */
    public Builder threshold(String threshold) {
      return threshold(new BigDecimal(threshold));
    }

    /** Sets {@code updatedAt}. */
    public Builder updatedAt(Instant updatedAt) {
      this.updatedAt = updatedAt;
      return this;
    }

    /** Sets {@code when}. */
    public Builder when(AlertWhen when) {
      this.when = when;
      return this;
    }

    /** The record; what the API requires must have been set. */
    public Monitor build() {
      return new Monitor(
          Objects.requireNonNull(active, "active"),
          Objects.requireNonNull(asset, "asset"),
          Objects.requireNonNull(balance, "balance"),
          Objects.requireNonNull(createdAt, "createdAt"),
          Objects.requireNonNull(name, "name"),
          Objects.requireNonNull(pathPrefix, "pathPrefix"),
          Objects.requireNonNull(revision, "revision"),
          Objects.requireNonNull(threshold, "threshold"),
          Objects.requireNonNull(updatedAt, "updatedAt"),
          Objects.requireNonNull(when, "when"));
    }
  }
}
