// The API, as any client sees it: GET alone, with the key in a header.
import { forget, key } from "./key.js";

/** An answer that was no success, with its problem document. */
export class Refusal extends Error {
  constructor(status, problem, headers = new Headers()) {
    super(problem.detail ?? problem.title ?? `The service answered ${status}.`);
    this.status = status;
    this.code = problem.code ?? "";
    this.title = problem.title ?? "";
    this.scope = problem.scope ?? null;
    this.requestId = problem.request_id ?? headers.get("request-id");
  }

  /** Whether the same request may be answered otherwise a little later. */
  get isPassing() {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

/** A path below /v1 from its parts, each of which may be anything. */
export const path = (...parts) => parts.map((part) => encodeURIComponent(part).replaceAll("%3A", ":")).join("/");

/** The response to a GET; throws a Refusal. Parameters that are null, undefined or empty are left out. */
export async function open(where, parameters = {}, { signal, accept = "application/json" } = {}) {
  const url = new URL(`../v1/${where}`, document.baseURI);
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== null && value !== undefined && value !== "") url.searchParams.set(name, value);
  }
  let response;
  try {
    response = await fetch(url, {
      headers: { Authorization: `Bearer ${key() ?? ""}`, Accept: accept },
      cache: "no-store",
      signal,
    });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Refusal(0, { title: "The service cannot be reached.", detail: "No answer came. It may be restarting, or the network is away." });
  }
  if (response.ok) return response;
  const problem = await response.json().catch(() => ({}));
  if (response.status === 401) forget(problem.detail ?? "The key was refused.");
  throw new Refusal(response.status, problem, response.headers);
}

/** The JSON of a GET. Money in it stays the text it is. */
export async function get(where, parameters, options) {
  const response = await open(where, parameters, options);
  return response.json();
}
