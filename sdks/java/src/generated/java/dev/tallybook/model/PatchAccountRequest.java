// Generated from openapi/ by `make sdks`; do not edit.
package dev.tallybook.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A change of an account. What is absent stays as it is.
 *
 * @param description At most 1,024 bytes; null removes it.
 * @param ifMetadata Change only an account whose metadata has these values; a key's null: has no
 *     such key.
 * @param ifRevision Change only an account at this revision; `If-Match` says the same.
 * @param metadata Merged into what is there; a key's null removes it.
 * @param policy Null removes all of it.
 * @param status `frozen` takes no postings until `open` again; `closed` needs a settled account and
 *     is final.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PatchAccountRequest(
    @JsonProperty("description") @Nullable Change<String> description,
    @JsonProperty("if_metadata") @Nullable Change<Map<String, @Nullable String>> ifMetadata,
    @JsonProperty("if_revision") @Nullable Long ifRevision,
    @JsonProperty("metadata") @Nullable Map<String, @Nullable String> metadata,
    @JsonProperty("policy") @Nullable Change<PatchPolicyRequest> policy,
    @JsonProperty("status") @Nullable AccountStatus status) {
  /** Copies lists and maps. */
  public PatchAccountRequest {
    ifMetadata = Copies.of(ifMetadata);
    metadata = Copies.of(metadata);
  }

  /** Nothing set yet. */
  public static Builder builder() {
    return new Builder();
  }

  /** Sets what is known, by name, and makes the record; new components come here as new methods. */
  public static final class Builder {
    private @Nullable Change<String> description;
    private @Nullable Change<Map<String, @Nullable String>> ifMetadata;
    private @Nullable Long ifRevision;
    private @Nullable Map<String, @Nullable String> metadata;
    private @Nullable Change<PatchPolicyRequest> policy;
    private @Nullable AccountStatus status;

    private Builder() {}

    /** At most 1,024 bytes; null removes it. */
    public Builder description(String description) {
      this.description = Change.to(description);
      return this;
    }

    /** Sends an explicit null, which most often removes what is there; left out, it stays. */
    public Builder clearDescription() {
      this.description = Change.clear();
      return this;
    }

    /** Change only an account whose metadata has these values; a key's null: has no such key. */
    public Builder ifMetadata(Map<String, @Nullable String> ifMetadata) {
      this.ifMetadata = Change.to(ifMetadata);
      return this;
    }

    /** As above, one entry more. */
    public Builder ifMetadata(String key, @Nullable String value) {
      return ifMetadata(Copies.with(this.ifMetadata, key, value));
    }

    /** Sends an explicit null, which most often removes what is there; left out, it stays. */
    public Builder clearIfMetadata() {
      this.ifMetadata = Change.clear();
      return this;
    }

    /** Change only an account at this revision; `If-Match` says the same. */
    public Builder ifRevision(long ifRevision) {
      this.ifRevision = ifRevision;
      return this;
    }

    /** Merged into what is there; a key's null removes it. */
    public Builder metadata(Map<String, @Nullable String> metadata) {
      this.metadata = metadata;
      return this;
    }

    /** As above, one entry more. */
    public Builder metadata(String key, @Nullable String value) {
      return metadata(Copies.with(this.metadata, key, value));
    }

    /** Null removes all of it. */
    public Builder policy(PatchPolicyRequest policy) {
      this.policy = Change.to(policy);
      return this;
    }

    /** Sends an explicit null, which most often removes what is there; left out, it stays. */
    public Builder clearPolicy() {
      this.policy = Change.clear();
      return this;
    }

    /**
     * `frozen` takes no postings until `open` again; `closed` needs a settled account and is final.
     */
    public Builder status(AccountStatus status) {
      this.status = status;
      return this;
    }

    /** The record; what the API requires must have been set. */
    public PatchAccountRequest build() {
      return new PatchAccountRequest(description, ifMetadata, ifRevision, metadata, policy, status);
    }
  }
}
