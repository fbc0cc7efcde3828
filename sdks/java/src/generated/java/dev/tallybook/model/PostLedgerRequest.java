// Generated from openapi/ by `make sdks`; do not edit.
package dev.tallybook.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A ledger to create.
 *
 * @param description At most 1,024 bytes.
 * @param metadata String to string: at most 50 keys of at most 64 bytes, and 8 KiB in all.
 * @param name Unique, for good; `[a-z0-9][a-z0-9_-]{0,62}`.
 * @param timeZone An IANA time zone for the day boundaries of dates; `UTC` unless given.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PostLedgerRequest(
    @JsonProperty("description") @Nullable String description,
    @JsonProperty("metadata") @Nullable Map<String, String> metadata,
    @JsonProperty("name") String name,
    @JsonProperty("time_zone") @Nullable String timeZone) {
  /** Copies lists and maps. */
  public PostLedgerRequest {
    metadata = Copies.of(metadata);
  }

  /** Nothing set yet. */
  public static Builder builder() {
    return new Builder();
  }

  /** Sets what is known, by name, and makes the record; new components come here as new methods. */
  public static final class Builder {
    private @Nullable String description;
    private @Nullable Map<String, String> metadata;
    private @Nullable String name;
    private @Nullable String timeZone;

    private Builder() {}

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

    /** Unique, for good; `[a-z0-9][a-z0-9_-]{0,62}`. */
    public Builder name(String name) {
      this.name = name;
      return this;
    }

    /** An IANA time zone for the day boundaries of dates; `UTC` unless given. */
    public Builder timeZone(String timeZone) {
      this.timeZone = timeZone;
      return this;
    }

    /** The record; what the API requires must have been set. */
    public PostLedgerRequest build() {
      return new PostLedgerRequest(
          description, metadata, Objects.requireNonNull(name, "name"), timeZone);
    }
  }
}
