package tallybook

import (
	"context"
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"os"
	"slices"
	"sync"
	"testing"
	"time"
)

// Requests of the four kinds that differ in what may be repeated.
var kinds = map[string]func(*testing.T, *script) error{
	"read": func(t *testing.T, script *script) error {
		_, err := script.Ledger("demo").Accounts.Get(t.Context(), "users:42", nil)
		return err
	},
	"with a key": func(t *testing.T, script *script) error {
		_, err := script.pay(t)
		return err
	},
	"change": func(t *testing.T, script *script) error {
		_, err := script.Ledger("demo").Accounts.Update(t.Context(), "users:42", &PatchAccountRequest{Status: AccountStatusFrozen})
		return err
	},
	"without a key": func(t *testing.T, script *script) error {
		_, err := script.Ledger("demo").Webhooks.Replay(t.Context(), "endpoint", &PostReplayRequest{After: Ptr[int64](0)})
		return err
	},
}

func TestWhatIsTriedAgain(t *testing.T) {
	safe := []string{"read", "with a key"}
	all := []string{"read", "with a key", "change", "without a key"}
	for name, rule := range map[string]struct {
		reply reply
		again []string
	}{
		"rate limited":            {problem(429, CodeRateLimited), all},
		"overloaded":              {problem(503, CodeOverloaded), all},
		"429 of a proxy":          {html(429), all},
		"429 of the future":       {problem(429, "too_eager"), all},
		"database unavailable":    {problem(503, CodeDatabaseUnavailable), safe},
		"outcome unknown":         {problem(503, CodeOutcomeUnknown), safe},
		"not yet visible":         {problem(503, CodeNotYetVisible), safe},
		"in progress":             {problem(409, CodeIdempotencyInProgress), safe},
		"502 of a proxy":          {html(502), safe},
		"503 of a proxy":          {html(503), safe},
		"504 of a proxy":          {html(504), safe},
		"a code of the future":    {problem(503, "on_holiday"), safe},
		"connection lost":         {reply{}, safe},
		"internal":                {problem(500, CodeInternal), nil},
		"500 of a proxy":          {html(500), nil},
		"refused":                 {problem(422, CodeInsufficientBalance), nil},
		"conflict":                {problem(409, CodeVersionConflict), nil},
		"not found":               {problem(404, CodeNotFound), nil},
		"a redirect":              {reply{status: 307, header: http.Header{"Location": {"/elsewhere"}}}, nil},
		"not the API's 404":       {html(404), nil},
		"success that is no JSON": {html(200), nil},
	} {
		for kind, call := range kinds {
			t.Run(name+", "+kind, func(t *testing.T) {
				script := play(t, rule.reply)
				if err := call(t, script); err == nil {
					t.Fatal("no error")
				}
				want := 1
				if slices.Contains(rule.again, kind) {
					want = 8
				}
				if len(script.asked()) != want {
					t.Errorf("%d tries, want %d", len(script.asked()), want)
				}
			})
		}
	}
}

func TestEveryCodeIsAnErrorOfItsOwn(t *testing.T) {
	content, err := os.ReadFile("../../docs/problems.json")
	if err != nil {
		t.Fatal(err)
	}
	var list struct {
		Problems []struct {
			Code   Code
			Status int
		}
	}
	if err := json.Unmarshal(content, &list); err != nil || len(list.Problems) == 0 {
		t.Fatal("no problems", err)
	}
	again := []Code{CodeRateLimited, CodeIdempotencyInProgress, CodeOverloaded, CodeOutcomeUnknown, CodeNotYetVisible, CodeDatabaseUnavailable}
	for _, one := range list.Problems {
		script := play(t, problem(one.Status, one.Code))
		_, err := script.pay(t)
		if !errors.Is(err, one.Code) || errors.Is(err, Code("another")) {
			t.Errorf("%s: %v", one.Code, err)
		}
		if tries := len(script.asked()); (tries == 8) != slices.Contains(again, one.Code) {
			t.Errorf("%s: %d tries", one.Code, tries)
		}
	}
}

