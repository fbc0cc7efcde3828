// Generated from openapi/ by `make sdks`; do not edit.
package dev.tallybook.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A change of a transfer's metadata.
 *
 * @param ifMetadata Change only a transfer whose metadata has these values; a key's null: has no
 *     such key.
 * @param ifRevision Change only a transfer at this revision; `If-Match` says the same.
 * @param metadata Merged into what is there; a key's null removes it.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PatchTransferRequest(
    @JsonProperty("if_metadata") @Nullable Change<Map<String, @Nullable String>> ifMetadata,
    @JsonProperty("if_revision") @Nullable Long ifRevision,
    @JsonProperty("metadata") @Nullable Map<String, @Nullable String> metadata) {
  /** Copies lists and maps. */
  public PatchTransferRequest {
    ifMetadata = Copies.of(ifMetadata);
    metadata = Copies.of(metadata);
  }

  /** Nothing set yet. */
  public static Builder builder() {
    return new Builder();
  }

  /** Sets what is known, by name, and makes the record; new components come here as new methods. */
  public static final class Builder {
    private @Nullable Change<Map<String, @Nullable String>> ifMetadata;
    private @Nullable Long ifRevision;
    private @Nullable Map<String, @Nullable String> metadata;

    private Builder() {}

    /** Change only a transfer whose metadata has these values; a key's null: has no such key. */
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

    /** Change only a transfer at this revision; `If-Match` says the same. */
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

    /** The record; what the API requires must have been set. */
    public PatchTransferRequest build() {
      return new PatchTransferRequest(ifMetadata, ifRevision, metadata);
    }
  }
}
