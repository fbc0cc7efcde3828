// Generated from openapi/ by `make sdks`; do not edit.
package dev.tallybook.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An asset to register.
 *
 * @param name 1 to 255 characters.
 * @param scale Decimals of its amounts, 0 to 28, for good. An ISO 4217 code has its own, which need
 *     not be given; every other code needs one.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PostAssetRequest(
    @JsonProperty("code") String code,
    @JsonProperty("name") @Nullable String name,
    @JsonProperty("scale") @Nullable Integer scale) {
  /** Nothing set yet. */
  public static Builder builder() {
    return new Builder();
  }

  /** Sets what is known, by name, and makes the record; new components come here as new methods. */
  public static final class Builder {
    private @Nullable String code;
    private @Nullable String name;
    private @Nullable Integer scale;

    private Builder() {}

    /** Sets {@code code}. */
    public Builder code(String code) {
      this.code = code;
      return this;
    }

    /** 1 to 255 characters. */
    public Builder name(String name) {
      this.name = name;
      return this;
    }

    /**
     * Decimals of its amounts, 0 to 28, for good. An ISO 4217 code has its own, which need not be
     * given; every other code needs one.
     */
    public Builder scale(int scale) {
      this.scale = scale;
      return this;
    }

    /** The record; what the API requires must have been set. */
    public PostAssetRequest build() {
      return new PostAssetRequest(Objects.requireNonNull(code, "code"), name, scale);
    }
  }
}
