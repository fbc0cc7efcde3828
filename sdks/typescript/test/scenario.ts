// Runs TALLYBOOK_SCENARIO against TALLYBOOK_URL: one line a step, and an end at the first that differs.

import { readFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import {
  AccountVersions,
  Decimal,
  type Event,
  InvalidWebhookError,
  OutcomeUnknownError,
  ProblemError,
  Tallybook,
  TransferProposedError,
  verifyWebhook,
} from "tallybook";
import { call, type Loose } from "./operations.js";

interface Step {
  name: string;
  call: string;
  params?: Loose;
  body?: Loose;
  idempotency_key?: string;
  expect?: Loose;
  expect_problem?: Loose;
  expect_error?: string;
  save?: Record<string, string>;
}

const tallybook = new Tallybook();
const variables: Record<string, unknown> = { run: variable("TALLYBOOK_RUN") };

/** What a step's expectations are compared with: an answer, a problem, or the name of an error. */
async function outcomeOf(step: Step): Promise<{ kind: "expect" | "expect_problem" | "expect_error"; got: unknown }> {
  try {
    return { kind: "expect", got: printed(await answerOf(step)) };
  } catch (error) {
    if (error instanceof ProblemError) {
      return { kind: "expect_problem", got: printed(error.problem) };
    }
    const name = nameOf(error);
    if (name === undefined) {
      throw error;
    }
    return { kind: "expect_error", got: name };
  }
}

function nameOf(error: unknown): string | undefined {
  if (error instanceof OutcomeUnknownError) {
    return "outcome_unknown";
  }
  if (error instanceof TransferProposedError) {
    return "transfer_proposed";
  }
  return error instanceof InvalidWebhookError ? "webhook_invalid" : undefined;
}

async function answerOf(step: Step): Promise<unknown> {
  const { take, ...params } = filled(step.params ?? {});
  const body = withDecimals(filled(step.body));
  const options = { idempotencyKey: filled(step.idempotency_key) };
  switch (step.call) {
    case "proxy":
      return control(params);
    case "verify_webhook":
      return verifyWebhook(params.payload, params.headers, params.secret);
    case "account_versions": {
      const versions = new AccountVersions();
      return { news: params.events.map((event: Event) => versions.isNews(event)) };
    }
  }
  const [, iterated] = /^iterate:(.*)$/.exec(step.call) ?? [];
  const answer = call(tallybook, iterated ?? step.call, params, body, options);
  if (iterated === undefined && take === undefined) {
    return answer;
  }
  const data: unknown[] = [];
  for await (const item of answer as AsyncIterable<unknown>) {
    data.push(item);
    if (data.length === take) {
      break;
    }
  }
  return { data };
}

async function control(command: unknown): Promise<unknown> {
  const url = `${variable("TALLYBOOK_PROXY")}/control`;
  return (await fetch(url, { method: "POST", body: JSON.stringify(command) })).json();
}

/** Replaces `{name}` by what was saved; alone in its text it keeps its type. */
function filled(value: Loose): Loose {
  if (typeof value === "string") {
    const [, alone] = /^\{(\w+)\}$/.exec(value) ?? [];
    return alone === undefined ? value.replace(/\{(\w+)\}/g, (_, name) => String(saved(name))) : saved(alone);
  }
  return mapped(value, filled);
}

function saved(name: string): unknown {
  if (!(name in variables)) {
    throw new Error(`nothing was saved as ${name}`);
  }
  return variables[name];
}

/** Amounts as decimals, as a program has them. */
function withDecimals(value: Loose): Loose {
  return mapped(value, (inner, name) =>
    name === "amount" && typeof inner === "string" ? new Decimal(inner) : withDecimals(inner),
  );
}

function mapped(value: Loose, change: (inner: Loose, name: string) => Loose): Loose {
  if (Array.isArray(value)) {
    return value.map((item) => change(item, ""));
  }
  if (typeof value !== "object" || value === null) {
    return value;
  }
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, change(inner, name)]));
}

function printed(answer: unknown): unknown {
  return answer === undefined ? undefined : JSON.parse(JSON.stringify(answer));
}

/** Whether what was expected is there; more may be. */
function matches(expected: Loose, got: Loose): boolean {
  if (expected === "*") {
    return got !== undefined;
  }
  if (typeof expected !== "object" || expected === null) {
    return isDeepStrictEqual(expected, got);
  }
  if (Array.isArray(expected)) {
    return (
      Array.isArray(got) && got.length === expected.length && expected.every((item, index) => matches(item, got[index]))
    );
  }
  if ("$length" in expected) {
    return Array.isArray(got) && got.length === expected.$length;
  }
  return (
    typeof got === "object" &&
    got !== null &&
    Object.entries(expected).every(([name, inner]) => matches(inner, got[name]))
  );
}

function at(pointer: string, value: Loose): unknown {
  const found = pointer
    .split("/")
    .slice(1)
    .reduce((inner, name) => inner?.[name.replaceAll("~1", "/").replaceAll("~0", "~")], value);
  if (found === undefined) {
    throw new Error(`there is no ${pointer} to save`);
  }
  return found;
}

function variable(name: string): string {
  const value = process.env[name];
  if (value === undefined) {
    throw new Error(`${name} is not set; dev/sdks.py sets it`);
  }
  return value;
}

const { steps }: { steps: Step[] } = JSON.parse(readFileSync(variable("TALLYBOOK_SCENARIO"), "utf8"));
for (const [index, step] of steps.entries()) {
  const { kind, got } = await outcomeOf(step);
  const wanted = (["expect_problem", "expect_error"] as const).find((name) => name in step) ?? "expect";
  const expected = filled(step[wanted]);
  if (kind !== wanted || (expected !== undefined && !matches(expected, got))) {
    console.log(`FAILED ${index + 1} ${step.name}`);
    console.log(`expected (${wanted}): ${JSON.stringify(expected, null, 2)}`);
    console.log(`got (${kind}): ${JSON.stringify(got, null, 2)}`);
    process.exit(1);
  }
  for (const [name, pointer] of Object.entries(step.save ?? {})) {
    variables[name] = at(pointer, got);
  }
  console.log(`ok ${index + 1} ${step.name}`);
}
