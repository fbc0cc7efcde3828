package tallybook

import (
	"errors"
	"fmt"
	"net/http"
	"testing"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"
)

const (
	oldSecret = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz"
	newSecret = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"
	delivery  = `{"specversion": "1.0", "id": "l-1:17", "source": "urn:tallybook:ledger:l-1", "type": "tallybook.transfer.posted.v1", "subject": "t-1",
		"time": "2026-04-02T09:15:00.123456Z", "datacontenttype": "application/json", "dataschema": "urn:tallybook:schema:transfer.posted:1",
		"sequence": "00000000000000000017", "data": {"ledger": "demo", "seq": 17, "type": "transfer.posted",
		"recorded_at": "2026-04-02T09:15:00.123456Z", "object": {"id": "t-1"}, "hash": "00"}}`
)

func signed(t *testing.T, at time.Time, secrets ...string) http.Header {
	t.Helper()
	header := http.Header{}
	header.Set("webhook-id", "l-1:17")
	header.Set("webhook-timestamp", fmt.Sprint(at.Unix()))
	signatures := ""
	for _, secret := range secrets {
		webhook, err := standardwebhooks.NewWebhook(secret)
		if err != nil {
			t.Fatal(err)
		}
		signature, err := webhook.Sign("l-1:17", at, []byte(delivery))
		if err != nil {
			t.Fatal(err)
		}
		signatures += signature + " "
	}
	header.Set("webhook-signature", signatures)
	return header
}

func TestASignedWebhookIsItsEvent(t *testing.T) {
	now := time.Now()
	for name, one := range map[string]struct {
		header  http.Header
		secrets []string
	}{
		"one secret":                   {signed(t, now, newSecret), []string{newSecret}},
		"signed by two, one is known":  {signed(t, now, oldSecret, newSecret), []string{newSecret}},
		"signed by one, two are known": {signed(t, now, newSecret), []string{oldSecret, newSecret}},
		"four minutes old":             {signed(t, now.Add(-4*time.Minute), newSecret), []string{newSecret}},
	} {
		event, err := VerifyWebhook([]byte(delivery), one.header, one.secrets...)
		if err != nil || event.ID != "l-1:17" || event.Data.Ledger != "demo" || event.Data.Seq != 17 || string(event.Data.Object) != `{"id": "t-1"}` {
			t.Error(name, event, err)
		}
	}
}

func TestWhatIsNotSignedNowIsRefused(t *testing.T) {
	now := time.Now()
	without := func(name string) http.Header {
		header := signed(t, now, newSecret)
		header.Del(name)
		return header
	}
	garbled := signed(t, now, newSecret)
	garbled.Set("webhook-timestamp", "today")
	for name, one := range map[string]struct {
		payload string
		header  http.Header
	}{
		"another payload":       {delivery + " ", signed(t, now, newSecret)},
		"another secret":        {delivery, signed(t, now, oldSecret)},
		"too old":               {delivery, signed(t, now.Add(-6*time.Minute), newSecret)},
		"from the future":       {delivery, signed(t, now.Add(6*time.Minute), newSecret)},
		"no id":                 {delivery, without("webhook-id")},
		"no time":               {delivery, without("webhook-timestamp")},
		"no signature":          {delivery, without("webhook-signature")},
		"a time that is none":   {delivery, garbled},
		"no headers whatsoever": {delivery, http.Header{}},
	} {
		if event, err := VerifyWebhook([]byte(one.payload), one.header, newSecret); event != nil || !errors.Is(err, ErrWebhookInvalid) {
			t.Error(name, event, err)
		}
	}
}

func TestTheToleranceIsAnOption(t *testing.T) {
	verifier := WebhookVerifier{Secrets: []string{newSecret}, Tolerance: time.Hour}
	if _, err := verifier.Verify([]byte(delivery), signed(t, time.Now().Add(-50*time.Minute), newSecret)); err != nil {
		t.Error(err)
	}
	verifier.Tolerance = time.Minute
	if _, err := verifier.Verify([]byte(delivery), signed(t, time.Now().Add(-2*time.Minute), newSecret)); !errors.Is(err, ErrWebhookInvalid) {
		t.Error(err)
	}
}

func TestSecretsThatCannotBeAreTheCallersMistake(t *testing.T) {
	for _, secrets := range [][]string{nil, {""}, {"whsec_"}, {"no base64!"}} {
		if _, err := VerifyWebhook([]byte(delivery), signed(t, time.Now(), newSecret), secrets...); err == nil || errors.Is(err, ErrWebhookInvalid) {
			t.Error(secrets, err)
		}
	}
}
