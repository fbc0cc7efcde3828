import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { TestContext } from "node:test";
import { Tallybook, type TallybookOptions } from "tallybook";

/** A request as it came. */
export interface Seen {
  method: string;
  url: string;
  headers: IncomingHttpHeaders;
  body: string;
}

/** What happens to one request. */
export type Reply = (request: Seen, response: ServerResponse) => void;

/** A server that does one thing of `script` for each request, the last one for all that follow; and what came to it. */
export async function scripted(test: TestContext, ...script: Reply[]): Promise<{ url: string; seen: Seen[] }> {
  const seen: Seen[] = [];
  const server = createServer(async (request, response) => {
    const { method = "", url = "", headers } = request;
    seen.push({ method, url, headers, body: await bodyOf(request) });
    const reply = script[Math.min(seen.length, script.length) - 1];
    reply?.(seen.at(-1) as Seen, response);
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  test.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen };
}

/** An address where nobody listens any more. */
export async function nobody(): Promise<string> {
  const server = createServer();
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await new Promise((closed) => server.close(closed));
  return url;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = "";
  for await (const piece of request.setEncoding("utf8")) {
    body += piece;
  }
  return body;
}

/** A client that loses no time. */
export function client(url: string, options: TallybookOptions = {}): Tallybook {
  const { retries, ...others } = options;
  return new Tallybook({
    url,
    apiKey: "tb_secret",
    retries: { firstPause: 1, longestPause: 2, ...retries },
    ...others,
  });
}

export function json(status: number, body: unknown, headers: Record<string, string> = {}): Reply {
  return (_, response) => {
    response.writeHead(status, { "Content-Type": "application/json", ...headers }).end(JSON.stringify(body));
  };
}

export function problem(
  status: number,
  code: string,
  headers: Record<string, string> = {},
  members: object = {},
): Reply {
  const document = { type: `urn:tallybook:problem:${code}`, title: "A title.", detail: "A detail.", request_id: "r-1" };
  return json(status, { ...document, status, code, ...members }, headers);
}

export function html(status: number): Reply {
  return (_, response) => {
    response.writeHead(status, { "Content-Type": "text/html" }).end("<html>Bad gateway</html>");
  };
}

/** The connection is lost after the request has come. */
export const hangUp: Reply = (_, response) => response.destroy();

/** Nobody answers. */
export const silence: Reply = () => {};

/** A transfer, as far as tests care. */
export const transfer = { id: "t-1", seq: 17, status: "posted", postings: [] };
export const created = json(201, transfer, { "Tallybook-Seq": "17", "Request-Id": "r-1" });
