export { type AccountVersion, AccountVersions } from "./account-versions.js";
export type { CallOptions, DryRunOptions, KeyedOptions, OnIdempotencyKey } from "./calls.js";
export { type LedgerCalls, Tallybook, type TallybookOptions } from "./client.js";
export type { Fetch } from "./connection.js";
export { Decimal, type DecimalInput, type DecimalLike } from "./decimal.js";
export {
  ConnectionError,
  InvalidWebhookError,
  isProblem,
  NotSentError,
  OutcomeUnknownError,
  ProblemError,
  TallybookError,
  TransferProposedError,
  UnexpectedAnswerError,
} from "./errors.js";
export type * from "./event.js";
export type { EventFilter, TellOptions } from "./events.js";
export type * from "./generated/models.js";
export type * from "./generated/resources.js";
export { type AnswerHeaders, headersOf } from "./headers.js";
export type { List } from "./list.js";
export type { Retries } from "./patience.js";
export { VERSION } from "./version.js";
export { verifyWebhook, type WebhookHeaders } from "./webhooks.js";
