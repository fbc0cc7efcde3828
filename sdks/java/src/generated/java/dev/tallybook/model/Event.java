// Generated from openapi/ by `make sdks`; do not edit.
package dev.tallybook.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The public record of one accepted change.
 *
 * @param hash SHA-256 over the previous event's hash and this event, in hexadecimal.
 * @param object The ledger, asset, account or transfer as the change left it.
 * @param seq The change's number: dense, from 1.
 * @param ledger The ledger's name; absent where one ledger's events are listed.
 * @param truncated The event is over 60 KiB: its object has no postings, and `link` leads to the
 *     whole.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Event(
    @JsonProperty("hash") String hash,
    @JsonProperty("object") JsonNode object,
    @JsonProperty("recorded_at") Instant recordedAt,
    @JsonProperty("seq") long seq,
    @JsonProperty("type") String type,
    @JsonProperty("ledger") @Nullable String ledger,
    @JsonProperty("truncated") @Nullable Boolean truncated,
    @JsonProperty("link") @Nullable String link) {
  /** {@code object} read as a type of its own, such as {@link Transfer}. */
  public <T> T objectAs(Class<T> type) {
    return Json.mapper().treeToValue(object, type);
  }

  /** Nothing set yet. */
  public static Builder builder() {
    return new Builder();
  }

  /** Sets what is known, by name, and makes the record; new components come here as new methods. */
  public static final class Builder {
    private @Nullable String hash;
    private @Nullable JsonNode object;
    private @Nullable Instant recordedAt;
    private @Nullable Long seq;
    private @Nullable String type;
    private @Nullable String ledger;
    private @Nullable Boolean truncated;
    private @Nullable String link;

    private Builder() {}

    /** SHA-256 over the previous event's hash and this event, in hexadecimal. */
    public Builder hash(String hash) {
      this.hash = hash;
      return this;
    }

    /** The ledger, asset, account or transfer as the change left it. */
    public Builder object(JsonNode object) {
      this.object = object;
      return this;
    }

    /** Sets {@code recordedAt}. */
    public Builder recordedAt(Instant recordedAt) {
      this.recordedAt = recordedAt;
      return this;
    }

    /** The change's number: dense, from 1. */
    public Builder seq(long seq) {
      this.seq = seq;
      return this;
    }

    /** Sets {@code type}. */
    public Builder type(String type) {
      this.type = type;
      return this;
    }

    /** The ledger's name; absent where one ledger's events are listed. */
    public Builder ledger(String ledger) {
      this.ledger = ledger;
      return this;
    }

    /** The event is over 60 KiB: its object has no postings, and `link` leads to the whole. */
    public Builder truncated(boolean truncated) {
      this.truncated = truncated;
      return this;
    }

    /** Sets {@code link}. */
    public Builder link(String link) {
      this.link = link;
      return this;
    }

    /** The record; what the API requires must have been set. */
    public Event build() {
      return new Event(
          Objects.requireNonNull(hash, "hash"),
          Objects.requireNonNull(object, "object"),
          Objects.requireNonNull(recordedAt, "recordedAt"),
          Objects.requireNonNull(seq, "seq"),
          Objects.requireNonNull(type, "type"),
          ledger,
          truncated,
          link);
    }
  }
}
