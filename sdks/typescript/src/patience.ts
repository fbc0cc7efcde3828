import { ConnectionError, NotSentError, ProblemError, type TallybookError, UnexpectedAnswerError } from "./errors.js";

/** How long a call goes on trying. */
export interface Retries {
  /** How many tries there are at most: 8 unless given; 1 for none but the first. */
  tries: number;
  /** How many milliseconds all tries and pauses take at most: 60,000 unless given. */
  within: number;
  /** How many milliseconds the first pause takes at most; the next ones up to twice as many: 100 unless given. */
  firstPause: number;
  /** What pauses grow to: 5,000 milliseconds unless given. */
  longestPause: number;
}

/** Whether the request may have been done though its answer did not come. */
export function isAmbiguous(error: TallybookError): boolean {
  if (error instanceof ProblemError) {
    return ["outcome_unknown", "idempotency_in_progress"].includes(error.code) || [502, 504].includes(error.status);
  }
  if (error instanceof UnexpectedAnswerError) {
    return [502, 503, 504].includes(error.status);
  }
  return error instanceof ConnectionError && !(error instanceof NotSentError);
}

/** Whether an answer settles what became of an earlier, ambiguous try. What is never stored under a key does not. */
export function isDecision(error: TallybookError): boolean {
  return (
    error instanceof ProblemError &&
    error.status < 500 &&
    ![401, 403, 404, 429].includes(error.status) &&
    error.code !== "idempotency_in_progress"
  );
}

/** Whether to try again; `repeatable` where doing it twice is the same as once. */
export function isWorthAnotherTry(error: TallybookError, repeatable: boolean): boolean {
  if (error instanceof ConnectionError) {
    return repeatable || error instanceof NotSentError;
  }
  if (error instanceof ProblemError || error instanceof UnexpectedAnswerError) {
    const code = error instanceof ProblemError ? error.code : undefined;
    if (error.status === 429 || code === "overloaded") {
      return true;
    }
    return repeatable && ([502, 503, 504].includes(error.status) || code === "idempotency_in_progress");
  }
  return false;
}

/** Milliseconds until the next try: up to twice as long every time, by chance, and never before `retryAfter`. */
export function pause(tries: number, retryAfter: number, retries: Retries): number {
  const most = Math.min(retries.longestPause, retries.firstPause * 2 ** (tries - 1));
  return Math.max(retryAfter, Math.random() * most);
}

/** Milliseconds of a `Retry-After` header, which is a number of seconds or a date. */
export function parseRetryAfter(header: string | null): number {
  if (header === null) {
    return 0;
  }
  const milliseconds = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return Math.max(0, milliseconds || 0);
}

/** Waits; rejects with the signal's reason once it is aborted. */
export function sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      resolve();
    }, milliseconds);
    signal?.addEventListener("abort", stop, { once: true });
  });
}
