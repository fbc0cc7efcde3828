package tallybook

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
)

func TestRequestsSayWhoAsks(t *testing.T) {
	script := play(t, ok(201, postedTransfer))
	if _, err := script.pay(t); err != nil {
		t.Fatal(err)
	}
	header := script.asked()[0].header
	if header.Get("Authorization") != "Bearer tb_secret" || header.Get("User-Agent") != "tallybook-go/0.1.0" || header.Get("Content-Type") != "application/json" {
		t.Error(header)
	}
}

func TestTheKeyIsShownNowhere(t *testing.T) {
	script := play(t, html(403))
	_, err := script.pay(t)
	for _, shown := range []string{err.Error(), fmt.Sprintf("%+v %#v", err, err), fmt.Sprintf("%+v %#v", script.Client, *script.Client)} {
		if strings.Contains(shown, "tb_secret") {
			t.Error(shown)
		}
	}
}

func TestRedirectsAreNotFollowed(t *testing.T) {
	elsewhere := play(t, ok(201, postedTransfer))
	script := play(t, reply{status: http.StatusTemporaryRedirect, header: http.Header{"Location": {elsewhere.url}}})
	_, err := script.pay(t)
	var answer *UnexpectedAnswerError
	if !errors.As(err, &answer) || answer.Status != 307 || len(elsewhere.asked()) != 0 {
		t.Fatal(err, elsewhere.asked())
	}
}

func TestNamesStandInThePathAsTheyAre(t *testing.T) {
	script := play(t, ok(200, `{}`))
	accounts := script.Ledger("demo").Accounts
	if _, err := accounts.Get(t.Context(), "users:42", nil); err != nil {
		t.Fatal(err)
	}
	if _, err := accounts.Get(t.Context(), "users/../?x#%41", &GetAccountParams{MinSeq: 17}); err != nil {
		t.Fatal(err)
	}
	requests := script.asked()
	if requests[0].target != "/v1/ledgers/demo/accounts/users:42" || requests[1].target != "/v1/ledgers/demo/accounts/users%2F..%2F%3Fx%23%2541?min_seq=17" {
		t.Error(requests)
	}
	for _, name := range []string{"", ".", ".."} {
		if _, err := accounts.Get(t.Context(), name, nil); err == nil {
			t.Errorf("%q names an account", name)
		}
		if _, err := script.Ledger(name).Accounts.List(t.Context(), nil); err == nil {
			t.Errorf("%q names a ledger", name)
		}
	}
	if len(script.asked()) != 2 {
		t.Error(script.asked())
	}
}

func TestClientsThatCannotWorkAreNotMade(t *testing.T) {
	for _, url := range []string{"", "ledger.example.com", "ftp://example.com", "https://", "https://user:secret@example.com", "https://example.com?x", "http://[", "http://exa mple.com:99999999"} {
		client, err := New(url, "tb_secret")
		if err == nil {
			t.Errorf("%q: %v", url, client.url)
		} else if strings.Contains(err.Error(), "secret") {
			t.Error(err)
		}
	}
	for _, key := range []string{"", "tb_secret\n", "tb secret", "tb_sécret"} {
		if _, err := New("https://example.com", key); err == nil || strings.Contains(err.Error(), "cret") {
			t.Errorf("%q: %v", key, err)
		}
	}
	for _, option := range []Option{WithTimeout(0), WithRetries(0, 1), WithRetries(1, 0), WithIdempotencyKey("order-42"), WithDryRun(), WithAnswer(new(Answer))} {
		if _, err := New("https://example.com", "tb_secret", option); err == nil {
			t.Error("an option that is none of a client")
		}
	}
	t.Setenv("TALLYBOOK_URL", "https://example.com/below/")
	t.Setenv("TALLYBOOK_API_KEY", "tb_secret")
	client, err := FromEnvironment()
	if err != nil || client.url != "https://example.com/below" {
		t.Error(client, err)
	}
}

func TestAnswersHaveTheirHeaders(t *testing.T) {
	posted := ok(201, postedTransfer)
	posted.header.Set("Tallybook-Seq", "17")
	posted.header.Set("Idempotent-Replayed", "true")
	posted.header.Set("Request-Id", "request-1")
	script := play(t, posted, problem(422, CodeAccountFrozen))
	var answer Answer
	if _, err := script.pay(t, WithAnswer(&answer)); err != nil {
		t.Fatal(err)
	}
	if answer.Status != 201 || answer.Seq != 17 || !answer.Replayed || answer.DryRun || answer.RequestID != "request-1" || answer.IdempotencyKey != script.keys()[0] {
		t.Error(answer)
	}
	if _, err := script.pay(t, WithAnswer(&answer)); err == nil || answer.Status != 422 || answer.Replayed {
		t.Error(answer, err)
	}
}

func TestABodyThatSaysNothingIsAnEmptyObject(t *testing.T) {
	script := play(t, ok(201, postedTransfer))
	holds := script.Ledger("demo").Holds
	if _, err := holds.Void(t.Context(), "t-1", nil); err != nil {
		t.Fatal(err)
	}
	if _, err := script.Ledger("demo").Webhooks.RotateSecret(t.Context(), "endpoint"); err != nil {
		t.Fatal(err)
	}
	for _, request := range script.asked() {
		if request.body != "{}" {
			t.Error(request)
		}
	}
}
