import Big from "big.js";

// A constructor of our own, so that nobody's settings of big.js reach it nor ours theirs. `strict` refuses floats, and
// `amount + 1`; an exponent is never printed.
const Exact = Big();
Exact.strict = true;
Exact.NE = -1_000_000;
Exact.PE = 1_000_000;

/** How the service writes an amount. */
export const PLAIN = /^-?\d+(\.\d+)?$/;

/** How each decimal came. Not in the object, so that to the compiler whatever is reckoned is a decimal again. */
const texts = new WeakMap<object, string>();

/**
 * An exact amount in major units: a `Big` of big.js that prints with the decimals it came with ("12.30" stays "12.30").
 * What is reckoned from it is as exact, and forgets its last zeros: `amount.plus("0.10").toFixed(2)` prints them.
 */
export class Decimal extends Exact {
  /** @throws where `text` is no decimal number. */
  constructor(text: string) {
    super(text);
    texts.set(this, PLAIN.test(text) ? text : super.toFixed());
  }

  /** Without `places`: as the amount came. */
  override toFixed(places?: number, rounding?: Big.RoundingMode): string {
    return places === undefined ? this.toString() : super.toFixed(places, rounding);
  }

  override toString(): string {
    return texts.get(this) ?? super.toString();
  }

  override toJSON(): string {
    return this.toString();
  }

  /** What `console.log` shows in Node. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }
}

/**
 * What requests take for an amount: text such as "12.30", or a decimal of this package, of big.js or of decimal.js.
 * Never a number, for most amounts are none: 0.1 + 0.2 is not 0.3.
 */
export type DecimalInput = string | DecimalLike;

/** What the decimals of big.js and decimal.js have in common, and a number lacks. */
export interface DecimalLike {
  /** The sign. */
  readonly s: number;
  /** The exponent. */
  readonly e: number;
  /** The decimal in plain notation. */
  toFixed(): string;
}

/** Whether a value is a decimal of whatever library. */
export function isDecimalLike(value: unknown): value is DecimalLike {
  return typeof value === "object" && value !== null && "toFixed" in value && typeof value.toFixed === "function";
}
