// Generated from openapi/ by `make sdks`; do not edit.
package dev.tallybook.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A sequence to try.
 *
 * @param transfers 1 to 1,000 unless configured otherwise, in order: a later one sees an earlier
 *     one's effect.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PostSimulateRequest(
    @JsonProperty("transfers") List<SimulatedTransferRequest> transfers) {
  /** Copies lists and maps. */
  public PostSimulateRequest {
    transfers = Copies.of(transfers);
  }

  /** Nothing set yet. */
  public static Builder builder() {
    return new Builder();
  }

  /** Sets what is known, by name, and makes the record; new components come here as new methods. */
  public static final class Builder {
    private @Nullable List<SimulatedTransferRequest> transfers;

    private Builder() {}

    /**
     * 1 to 1,000 unless configured otherwise, in order: a later one sees an earlier one's effect.
     */
    public Builder transfers(List<SimulatedTransferRequest> transfers) {
      this.transfers = transfers;
      return this;
    }

    /** As above, of single elements. */
    public Builder transfers(SimulatedTransferRequest... transfers) {
      return transfers(List.of(transfers));
    }

    /** The record; what the API requires must have been set. */
    public PostSimulateRequest build() {
      return new PostSimulateRequest(Objects.requireNonNull(transfers, "transfers"));
    }
  }
}
