// The API key of whoever looks: kept for this tab alone, until it is closed, and never part of a URL.
const NAME = "tallybook.key";
let tell = () => {};

export const key = () => sessionStorage.getItem(NAME);

export function keep(text) {
  sessionStorage.setItem(NAME, text);
  tell(null);
}

/** Forgets the key; `why` is told to the person. */
export function forget(why = null) {
  sessionStorage.removeItem(NAME);
  tell(why);
}

/** Calls `listener` whenever a key comes or goes. */
export function onKey(listener) {
  tell = listener;
}
