import { Decimal, PLAIN } from "./decimal.js";
import { shapes } from "./generated/shapes.js";

/** Where a model holds money: `true` marks an amount, a name leads to another model, or to a list of them. */
export type Shape = { readonly [member: string]: true | string };

/** What an event of a type is about: the model of its `object`. Types that are not here have no amounts that we know. */
const models: { readonly [prefix: string]: string } = {
  account: "Account",
  balance: "BalanceAlert",
  transfer: "Transfer",
  limit: "Limit",
  monitor: "Monitor",
};

const shapeOf: { readonly [model: string]: Shape | undefined } = {
  ...shapes,
  BalanceAlert: { amount: true, before: true, threshold: true },
};

/** Turns the amounts of an answer into decimals, in place. What a newer service adds stays as it is. */
export function readAmounts(model: string, value: unknown): void {
  if (Array.isArray(value)) {
    for (const item of value) {
      readAmounts(model, item);
    }
  } else if (isRecord(value)) {
    const shape = model === "Event" ? eventShape(value.type) : shapeOf[model];
    for (const [member, marked] of Object.entries(shape ?? {})) {
      const inner = value[member];
      if (marked !== true) {
        readAmounts(marked, inner);
      } else if (typeof inner === "string" && PLAIN.test(inner)) {
        value[member] = new Decimal(inner);
      }
    }
  }
}

/** A proposal's postings hold amounts where a transfer's do, so one model does for all that `transfer.…` events carry. */
function eventShape(type: unknown): Shape {
  const model = typeof type === "string" ? models[type.slice(0, type.indexOf("."))] : undefined;
  return model === undefined ? {} : { object: model };
}

function isRecord(value: unknown): value is { [member: string]: unknown; type?: unknown } {
  return typeof value === "object" && value !== null;
}
