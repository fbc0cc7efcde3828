// Package tallybook speaks to a Tallybook ledger service.
//
//	client, err := tallybook.New("https://ledger.example.com", apiKey)
//	ledger := client.Ledger("demo")
//	transfer, err := ledger.Transfers.Create(ctx, &tallybook.PostTransferRequest{
//		DebitAccount:  "assets:bank",
//		CreditAccount: "users:42",
//		Amount:        tallybook.MustAmount("12.34"),
//	})
//
// Whatever is sent once happens once: each POST that takes an idempotency key has one, the same in every
// try, and what a lost answer leaves open is settled by trying again. See [OnIdempotencyKey],
// [OutcomeUnknownError] and [Problem].
//
// What a request may leave out is left out where it is zero. Where zero says something of its own, the field is a pointer,
// for which there is [Ptr]; what an update may also clear is a [Change].
package tallybook
