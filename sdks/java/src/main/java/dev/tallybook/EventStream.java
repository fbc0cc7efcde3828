package dev.tallybook;

import dev.tallybook.model.Event;
import dev.tallybook.model.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/** Server-sent events. A lost connection is made anew after the last number that was seen. */
final class EventStream extends EventFeed {
  /** The service says something every 15 seconds. */
  private static final Duration SILENCE = Duration.ofSeconds(45);

  private final Transport transport;
  private final Request request;
  private @Nullable Lines lines;
  private boolean opened;
  private Duration pause = Duration.ofSeconds(1);

  EventStream(Transport transport, Request request, Events.StreamQuery query) {
    super(query.after());
    this.transport = transport;
    this.request = request.query(query);
  }

  @Override
  Batch more(long told, Cancellation cancellation) throws InterruptedException {
    Lines open = lines;
    if (open == null) {
      open =
          opened
              ? transport.reopen(request, told, cancellation)
              : transport.open(request, told, cancellation);
      opened = true;
      cancellation.endsBy(open::close);
      lines = open;
    }
    try {
      return read(open, told);
    } catch (IOException ended) {
      lines = null;
      open.close();
      transport.sleep(pause, cancellation);
      return new Batch(List.of(), told);
    }
  }

  /** One message, which an empty line ends. */
  private Batch read(Lines open, long told) throws IOException, InterruptedException {
    long id = told;
    StringBuilder data = new StringBuilder();
    for (String line = open.take(SILENCE); !line.isEmpty(); line = open.take(SILENCE)) {
      String field = line.contains(":") ? line.substring(0, line.indexOf(':')) : line;
      String value =
          line.substring(Math.min(field.length() + 1, line.length())).replaceFirst("^ ", "");
      switch (field) {
        case "id" -> id = Long.parseLong(value);
        case "data" -> data.append(data.isEmpty() ? "" : "\n").append(value);
        case "retry" -> pause = Duration.ofMillis(Long.parseLong(value));
        default -> {} // a comment, or the event's type, which is in its data as well
      }
    }
    return new Batch(data.isEmpty() ? List.of() : List.of(event(data.toString())), id);
  }

  private static Event event(String json) {
    try {
      return Json.mapper().readValue(json, Event.class);
    } catch (JacksonException unreadable) {
      throw new UnexpectedAnswerException(200, json.getBytes(StandardCharsets.UTF_8), unreadable);
    }
  }
}
