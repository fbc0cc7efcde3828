/** A part of a stream of server-sent events, up to a blank line; members that it does not have are undefined. */
export interface Frame {
  id?: string;
  /** Milliseconds to wait before coming back. */
  retry?: number;
  data?: string;
}

/** Takes the frames of server-sent events from text that comes in pieces, comments left out. An unended frame is lost, as it should be. */
export async function* frames(text: AsyncIterable<string>): AsyncGenerator<Frame, void, undefined> {
  let frame: Frame = {};
  for await (const line of lines(text)) {
    if (line === "") {
      yield frame;
      frame = {};
      continue;
    }
    const [, name, value = ""] = /^([^:]*)(?:: ?(.*))?$/s.exec(line) ?? [];
    if (name === "id") {
      frame.id = value;
    } else if (name === "retry" && /^\d+$/.test(value)) {
      frame.retry = Number(value);
    } else if (name === "data") {
      frame.data = frame.data === undefined ? value : `${frame.data}\n${value}`;
    }
  }
}

async function* lines(text: AsyncIterable<string>): AsyncGenerator<string, void, undefined> {
  let rest = "";
  for await (const piece of text) {
    const found = (rest + piece).split(/\r\n|\n|\r(?!$)/);
    rest = found.pop() ?? "";
    yield* found;
  }
}
