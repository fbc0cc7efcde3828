// Generated from openapi/ by `make sdks`; do not edit.
package dev.tallybook.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What became of the items of a batch, in its order. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TransferBatch(@JsonProperty("results") List<TransferResult> results) {
  /** Copies lists and maps. */
  public TransferBatch {
    results = Copies.of(results);
  }

  /** Nothing set yet. */
  public static Builder builder() {
    return new Builder();
  }

  /** Sets what is known, by name, and makes the record; new components come here as new methods. */
  public static final class Builder {
    private @Nullable List<TransferResult> results;

    private Builder() {}

    /** Sets {@code results}. */
    public Builder results(List<TransferResult> results) {
      this.results = results;
      return this;
    }

    /** As above, of single elements. */
    public Builder results(TransferResult... results) {
      return results(List.of(results));
    }

    /** The record; what the API requires must have been set. */
    public TransferBatch build() {
      return new TransferBatch(Objects.requireNonNull(results, "results"));
    }
  }
}