func TestWhatWasNeverSentIsTriedAgainWhateverItIs(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	nobody := "http://" + listener.Addr().String()
	_ = listener.Close()
	for kind, call := range kinds {
		var script script
		script.connect(t, nobody)
		var connection *ConnectionError
		var unknown *OutcomeUnknownError
		err := call(t, &script)
		if !errors.As(err, &connection) || connection.Sent || errors.As(err, &unknown) {
			t.Errorf("%s: %v", kind, err)
		}
		if len(script.pauses) != 7 {
			t.Errorf("%s: %d pauses", kind, len(script.pauses))
		}
	}
}

func TestAllTriesHaveTheSameKeyAndBody(t *testing.T) {
	script := play(t, reply{}, html(502), problem(503, CodeOutcomeUnknown), problem(409, CodeIdempotencyInProgress), ok(201, postedTransfer))
	transfer, err := script.pay(t)
	if err != nil || transfer.ID != "t-1" {
		t.Fatal(transfer, err)
	}
	keys := script.keys()
	if len(keys) != 5 || len(keys[0]) != 36 || len(slices.Compact(keys)) != 1 {
		t.Error(keys)
	}
	for _, request := range script.asked() {
		if request.body != `{"amount":"12.30","credit_account":"users:42","debit_account":"assets:bank"}` {
			t.Error(request.body)
		}
	}
	if _, err := script.pay(t); err != nil {
		t.Fatal(err)
	}
	if keys := script.keys(); keys[5] == keys[0] {
		t.Error("two calls had the same key")
	}
}

func TestNothingElseTriesAgain(t *testing.T) {
	script := play(t, ok(201, postedTransfer), reply{}, ok(201, postedTransfer))
	for range 2 { // On a connection that was used before, net/http would send a request with a key again by itself.
		if _, err := script.pay(t); err != nil {
			t.Fatal(err)
		}
	}
	if len(script.asked()) != 3 || len(script.pauses) != 1 {
		t.Error(len(script.asked()), script.pauses)
	}
}

func TestOneClientIsForManyGoroutines(t *testing.T) {
	script := play(t, problem(503, CodeOverloaded), reply{}, ok(201, postedTransfer))
	var group sync.WaitGroup
	for range 50 {
		group.Add(1)
		go func() {
			defer group.Done()
			if _, err := script.pay(t); err != nil {
				t.Error(err)
			}
		}()
	}
	group.Wait()
	tries := map[string]int{}
	for _, key := range script.keys() {
		tries[key]++
	}
	if len(tries) != 50 {
		t.Error(len(tries), "keys of 50 calls")
	}
}

func TestAnOutcomeThatStaysUnknownSaysHowToGoOn(t *testing.T) {
	for name, replies := range map[string][]reply{
		"lost every time":               {{}},
		"unknown to the service":        {problem(503, CodeOutcomeUnknown)},
		"in progress all the time":      {problem(409, CodeIdempotencyInProgress)},
		"a gateway's time-out":          {html(504)},
		"success that cannot be read":   {html(200)},
		"lost, and then overloaded":     {{}, problem(503, CodeOverloaded)},
		"lost, and then the key is off": {{}, problem(401, CodeUnauthenticated)},
		"lost, and then a defect":       {{}, problem(500, CodeInternal)},
		"lost, and then a wrong host":   {{}, html(404)},
	} {
		t.Run(name, func(t *testing.T) {
			script := play(t, replies...)
			_, err := script.pay(t, WithIdempotencyKey("order-42"))
			var unknown *OutcomeUnknownError
			if !errors.As(err, &unknown) {
				t.Fatal(err)
			}
			if unknown.IdempotencyKey != "order-42" || unknown.Operation != "post_transfer" || unknown.Tries != len(script.asked()) || unknown.Err == nil {
				t.Errorf("%+v", unknown)
			}
		})
	}
}

func TestAnAnswerDecidesWhatWasLeftOpen(t *testing.T) {
	script := play(t, reply{}, problem(422, CodeInsufficientBalance))
	_, err := script.pay(t)
	var unknown *OutcomeUnknownError
	if !errors.Is(err, CodeInsufficientBalance) || errors.As(err, &unknown) {
		t.Fatal(err)
	}
}

