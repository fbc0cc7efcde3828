// Generated from openapi/ by `make sdks`; do not edit.
package dev.tallybook.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.math.BigDecimal;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A limit to set: `max_sum`, `max_count`, or both.
 *
 * @param active Whether it is in force; true unless given.
 * @param asset Only postings in this asset count.
 * @param direction Only postings on this side count.
 * @param maxCount The most transfers and holds in a window.
 * @param maxSum The most that may be moved in a window, in major units.
 * @param name Unique in the ledger, for good; `[a-z0-9][a-z0-9_-]{0,62}`.
 * @param onExceed `reject` unless given.
 * @param pathPrefix The account of this path and all below it.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PostLimitRequest(
    @JsonProperty("active") @Nullable Boolean active,
    @JsonProperty("asset") String asset,
    @JsonProperty("direction") Side direction,
    @JsonProperty("max_count") @Nullable Long maxCount,
    @JsonProperty("max_sum") @Nullable BigDecimal maxSum,
    @JsonProperty("name") String name,
    @JsonProperty("on_exceed") @Nullable OnExceed onExceed,
    @JsonProperty("path_prefix") String pathPrefix,
    @JsonProperty("per") LimitPer per,
    @JsonProperty("window") WindowRequest window) {
  /** Nothing set yet. */
  public static Builder builder() {
    return new Builder();
  }

  /** Sets what is known, by name, and makes the record; new components come here as new methods. */
  public static final class Builder {
    private @Nullable Boolean active;
    private @Nullable String asset;
    private @Nullable Side direction;
    private @Nullable Long maxCount;
    private @Nullable BigDecimal maxSum;
    private @Nullable String name;
    private @Nullable OnExceed onExceed;
    private @Nullable String pathPrefix;
    private @Nullable LimitPer per;
    private @Nullable WindowRequest window;

    private Builder() {}

    /** Whether it is in force; true unless given. */
    public Builder active(boolean active) {
      this.active = active;
      return this;
    }

    /** Only postings in this asset count. */
    public Builder asset(String asset) {
      this.asset = asset;
      return this;
    }

    /** Only postings on this side count. */
    public Builder direction(Side direction) {
      this.direction = direction;
      return this;
    }

    /** The most transfers and holds in a window. */
    public Builder maxCount(long maxCount) {
      this.maxCount = maxCount;
      return this;
    }

    /** The most that may be moved in a window, in major units. */
    public Builder maxSum(BigDecimal maxSum) {
      this.maxSum = maxSum;
      return this;
    }

    /** As above, of a decimal number in text such as {@code 12.30}. */
    public Builder maxSum(String maxSum) {
      return maxSum(new BigDecimal(maxSum));
    }

    /** Unique in the ledger, for good; `[a-z0-9][a-z0-9_-]{0,62}`. */
    public Builder name(String name) {
      this.name = name;
      return this;
    }

    /** `reject` unless given. */
    public Builder onExceed(OnExceed onExceed) {
      this.onExceed = onExceed;
      return this;
    }

    /** The account of this path and all below it. */
    public Builder pathPrefix(String pathPrefix) {
      this.pathPrefix = pathPrefix;
      return this;
    }

    /** Sets {@code per}. */
    public Builder per(LimitPer per) {
      this.per = per;
      return this;
    }

    /** Sets {@code window}. */
    public Builder window(WindowRequest window) {
      this.window = window;
      return this;
    }

    /** The record; what the API requires must have been set. */
    public PostLimitRequest build() {
      return new PostLimitRequest(
          active,
          Objects.requireNonNull(asset, "asset"),
          Objects.requireNonNull(direction, "direction"),
          maxCount,
          maxSum,
          Objects.requireNonNull(name, "name"),
          onExceed,
          Objects.requireNonNull(pathPrefix, "pathPrefix"),
          Objects.requireNonNull(per, "per"),
          Objects.requireNonNull(window, "window"));
    }
  }
}
