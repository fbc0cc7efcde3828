/** Ends what goes on too long: its `signal` is aborted when the time is over, or when the caller's own signal is. */
export class Deadline {
  readonly #end = new AbortController();
  readonly #outer: AbortSignal | undefined;
  readonly #stop = () => this.#end.abort(this.#outer?.reason);
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(milliseconds: number, outer: AbortSignal | undefined) {
    outer?.throwIfAborted();
    this.#outer = outer;
    outer?.addEventListener("abort", this.#stop, { once: true });
    this.restart(milliseconds);
  }

  get signal(): AbortSignal {
    return this.#end.signal;
  }

  /** Begin to count anew. */
  restart(milliseconds: number): void {
    this.hold();
    this.#timer = setTimeout(() => this.#end.abort(new Error(`nothing came for ${milliseconds} ms`)), milliseconds);
  }

  /** Stop counting until it is restarted. */
  hold(): void {
    clearTimeout(this.#timer);
  }

  /** Stop counting, and listening. */
  cancel(): void {
    this.hold();
    this.#outer?.removeEventListener("abort", this.#stop);
  }

  /** End it now. */
  end(): void {
    this.cancel();
    this.#end.abort();
  }
}
