// Generated from openapi/ by `make sdks`; do not edit.
package dev.tallybook.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Transfers to post, and actions to do, together.
 *
 * @param atomic Whether all are refused if one is; if not, each is judged by itself, or with its
 *     group.
 * @param transfers 1 to 1,000 unless configured otherwise, in order: a later one sees an earlier
 *     one's effect.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PostTransfersBatchRequest(
    @JsonProperty("atomic") boolean atomic,
    @JsonProperty("transfers") List<BatchTransferRequest> transfers) {
  /** Copies lists and maps. */
  public PostTransfersBatchRequest {
    transfers = Copies.of(transfers);
  }

  /** Nothing set yet. */
  public static Builder builder() {
    return new Builder();
  }

  /** Sets what is known, by name, and makes the record; new components come here as new methods. */
  public static final class Builder {
    private @Nullable Boolean atomic;
    private @Nullable List<BatchTransferRequest> transfers;

    private Builder() {}

    /** Whether all are refused if one is; if not, each is judged by itself, or with its group. */
    public Builder atomic(boolean atomic) {
      this.atomic = atomic;
      return this;
    }

    /**
     * 1 to 1,000 unless configured otherwise, in order: a later one sees an earlier one's effect.
     */
    public Builder transfers(List<BatchTransferRequest> transfers) {
      this.transfers = transfers;
      return this;
    }

    /** As above, of single elements. */
    public Builder transfers(BatchTransferRequest... transfers) {
      return transfers(List.of(transfers));
    }

    /** The record; what the API requires must have been set. */
    public PostTransfersBatchRequest build() {
      return new PostTransfersBatchRequest(
          Objects.requireNonNull(atomic, "atomic"), Objects.requireNonNull(transfers, "transfers"));
    }
  }
}
