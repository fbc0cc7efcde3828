package dev.tallybook;

/** Is told every idempotency key before anything is sent under it, so that it can be kept. */
@FunctionalInterface
public interface IdempotencyKeyHook {
  /**
   * Keeps the key. The request is sent when this returns, and not at all when it throws.
   *
   * @param key the caller's, or the fresh one that was made
   * @param operation such as {@code post_transfer}
   */
  void onIdempotencyKey(String key, String operation);
}
