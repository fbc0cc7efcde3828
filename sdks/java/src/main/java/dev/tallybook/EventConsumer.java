package dev.tallybook;

import dev.tallybook.model.EventList;

/** Pulls events by long polls. */
final class EventConsumer extends EventFeed {
  private static final long WAIT_SECONDS = 20;

  private final Transport transport;
  private final Request request;
  private final CallOptions options;
  private boolean begun;

  EventConsumer(Transport transport, Request request, Events.ListQuery query) {
    super(query.after());
    long wait = query.waitSeconds() == null ? WAIT_SECONDS : query.waitSeconds();
    this.transport = transport;
    this.request = request.query(query).parameter("wait", wait);
    this.options = CallOptions.builder().timeout(transport.timeout().plusSeconds(wait)).build();
  }

  @Override
  Batch more(long told, Cancellation cancellation) {
    Request next = request.parameter("after", told);
    EventList page =
        begun
            ? transport.sendPatiently(next, EventList.class, options, cancellation)
            : transport.send(next, EventList.class, options, cancellation);
    begun = true;
    return new Batch(page.data(), page.nextAfter());
  }
}
