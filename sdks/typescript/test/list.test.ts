import assert from "node:assert/strict";
import { test } from "node:test";
import { client, json, problem, scripted } from "./scripted.js";

const pages = [
  json(200, { data: [{ path: "a" }, { path: "b" }], next_cursor: "2" }),
  json(200, { data: [], next_cursor: "3" }),
  json(200, { data: [{ path: "c" }], next_cursor: null }),
];

test("a list is gone through to its end, over an empty page, with its filters", async (t) => {
  const { url, seen } = await scripted(t, ...pages);
  const paths: string[] = [];
  for await (const { path } of client(url).ledger("demo").accounts.list({ limit: 2, type: "asset" })) {
    paths.push(path);
  }
  assert.deepEqual(paths, ["a", "b", "c"]);
  assert.deepEqual(
    seen.map(({ url }) => url.split("?")[1]),
    ["limit=2&type=asset", "limit=2&type=asset&cursor=2", "limit=2&type=asset&cursor=3"],
  );
});

test("an awaited list is its first page", async (t) => {
  const { url, seen } = await scripted(t, ...pages);
  const list = client(url).ledger("demo").accounts.list();
  assert.equal(seen.length, 0);
  const page = await list;
  assert.deepEqual([page.data.length, page.next_cursor, seen.length], [2, "2", 1]);
  assert.equal(await list, page);
});

test("a list that is left early asks for no more", async (t) => {
  const { url, seen } = await scripted(t, ...pages);
  for await (const _ of client(url).ledger("demo").accounts.list()) {
    break;
  }
  assert.equal(seen.length, 1);
});

test("a list can be read page by page", async (t) => {
  const { url } = await scripted(t, ...pages);
  const sizes: number[] = [];
  for await (const { data } of client(url).ledger("demo").accounts.list().pages()) {
    sizes.push(data.length);
  }
  assert.deepEqual(sizes, [2, 0, 1]);
});

test("a list fails as its pages do", async (t) => {
  const { url } = await scripted(t, problem(403, "forbidden"));
  await assert.rejects(async () => await client(url).ledger("demo").accounts.list(), { code: "forbidden" });
});
