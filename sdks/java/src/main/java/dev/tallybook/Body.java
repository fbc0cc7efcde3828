package dev.tallybook;

import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** An answer's body: all of its bytes, or the lines of a stream, which are still to come. */
final class Body {
  /** All bytes. */
  static final BodyHandler<Body> WHOLE = answer -> whole();

  /** Lines where it succeeds, or what went wrong as a whole. */
  static final BodyHandler<Body> LINES =
      answer -> isStream(answer) ? new LinesSubscriber(new Lines()) : whole();

  private final byte[] bytes;
  private final @Nullable Lines lines;

  private Body(byte[] bytes, @Nullable Lines lines) {
    this.bytes = bytes;
    this.lines = lines;
  }

  byte[] bytes() {
    return bytes;
  }

  @Nullable Lines lines() {
    return lines;
  }

  private static boolean isStream(ResponseInfo answer) {
    String type = answer.headers().firstValue("Content-Type").orElse("");
    return answer.statusCode() == 200 && type.startsWith("text/event-stream");
  }

  private static BodySubscriber<Body> whole() {
    return BodySubscribers.mapping(BodySubscribers.ofByteArray(), bytes -> new Body(bytes, null));
  }

  /** Answers at once, where the library's own subscriber waits for the last line. */
  private static final class LinesSubscriber implements BodySubscriber<Body> {
    private final BodySubscriber<Void> inner;
    private final CompletionStage<Body> body;

    LinesSubscriber(Lines lines) {
      inner = BodySubscribers.fromLineSubscriber(lines);
      body = CompletableFuture.completedStage(new Body(new byte[0], lines));
    }

    @Override
    public CompletionStage<Body> getBody() {
      return body;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      inner.onSubscribe(subscription);
    }

    @Override
    public void onNext(List<ByteBuffer> part) {
      inner.onNext(part);
    }

    @Override
    public void onError(Throwable failure) {
      inner.onError(failure);
    }

    @Override
    public void onComplete() {
      inner.onComplete();
    }
  }
}
