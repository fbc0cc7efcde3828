// Generated from openapi/ by `make sdks`; do not edit.
package dev.tallybook.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An asset: a currency or token with a fixed scale.
 *
 * @param builtIn Whether ISO 4217 defines it, so that it needs no registration.
 * @param createdAt When it was registered; absent for a built-in one that was not.
 * @param scale Decimals of its amounts, 0 to 28.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Asset(
    @JsonProperty("built_in") boolean builtIn,
    @JsonProperty("code") String code,
    @JsonProperty("created_at") @Nullable Instant createdAt,
    @JsonProperty("name") @Nullable String name,
    @JsonProperty("scale") int scale) {
  /** Nothing set yet. */
  public static Builder builder() {
    return new Builder();
  }

  /** Sets what is known, by name, and makes the record; new components come here as new methods. */
  public static final class Builder {
    private @Nullable Boolean builtIn;
    private @Nullable String code;
    private @Nullable Instant createdAt;
    private @Nullable String name;
    private @Nullable Integer scale;

    private Builder() {}

    /** Whether ISO 4217 defines it, so that it needs no registration. */
    public Builder builtIn(boolean builtIn) {
      this.builtIn = builtIn;
      return this;
    }

    /** Sets {@code code}. */
    public Builder code(String code) {
      this.code = code;
      return this;
    }

    /** When it was registered; absent for a built-in one that was not. */
    public Builder createdAt(Instant createdAt) {
      this.createdAt = createdAt;
      return this;
    }

    /** Sets {@code name}. */
    public Builder name(String name) {
      this.name = name;
      return this;
    }

    /** Decimals of its amounts, 0 to 28. */
    public Builder scale(int scale) {
      this.scale = scale;
      return this;
    }

    /** The record; what the API requires must have been set. */
    public Asset build() {
      return new Asset(
          Objects.requireNonNull(builtIn, "builtIn"),
          Objects.requireNonNull(code, "code"),
          createdAt,
          name,
          Objects.requireNonNull(scale, "scale"));
    }
  }
}
