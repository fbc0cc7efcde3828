// Generated from openapi/ by `make sdks`; do not edit.
package dev.tallybook.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An account: holds one asset and has a unique path.
 *
 * @param accountVersion Counts the account's postings.
 * @param metadata String to string, in the key order of RFC 8785.
 * @param normalSide `debit` or `credit`: the side that raises the account.
 * @param revision Counts changes of the account's attributes, from 1; also its `ETag`.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Account(
    @JsonProperty("account_version") long accountVersion,
    @JsonProperty("asset") String asset,
    @JsonProperty("created_at") Instant createdAt,
    @JsonProperty("description") @Nullable String description,
    @JsonProperty("id") String id,
    @JsonProperty("metadata") Map<String, String> metadata,
    @JsonProperty("normal_side") Side normalSide,
    @JsonProperty("path") String path,
    @JsonProperty("policy") Policy policy,
    @JsonProperty("revision") long revision,
    @JsonProperty("status") AccountStatus status,
    @JsonProperty("type") AccountType type,
    @JsonProperty("updated_at") Instant updatedAt) {
  /** Copies lists and maps. */
  public Account {
    metadata = Copies.of(metadata);
  }

  /** Nothing set yet. */
  public static Builder builder() {
    return new Builder();
  }

  /** Sets what is known, by name, and makes the record; new components come here as new methods. */
  public static final class Builder {
    private @Nullable Long accountVersion;
    private @Nullable String asset;
    private @Nullable Instant createdAt;
    private @Nullable String description;
    private @Nullable String id;
    private @Nullable Map<String, String> metadata;
    private @Nullable Side normalSide;
    private @Nullable String path;
    private @Nullable Policy policy;
    private @Nullable Long revision;
    private @Nullable AccountStatus status;
    private @Nullable AccountType type;
    private @Nullable Instant updatedAt;

    private Builder() {}

    /** Counts the account's postings. */
    public Builder accountVersion(long accountVersion) {
      this.accountVersion = accountVersion;
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

    /** Sets {@code description}. */
    public Builder description(String description) {
      this.description = description;
      return this;
    }

    /** Sets {@code id}. */
    public Builder id(String id) {
      this.id = id;
      return this;
    }

    /** String to string, in the key order of RFC 8785. */
    public Builder metadata(Map<String, String> metadata) {
      this.metadata = metadata;
      return this;
    }

    /** As above, one entry more. */
    public Builder metadata(String key, String value) {
      return metadata(Copies.with(this.metadata, key, value));
    }

    /** `debit` or `credit`: the side that raises the account. */
    public Builder normalSide(Side normalSide) {
      this.normalSide = normalSide;
      return this;
    }

    /** Sets {@code path}. */
    public Builder path(String path) {
      this.path = path;
      return this;
    }

    /** Sets {@code policy}. */
    public Builder policy(Policy policy) {
      this.policy = policy;
      return this;
    }

    /** Counts changes of the account's attributes, from 1; also its `ETag`. */
    public Builder revision(long revision) {
      this.revision = revision;
      return this;
    }

    /** Sets {@code status}. */
    public Builder status(AccountStatus status) {
      this.status = status;
      return this;
    }

    /** Sets {@code type}. */
    public Builder type(AccountType type) {
      this.type = type;
      return this;
    }

    /** Sets {@code updatedAt}. */
    public Builder updatedAt(Instant updatedAt) {
      this.updatedAt = updatedAt;
      return this;
    }

    /** The record; what the API requires must have been set. */
    public Account build() {
      return new Account(
          Objects.requireNonNull(accountVersion, "accountVersion"),
          Objects.requireNonNull(asset, "asset"),
          Objects.requireNonNull(createdAt, "createdAt"),
          description,
          Objects.requireNonNull(id, "id"),
          Objects.requireNonNull(metadata, "metadata"),
          Objects.requireNonNull(normalSide, "normalSide"),
          Objects.requireNonNull(path, "path"),
          Objects.requireNonNull(policy, "policy"),
          Objects.requireNonNull(revision, "revision"),
          Objects.requireNonNull(status, "status"),
          Objects.requireNonNull(type, "type"),
          Objects.requireNonNull(updatedAt, "updatedAt"));
    }
  }
}
