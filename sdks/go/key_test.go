package tallybook

import (
	"context"
	"errors"
	"strings"
	"testing"
)

func TestTheKeyIsStoredBeforeAnythingIsSent(t *testing.T) {
	script := play(t, reply{}, ok(201, postedTransfer))
	var stored []string
	store := OnIdempotencyKey(func(_ context.Context, key, operation string) error {
		if len(script.asked()) > 0 {
			t.Error("something was sent")
		}
		stored = append(stored, key+" "+operation)
		return nil
	})
	if _, err := script.pay(t, store); err != nil {
		t.Fatal(err)
	}
	if len(stored) != 1 || stored[0] != script.keys()[0]+" post_transfer" {
		t.Error(stored, script.keys())
	}
}

func TestAKeyThatCannotBeStoredSendsNothing(t *testing.T) {
	full := errors.New("the disk is full")
	script := play(t, ok(201, postedTransfer))
	_, err := script.pay(t, OnIdempotencyKey(func(context.Context, string, string) error { return full }))
	if !errors.Is(err, full) || len(script.asked()) != 0 {
		t.Fatal(err, script.asked())
	}
}

func TestTheCallersOwnKeyIsSent(t *testing.T) {
	script := play(t, ok(201, postedTransfer))
	if _, err := script.pay(t, WithIdempotencyKey("order-42")); err != nil || script.keys()[0] != "order-42" {
		t.Fatal(err, script.keys())
	}
	for _, key := range []string{"", "ümlaut", "two\nlines", strings.Repeat("x", 256)} {
		_, err := script.pay(t, WithIdempotencyKey(key))
		if err == nil || !strings.Contains(err.Error(), "printable ASCII") {
			t.Errorf("%q: %v", key, err)
		}
	}
	if len(script.asked()) != 1 {
		t.Error(script.keys())
	}
}

func TestOnlyWhatTakesAKeyHasOne(t *testing.T) {
	script := play(t, ok(200, `{}`))
	ledger := script.Ledger("demo")
	if _, err := ledger.Transfers.Get(t.Context(), "t-1", nil); err != nil {
		t.Fatal(err)
	}
	if _, err := ledger.Webhooks.Create(t.Context(), &PostWebhookEndpointRequest{URL: "https://example.com"}); err != nil {
		t.Fatal(err)
	}
	if keys := script.keys(); keys[0] != "" || keys[1] != "" {
		t.Error(keys)
	}
	if _, err := ledger.Webhooks.RotateSecret(t.Context(), "endpoint", WithIdempotencyKey("order-42")); err == nil || len(script.asked()) != 2 {
		t.Error("a key where none is taken:", err)
	}
}

func TestADryRunNeedsNoKey(t *testing.T) {
	script := play(t, reply{}, ok(201, postedTransfer))
	hook := OnIdempotencyKey(func(context.Context, string, string) error { return errors.New("a dry run has nothing to store") })
	if _, err := script.pay(t, WithDryRun(), hook); err != nil {
		t.Fatal(err)
	}
	for _, request := range script.asked() {
		if request.header.Get("Idempotency-Key") != "" || request.target != "/v1/ledgers/demo/transfers?dry_run=true" {
			t.Error(request)
		}
	}
	script = play(t, reply{})
	var unknown *OutcomeUnknownError
	if _, err := script.pay(t, WithDryRun(), WithIdempotencyKey("order-42"), hook); err == nil || errors.As(err, &unknown) || script.keys()[7] != "order-42" {
		t.Error("nothing can be unknown of a dry run:", err, script.keys())
	}
}

func TestABatchWhoseItemsHaveKeysHasNone(t *testing.T) {
	item := BatchTransferRequest{DebitAccount: "a", CreditAccount: "b", Amount: MustAmount("1")}
	script := play(t, reply{}, ok(200, `{"results": []}`))
	transfers := script.Ledger("demo").Transfers
	if _, err := transfers.CreateBatch(t.Context(), &PostTransfersBatchRequest{Transfers: []BatchTransferRequest{item}}); err != nil || script.keys()[1] == "" {
		t.Fatal(err, script.keys())
	}
	item.IdempotencyKey = "order-42"
	script = play(t, reply{}, ok(200, `{"results": []}`))
	transfers = script.Ledger("demo").Transfers
	if _, err := transfers.CreateBatch(t.Context(), &PostTransfersBatchRequest{Transfers: []BatchTransferRequest{item}}); err != nil {
		t.Fatal(err)
	}
	if keys := script.keys(); len(keys) != 2 || keys[0] != "" || keys[1] != "" {
		t.Error(keys)
	}
	script = play(t, reply{})
	_, err := script.Ledger("demo").Transfers.CreateBatch(t.Context(), &PostTransfersBatchRequest{Transfers: []BatchTransferRequest{item}})
	var unknown *OutcomeUnknownError
	if !errors.As(err, &unknown) || unknown.IdempotencyKey != "" || len(script.asked()) != 8 {
		t.Error(err)
	}
}
