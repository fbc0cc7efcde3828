package dev.tallybook;

import java.net.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/**
 * What an answer says beside its body.
 *
 * @param status the HTTP status
 * @param seq the ledger's {@code seq} that the answer is at; reads take it as {@code min_seq}
 * @param replayed whether an earlier request with the same key did the work
 * @param dryRun whether it was only asked what would be
 * @param requestId names the request, for support
 * @param etag the revision, for what has one
 * @param location where what was made can be read
 */
public record AnswerHeaders(
    int status,
    @Nullable Long seq,
    boolean replayed,
    boolean dryRun,
    @Nullable String requestId,
    @Nullable String etag,
    @Nullable String location) {
  static AnswerHeaders of(int status, HttpHeaders headers) {
    String seq = text(headers, "Tallybook-Seq");
    return new AnswerHeaders(
        status,
        seq == null ? null : Long.valueOf(seq),
        "true".equals(text(headers, "Idempotent-Replayed")),
        "true".equals(text(headers, "Tallybook-Dry-Run")),
        text(headers, "Request-Id"),
        text(headers, "ETag"),
        text(headers, "Location"));
  }

  private static @Nullable String text(HttpHeaders headers, String name) {
    return headers.firstValue(name).orElse(null);
  }
}
