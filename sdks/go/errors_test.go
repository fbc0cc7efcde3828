package tallybook

import (
	"errors"
	"strings"
	"testing"
)

func TestAProblemHasItsMembersTyped(t *testing.T) {
	refused := problem(422, CodeInsufficientBalance)
	refused.body = `{"type": "urn:tallybook:problem:insufficient_balance", "title": "Too little.", "status": 422, "code": "insufficient_balance",
		"detail": "Posting 0 would leave users:42 with 2.66 available.", "request_id": "request-1", "posting": 0, "account": "users:42",
		"required": "12.340", "available": "15.00", "a_member_of_the_future": {"deep": [1]}}`
	script := play(t, refused)
	_, err := script.pay(t)
	var problem *Problem
	if !errors.As(err, &problem) {
		t.Fatal(err)
	}
	if problem.Posting == nil || *problem.Posting != 0 || problem.Account != "users:42" || problem.Required.String() != "12.340" || problem.Limit.IsSet() {
		t.Errorf("%+v", problem)
	}
	want := "tallybook: Posting 0 would leave users:42 with 2.66 available. (insufficient_balance, status 422, request request-1)"
	if err.Error() != want {
		t.Error(err)
	}
}

func TestATransferThatIsProposedIsNotMade(t *testing.T) {
	script := play(t, ok(202, `{"id": "p-1", "kind": "transfer", "status": "proposed", "postings": [{"account": "vault", "amount": "1000.01"}]}`))
	transfer, err := script.pay(t)
	var proposed *TransferProposedError
	if transfer != nil || !errors.As(err, &proposed) || proposed.Proposal.ID != "p-1" || proposed.Proposal.Postings[0].Amount.String() != "1000.01" {
		t.Fatal(transfer, err)
	}
	if !strings.Contains(err.Error(), "Approvals.Approve") {
		t.Error(err)
	}
	if _, err := script.Ledger("demo").Transfers.Reverse(t.Context(), "t-1", nil); !errors.As(err, &proposed) {
		t.Error(err)
	}
}

func TestAnAcceptedReplayIsNoProposal(t *testing.T) {
	script := play(t, ok(202, `{"events": 26}`))
	replay, err := script.Ledger("demo").Webhooks.Replay(t.Context(), "endpoint", &PostReplayRequest{After: Ptr[int64](0)})
	if err != nil || replay.Events != 26 || script.asked()[0].body != `{"after":0}` {
		t.Fatal(replay, err, script.asked())
	}
}

func TestAnAnswerThatIsNoneOfTheServicesShowsItsBeginning(t *testing.T) {
	long := html(403)
	long.body = "<html>" + strings.Repeat("ü", 1000)
	script := play(t, long)
	_, err := script.pay(t)
	var answer *UnexpectedAnswerError
	if !errors.As(err, &answer) || answer.Status != 403 || !strings.HasPrefix(answer.Body, "<html>ü") || len(answer.Body) > 200 {
		t.Fatal(err)
	}
	for _, body := range []string{`{"code": ""}`, `[]`, `{"code": "not_found", "required": 12.3}`} {
		wrong := problem(404, CodeNotFound)
		wrong.body = body
		if _, err := play(t, wrong).pay(t); !errors.As(err, &answer) {
			t.Error(body, err)
		}
	}
}

func TestTheErrorsSayWhatToDo(t *testing.T) {
	cause := errors.New("unexpected EOF")
	for _, one := range []struct {
		err  error
		says []string
	}{
		{&OutcomeUnknownError{IdempotencyKey: "order-42", Operation: "post_transfer", Tries: 8, Err: cause}, []string{`"order-42"`, "post_transfer", "8 tries", "KeyOutcome", "EOF"}},
		{&OutcomeUnknownError{Operation: "post_transfers_batch", Tries: 8, Err: cause}, []string{"the items' own"}},
		{&ConnectionError{Err: cause}, []string{"nothing was sent", "EOF"}},
		{&ConnectionError{Sent: true, Err: cause}, []string{"was sent", "no answer", "EOF"}},
	} {
		for _, part := range one.says {
			if !strings.Contains(one.err.Error(), part) {
				t.Errorf("%q misses %q", one.err, part)
			}
		}
		if !errors.Is(one.err, cause) {
			t.Errorf("%v hides its cause", one.err)
		}
	}
}
