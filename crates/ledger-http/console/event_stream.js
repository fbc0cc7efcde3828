// A stream of server-sent events over fetch, since EventSource can send no key. It comes back by itself.
import { open } from "./api.js";

const LONGEST_REST = 15_000;

/** The messages of a stream's text, a chunk at a time: {id, event, data}. */
export function reader() {
  let rest = "";
  return (chunk) => {
    const lines = (rest + chunk).split("\n\n");
    rest = lines.pop();
    return lines.map((block) => {
      const message = {};
      for (const line of block.split("\n")) {
        const colon = line.indexOf(":");
        if (colon > 0) message[line.slice(0, colon)] = line.slice(colon + 1).replace(/^ /, "");
      }
      return message;
    });
  };
}

/**
 * Follows a ledger's events after number `after` until `signal` aborts. `onEvents` gets those of a chunk together;
 * `onState` hears "live", or "lost" with the error while it waits to come back.
 */
export async function follow(where, { after, signal, onEvents, onState, ...parameters }) {
  let last = after;
  let rest = 1000;
  while (!signal.aborted) {
    try {
      const response = await open(where, { ...parameters, after: last }, { signal, accept: "text/event-stream" });
      const text = response.body.pipeThrough(new TextDecoderStream()).getReader();
      const read = reader();
      onState("live");
      for (;;) {
        const { value, done } = await text.read();
        if (done) break;
        const messages = read(value);
        const events = messages.filter((message) => message.data).map((message) => JSON.parse(message.data));
        for (const { id, retry } of messages) {
          if (id) last = Number(id);
          if (retry) rest = Number(retry);
        }
        if (events.length) onEvents(events);
      }
      onState("lost", null);
    } catch (error) {
      if (signal.aborted) return;
      onState("lost", error);
      // What is refused for good is not asked again.
      if (error.status && !error.isPassing) return;
    }
    await new Promise((resolve) => setTimeout(resolve, rest));
    rest = Math.min(rest * 2, LONGEST_REST);
  }
}
