// Generated from openapi/ by `make sdks`; do not edit.
package dev.tallybook.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An account to open.
 *
 * @param description At most 1,024 bytes.
 * @param metadata String to string: at most 50 keys of at most 64 bytes, and 8 KiB in all.
 * @param normalSide The side that raises the account. Follows the type unless given (contra
 *     accounts).
 * @param path Unique in its ledger, for good: 1 to 32 segments of `[A-Za-z0-9_.-]` joined by `:`,
 *     at most 255 bytes.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PostAccountRequest(
    @JsonProperty("asset") String asset,
    @JsonProperty("description") @Nullable String description,
    @JsonProperty("metadata") @Nullable Map<String, String> metadata,
    @JsonProperty("normal_side") @Nullable Side normalSide,
    @JsonProperty("path") String path,
    @JsonProperty("policy") @Nullable PolicyRequest policy,
    @JsonProperty("type") AccountType type) {
  /** Copies lists and maps. */
  public PostAccountRequest {
    metadata = Copies.of(metadata);
  }

  /** Nothing set yet. */
  public static Builder builder() {
    return new Builder();
  }

  /** Sets what is known, by name, and makes the record; new components come here as new methods. */
  public static final class Builder {
    private @Nullable String asset;
    private @Nullable String description;
    private @Nullable Map<String, String> metadata;
    private @Nullable Side normalSide;
    private @Nullable String path;
    private @Nullable PolicyRequest policy;
    private @Nullable AccountType type;

    private Builder() {}

    /** Sets {@code asset}. */
    public Builder asset(String asset) {
      this.asset = asset;
      return this;
    }

    /** At most 1,024 bytes. */
    public Builder description(String description) {
      this.description = description;
      return this;
    }

    /** String to string: at most 50 keys of at most 64 bytes, and 8 KiB in all. */
    public Builder metadata(Map<String, String> metadata) {
      this.metadata = metadata;
      return this;
    }

    /** As above, one entry more. */
    public Builder metadata(String key, String value) {
      return metadata(Copies.with(this.metadata, key, value));
    }

    /** The side that raises the account. Follows the type unless given (contra accounts). */
    public Builder normalSide(Side normalSide) {
      this.normalSide = normalSide;
      return this;
    }

    /**
     * Unique in its ledger, for good: 1 to 32 segments of `[A-Za-z0-9_.-]` joined by `:`, at most
     * 255 bytes.
     */
    public Builder path(String path) {
      this.path = path;
      return this;
    }

    /** Sets {@code policy}. */
    public Builder policy(PolicyRequest policy) {
      this.policy = policy;
      return this;
    }

    /** Sets {@code type}. */
    public Builder type(AccountType type) {
      this.type = type;
      return this;
    }

    /** The record; what the API requires must have been set. */
    public PostAccountRequest build() {
      return new PostAccountRequest(
          Objects.requireNonNull(asset, "asset"),
          description,
          metadata,
          normalSide,
          Objects.requireNonNull(path, "path"),
          policy,
          Objects.requireNonNull(type, "type"));
    }
  }
}
