// Generated from openapi/ by `make sdks`; do not edit.
package dev.tallybook.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which dead letters to send again.
 *
 * @param ids 1 to 500 ids; all dead letters unless given.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PostRedriveRequest(@JsonProperty("ids") @Nullable List<String> ids) {
  /** Copies lists and maps. */
  public PostRedriveRequest {
    ids = Copies.of(ids);
  }

  /** Nothing set yet. */
  public static Builder builder() {
    return new Builder();
  }

  /** Sets what is known, by name, and makes the record; new components come here as new methods. */
  public static final class Builder {
    private @Nullable List<String> ids;

    private Builder() {}

    /** 1 to 500 ids; all dead letters unless given. */
    public Builder ids(List<String> ids) {
      this.ids = ids;
      return this;
    }

    /** As above, of single elements. */
    public Builder ids(String... ids) {
      return ids(List.of(ids));
    }

    /** The record; what the API requires must have been set. */
    public PostRedriveRequest build() {
      return new PostRedriveRequest(ids);
    }
  }
}
