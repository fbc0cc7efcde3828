// Which view the URL's hash names: #/LEDGER/VIEW/NAME?QUERY. Links to a view can be sent to others; keys are never in them.
import { useEffect, useState } from "./html.js";

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

export function parse(hash) {
  const [path, query = ""] = hash.replace(/^#?\/?/, "").split("?");
  const [ledger = "", view = "", ...name] = path.split("/").map(decoded);
  return { ledger, view, name: name.join("/"), query: Object.fromEntries(new URLSearchParams(query)) };
}

const kept = (text) => encodeURIComponent(text).replaceAll("%3A", ":");

/** The hash of a view. */
export function to(ledger, view = "", name = "", query = {}) {
  const path = [ledger, view, name].filter(Boolean).map(kept).join("/");
  const said = new URLSearchParams(Object.entries(query).filter(([, value]) => value));
  return `#/${path}${said.size ? `?${said}` : ""}`;
}

export const go = (hash) => {
  location.hash = hash;
};

/** Changes what the URL says without a step in the history, for what is dragged. */
export function replace(hash) {
  history.replaceState(null, "", hash);
  dispatchEvent(new Event("hashchange"));
}

/** The present route. */
export function useRoute() {
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    const listener = () => setHash(location.hash);
    addEventListener("hashchange", listener);
    return () => removeEventListener("hashchange", listener);
  }, []);
  return parse(hash);
}
