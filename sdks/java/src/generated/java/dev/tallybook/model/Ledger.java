// Generated from openapi/ by `make sdks`; do not edit.
package dev.tallybook.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A ledger: an isolated book with its own accounts, assets, order and keys.
 *
 * @param lastSeq The number of the ledger's last change; absent in its event.
 * @param metadata String to string, in the key order of RFC 8785.
 * @param timeZone An IANA time zone: the day boundaries of dates given without a time.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Ledger(
    @JsonProperty("created_at") Instant createdAt,
    @JsonProperty("description") @Nullable String description,
    @JsonProperty("id") String id,
    @JsonProperty("last_seq") @Nullable Long lastSeq,
    @JsonProperty("metadata") Map<String, String> metadata,
    @JsonProperty("name") String name,
    @JsonProperty("time_zone") String timeZone) {
  /** Copies lists and maps. */
  public Ledger {
    metadata = Copies.of(metadata);
  }

  /** Nothing set yet. */
  public static Builder builder() {
    return new Builder();
  }

  /** Sets what is known, by name, and makes the record; new components come here as new methods. */
  public static final class Builder {
    private @Nullable Instant createdAt;
    private @Nullable String description;
    private @Nullable String id;
    private @Nullable Long lastSeq;
    private @Nullable Map<String, String> metadata;
    private @Nullable String name;
    private @Nullable String timeZone;

    private Builder() {}

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

    /** The number of the ledger's last change; absent in its event. */
    public Builder lastSeq(long lastSeq) {
      this.lastSeq = lastSeq;
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

    /** Sets {@code name}. */
    public Builder name(String name) {
      this.name = name;
      return this;
    }

    /** An IANA time zone: the day boundaries of dates given without a time. */
    public Builder timeZone(String timeZone) {
      this.timeZone = timeZone;
      return this;
    }

    /** The record; what the API requires must have been set. */
    public Ledger build() {
      return new Ledger(
          Objects.requireNonNull(createdAt, "createdAt"),
          description,
          Objects.requireNonNull(id, "id"),
          lastSeq,
          Objects.requireNonNull(metadata, "metadata"),
          Objects.requireNonNull(name, "name"),
          Objects.requireNonNull(timeZone, "timeZone"));
    }
  }
}
