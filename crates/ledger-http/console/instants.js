// Instants are the API's texts: UTC with microseconds, which a Date would lose. Printed alike, they sort as they are.

/** For people: the date and the time, apart. */
export function parts(instant) {
  const [date, time] = instant.replace("Z", "").split("T");
  const [clock, micros = ""] = time.split(".");
  return { date, clock, micros: /^0*$/.test(micros) ? "" : micros };
}

/** One line, to the second where that is all there is to say. */
export function line(instant) {
  const { date, clock, micros } = parts(instant);
  return `${date} ${clock}${micros ? `.${micros}` : ""}`;
}

/** Seconds since 1970, for drawing alone. */
export const seconds = (instant) => Date.parse(instant) / 1000;

/** The instant at so many seconds since 1970, as the API prints it. */
export const fromSeconds = (value) => new Date(Math.round(value * 1000)).toISOString().replace("Z", "000Z");

/** Each once, in order. */
export const distinct = (instants) => [...new Set(instants)].sort();

/** How many of the instants, which are in order, are at or before one. */
export function countUpTo(instants, instant) {
  let [low, high] = [0, instants.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (instants[middle] <= instant) low = middle + 1;
    else high = middle;
  }
  return low;
}
