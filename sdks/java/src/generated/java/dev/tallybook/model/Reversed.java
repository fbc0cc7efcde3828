// Generated from openapi/ by `make sdks`; do not edit.
package dev.tallybook.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How much of a transfer has been reversed.
 *
 * @param fully Whether nothing is left to reverse.
 * @param postings One for each posting of the transfer, in its order.
 * @param reversalIds The reversals, in order; the first 100.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Reversed(
    @JsonProperty("fully") boolean fully,
    @JsonProperty("postings") List<ReversedPosting> postings,
    @JsonProperty("reversal_ids") List<String> reversalIds) {
  /** Copies lists and maps. */
  public Reversed {
    postings = Copies.of(postings);
    reversalIds = Copies.of(reversalIds);
  }

  /** Nothing set yet. */
  public static Builder builder() {
    return new Builder();
  }

  /** Sets what is known, by name, and makes the record; new components come here as new methods. */
  public static final class Builder {
    private @Nullable Boolean fully;
    private @Nullable List<ReversedPosting> postings;
    private @Nullable List<String> reversalIds;

    private Builder() {}

    /** Whether nothing is left to reverse. */
    public Builder fully(boolean fully) {
      this.fully = fully;
      return this;
    }

    /** One for each posting of the transfer, in its order. */
    public Builder postings(List<ReversedPosting> postings) {
      this.postings = postings;
      return this;
    }

    /** As above, of single elements. */
    public Builder postings(ReversedPosting... postings) {
      return postings(List.of(postings));
    }

    /** The reversals, in order; the first 100. */
    public Builder reversalIds(List<String> reversalIds) {
      this.reversalIds = reversalIds;
      return this;
    }

    /** As above, of single elements. */
    public Builder reversalIds(String... reversalIds) {
      return reversalIds(List.of(reversalIds));
    }

    /** The record; what the API requires must have been set. */
    public Reversed build() {
      return new Reversed(
          Objects.requireNonNull(fully, "fully"),
          Objects.requireNonNull(postings, "postings"),
          Objects.requireNonNull(reversalIds, "reversalIds"));
    }
  }
}
