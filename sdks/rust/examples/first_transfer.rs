use tallybook_client::models::{AccountType, PostAccountRequest, PostLedgerRequest, PostTransferRequest, ProblemCode};
use tallybook_client::{Error, Tallybook};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let tallybook = Tallybook::from_env()?; // TALLYBOOK_URL and TALLYBOOK_API_KEY
    tallybook.ledgers().create(&PostLedgerRequest::new("demo")).await?;
    let ledger = tallybook.ledger("demo");
    ledger.accounts().create(&PostAccountRequest::new("USD", "assets:bank", AccountType::Asset)).await?;
    ledger.accounts().create(&PostAccountRequest::new("USD", "users:42", AccountType::Liability)).await?;

    let amount = "12.34".parse()?;
    let deposit = PostTransferRequest::new().debit_account("assets:bank").credit_account("users:42").amount(amount);
    match ledger.transfers().create(&deposit).await {
        Ok(transfer) => println!("posted as number {}", transfer.seq),
        Err(Error::Problem(problem)) if problem.code == ProblemCode::AccountFrozen => println!("{}", problem.detail),
        Err(error) => return Err(error.into()),
    }

    let answer = ledger.balances().get("users:42").await?;
    println!("users:42 has {}", answer.balance.available.to_plain_string());
    Ok(())
}
