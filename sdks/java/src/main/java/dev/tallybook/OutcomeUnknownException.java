package dev.tallybook;

import org.jspecify.annotations.Nullable;

/**
 * A request may or may not have been done, and trying again did not settle it in time. Make the
 * same call again with the same key: it is done once and answered; or ask {@link
 * Transfers#keyOutcome(String)} what became of the key.
 */
public final class OutcomeUnknownException extends TallybookException {
  private static final long serialVersionUID = 1L;

  private final @Nullable String idempotencyKey;

  OutcomeUnknownException(@Nullable String idempotencyKey, TallybookException cause) {
    super(
        "The outcome is not known: make the same call again with %s, or ask keyOutcome. Last: %s"
            .formatted(
                idempotencyKey == null
                    ? "the items' own idempotency keys"
                    : "the idempotency key " + idempotencyKey,
                cause.getMessage()),
        cause);
    this.idempotencyKey = idempotencyKey;
  }

  /** The key to go on with; null where the items of a batch have keys of their own. */
  public @Nullable String idempotencyKey() {
    return idempotencyKey;
  }
}
