// What this package says by hand is what the service's documents say.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { Decimal, type EventType, VERSION } from "tallybook";
import { operations } from "./operations.js";
import { client, json, scripted } from "./scripted.js";

// biome-ignore lint/suspicious/noExplicitAny: documents are read as they are.
type Document = any;

const here = new URL("../../", import.meta.url);
const read = (path: string): Document => JSON.parse(readFileSync(new URL(path, here), "utf8"));

test("every operation of the service has a method", () => {
  const paths: Record<string, Record<string, Document>> = read("../../openapi/tallybook-3.0.json").paths;
  const ids = Object.values(paths).flatMap((path) => Object.values(path).map(({ operationId }) => operationId));
  const here = operations.map((operation) => (operation === "stream_events" ? "get_event_stream" : operation));
  assert.deepEqual(here.filter((operation) => operation !== "consume_events").sort(), ids.sort());
});

test("the version is that of the package", () => {
  assert.equal(VERSION, read("package.json").version);
});

test("the README shows the example as it is", () => {
  const readme = readFileSync(new URL("README.md", here), "utf8");
  assert.ok(readme.includes(readFileSync(new URL("examples/first_transfer.mjs", here), "utf8")));
});

const schemas = new URL("../../openapi/events/", here);
for (const file of readdirSync(schemas)) {
  const type = file.replace(/\.json$/, "");

  test(`a ${type} event has decimals wherever its schema has them`, async (t) => {
    const schema = read(`../../openapi/events/${file}`);
    const object = example(schema.else.properties.object, schema.$defs);
    const { url } = await scripted(t, json(200, { data: [{ seq: 1, type, object }], next_after: 1, last_seq: 1 }));
    const [event] = (await client(url).ledger("demo").events.list()).data;
    assert.deepEqual(decimals(event?.object), amounts(object));
  });
}

/** A value of a schema with all its members, in which an amount is "1.10". */
function example(schema: Document, defs: Document): Document {
  if (schema.$ref !== undefined) {
    return example(defs[schema.$ref.split("/").at(-1)], defs);
  }
  switch (schema.type) {
    case "object":
      return Object.fromEntries(
        Object.entries<Document>(schema.properties ?? {}).map(([name, member]) => [name, example(member, defs)]),
      );
    case "array":
      return [example(schema.items, defs)];
    default:
      return schema.format === "decimal" ? "1.10" : "text";
  }
}

/** Where in a value there are amounts, before and after they became decimals. */
function amounts(value: Document, path = ""): string[] {
  return value === "1.10" ? [path] : within(value, path, amounts);
}

function decimals(value: Document, path = ""): string[] {
  return value instanceof Decimal ? [path] : within(value, path, decimals);
}

function within(value: Document, path: string, look: (value: Document, path: string) => string[]): string[] {
  return typeof value === "object" && value !== null
    ? Object.entries(value).flatMap(([name, inner]) => look(inner, `${path}/${name}`))
    : [];
}

test("the types of events are those that are documented", () => {
  const known: Record<EventType, true> = {
    "ledger.created": true,
    "asset.created": true,
    "account.created": true,
    "account.updated": true,
    "transfer.posted": true,
    "transfer.pending": true,
    "transfer.captured": true,
    "transfer.voided": true,
    "transfer.incremented": true,
    "transfer.extended": true,
    "transfer.expired": true,
    "transfer.reversed": true,
    "transfer.updated": true,
    "transfer.proposed": true,
    "transfer.rejected": true,
    "limit.created": true,
    "limit.updated": true,
    "monitor.created": true,
    "monitor.updated": true,
    "balance.alert": true,
  };
  assert.deepEqual(
    Object.keys(known).sort(),
    Object.keys(read("../../openapi/asyncapi.json").components.messages).sort(),
  );
});
