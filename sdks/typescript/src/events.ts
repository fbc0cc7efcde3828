import { readAmounts } from "./amounts.js";
import type { CallOptions } from "./calls.js";
import { TallybookError } from "./errors.js";
import type { Event, EventType } from "./event.js";
import type { EventList, Open } from "./generated/models.js";
import { type EventsListQuery, Events as GeneratedEvents } from "./generated/resources.js";
import { isWorthAnotherTry, pause, sleep } from "./patience.js";
import { type Frame, frames } from "./server-sent-events.js";

/** How many seconds a long poll waits for an event; the service may answer sooner. */
const WAIT_SECONDS = 20;
/** For how long a silent stream is believed in; the service says something every 15 seconds. */
const SILENCE_MILLISECONDS = 40_000;

const streamEvents = { id: "get_event_stream", method: "GET", path: "/v1/ledgers/{ledger}/events/stream" };

/** Which events to tell, and from where on. */
export interface EventFilter {
  /** The `seq` of the last event that you have; all from the first one on, unless given. */
  after?: number | undefined;
  /** Only these types. */
  types?: readonly Open<EventType>[] | undefined;
  /** Only what concerns this account, by path or id. */
  account?: string | undefined;
}

/** How to stop. */
export interface TellOptions {
  /** Ends the iteration, which then fails with the signal's reason; `break` ends it, too. */
  signal?: AbortSignal | undefined;
}

/** The public record of every accepted change, in order. */
export class Events extends GeneratedEvents {
  /** Lists events, or waits for the first one as long as `wait` says. */
  override list(query: EventsListQuery = {}, options: CallOptions = {}): Promise<EventList> {
    const timeout = options.timeout ?? this.calls.connection.timeout + (query.wait ?? 0) * 1000;
    return super.list(query, { ...options, timeout });
  }

  /**
   * Events as they come, each once and in order, by long polls: `for await (const event of ledger.events.consume({ after }))`.
   * It fails where the service cannot be reached to begin with; later it goes on as soon as the service is back.
   */
  async *consume(filter: EventFilter = {}, options: TellOptions = {}): AsyncGenerator<Event, void, undefined> {
    const query = { types: filter.types?.join(), account: filter.account, wait: WAIT_SECONDS };
    let after = filter.after ?? 0;
    for (let wasThere = false; ; ) {
      try {
        const page = await this.list({ ...query, after }, options);
        wasThere = true;
        yield* page.data;
        after = page.next_after;
      } catch (error) {
        if (!wasThere || !isPassing(error)) {
          throw error;
        }
        await sleep(this.calls.connection.retries.longestPause, options.signal);
      }
    }
  }

  /** As `consume`, by server-sent events: one connection that stays, and comes back by itself. */
  async *stream(filter: EventFilter = {}, options: TellOptions = {}): AsyncGenerator<Event, void, undefined> {
    const { retries } = this.calls.connection;
    let told = filter.after ?? 0;
    let lastId: string | undefined;
    let comeBackAfter = 0;
    for (let wasThere = false, failures = 0; ; ) {
      try {
        for await (const { id, retry, data } of this.#frames(filter, lastId, options.signal)) {
          wasThere = true;
          failures = 0;
          comeBackAfter = retry ?? comeBackAfter;
          lastId = id ?? lastId;
          const event = data === undefined ? undefined : readEvent(data);
          if (event !== undefined && event.seq > told) {
            told = event.seq;
            yield event;
          }
        }
      } catch (error) {
        failures += 1;
        if (!isPassing(error) || (!wasThere && failures >= retries.tries)) {
          throw error;
        }
        await sleep(pause(failures, Math.max(comeBackAfter, error.retryAfter), retries), options.signal);
      }
    }
  }

  #frames(filter: EventFilter, lastId: string | undefined, signal: AbortSignal | undefined): AsyncIterable<Frame> {
    const query = { after: filter.after, types: filter.types?.join(), account: filter.account };
    const outgoing = this.calls.outgoing(streamEvents, { path: {}, query }, {});
    const headers = { Accept: "text/event-stream", ...(lastId === undefined ? {} : { "Last-Event-ID": lastId }) };
    return frames(this.calls.connection.receive({ ...outgoing, headers }, SILENCE_MILLISECONDS, signal));
  }
}

function readEvent(data: string): Event {
  const event: Event = JSON.parse(data);
  readAmounts("Event", event);
  return event;
}

/** Whether the service may be back soon. */
function isPassing(error: unknown): error is TallybookError {
  return error instanceof TallybookError && isWorthAnotherTry(error, true);
}
