// Generated from openapi/ by `make sdks`; do not edit.
package dev.tallybook.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The monitors of a ledger, all in one page.
 *
 * @param nextCursor Leads to the next page; null at the list's end, and only there.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record MonitorList(
    @JsonProperty("data") List<Monitor> data,
    @JsonProperty("next_cursor") @JsonInclude(JsonInclude.Include.ALWAYS)
        @Nullable String nextCursor) {
  /** Copies lists and maps. */
  public MonitorList {
    data = Copies.of(data);
  }

  /** Nothing set yet. */
  public static Builder builder() {
    return new Builder();
  }

  /** Sets what is known, by name, and makes the record; new components come here as new methods. */
  public static final class Builder {
    private @Nullable List<Monitor> data;
    private @Nullable String nextCursor;

    private Builder() {}

    /** Sets {@code data}. */
    public Builder data(List<Monitor> data) {
      this.data = data;
      return this;
    }

    /** As above, of single elements. */
    public Builder data(Monitor... data) {
      return data(List.of(data));
    }

    /** Leads to the next page; null at the list's end, and only there. */
    public Builder nextCursor(String nextCursor) {
      this.nextCursor = nextCursor;
      return this;
    }

    /** The record; what the API requires must have been set. */
    public MonitorList build() {
      return new MonitorList(Objects.requireNonNull(data, "data"), nextCursor);
    }
  }
}
