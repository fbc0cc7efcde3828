// Generated from openapi/ by `make sdks`; do not edit.
package dev.tallybook.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is said about a transfer, after a change.
 *
 * @param metadata String to string, in the key order of RFC 8785.
 * @param seq The transfer's own `seq`.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TransferMetadata(
    @JsonProperty("id") String id,
    @JsonProperty("metadata") Map<String, String> metadata,
    @JsonProperty("revision") long revision,
    @JsonProperty("seq") long seq,
    @JsonProperty("updated_at") Instant updatedAt) {
  /** Copies lists and maps. */
  public TransferMetadata {
    metadata = Copies.of(metadata);
  }

  /** Nothing set yet. */
  public static Builder builder() {
    return new Builder();
  }

  /** Sets what is known, by name, and makes the record; new components come here as new methods. */
  public static final class Builder {
    private @Nullable String id;
    private @Nullable Map<String, String> metadata;
    private @Nullable Long revision;
    private @Nullable Long seq;
    private @Nullable Instant updatedAt;

    private Builder() {}

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

    /** Sets {@code revision}. */
    public Builder revision(long revision) {
      this.revision = revision;
      return this;
    }

    /** The transfer's own `seq`. */
    public Builder seq(long seq) {
      this.seq = seq;
      return this;
    }

    /** Sets {@code updatedAt}. */
    public Builder updatedAt(Instant updatedAt) {
      this.updatedAt = updatedAt;
      return this;
    }

    /** The record; what the API requires must have been set. */
    public TransferMetadata build() {
      return new TransferMetadata(
          Objects.requireNonNull(id, "id"),
          Objects.requireNonNull(metadata, "metadata"),
          Objects.requireNonNull(revision, "revision"),
          Objects.requireNonNull(seq, "seq"),
          Objects.requireNonNull(updatedAt, "updatedAt"));
    }
  }
}
