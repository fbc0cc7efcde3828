// Amounts are text from the API to the screen. Where they are added up they are whole numbers of the smallest
// unit, exact at any size; none is ever a floating-point number.

/** The amount with its thousands set apart. */
export function grouped(text) {
  const [whole, decimals] = text.split(".");
  const apart = whole.replace(/\d(?=(?:\d{3})+$)/g, "$&,");
  return (decimals === undefined ? apart : `${apart}.${decimals}`).replace("-", "\u2212");
}

export const isNegative = (text) => text.startsWith("-");
export const isZero = (text) => /^-?0*\.?0*$/.test(text);

/** How many decimals an amount is printed with. */
export const scaleOf = (text) => text.split(".")[1]?.length ?? 0;

/** The amount in its smallest unit. */
export const minor = (text) => BigInt(text.replace(".", ""));

/** The text of an amount in its smallest unit. */
export function major(amount, scale) {
  const digits = (amount < 0n ? -amount : amount).toString().padStart(scale + 1, "0");
  const sign = amount < 0n ? "-" : "";
  return scale === 0 ? sign + digits : `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}
