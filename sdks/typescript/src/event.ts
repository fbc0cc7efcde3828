import type { Decimal } from "./decimal.js";
import type {
  Account,
  AlertWhenName,
  Asset,
  BalanceKindName,
  Ledger,
  Limit,
  Monitor,
  Open,
  Posting,
  Proposal,
  Transfer,
  TransferMetadata,
} from "./generated/models.js";

/** A transfer in an event, which has no postings where the event is `truncated`. */
export type ToldTransfer = Omit<Transfer, "postings"> & { postings?: Posting[] };

/** A monitor's: a transfer took a balance across its threshold. */
export interface BalanceAlert {
  monitor: string;
  when: Open<AlertWhenName>;
  /** Which of the account's balances is watched. */
  balance: Open<BalanceKindName>;
  threshold: Decimal;
  account: string;
  account_id: string;
  /** The account's, after the transfer. */
  account_version: number;
  asset: string;
  /** The balance before the transfer. */
  before: Decimal;
  /** The balance after it. */
  amount: Decimal;
  crossed: Open<"down" | "up">;
  transfer_id: string;
  transfer_seq: number;
  recorded_at: string;
}

/** What events of each type are about: the type of their `object`. */
export interface EventObjects {
  "ledger.created": Ledger;
  "asset.created": Asset;
  "account.created": Account;
  "account.updated": Account;
  "transfer.posted": ToldTransfer;
  "transfer.pending": ToldTransfer;
  "transfer.captured": ToldTransfer;
  "transfer.voided": ToldTransfer;
  "transfer.incremented": ToldTransfer;
  "transfer.extended": ToldTransfer;
  "transfer.expired": ToldTransfer;
  "transfer.reversed": ToldTransfer;
  "transfer.updated": TransferMetadata;
  "transfer.proposed": Proposal;
  "transfer.rejected": Proposal;
  "limit.created": Limit;
  "limit.updated": Limit;
  "monitor.created": Monitor;
  "monitor.updated": Monitor;
  "balance.alert": BalanceAlert;
}

/** The types of events that this version knows. */
export type EventType = keyof EventObjects;

interface EventOf<Type extends string, Subject> {
  /** The change's number in its ledger: dense, from 1. */
  seq: number;
  type: Type;
  recorded_at: string;
  /** What changed, as the change left it. */
  object: Subject;
  /** SHA-256 over the event before and this one. */
  hash: string;
  /** The ledger's name, where events of several may come. */
  ledger?: string;
  /** Present where the event was too large and came without postings; `link` leads to all of it. */
  truncated?: true;
  link?: string;
}

/** An event whose type this version knows: `event.type` tells what its `object` is. */
export type KnownEvent = { [Type in EventType]: EventOf<Type, EventObjects[Type]> }[EventType];

/**
 * What a newer service tells: pass it over. Its `type` is another text than this one, which stands for all that are not
 * known, so that comparing `type` with a known one tells what `object` is.
 */
export type UnknownEvent = EventOf<"(a type that is not known here)", unknown>;

/** One accepted change of a ledger. */
export type Event = KnownEvent | UnknownEvent;

/** An event as webhooks and brokers have it: CloudEvents 1.0. */
export interface EventEnvelope {
  specversion: string;
  /** The ledger's id and the event's number: the same however often it is told. */
  id: string;
  source: string;
  /** `tallybook.transfer.posted.v1` */
  type: string;
  subject?: string;
  time: string;
  datacontenttype: string;
  dataschema: string;
  /** The event's number, as text that sorts. */
  sequence: string;
  data: Event;
}
