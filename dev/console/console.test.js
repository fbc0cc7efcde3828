// The console in headless Chromium, against a service with a ledger that is filled here. `make console-test` starts both.
import { after, before, describe } from "node:test";
import { KEYS, start, stop } from "./browser.js";
import { account } from "./checks/account.js";
import { accounts } from "./checks/accounts.js";
import { events } from "./checks/events.js";
import { hostileTexts } from "./checks/hostile.js";
import { looks } from "./checks/looks.js";
import { search } from "./checks/search.js";
import { signingIn } from "./checks/signing_in.js";
import { transfer } from "./checks/transfer.js";
import { client, crowd, fill } from "./ledger.js";

const CROWD = Number(process.env.CONSOLE_CROWD ?? 3000);
const api = client(process.env.CONSOLE_URL, KEYS.all);
const made = await fill(api);
await crowd(api, CROWD);

before(start);
after(stop);

describe("signing in", () => signingIn(made));
describe("accounts", () => accounts(made, api, CROWD));
describe("an account", () => account(made, api));
describe("a transfer", () => transfer(made, api));
describe("events", () => events(made, api));
describe("search", () => search(made));
describe("hostile texts", () => hostileTexts(made));
describe("looks", () => looks(made));