func TestWhatWasCertainlyNotDoneIsNotUnknown(t *testing.T) {
	script := play(t, problem(503, CodeOverloaded))
	_, err := script.pay(t)
	var unknown *OutcomeUnknownError
	if !errors.Is(err, CodeOverloaded) || errors.As(err, &unknown) {
		t.Fatal(err)
	}
}

func TestPausesGrowAtRandomAndRespectRetryAfter(t *testing.T) {
	busy := problem(503, CodeOverloaded)
	var seen []time.Duration
	for range 20 {
		script := play(t, busy)
		_, _ = script.pay(t)
		for index, pause := range script.pauses {
			if limit := min(5*time.Second, 100*time.Millisecond<<index); pause >= limit {
				t.Errorf("pause %d is %s", index, pause)
			}
		}
		seen = append(seen, script.pauses[6])
	}
	if slices.Max(seen) < 2*time.Second || slices.Max(seen)-slices.Min(seen) < time.Second {
		t.Error("no growth or no jitter:", seen)
	}

	busy.header.Set("Retry-After", "7")
	script := play(t, busy, ok(201, postedTransfer))
	if _, err := script.pay(t); err != nil || script.pauses[0] != 7*time.Second {
		t.Error(err, script.pauses)
	}
	busy.header.Set("Retry-After", time.Now().Add(30*time.Second).UTC().Format(http.TimeFormat))
	script = play(t, busy, ok(201, postedTransfer))
	if _, err := script.pay(t); err != nil || script.pauses[0] < 25*time.Second || script.pauses[0] > 30*time.Second {
		t.Error(err, script.pauses)
	}
}

func TestTriesEndWithTheirNumberOrTheirTime(t *testing.T) {
	busy := problem(503, CodeOverloaded)
	script := play(t, busy)
	_, _ = script.pay(t, WithRetries(3, time.Minute))
	if len(script.asked()) != 3 {
		t.Error(len(script.asked()))
	}
	busy.header.Set("Retry-After", "60")
	script = play(t, busy)
	if _, err := script.pay(t); !errors.Is(err, CodeOverloaded) || len(script.asked()) != 1 {
		t.Error(err, len(script.asked()))
	}
}

func TestASlowTryIsGivenUpAndMadeAnew(t *testing.T) {
	slow := ok(201, postedTransfer)
	slow.after = 300 * time.Millisecond
	script := play(t, slow, ok(201, postedTransfer))
	if _, err := script.pay(t, WithTimeout(50*time.Millisecond)); err != nil || len(script.asked()) != 2 {
		t.Fatal(err, len(script.asked()))
	}
	script = play(t, slow)
	_, err := script.pay(t, WithTimeout(50*time.Millisecond), WithRetries(1, time.Minute))
	var unknown *OutcomeUnknownError
	if !errors.As(err, &unknown) || !errors.Is(err, context.DeadlineExceeded) {
		t.Fatal(err)
	}
}

func TestTheCallersContextEndsTheTries(t *testing.T) {
	script := play(t, reply{})
	ctx, cancel := context.WithCancel(t.Context())
	script.pause = func(ctx context.Context, _ time.Duration) error {
		cancel()
		return ctx.Err()
	}
	_, err := script.Ledger("demo").Transfers.Create(ctx, payment)
	var unknown *OutcomeUnknownError
	if !errors.Is(err, context.Canceled) || !errors.As(err, &unknown) || len(script.asked()) != 1 {
		t.Fatal(err, len(script.asked()))
	}
}

func TestADeleteThatWasDoneByALostTryIsDone(t *testing.T) {
	script := play(t, reply{}, problem(404, CodeNotFound))
	if err := script.Ledger("demo").Webhooks.Delete(t.Context(), "endpoint"); err != nil {
		t.Fatal(err)
	}
	script = play(t, problem(404, CodeNotFound))
	if err := script.Ledger("demo").Webhooks.Delete(t.Context(), "endpoint"); !errors.Is(err, CodeNotFound) {
		t.Fatal(err)
	}
}
