// Generated from openapi/ by `make sdks`; do not edit.
package dev.tallybook.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A change of an endpoint. What is absent stays as it is.
 *
 * @param description At most 1,024 bytes; null removes it.
 * @param ifRevision Change only an endpoint at this revision; `If-Match` says the same.
 * @param metadata Replaces what was asked for; null: whatever the metadata.
 * @param pathPrefix Null: events about all accounts.
 * @param status `disabled` sends nothing until `enabled` again; then it goes on where it ended, and
 *     what waits is sent at once.
 * @param types Null: events of every type.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PatchWebhookEndpointRequest(
    @JsonProperty("description") @Nullable Change<String> description,
    @JsonProperty("if_revision") @Nullable Long ifRevision,
    @JsonProperty("metadata") @Nullable Change<Map<String, String>> metadata,
    @JsonProperty("ordered") @Nullable Boolean ordered,
    @JsonProperty("path_prefix") @Nullable Change<String> pathPrefix,
    @JsonProperty("status") @Nullable EndpointStatus status,
    @JsonProperty("types") @Nullable Change<List<String>> types,
    @JsonProperty("url") @Nullable String url) {
  /** Copies lists and maps. */
  public PatchWebhookEndpointRequest {
    metadata = Copies.of(metadata);
    types = Copies.of(types);
  }

  /** Nothing set yet. */
  public static Builder builder() {
    return new Builder();
  }

  /** Sets what is known, by name, and makes the record; new components come here as new methods. */
  public static final class Builder {
    private @Nullable Change<String> description;
    private @Nullable Long ifRevision;
    private @Nullable Change<Map<String, String>> metadata;
    private @Nullable Boolean ordered;
    private @Nullable Change<String> pathPrefix;
    private @Nullable EndpointStatus status;
    private @Nullable Change<List<String>> types;
    private @Nullable String url;

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

    /** Change only an endpoint at this revision; `If-Match` says the same. */
    public Builder ifRevision(long ifRevision) {
      this.ifRevision = ifRevision;
      return this;
    }

    /** Replaces what was asked for; null: whatever the metadata. */
    public Builder metadata(Map<String, String> metadata) {
      this.metadata = Change.to(metadata);
      return this;
    }

    /** As above, one entry more. */
    public Builder metadata(String key, String value) {
      return metadata(Copies.with(this.metadata, key, value));
    }

    /** Sends an explicit null, which most often removes what is there; left out, it stays. */
    public Builder clearMetadata() {
      this.metadata = Change.clear();
      return this;
    }

    /** Sets {@code ordered}. */
    public Builder ordered(boolean ordered) {
      this.ordered = ordered;
      return this;
    }

    /** Null: events about all accounts. */
    public Builder pathPrefix(String pathPrefix) {
      this.pathPrefix = Change.to(pathPrefix);
      return this;
    }

    /** Sends an explicit null, which most often removes what is there; left out, it stays. */
    public Builder clearPathPrefix() {
      this.pathPrefix = Change.clear();
      return this;
    }

    /**
     * `disabled` sends nothing until `enabled` again; then it goes on where it ended, and what
     * waits is sent at once.
     */
    public Builder status(EndpointStatus status) {
      this.status = status;
      return this;
    }

    /** Null: events of every type. */
    public Builder types(List<String> types) {
      this.types = Change.to(types);
      return this;
    }

    /** As above, of single elements. */
    public Builder types(String... types) {
      return types(List.of(types));
    }

    /** Sends an explicit null, which most often removes what is there; left out, it stays. */
    public Builder clearTypes() {
      this.types = Change.clear();
      return this;
    }

    /** Sets {@code url}. */
    public Builder url(String url) {
      this.url = url;
      return this;
    }

    /** The record; what the API requires must have been set. */
    public PatchWebhookEndpointRequest build() {
      return new PatchWebhookEndpointRequest(
          description, ifRevision, metadata, ordered, pathPrefix, status, types, url);
    }
  }
}
