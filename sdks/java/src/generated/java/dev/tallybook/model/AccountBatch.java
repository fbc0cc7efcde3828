// Generated from openapi/ by `make sdks`; do not edit.
package dev.tallybook.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The accounts of a batch, in its order. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AccountBatch(@JsonProperty("accounts") List<Account> accounts) {
  /** Copies lists and maps. */
  public AccountBatch {
    accounts = Copies.of(accounts);
  }

  /** Nothing set yet. */
  public static Builder builder() {
    return new Builder();
  }

  /** Sets what is known, by name, and makes the record; new components come here as new methods. */
  public static final class Builder {
    private @Nullable List<Account> accounts;

    private Builder() {}

    /** Sets {@code accounts}. */
    public Builder accounts(List<Account> accounts) {
      this.accounts = accounts;
      return this;
    }

    /** As above, of single elements. */
    public Builder accounts(Account... accounts) {
      return accounts(List.of(accounts));
    }

    /** The record; what the API requires must have been set. */
    public AccountBatch build() {
      return new AccountBatch(Objects.requireNonNull(accounts, "accounts"));
    }
  }
}
