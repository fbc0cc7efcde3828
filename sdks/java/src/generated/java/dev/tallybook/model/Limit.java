// Generated from openapi/ by `make sdks`; do not edit.
package dev.tallybook.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A limit on what moves within a window of time on one side of accounts below a path.
 *
 * @param active Whether it is in force; it counts only while it is.
 * @param maxCount The most transfers in a window.
 * @param maxSum The most that they may move in a window, in all.
 * @param onExceed `reject`, or `flag`: the transfer is accepted and carries the limit's name in
 *     `flags`.
 * @param per `account`: each account below the prefix counts for itself; `prefix`: all count
 *     together.
 * @param revision Counts changes, from 1.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Limit(
    @JsonProperty("active") boolean active,
    @JsonProperty("asset") String asset,
    @JsonProperty("created_at") Instant createdAt,
    @JsonProperty("direction") Side direction,
    @JsonProperty("max_count") @Nullable Integer maxCount,
    @JsonProperty("max_sum") @Nullable BigDecimal maxSum,
    @JsonProperty("name") String name,
    @JsonProperty("on_exceed") OnExceed onExceed,
    @JsonProperty("path_prefix") String pathPrefix,
    @JsonProperty("per") LimitPer per,
    @JsonProperty("revision") long revision,
    @JsonProperty("updated_at") Instant updatedAt,
    @JsonProperty("window") LimitWindow window) {
  /** Nothing set yet. */
  public static Builder builder() {
    return new Builder();
  }

  /** Sets what is known, by name, and makes the record; new components come here as new methods. */
  public static final class Builder {
    private @Nullable Boolean active;
    private @Nullable String asset;
    private @Nullable Instant createdAt;
    private @Nullable Side direction;
    private @Nullable Integer maxCount;
    private @Nullable BigDecimal maxSum;
    private @Nullable String name;
    private @Nullable OnExceed onExceed;
    private @Nullable String pathPrefix;
    private @Nullable LimitPer per;
    private @Nullable Long revision;
    private @Nullable Instant updatedAt;
    private @Nullable LimitWindow window;

    private Builder() {}

    /** Whether it is in force; it counts only while it is. */
    public Builder active(boolean active) {
      this.active = active;
      return this;
    }

    /** Sets {@code asset}. */
    public Builder asset(String asset) {
      this.asset = asset;
      return this;
    }

    /** Sets {@code createdAt}. */
    public Builder createdAt(Instant createdAt) {
      this.createdAt = createdAt;
      return this;
    }

    /** Sets {@code direction}. */
    public Builder direction(Side direction) {
      this.direction = direction;
      return this;
    }

    /** The most transfers in a window. */
    public Builder maxCount(int maxCount) {
      this.maxCount = maxCount;
      return this;
    }

    /** The most that they may move in a window, in all. */
    public Builder maxSum(BigDecimal maxSum) {
      this.maxSum = maxSum;
      return this;
    }

    /** As above, of a decimal number in text such as {@code 12.30}. */
    public Builder maxSum(String maxSum) {
      return maxSum(new BigDecimal(maxSum));
    }

    /** Sets {@code name}. */
    public Builder name(String name) {
      this.name = name;
      return this;
    }

    /** `reject`, or `flag`: the transfer is accepted and carries the limit's name in `flags`. */
    public Builder onExceed(OnExceed onExceed) {
      this.onExceed = onExceed;
      return this;
    }

    /** Sets {@code pathPrefix}. */
    public Builder pathPrefix(String pathPrefix) {
      this.pathPrefix = pathPrefix;
      return this;
    }

    /** `account`: each account below the prefix counts for itself; `prefix`: all count together. */
    public Builder per(LimitPer per) {
      this.per = per;
      return this;
    }

    /** Counts changes, from 1. */
    public Builder revision(long revision) {
      this.revision = revision;
      return this;
    }

    /** Sets {@code updatedAt}. */
    public Builder updatedAt(Instant updatedAt) {
      this.updatedAt = updatedAt;
      return this;
    }

    /** Sets {@code window}. */
    public Builder window(LimitWindow window) {
      this.window = window;
      return this;
    }

    /** The record; what the API requires must have been set. */
    public Limit build() {
      return new Limit(
          Objects.requireNonNull(active, "active"),
          Objects.requireNonNull(asset, "asset"),
          Objects.requireNonNull(createdAt, "createdAt"),
          Objects.requireNonNull(direction, "direction"),
          maxCount,
          maxSum,
          Objects.requireNonNull(name, "name"),
          Objects.requireNonNull(onExceed, "onExceed"),
          Objects.requireNonNull(pathPrefix, "pathPrefix"),
          Objects.requireNonNull(per, "per"),
          Objects.requireNonNull(revision, "revision"),
          Objects.requireNonNull(updatedAt, "updatedAt"),
          Objects.requireNonNull(window, "window"));
    }
  }
}
