interface Page<Item> {
  data: Item[];
  next_cursor: string | null;
}

/**
 * A list: `for await (const item of list)` goes through all of it, page by page; `await list` is the first page alone.
 * Nothing is asked before either.
 */
export class List<AnswerPage extends Page<Item>, Item> implements PromiseLike<AnswerPage>, AsyncIterable<Item> {
  readonly #read: (cursor?: string) => Promise<AnswerPage>;
  #first: Promise<AnswerPage> | undefined;

  /** @internal */
  constructor(read: (cursor?: string) => Promise<AnswerPage>) {
    this.#read = read;
  }

  // biome-ignore lint/suspicious/noThenProperty: a list is awaited for its first page.
  then<Done = AnswerPage, Failed = never>(
    onDone?: ((page: AnswerPage) => Done | PromiseLike<Done>) | null,
    onFailed?: ((reason: unknown) => Failed | PromiseLike<Failed>) | null,
  ): Promise<Done | Failed> {
    this.#first ??= this.#read();
    return this.#first.then(onDone, onFailed);
  }

  /** Page by page; one may be empty before the end. */
  async *pages(): AsyncGenerator<AnswerPage, void, undefined> {
    let page = await this.#read();
    yield page;
    while (page.next_cursor !== null) {
      page = await this.#read(page.next_cursor);
      yield page;
    }
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Item, void, undefined> {
    for await (const page of this.pages()) {
      yield* page.data;
    }
  }
}
