// Command first_transfer opens two accounts, pays into one and prints its balance.
package main

import (
	"context"
	"errors"
	"fmt"
	"log"

	tallybook "github.com/tallybook/tallybook/sdks/go"
)

func main() {
	ctx := context.Background()
	client, err := tallybook.FromEnvironment() // TALLYBOOK_URL and TALLYBOOK_API_KEY
	if err != nil {
		log.Fatal(err)
	}
	_, err = client.Ledgers.Create(ctx, &tallybook.PostLedgerRequest{Name: "demo"})
	if err != nil && !errors.Is(err, tallybook.CodeAlreadyExists) {
		log.Fatal(err)
	}
	ledger := client.Ledger("demo")
	_, err = ledger.Accounts.CreateBatch(ctx, &tallybook.PostAccountsBatchRequest{
		Accounts: []tallybook.PostAccountRequest{
			{Path: "assets:bank", Type: tallybook.AccountTypeAsset, Asset: "USD"},
			{Path: "users:42", Type: tallybook.AccountTypeLiability, Asset: "USD"},
		},
	})
	if err != nil {
		log.Fatal(err)
	}

	transfer, err := ledger.Transfers.Create(ctx, &tallybook.PostTransferRequest{
		DebitAccount:  "assets:bank",
		CreditAccount: "users:42",
		Amount:        tallybook.MustAmount("12.34"),
	}, tallybook.WithIdempotencyKey("go-order-42")) // The same key again moves nothing.
	if err != nil {
		log.Fatal(err)
	}

	params := &tallybook.GetAccountBalanceParams{MinSeq: transfer.Seq} // Not before the transfer is in it.
	balance, err := ledger.Balances.Get(ctx, "users:42", params)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(balance.Account, "has", balance.Balance.Available, balance.Asset)
}
