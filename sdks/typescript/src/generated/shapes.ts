// Generated from openapi/tallybook-3.0.json by `make sdks`; do not edit.

/** Where answers hold money, model by model: `true` marks an amount, a name leads to another model, or to a list of them. */
export const shapes = {
  Account: { policy: "Policy" },

  AccountBalance: { balance: "Balance" },

  AccountBatch: { accounts: "Account" },

  AccountList: { data: "Account" },

  Approval: {},

  ApprovalPolicy: { above: true },

  ApprovalRule: {},

  Asset: {},

  AssetList: { data: "Asset" },

  AttemptList: { data: "WebhookAttempt" },

  Balance: { available: true, pending: "BalanceSides", posted: "BalanceSides" },

  BalanceList: { data: "BalanceRow" },

  BalanceRow: { balance: "Balance", credits: true, debits: true, net: true },

  BalanceSides: { amount: true, credits: true, debits: true },

  DeadLetter: {},

  DeadLetterList: { data: "DeadLetter" },

  EndpointDelivery: {},

  EventList: { data: "Event" },

  Hold: { amount: true, captured: true, entries: "HoldEntry", postings: "HoldPosting", remaining: true },

  HoldEntry: {},

  HoldItem: { approval: "Approval", postings: "Posting", hold: "Hold" },

  HoldList: { data: "HoldItem" },

  HoldPosting: { amount: true, captured: true, remaining: true },

  IdempotencyKeyOutcome: {},

  Ledger: {},

  LedgerList: { data: "Ledger" },

  Limit: { max_sum: true, window: "LimitWindow" },

  LimitList: { data: "Limit" },

  LimitWindow: {},

  Monitor: { threshold: true },

  MonitorAccountList: { data: "MonitorAccountRow" },

  MonitorAccountRow: { amount: true },

  MonitorList: { data: "Monitor" },

  Policy: {
    approval: "ApprovalPolicy",
    max_amount: true,
    max_balance: true,
    max_pending: true,
    max_posted: true,
    min_balance: true,
    min_pending: true,
    min_posted: true,
    over_capture_percent: true,
  },

  Posting: { amount: true, balance: "Balance", released: true },

  PostingList: { data: "PostingRow" },

  PostingRow: { amount: true, balance: "Balance", released: true },

  Problem: {
    available: true,
    balance: true,
    captured: true,
    credits: true,
    debits: true,
    held: true,
    held_credits: true,
    held_debits: true,
    limit: true,
    posted: true,
    remaining: true,
    required: true,
    reversed: true,
    used: true,
  },

  Proposal: { postings: "ProposedPosting", wantedBy: "ApprovalRule" },

  ProposalList: { data: "Proposal" },

  ProposedPosting: { amount: true },

  Redrive: {},

  Replay: {},

  Reversed: { postings: "ReversedPosting" },

  ReversedPosting: { amount: true, reversed: true },

  SimulatedResult: { problems: "Problem", transfer: "Transfer" },

  Simulation: { results: "SimulatedResult" },

  Transfer: { approval: "Approval", postings: "Posting" },

  TransferBatch: { results: "TransferResult" },

  TransferDetail: { approval: "Approval", postings: "Posting", hold: "Hold", reversed: "Reversed" },

  TransferList: { data: "Transfer" },

  TransferMetadata: {},

  TransferResult: { problem: "Problem", transfer: "Transfer" },

  WebhookAttempt: {},

  WebhookEndpoint: { delivery: "EndpointDelivery" },

  WebhookEndpointList: { data: "WebhookEndpoint" },
} as const;
