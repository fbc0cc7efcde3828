/** What an answer says beside its body. */
export interface AnswerHeaders {
  /** The ledger's number that the answer is at; reads take it as `min_seq`. */
  seq: number | undefined;
  /** Whether an earlier request with this idempotency key did the work. */
  replayed: boolean;
  /** What to name to whoever runs the service. */
  requestId: string | undefined;
}

const kept = new WeakMap<object, AnswerHeaders>();

/** @internal */
export function keepHeaders(answer: unknown, headers: Headers): void {
  if (typeof answer === "object" && answer !== null) {
    const seq = headers.get("Tallybook-Seq");
    kept.set(answer, {
      seq: seq === null ? undefined : Number(seq),
      replayed: headers.get("Idempotent-Replayed") === "true",
      requestId: headers.get("Request-Id") ?? undefined,
    });
  }
}

/**
 * The headers that came with an answer of this package: `headersOf(await ledger.transfers.create(…)).seq`.
 *
 * @throws where `answer` is not the very object that a call returned.
 */
export function headersOf(answer: object): AnswerHeaders {
  const headers = kept.get(answer);
  if (headers === undefined) {
    throw new TypeError("headersOf wants the very object that a call returned");
  }
  return headers;
}
