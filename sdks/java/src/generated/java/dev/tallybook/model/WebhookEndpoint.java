// Generated from openapi/ by `make sdks`; do not edit.
package dev.tallybook.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Who is told of a ledger's events by HTTP.
 *
 * @param disabledReason Why the service disabled it.
 * @param metadata Only events whose object has all of this metadata.
 * @param ordered Whether an event waits until the one before it was acknowledged.
 * @param pathPrefix Only events about accounts at or below this path; absent: about all.
 * @param secret What its requests are signed with; shown only when it is made.
 * @param types Only events of these types; absent: of every type.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record WebhookEndpoint(
    @JsonProperty("created_at") Instant createdAt,
    @JsonProperty("delivery") EndpointDelivery delivery,
    @JsonProperty("description") @Nullable String description,
    @JsonProperty("disabled_reason") @Nullable String disabledReason,
    @JsonProperty("id") String id,
    @JsonProperty("metadata") Map<String, String> metadata,
    @JsonProperty("ordered") boolean ordered,
    @JsonProperty("path_prefix") @Nullable String pathPrefix,
    @JsonProperty("revision") long revision,
    @JsonProperty("secret") @Nullable String secret,
    @JsonProperty("status") EndpointStatus status,
    @JsonProperty("types") @Nullable List<String> types,
    @JsonProperty("updated_at") Instant updatedAt,
    @JsonProperty("url") String url) {
  /** Copies lists and maps. */
  public WebhookEndpoint {
    metadata = Copies.of(metadata);
    types = Copies.of(types);
  }

  /** Nothing set yet. */
  public static Builder builder() {
    return new Builder();
  }

  /** Sets what is known, by name, and makes the record; new components come here as new methods. */
  public static final class Builder {
    private @Nullable Instant createdAt;
    private @Nullable EndpointDelivery delivery;
    private @Nullable String description;
    private @Nullable String disabledReason;
    private @Nullable String id;
    private @Nullable Map<String, String> metadata;
    private @Nullable Boolean ordered;
    private @Nullable String pathPrefix;
    private @Nullable Long revision;
    private @Nullable String secret;
    private @Nullable EndpointStatus status;
    private @Nullable List<String> types;
    private @Nullable Instant updatedAt;
    private @Nullable String url;

    private Builder() {}

    /** Sets {@code createdAt}. */
    public Builder createdAt(Instant createdAt) {
      this.createdAt = createdAt;
      return this;
    }

    /** Sets {@code delivery}. */
    public Builder delivery(EndpointDelivery delivery) {
      this.delivery = delivery;
      return this;
    }

    /** Sets {@code description}. */
    public Builder description(String description) {
      this.description = description;
      return this;
    }

    /** Why the service disabled it. */
    public Builder disabledReason(String disabledReason) {
      this.disabledReason = disabledReason;
      return this;
    }

    /** Sets {@code id}. */
    public Builder id(String id) {
      this.id = id;
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

    /** Whether an event waits until the one before it was acknowledged. */
    public Builder ordered(boolean ordered) {
      this.ordered = ordered;
      return this;
    }

    /** Only events about accounts at or below this path; absent: about all. */
    public Builder pathPrefix(String pathPrefix) {
      this.pathPrefix = pathPrefix;
      return this;
    }

    /** Sets {@code revision}. */
    public Builder revision(long revision) {
      this.revision = revision;
      return this;
    }

    /** What its requests are signed with; shown only when it is made. */
    public Builder secret(String secret) {
      this.secret = secret;
      return this;
    }

    /** Sets {@code status}. */
    public Builder status(EndpointStatus status) {
      this.status = status;
      return this;
    }

    /** Only events of these types; absent: of every type. */
    public Builder types(List<String> types) {
      this.types = types;
      return this;
    }

    /** As above, of single elements. */
    public Builder types(String... types) {
      return types(List.of(types));
    }

    /** Sets {@code updatedAt}. */
    public Builder updatedAt(Instant updatedAt) {
      this.updatedAt = updatedAt;
      return this;
    }

    /** Sets {@code url}. */
    public Builder url(String url) {
      this.url = url;
      return this;
    }

    /** The record; what the API requires must have been set. */
    public WebhookEndpoint build() {
      return new WebhookEndpoint(
          Objects.requireNonNull(createdAt, "createdAt"),
          Objects.requireNonNull(delivery, "delivery"),
          description,
          disabledReason,
          Objects.requireNonNull(id, "id"),
          Objects.requireNonNull(metadata, "metadata"),
          Objects.requireNonNull(ordered, "ordered"),
          pathPrefix,
          Objects.requireNonNull(revision, "revision"),
          secret,
          Objects.requireNonNull(status, "status"),
          types,
          Objects.requireNonNull(updatedAt, "updatedAt"),
          Objects.requireNonNull(url, "url"));
    }
  }
}
