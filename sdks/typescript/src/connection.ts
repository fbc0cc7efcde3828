import { readAmounts } from "./amounts.js";
import { Deadline } from "./deadline.js";
import {
  ConnectionError,
  NotSentError,
  OutcomeUnknownError,
  ProblemError,
  TallybookError,
  UnexpectedAnswerError,
} from "./errors.js";
import type { Problem } from "./generated/models.js";
import { isAmbiguous, isDecision, isWorthAnotherTry, parseRetryAfter, pause, type Retries, sleep } from "./patience.js";
import { VERSION } from "./version.js";

const EXCERPT_CHARACTERS = 200;

/** A `fetch` like the platform's own. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** Where the service is and how to talk to it. */
export interface ConnectionOptions {
  /** Where the service is; unless given, what TALLYBOOK_URL says. */
  url?: string | undefined;
  /** `tb_…`; unless given, what TALLYBOOK_API_KEY says. */
  apiKey?: string | undefined;
  /** How many milliseconds a try takes at most: 10,000 unless given. */
  timeout?: number | undefined;
  /** How often, and for how long, a call is tried. */
  retries?: Partial<Retries> | undefined;
  /** What sends requests, in the place of the platform's `fetch`. */
  fetch?: Fetch | undefined;
}

/** What is sent, the same in every try. */
export interface Outgoing {
  /** The operation's id. */
  operation: string;
  method: string;
  /** With its query. */
  path: string;
  headers?: Record<string, string>;
  body?: string | undefined;
  idempotencyKey?: string | undefined;
  /** Whether the service does it once, however often it is sent: by a key, or since it changes nothing. */
  repeatable: boolean;
  /** Whether the caller has to know if it was done: a POST under a key. */
  keyed: boolean;
}

/** What came, with a status of 2xx. */
export interface Incoming {
  status: number;
  headers: Headers;
  body: unknown;
}

/** One service and one key. Every call goes through here. */
export class Connection {
  readonly timeout: number;
  readonly retries: Retries;
  readonly #url: string;
  readonly #apiKey: string;
  readonly #fetch: Fetch;

  constructor(options: ConnectionOptions) {
    this.#url = new URL(options.url ?? environment("TALLYBOOK_URL")).href.replace(/\/+$/, "");
    this.#apiKey = options.apiKey ?? environment("TALLYBOOK_API_KEY");
    if (!/^[!-~]+$/.test(this.#apiKey)) {
      throw new TallybookError("the API key has a character that keys do not have, such as a line break");
    }
    this.timeout = options.timeout ?? 10_000;
    const { tries = 8, within = 60_000, firstPause = 100, longestPause = 5_000 } = options.retries ?? {};
    this.retries = { tries, within, firstPause, longestPause };
    this.#fetch = options.fetch ?? ((url, init) => fetch(url, init));
  }

  /** Sends it until there is an answer that counts, or no patience is left. */
  async send(outgoing: Outgoing, timeout: number, signal: AbortSignal | undefined): Promise<Incoming> {
    const end = performance.now() + this.retries.within;
    let inDoubt = false;
    for (let tries = 1; ; tries++) {
      const left = end - performance.now();
      const outcome = await this.#try(outgoing, Math.min(timeout, left), signal);
      if (!(outcome instanceof TallybookError)) {
        return outcome;
      }
      if (inDoubt && outgoing.method === "DELETE" && outcome instanceof ProblemError && outcome.status === 404) {
        return { status: 204, headers: new Headers(), body: undefined }; // the try whose answer was lost has done it
      }
      inDoubt ||= isAmbiguous(outcome);
      const wait = pause(tries, outcome.retryAfter, this.retries);
      const isLast = tries >= this.retries.tries || performance.now() + wait >= end;
      if (isLast || !isWorthAnotherTry(outcome, outgoing.repeatable)) {
        throw outgoing.keyed && inDoubt && !isDecision(outcome)
          ? new OutcomeUnknownError(outgoing.operation, outgoing.idempotencyKey, outcome)
          : outcome;
      }
      await sleep(wait, signal);
    }
  }

  /** Text as it comes, from an answer without an end; it fails where nothing came for `silence` milliseconds. */
  async *receive(outgoing: Outgoing, silence: number, signal: AbortSignal | undefined): AsyncGenerator<string, never> {
    const deadline = new Deadline(this.timeout, signal);
    try {
      const response = await this.#fetchOnce(outgoing, deadline.signal);
      const type = response.headers.get("Content-Type") ?? "";
      if (!response.ok || response.body === null || !type.startsWith(outgoing.headers?.Accept ?? "")) {
        throw failure(response, await response.text());
      }
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      for (;;) {
        deadline.restart(silence);
        const { done, value } = await reader.read();
        deadline.hold(); // whoever reads may take any time
        if (done) {
          throw new ConnectionError("the answer ended, which should go on");
        }
        yield value;
      }
    } catch (error) {
      signal?.throwIfAborted();
      throw error instanceof TallybookError ? error : connectionError(error);
    } finally {
      deadline.end();
    }
  }

  async #try(outgoing: Outgoing, timeout: number, signal: AbortSignal | undefined): Promise<Incoming | TallybookError> {
    const deadline = new Deadline(timeout, signal);
    try {
      const response = await this.#fetchOnce(outgoing, deadline.signal);
      const text = await response.text();
      const body = text === "" ? undefined : parseJson(text);
      if (response.ok && (text === "" || body !== undefined)) {
        return { status: response.status, headers: response.headers, body };
      }
      return failure(response, text);
    } catch (error) {
      signal?.throwIfAborted();
      return connectionError(error);
    } finally {
      deadline.cancel();
    }
  }

