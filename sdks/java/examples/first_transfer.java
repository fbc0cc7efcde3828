import dev.tallybook.Balances;
import dev.tallybook.LedgerClient;
import dev.tallybook.ProblemException;
import dev.tallybook.Tallybook;
import dev.tallybook.model.AccountBalance;
import dev.tallybook.model.AccountType;
import dev.tallybook.model.PostAccountRequest;
import dev.tallybook.model.PostLedgerRequest;
import dev.tallybook.model.PostTransferRequest;
import dev.tallybook.model.Transfer;

class FirstTransfer {
  public static void main(String[] arguments) {
    Tallybook tallybook = Tallybook.create(); // by TALLYBOOK_URL and TALLYBOOK_API_KEY
    tallybook.ledgers().create(PostLedgerRequest.builder().name("demo").build());
    LedgerClient ledger = tallybook.ledger("demo");
    openAccount(ledger, "assets:bank", AccountType.ASSET);
    openAccount(ledger, "users:42", AccountType.LIABILITY);

    PostTransferRequest deposit =
        PostTransferRequest.builder()
            .debitAccount("assets:bank")
            .creditAccount("users:42")
            .amount("12.34")
            .build();
    try {
      Transfer transfer = ledger.transfers().create(deposit);
      Balances.GetQuery afterIt = Balances.GetQuery.builder().minSeq(transfer.seq()).build();
      AccountBalance balance = ledger.balances().get("users:42", afterIt);
      System.out.println("users:42 has " + balance.balance().available() + " " + balance.asset());
    } catch (ProblemException refused) {
      System.err.println(refused.code() + ": " + refused.detail());
      System.exit(1);
    }
  }

  private static void openAccount(LedgerClient ledger, String path, AccountType type) {
    ledger
        .accounts()
        .create(PostAccountRequest.builder().path(path).type(type).asset("USD").build());
  }
}
