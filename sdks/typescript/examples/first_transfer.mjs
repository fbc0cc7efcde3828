import { isProblem, OutcomeUnknownError, Tallybook } from "tallybook";

// Reads TALLYBOOK_URL and TALLYBOOK_API_KEY, unless `url` and `apiKey` are given.
const tallybook = new Tallybook();

await tallybook.ledgers.create({ name: "demo" });
const ledger = tallybook.ledger("demo");
await ledger.accounts.createBatch({
  accounts: [
    { path: "assets:bank", type: "asset", asset: "USD" },
    { path: "users:42", type: "liability", asset: "USD" },
  ],
});

try {
  const deposit = await ledger.transfers.create(
    { debit_account: "assets:bank", credit_account: "users:42", amount: "12.34" },
    { idempotencyKey: "order-42" }, // yours, so that the order is paid once even if this program runs twice
  );
  const { balance } = await ledger.balances.get("users:42", { min_seq: deposit.seq });
  console.log(`users:42 has ${balance.available} USD`); // an exact decimal: "12.34"
} catch (error) {
  if (isProblem(error, "insufficient_balance")) {
    console.log(`there is only ${error.problem.available}`);
  } else if (error instanceof OutcomeUnknownError) {
    console.log(`run this again: ${error.idempotencyKey}`);
  } else {
    throw error;
  }
}
