// Generated from openapi/ by `make sdks`; do not edit.
package dev.tallybook.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An extension: `expires_at` or `timeout_seconds`.
 *
 * @param description At most 1,024 bytes.
 * @param expiresAt When the hold ends by itself; null: never.
 * @param externalId Your own reference, unique in the ledger for ever: 1 to 255 characters.
 * @param id The new entry's id, unique for ever; made by the service unless given.
 * @param metadata String to string: at most 50 keys of at most 64 bytes, and 8 KiB in all.
 * @param timeoutSeconds The same in seconds from when the extension is recorded: ten years at most.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PostExtendRequest(
    @JsonProperty("description") @Nullable String description,
    @JsonProperty("expires_at") @Nullable Change<Instant> expiresAt,
    @JsonProperty("external_id") @Nullable String externalId,
    @JsonProperty("id") @Nullable String id,
    @JsonProperty("metadata") @Nullable Map<String, String> metadata,
    @JsonProperty("timeout_seconds") @Nullable Long timeoutSeconds) {
  /** Copies lists and maps. */
  public PostExtendRequest {
    metadata = Copies.of(metadata);
  }

  /** Nothing set yet. */
  public static Builder builder() {
    return new Builder();
  }

  /** Sets what is known, by name, and makes the record; new components come here as new methods. */
  public static final class Builder {
    private @Nullable String description;
    private @Nullable Change<Instant> expiresAt;
    private @Nullable String externalId;
    private @Nullable String id;
    private @Nullable Map<String, String> metadata;
    private @Nullable Long timeoutSeconds;

    private Builder() {}

    /** At most 1,024 bytes. */
    public Builder description(String description) {
      this.description = description;
      return this;
    }

    /** When the hold ends by itself; null: never. */
    public Builder expiresAt(Instant expiresAt) {
      this.expiresAt = Change.to(expiresAt);
      return this;
    }

    /** Sends an explicit null, which most often removes what is there; left out, it stays. */
    public Builder clearExpiresAt() {
      this.expiresAt = Change.clear();
      return this;
    }

    /** Your own reference, unique in the ledger for ever: 1 to 255 characters. */
    public Builder externalId(String externalId) {
      this.externalId = externalId;
      return this;
    }

    /** The new entry's id, unique for ever; made by the service unless given. */
    public Builder id(String id) {
      this.id = id;
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

    /** The same in seconds from when the extension is recorded: ten years at most. */
    public Builder timeoutSeconds(long timeoutSeconds) {
      this.timeoutSeconds = timeoutSeconds;
      return this;
    }

    /** The record; what the API requires must have been set. */
    public PostExtendRequest build() {
      return new PostExtendRequest(
          description, expiresAt, externalId, id, metadata, timeoutSeconds);
    }
  }
}
