import { readAmounts } from "./amounts.js";
import type { Connection, Outgoing } from "./connection.js";
import { isDecimalLike } from "./decimal.js";
import { TransferProposedError } from "./errors.js";
import type { Proposal } from "./generated/models.js";
import { keepHeaders } from "./headers.js";
import { List } from "./list.js";

/** What any call takes beside what it is about. */
export interface CallOptions {
  /** How many milliseconds a try takes at most, where the client's default does not do. */
  timeout?: number | undefined;
  /** Ends the call, which then fails with the signal's reason. What was sent may still be done. */
  signal?: AbortSignal | undefined;
}

/** Is given a key, and the id of the operation that it is for, and awaited before anything is sent. */
export type OnIdempotencyKey = (key: string, operation: string) => void | Promise<void>;

/** What a call that is done once takes. */
export interface KeyedOptions extends CallOptions {
  /** Names this very request, also tomorrow: the same key with the same request is done once. A new UUID unless given. */
  idempotencyKey?: string | undefined;
  /** For this call, in the place of the client's. */
  onIdempotencyKey?: OnIdempotencyKey | undefined;
}

/** What a call that can be tried out takes. */
export interface DryRunOptions extends KeyedOptions {
  /** Ask for the answer that the call would get now: nothing happens, and no key is used up. */
  dryRun?: boolean | undefined;
}

/** An operation of the service. */
export interface Operation {
  id: string;
  method: string;
  path: string;
  /** Whether it takes an idempotency key. */
  takesKey?: boolean;
  /** Whether it may answer with a proposal: 202. */
  mayPropose?: boolean;
  /** The model of its answer. */
  answer?: string;
}

/** What is asked of an operation. */
export interface Request {
  path: Readonly<Record<string, string>>;
  query?: object;
  body?: object;
}

/** Makes the calls of a service, or of one of its ledgers. */
export class Calls {
  readonly connection: Connection;
  readonly #ledger: string | undefined;
  readonly #onIdempotencyKey: OnIdempotencyKey | undefined;

  constructor(connection: Connection, ledger: string | undefined, onIdempotencyKey: OnIdempotencyKey | undefined) {
    this.connection = connection;
    this.#ledger = ledger;
    this.#onIdempotencyKey = onIdempotencyKey;
  }

  /** Makes a call; what it is answered is typed by whoever names the operation. */
  async send<Answer>(operation: Operation, request: Request, options: DryRunOptions): Promise<Answer> {
    const { timeout = this.connection.timeout, signal } = options;
    const outgoing = this.outgoing(operation, request, options);
    if (outgoing.idempotencyKey !== undefined) {
      await (options.onIdempotencyKey ?? this.#onIdempotencyKey)?.(outgoing.idempotencyKey, operation.id);
    }
    const { status, headers, body } = await this.connection.send(outgoing, timeout, signal);
    if (status === 202 && operation.mayPropose) {
      readAmounts("Proposal", body);
      throw new TransferProposedError(body as Proposal);
    }
    if (operation.answer !== undefined) {
      readAmounts(operation.answer, body);
      keepHeaders(body, headers);
    }
    return body as Answer;
  }

  /** A list, which asks for its pages when it is read. */
  list<Page extends { data: Item[]; next_cursor: string | null }, Item>(
    operation: Operation,
    request: Request,
    options: CallOptions,
  ): List<Page, Item> {
    return new List((cursor) => {
      const query = cursor === undefined ? request.query : { ...request.query, cursor };
      return this.send<Page>(operation, { ...request, query: query ?? {} }, options);
    });
  }

  /** The request as it goes to the service, with its key. */
  outgoing(operation: Operation, { path, query, body }: Request, options: DryRunOptions): Outgoing {
    const itemsHaveKeys = haveKeys(body);
    if (options.idempotencyKey !== undefined && !/^[ -~]{1,255}$/.test(options.idempotencyKey)) {
      throw new TypeError("an idempotency key has 1 to 255 printable ASCII characters");
    }
    const makesKey = operation.takesKey && !itemsHaveKeys && !options.dryRun;
    const idempotencyKey = options.idempotencyKey ?? (makesKey ? crypto.randomUUID() : undefined);
    const keyed = !options.dryRun && (idempotencyKey !== undefined || itemsHaveKeys);
    return {
      operation: operation.id,
      method: operation.method,
      path: this.#path(operation.path, path) + queryOf(query ?? {}),
      body: body === undefined ? undefined : toJson(body),
      idempotencyKey,
      keyed,
      repeatable: keyed || options.dryRun === true || ["GET", "DELETE"].includes(operation.method),
    };
  }

  #path(template: string, values: Readonly<Record<string, string>>): string {
    return template.replace(/\{(\w+)\}/g, (_, name: string) => {
      const value = values[name] ?? (name === "ledger" ? this.#ledger : undefined);
      if (value === undefined || ["", ".", ".."].includes(value)) {
        throw new TypeError(`${name} is ${JSON.stringify(value)}, which no URL can hold`);
      }
      return encodeURIComponent(value).replaceAll("%3A", ":");
    });
  }
}

/** Whether this is a batch whose items have keys of their own; then there is none for all of it. */
function haveKeys(body: object | undefined): boolean {
  const items: unknown = body !== undefined && "transfers" in body ? body.transfers : undefined;
  return (
    Array.isArray(items) && items.some((item: { idempotency_key?: unknown }) => item.idempotency_key !== undefined)
  );
}

function queryOf(query: object): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null) {
      parameters.set(name, value instanceof Date ? value.toISOString() : plain(value));
    }
  }
  return parameters.size === 0 ? "" : `?${parameters}`;
}

/** JSON with amounts as plain text: no library's own notation, and no number. */
function toJson(body: object): string {
  return JSON.stringify(body, function (this: Record<string, unknown>, name, value) {
    const original = this[name]; // as it was before its own `toJSON`
    return isDecimalLike(original) ? original.toFixed() : value;
  });
}

function plain(value: unknown): string {
  return isDecimalLike(value) ? value.toFixed() : String(value);
}
