// Generated from openapi/ by `make sdks`; do not edit.
package dev.tallybook.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An event as webhooks and brokers bring it: a CloudEvents 1.0 envelope.
 *
 * @param id The ledger's id and the `seq`: the same however often and wherever it is told.
 * @param sequence The `seq` with leading zeros, so that it sorts as text.
 * @param subject The id, code or name of what it is about.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CloudEvent(
    @JsonProperty("data") Event data,
    @JsonProperty("datacontenttype") @Nullable String datacontenttype,
    @JsonProperty("dataschema") @Nullable String dataschema,
    @JsonProperty("id") String id,
    @JsonProperty("sequence") @Nullable String sequence,
    @JsonProperty("source") String source,
    @JsonProperty("specversion") String specversion,
    @JsonProperty("subject") @Nullable String subject,
    @JsonProperty("time") Instant time,
    @JsonProperty("type") String type) {
  /** Nothing set yet. */
  public static Builder builder() {
    return new Builder();
  }

  /** Sets what is known, by name, and makes the record; new components come here as new methods. */
  public static final class Builder {
    private @Nullable Event data;
    private @Nullable String datacontenttype;
    private @Nullable String dataschema;
    private @Nullable String id;
    private @Nullable String sequence;
    private @Nullable String source;
    private @Nullable String specversion;
    private @Nullable String subject;
    private @Nullable Instant time;
    private @Nullable String type;

    private Builder() {}

    /** Sets {@code data}. */
    public Builder data(Event data) {
      this.data = data;
      return this;
    }

    /** Sets {@code datacontenttype}. */
    public Builder datacontenttype(String datacontenttype) {
      this.datacontenttype = datacontenttype;
      return this;
    }

    /** Sets {@code dataschema}. */
    public Builder dataschema(String dataschema) {
      this.dataschema = dataschema;
      return this;
    }

    /** The ledger's id and the `seq`: the same however often and wherever it is told. */
    public Builder id(String id) {
      this.id = id;
      return this;
    }

    /** The `seq` with leading zeros, so that it sorts as text. */
    public Builder sequence(String sequence) {
      this.sequence = sequence;
      return this;
    }

    /** Sets {@code source}. */
    public Builder source(String source) {
      this.source = source;
      return this;
    }

    /** Sets {@code specversion}. */
    public Builder specversion(String specversion) {
      this.specversion = specversion;
      return this;
    }

    /** The id, code or name of what it is about. */
    public Builder subject(String subject) {
      this.subject = subject;
      return this;
    }

    /** Sets {@code time}. */
    public Builder time(Instant time) {
      this.time = time;
      return this;
    }

    /** Sets {@code type}. */
    public Builder type(String type) {
      this.type = type;
      return this;
    }

    /** The record; what the API requires must have been set. */
    public CloudEvent build() {
      return new CloudEvent(
          Objects.requireNonNull(data, "data"),
          datacontenttype,
          dataschema,
          Objects.requireNonNull(id, "id"),
          sequence,
          Objects.requireNonNull(source, "source"),
          Objects.requireNonNull(specversion, "specversion"),
          subject,
          Objects.requireNonNull(time, "time"),
          Objects.requireNonNull(type, "type"));
    }
  }
}
