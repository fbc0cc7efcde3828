// Generated from openapi/ by `make sdks`; do not edit.
package dev.tallybook.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A rule of an account that asks for a second person.
 *
 * @param rule `manual`, `reversals`, `back_dated` or `above`.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ApprovalRule(
    @JsonProperty("account") String account,
    @JsonProperty("posting") int posting,
    @JsonProperty("rule") String rule) {
  /** Nothing set yet. */
  public static Builder builder() {
    return new Builder();
  }

  /** Sets what is known, by name, and makes the record; new components come here as new methods. */
  public static final class Builder {
    private @Nullable String account;
    private @Nullable Integer posting;
    private @Nullable String rule;

    private Builder() {}

    /** Sets {@code account}. */
    public Builder account(String account) {
      this.account = account;
      return this;
    }

    /** Sets {@code posting}. */
    public Builder posting(int posting) {
      this.posting = posting;
      return this;
    }

    /** `manual`, `reversals`, `back_dated` or `above`. */
    public Builder rule(String rule) {
      this.rule = rule;
      return this;
    }

    /** The record; what the API requires must have been set. */
    public ApprovalRule build() {
      return new ApprovalRule(
          Objects.requireNonNull(account, "account"),
          Objects.requireNonNull(posting, "posting"),
          Objects.requireNonNull(rule, "rule"));
    }
  }
}
