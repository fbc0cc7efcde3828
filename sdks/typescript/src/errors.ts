import type { Open, Problem, ProblemCode, Proposal } from "./generated/models.js";

/** What every error of this package is. */
export class TallybookError extends Error {
  override readonly name: string = "TallybookError";
  /** For how many milliseconds the service asks to be left alone (`Retry-After`); 0 where it says nothing. */
  readonly retryAfter: number;

  constructor(message: string, { retryAfter = 0, ...options }: ErrorOptions & { retryAfter?: number } = {}) {
    super(message, options);
    this.retryAfter = retryAfter;
  }
}

/** The service refused: a problem document (RFC 9457). {@link isProblem} asks for one code. */
export class ProblemError extends TallybookError {
  override readonly name = "ProblemError";
  /** What a program can rely on. */
  readonly code: Open<ProblemCode>;
  /** The HTTP status. */
  readonly status: number;
  /** What kind of problem it is, for a person. */
  readonly title: string;
  /** What happened just here, for a person. */
  readonly detail: string;
  /** What to name to whoever runs the service. */
  readonly requestId: string;

  /** `problem` is all of the document: `required`, `available`, `limit`, … as far as its code has them. */
  constructor(
    readonly problem: Problem,
    retryAfter = 0,
  ) {
    super(`${problem.detail} (${problem.status} ${problem.code}, request ${problem.request_id})`, { retryAfter });
    this.code = problem.code;
    this.status = problem.status;
    this.title = problem.title;
    this.detail = problem.detail;
    this.requestId = problem.request_id;
  }
}

/** Whether an error is the service's problem `code`: `if (isProblem(error, "insufficient_balance")) …`. */
export function isProblem<Code extends ProblemCode>(
  error: unknown,
  code: Code,
): error is ProblemError & { code: Code } {
  return error instanceof ProblemError && error.code === code;
}

/** What came is no answer of the service: a proxy's page, or a redirect, which is never followed. */
export class UnexpectedAnswerError extends TallybookError {
  override readonly name = "UnexpectedAnswerError";

  constructor(
    /** The HTTP status. */
    readonly status: number,
    /** How the body begins. */
    readonly excerpt: string,
    retryAfter = 0,
  ) {
    super(`the answer (status ${status}) is none of Tallybook's: ${JSON.stringify(excerpt)}`, { retryAfter });
  }
}

/** The connection failed, or nothing came in time; the request may have arrived. */
export class ConnectionError extends TallybookError {
  override readonly name: string = "ConnectionError";
}

/** There was no connection: the request was certainly not sent. */
export class NotSentError extends ConnectionError {
  override readonly name = "NotSentError";
}

/**
 * Nobody could be asked whether it was done. Make the same call with the same `idempotencyKey` later, which does it once
 * whatever happened, or look it up by `transfers.keyOutcome(idempotencyKey)`. `cause` is what came last.
 */
export class OutcomeUnknownError extends TallybookError {
  override readonly name = "OutcomeUnknownError";

  constructor(
    /** The operation's id, such as `post_transfer`. */
    readonly operation: string,
    /** The key of every try; absent for a batch whose items have their own. */
    readonly idempotencyKey: string | undefined,
    cause: unknown,
  ) {
    const key = idempotencyKey === undefined ? "the same keys" : `the same key (${idempotencyKey})`;
    super(`it is not known whether ${operation} was done: call again with ${key}, or look up transfers.keyOutcome`, {
      cause,
    });
  }
}

/** A policy wants four eyes: nothing has moved, and a second person decides by `approvals`. */
export class TransferProposedError extends TallybookError {
  override readonly name = "TransferProposedError";

  constructor(readonly proposal: Proposal) {
    super(
      `nothing has moved yet: ${proposal.id} waits for a second person; see approvals.approve and approvals.reject`,
    );
  }
}

/** A webhook's signature, time or body is not what the service sends. */
export class InvalidWebhookError extends TallybookError {
  override readonly name = "InvalidWebhookError";
}
