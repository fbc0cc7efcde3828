// Generated from openapi/ by `make sdks`; do not edit.
package dev.tallybook.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Accounts to open together.
 *
 * @param accounts 1 to 1,000.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PostAccountsBatchRequest(
    @JsonProperty("accounts") List<PostAccountRequest> accounts) {
  /** Copies lists and maps. */
  public PostAccountsBatchRequest {
    accounts = Copies.of(accounts);
  }

  /** Nothing set yet. */
  public static Builder builder() {
    return new Builder();
  }

  /** Sets what is known, by name, and makes the record; new components come here as new methods. */
  public static final class Builder {
    private @Nullable List<PostAccountRequest> accounts;

    private Builder() {}

    /** 1 to 1,000. */
    public Builder accounts(List<PostAccountRequest> accounts) {
      this.accounts = accounts;
      return this;
    }

    /** As above, of single elements. */
    public Builder accounts(PostAccountRequest... accounts) {
      return accounts(List.of(accounts));
    }

    /** The record; what the API requires must have been set. */
    public PostAccountsBatchRequest build() {
      return new PostAccountsBatchRequest(Objects.requireNonNull(accounts, "accounts"));
    }
  }
}