  #fetchOnce(outgoing: Outgoing, signal: AbortSignal): Promise<Response> {
    const headers: Record<string, string> = {
      Accept: "application/json",
      Authorization: `Bearer ${this.#apiKey}`,
      ...outgoing.headers,
    };
    if (outgoing.body !== undefined) {
      headers["Content-Type"] = "application/json";
    }
    if (outgoing.idempotencyKey !== undefined) {
      headers["Idempotency-Key"] = outgoing.idempotencyKey;
    }
    if (!("document" in globalThis)) {
      headers["User-Agent"] = `tallybook-typescript/${VERSION}`; // a browser's own is not ours to change
    }
    const { method, body = null, path } = outgoing;
    return this.#fetch(this.#url + path, { method, headers, body, signal, redirect: "manual" });
  }
}

function failure(response: Response, text: string): TallybookError {
  const body = parseJson(text);
  const retryAfter = parseRetryAfter(response.headers.get("Retry-After"));
  if (isProblemDocument(body)) {
    readAmounts("Problem", body);
    return new ProblemError(body, retryAfter);
  }
  return new UnexpectedAnswerError(response.status, text.slice(0, EXCERPT_CHARACTERS), retryAfter);
}

function isProblemDocument(body: unknown): body is Problem {
  return (
    typeof body === "object" &&
    body !== null &&
    "code" in body &&
    typeof body.code === "string" &&
    "status" in body &&
    typeof body.status === "number"
  );
}

/** Undefined where it is no JSON. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function connectionError(cause: unknown): ConnectionError {
  const reasons: string[] = [];
  for (let error = cause; error instanceof Error; error = error.cause) {
    reasons.push(error.message);
  }
  const message = `the connection failed: ${reasons.filter(Boolean).join(": ") || String(cause)}`;
  return new (wasNeverThere(cause) ? NotSentError : ConnectionError)(message, { cause });
}

/** Whether it failed before there was a connection, as far as the platform tells; Node does. */
function wasNeverThere(error: unknown): boolean {
  if (error instanceof AggregateError && error.errors.length > 0) {
    return error.errors.every(wasNeverThere);
  }
  if (!(error instanceof Error)) {
    return false;
  }
  const { syscall, code } = error as { syscall?: unknown; code?: unknown };
  return (
    syscall === "connect" ||
    syscall === "getaddrinfo" ||
    code === "UND_ERR_CONNECT_TIMEOUT" ||
    wasNeverThere(error.cause)
  );
}

/** A variable of the environment, where the platform has one. */
function environment(name: string): string {
  const { process } = globalThis as { process?: { env?: Record<string, string | undefined> } };
  const value = process?.env?.[name];
  if (value === undefined || value === "") {
    const option = name === "TALLYBOOK_URL" ? "url" : "apiKey";
    throw new TallybookError(`give the option \`${option}\`, or set ${name}`);
  }
  return value;
}
