// Fills a small ledger that has everything the console shows: late entries, holds in every state, reversals, proposals,
// and texts that would be markup if anybody let them.

const DAY = 86_400_000;
export const HOSTILE = `<img src=x onerror="globalThis.broken=1">"'><script>globalThis.broken=1</script>`;

/** A client of the API with one key; throws where an answer is no success. */
export function client(url, key) {
  let count = 0;
  const send = async (method, path, body) => {
    const response = await fetch(`${url}/v1/${path}`, {
      method,
      headers: { Authorization: `Bearer ${key}`, "Content-Type": "application/json", ...(method === "POST" && !path.endsWith("/transfers/batch") ? { "Idempotency-Key": `${path}-${(count += 1)}` } : {}) },
      body: body && JSON.stringify(body),
    });
    const answer = await response.json();
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${JSON.stringify(answer)}`);
    return answer;
  };
  return { get: (path) => send("GET", path), post: (path, body) => send("POST", path, body), patch: (path, body) => send("PATCH", path, body) };
}

export async function fill({ post, patch }) {
  const ledger = "aurora";
  const at = `ledgers/${ledger}`;
  await post("ledgers", { name: ledger, time_zone: "Europe/Berlin", description: "Marketplace of the Aurora shops" });
  await post("ledgers", { name: "empty", description: HOSTILE });
  const accounts = [
    ["assets:bank:main", "asset", "USD"],
    ["assets:bank:reserve", "asset", "USD"],
    ["assets:bank:euro", "asset", "EUR"],
    ["assets:clearing:cards", "asset", "USD"],
    ["equity:opening", "equity", "USD"],
    ["expenses:hosting", "expense", "USD"],
    ["income:fees", "income", "USD"],
    ["income:interest", "income", "USD"],
    ["merchants:aurora", "liability", "USD"],
    ["merchants:baker-street", "liability", "USD"],
    ["merchants:chandlery", "liability", "EUR"],
    ["users:42", "liability", "USD"],
    ["users:42:savings", "liability", "USD"],
    ["users:7", "liability", "USD"],
    ["users:108", "liability", "USD"],
    ["hostile:source", "asset", "USD"],
    ["untouched", "asset", "JPY"],
  ];
  await post(`${at}/accounts/batch`, { accounts: accounts.map(([path, type, asset]) => ({ path, type, asset })) });
  await post(`${at}/accounts`, {
    path: "hostile:account",
    type: "liability",
    asset: "USD",
    description: HOSTILE,
    metadata: { "<b>bold</b>": HOSTILE, link: "javascript:globalThis.broken=1" },
    policy: { min_balance: "-100.00", allowed_counterparties: ["hostile"] },
  });
  await post(`${at}/monitors`, { name: "low-funds", path_prefix: "users", asset: "USD", balance: "available", when: "below", threshold: "100.00" });

  const move = (debit_account, credit_account, amount, more = {}) => post(`${at}/transfers`, { debit_account, credit_account, amount, ...more });
  const daysAgo = (days) => new Date(Date.now() - days * DAY).toISOString();
  await move("assets:bank:main", "equity:opening", "250000.00", { effective_at: daysAgo(420), external_id: "opening" });

  // Thirteen months of one wallet, entered at once and not in their order.
  const months = Array.from({ length: 13 }, (_, index) => 12 - index);
  for (const month of months) {
    await move("assets:bank:main", "users:42", `${1150 + ((month * 37) % 5) * 20}.00`, { effective_at: daysAgo(month * 30 + 8), description: "Top-up", external_id: `top-up-${month}` });
    for (const step of [1, 2, 3]) {
      const amount = `${120 + ((month * 53 + step * 97) % 260)}.${String((month * 17 + step * 29) % 100).padStart(2, "0")}`;
      await move("users:42", step === 2 ? "merchants:baker-street" : "merchants:aurora", amount, { effective_at: daysAgo(month * 30 + 8 - step * 6), description: "Order" });
    }
  }
  const late = await move("users:42", "merchants:aurora", "310.55", { effective_at: daysAgo(200), description: "Order, found when the shop's till was read again", external_id: "late-1" });
  const later = await move("users:42", "users:42:savings", "900.00", { effective_at: daysAgo(95), description: "Savings, told late" });
  const postDated = await move("assets:bank:main", "users:42", "75.00", { effective_at: daysAgo(-20), description: "Promised for later" });

  const split = await post(`${at}/transfers`, {
    description: "Order of three, less the fee",
    external_id: "order-9001",
    metadata: { order: "9001", channel: "web" },
    postings: [
      { account: "users:42", direction: "debit", amount: "120.00" },
      { account: "merchants:aurora", direction: "credit", amount: "80.00" },
      { account: "merchants:baker-street", direction: "credit", amount: "36.40" },
      { account: "income:fees", direction: "credit", amount: "3.60" },
    ],
  });
  const reversal = await post(`${at}/transfers/${split.id}/reverse`, {
    postings: [
      { account: "users:42", direction: "debit", amount: "36.40" },
      { account: "merchants:baker-street", direction: "credit", amount: "36.40" },
    ],
    description: "Sent back",
  });

  const hold = (amount, more) => move("users:42", "merchants:aurora", amount, { pending: true, ...more });
  const open = await hold("45.00", { timeout_seconds: 604_800, description: "Deposit for a bicycle" });
  const captured = await hold("100.00", { timeout_seconds: 604_800, description: "Trip 7" });
  const capture = await post(`${at}/transfers/${captured.id}/capture`, { amount: "60.00" });
  await post(`${at}/transfers/${captured.id}/capture`, { amount: "25.00", final: true });
  const voided = await hold("20.00");
  await post(`${at}/transfers/${voided.id}/void`, {});

  const hostile = await move("hostile:source", "hostile:account", "12345678901234567890.12", {
    description: HOSTILE,
    external_id: "<i>external</i>",
    metadata: { "<b>key</b>": HOSTILE },
  });
  await move("assets:bank:main", "users:7", "640.00");
  await move("users:7", "merchants:aurora", "590.00", { description: "Takes the balance below the monitor's threshold" });
  await move("assets:bank:main", "users:108", "88.80");
  await move("assets:bank:euro", "merchants:chandlery", "1234.50");
  await move("expenses:hosting", "assets:bank:main", "412.00");
  await move("assets:bank:main", "income:interest", "17.25");

  await patch(`${at}/accounts/assets:bank:reserve`, { policy: { approval: { above: "10.00" } } });
  const proposal = await move("assets:bank:reserve", "assets:bank:main", "5000.00", { description: "To the reserve" });
  await patch(`${at}/accounts/users:108`, { status: "frozen" });
  return { ledger, late, later, postDated, split, reversal, open, captured, capture, voided, hostile, proposal };
}

export const LONG = 900;

/** A ledger of very many accounts, most below one path. */
export async function crowd({ post }, count) {
  await post("ledgers", { name: "crowd" });
  const PAGE = 1000;
  for (let first = 0; first < count; first += PAGE) {
    const accounts = Array.from({ length: Math.min(PAGE, count - first) }, (_, index) => ({ path: `users:${first + index}`, type: "liability", asset: "USD" }));
    await post("ledgers/crowd/accounts/batch", { accounts });
  }
  await post("ledgers/crowd/accounts", { path: "zebra", type: "asset", asset: "USD" });
  // And one account with more postings than the API lists at once, not in their order.
  const transfers = Array.from({ length: LONG }, (_, index) => ({
    debit_account: "zebra",
    credit_account: "users:1",
    amount: `${1 + (index % 7)}.0${index % 10}`,
    effective_at: new Date(Date.UTC(2025, 0, 1) + ((index * 311) % LONG) * 3_600_000).toISOString(),
    idempotency_key: `long-${index}`,
  }));
  await post("ledgers/crowd/transfers/batch", { transfers, atomic: false });
}
