use tallybook_client::models::{AccountType, PostAccountRequest, PostLedgerRequest, PostTransferRequest, ProblemCode};
use tallybook_client::{Error, Tallybook};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let tallybook = Tallybook::from_env()?; // TALLYBOOK_URL and TALLYBOOK_API_KEY
    tallybook.ledgers().create(&PostLedgerRequest::new("example")).await?;
    let ledger = tallybook.ledger("example");
    ledger.accounts().create(&PostAccountRequest::new("EUR", "bank", AccountType::Asset)).await?;
    ledger.accounts().create(&PostAccountRequest::new("EUR", "users:42", AccountType::Liability)).await?;

    let deposit =
        PostTransferRequest::new().debit_account("bank").credit_account("users:42").amount("12.34".parse()?);
    match ledger.transfers().create(&deposit).idempotency_key("order-42").await {
        Ok(transfer) => println!("posted as number {}", transfer.seq),
        Err(Error::Problem(problem)) if problem.code == ProblemCode::AccountFrozen => println!("{problem}"),
        Err(error) => return Err(error.into()),
    }

    let balance = ledger.balances().get("users:42").await?.balance;
    println!("users:42 has {}", balance.available.to_plain_string());
    Ok(())
}
