import type { DryRunOptions, LedgerCalls, Tallybook } from "tallybook";

/** A step's parameters, of which the path's are taken out before the rest is asked for. */
// biome-ignore lint/suspicious/noExplicitAny: what a scenario says is checked by the service, not by types.
export type Loose = any;

type Call = (ledger: LedgerCalls, params: Loose, body: Loose, options: DryRunOptions) => unknown;

/** The methods that stand for the operations of one ledger. */
const inLedger: Record<string, Call> = {
  post_asset: (ledger, _, body, options) => ledger.assets.create(body, options),
  get_assets: (ledger, query) => ledger.assets.list(query),
  get_asset: (ledger, { code, ...query }) => ledger.assets.get(code, query),
  post_account: (ledger, _, body, options) => ledger.accounts.create(body, options),
  post_accounts_batch: (ledger, _, body, options) => ledger.accounts.createBatch(body, options),
  get_accounts: (ledger, query) => ledger.accounts.list(query),
  get_account: (ledger, { account, ...query }) => ledger.accounts.get(account, query),
  patch_account: (ledger, { account }, body) => ledger.accounts.update(account, body),
  get_account_balance: (ledger, { account, ...query }) => ledger.balances.get(account, query),
  get_balances: (ledger, query) => ledger.balances.list(query),
  post_transfer: (ledger, _, body, options) => ledger.transfers.create(body, options),
  post_transfers_batch: (ledger, _, body, options) => ledger.transfers.createBatch(body, options),
  post_simulate: (ledger, _, body) => ledger.transfers.simulate(body),
  get_transfers: (ledger, query) => ledger.transfers.list(query),
  get_transfer: (ledger, { id, ...query }) => ledger.transfers.get(id, query),
  patch_transfer: (ledger, { id }, body) => ledger.transfers.update(id, body),
  post_reverse: (ledger, { id }, body, options) => ledger.transfers.reverse(id, body, options),
  get_account_postings: (ledger, { account, ...query }) => ledger.transfers.listPostings(account, query),
  get_idempotency_key: (ledger, { key, ...query }) => ledger.transfers.keyOutcome(key, query),
  get_holds: (ledger, query) => ledger.holds.list(query),
  post_capture: (ledger, { id }, body, options) => ledger.holds.capture(id, body, options),
  post_void: (ledger, { id }, body, options) => ledger.holds.void(id, body, options),
  post_increment: (ledger, { id }, body, options) => ledger.holds.increment(id, body, options),
  post_extend: (ledger, { id }, body, options) => ledger.holds.extend(id, body, options),
  get_proposals: (ledger, query) => ledger.approvals.list(query),
  get_proposal: (ledger, { id, ...query }) => ledger.approvals.get(id, query),
  post_approve: (ledger, { id }, body, options) => ledger.approvals.approve(id, body, options),
  post_reject: (ledger, { id }, body, options) => ledger.approvals.reject(id, body, options),
  post_limit: (ledger, _, body, options) => ledger.limits.create(body, options),
  get_limits: (ledger, query) => ledger.limits.list(query),
  get_limit: (ledger, { name, ...query }) => ledger.limits.get(name, query),
  patch_limit: (ledger, { name }, body) => ledger.limits.update(name, body),
  post_monitor: (ledger, _, body, options) => ledger.monitors.create(body, options),
  get_monitors: (ledger, query) => ledger.monitors.list(query),
  get_monitor: (ledger, { name, ...query }) => ledger.monitors.get(name, query),
  patch_monitor: (ledger, { name }, body) => ledger.monitors.update(name, body),
  get_monitor_accounts: (ledger, { name, ...query }) => ledger.monitors.listAccounts(name, query),
  get_events: (ledger, query) => ledger.events.list(query),
  consume_events: (ledger, filter) => ledger.events.consume(filter),
  stream_events: (ledger, filter) => ledger.events.stream(filter),
  post_webhook_endpoint: (ledger, _, body, options) => ledger.webhooks.create(body, options),
  get_webhook_endpoints: (ledger, query) => ledger.webhooks.list(query),
  get_webhook_endpoint: (ledger, { endpoint, ...query }) => ledger.webhooks.get(endpoint, query),
  patch_webhook_endpoint: (ledger, { endpoint }, body) => ledger.webhooks.update(endpoint, body),
  delete_webhook_endpoint: (ledger, { endpoint }) => ledger.webhooks.delete(endpoint),
  get_attempts: (ledger, { endpoint, ...query }) => ledger.webhooks.listAttempts(endpoint, query),
  get_dead_letters: (ledger, { endpoint, ...query }) => ledger.webhooks.listDeadLetters(endpoint, query),
  post_redrive: (ledger, { endpoint }, body) => ledger.webhooks.redrive(endpoint, body),
  post_replay: (ledger, { endpoint }, body) => ledger.webhooks.replay(endpoint, body),
  post_rotate_secret: (ledger, { endpoint }, body) => ledger.webhooks.rotateSecret(endpoint, body),
};

/** The operations that have a method: all of the document but its stream, which `stream_events` stands for. */
export const operations = ["post_ledger", "get_ledgers", "get_ledger", ...Object.keys(inLedger)];

/** What the method of an operation returns: a promise, or what can be iterated. */
export function call(
  tallybook: Tallybook,
  operation: string,
  params: Loose,
  body: Loose,
  options: DryRunOptions,
): unknown {
  const { ledger, dry_run: dryRun, ...others } = params;
  switch (operation) {
    case "post_ledger":
      return tallybook.ledgers.create(body, options);
    case "get_ledgers":
      return tallybook.ledgers.list(params);
    case "get_ledger":
      return tallybook.ledgers.get(ledger, others);
  }
  const method = inLedger[operation];
  if (method === undefined) {
    throw new Error(`no method is known for ${operation}`);
  }
  return method(tallybook.ledger(ledger), others, body, dryRun === undefined ? options : { ...options, dryRun });
}
