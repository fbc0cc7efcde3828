// Generated from openapi/ by `make sdks`; do not edit.
package dev.tallybook.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An endpoint to add.
 *
 * @param after Tell it of events after this `seq`: 0 for all there are. The ledger's last unless
 *     given, so that it is told of what is new.
 * @param description At most 1,024 bytes.
 * @param metadata Only events whose object has all of this metadata.
 * @param ordered True: one event at a time, each after the one before it was acknowledged; one that
 *     fails holds up the others. False unless given: several at once, and one that fails is sent
 *     again later.
 * @param pathPrefix Only events about accounts at or below this path; whole segments.
 * @param types Only events of these types; all unless given.
 * @param url Where events are sent: `https`, at most 2,048 bytes, no user or fragment, no private
 *     address. One endpoint of a ledger per URL.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PostWebhookEndpointRequest(
    @JsonProperty("after") @Nullable Long after,
    @JsonProperty("description") @Nullable String description,
    @JsonProperty("metadata") @Nullable Map<String, String> metadata,
    @JsonProperty("ordered") @Nullable Boolean ordered,
    @JsonProperty("path_prefix") @Nullable String pathPrefix,
    @JsonProperty("types") @Nullable List<String> types,
    @JsonProperty("url") String url) {
  /** Copies lists and maps. */
  public PostWebhookEndpointRequest {
    metadata = Copies.of(metadata);
    types = Copies.of(types);
  }

  /** Nothing set yet. */
  public static Builder builder() {
    return new Builder();
  }

  /** Sets what is known, by name, and makes the record; new components come here as new methods. */
  public static final class Builder {
    private @Nullable Long after;
    private @Nullable String description;
    private @Nullable Map<String, String> metadata;
    private @Nullable Boolean ordered;
    private @Nullable String pathPrefix;
    private @Nullable List<String> types;
    private @Nullable String url;

    private Builder() {}

    /**
     * Tell it of events after this `seq`: 0 for all there are. The ledger's last unless given, so
     * that it is told of what is new.
     */
    public Builder after(long after) {
      this.after = after;
      return this;
    }

    /** At most 1,024 bytes. */
    public Builder description(String description) {
      this.description = description;
      return this;
    }

    /** Only events whose object has all of this metadata. */
    public Builder metadata(Map<String, String> metadata) {
      this.metadata = metadata;
      return this;
    }

    /** As above, one entry more. */
    public Builder metadata(String key, String value) {
      return metadata(Copies.with(this.metadata, key, value));
    }

    /**
     * True: one event at a time, each after the one before it was acknowledged; one that fails
     * holds up the others. False unless given: several at once, and one that fails is sent again
     * later.
     */
    public Builder ordered(boolean ordered) {
      this.ordered = ordered;
      return this;
    }

    /** Only events about accounts at or below this path; whole segments. */
    public Builder pathPrefix(String pathPrefix) {
      this.pathPrefix = pathPrefix;
      return this;
    }

    /** Only events of these types; all unless given. */
    public Builder types(List<String> types) {
      this.types = types;
      return this;
    }

    /** As above, of single elements. */
    public Builder types(String... types) {
      return types(List.of(types));
    }

    /**
     * Where events are sent: `https`, at most 2,048 bytes, no user or fragment, no private address.
     * One endpoint of a ledger per URL.
     */
    public Builder url(String url) {
      this.url = url;
      return this;
    }

    /** The record; what the API requires must have been set. */
    public PostWebhookEndpointRequest build() {
      return new PostWebhookEndpointRequest(
          after,
          description,
          metadata,
          ordered,
          pathPrefix,
          types,
          Objects.requireNonNull(url, "url"));
    }
  }
}
