package tallybook

import (
	"context"
	"encoding/json"
	"math/rand/v2"
	"mime"
	"net/http"
	"strconv"
	"time"
)

const (
	firstPause = 100 * time.Millisecond
	mostPause  = 5 * time.Second
)

// failure is why a try did not do, and what that says.
type failure struct {
	err error
	// Whether to try again.
	again again
	// Whether this try may have been done.
	ambiguous bool
	// Whether this says nothing about earlier tries: it is not the service's stored answer to the request.
	undecided bool
	// How long the service asks to wait.
	after time.Duration
}

type again int

const (
	never        again = iota
	ifRepeatable       // Where it may have been done.
	always             // Where it was definitely not done.
)

// run tries until it is done, refused, or the tries or the time are over.
func (call *call) run(ctx context.Context, try func(context.Context) *failure) error {
	deadline := time.Now().Add(call.settings.budget)
	ambiguous := false
	for tries := 1; ; tries++ {
		untilDeadline, cancel := context.WithDeadlineCause(ctx, deadline, errTimeout)
		failed := try(untilDeadline)
		cancel()
		if failed == nil || (call.method == http.MethodDelete && ambiguous && isNotFound(failed)) {
			return nil
		}
		ambiguous = ambiguous || failed.ambiguous

		pause := max(rand.N(min(mostPause, firstPause<<min(tries-1, 10))), failed.after)
		mayRepeat := failed.again == always || (failed.again == ifRepeatable && call.repeatable)
		isLast := tries >= call.settings.tries || time.Now().Add(pause).After(deadline)
		if !mayRepeat || isLast || ctx.Err() != nil {
			return call.end(failed, ambiguous, tries)
		}
		if err := call.client.pause(ctx, pause); err != nil {
			return call.end(&failure{err: err, undecided: true}, ambiguous, tries)
		}
	}
}

// end is what the caller is told when there is no further try.
func (call *call) end(failed *failure, ambiguous bool, tries int) error {
	if call.keyed && !call.settings.dryRun && ambiguous && failed.undecided {
		return &OutcomeUnknownError{IdempotencyKey: call.key, Operation: call.operation, Tries: tries, Err: failed.err}
	}
	return failed.err
}

// isNotFound is how a repeated DELETE learns that it was done.
func isNotFound(failed *failure) bool {
	problem, ok := failed.err.(*Problem)
	return ok && problem.Status == http.StatusNotFound
}

// refusal judges an answer that is not one of success.
func refusal(response *http.Response, body []byte) *failure {
	failed := &failure{after: retryAfter(response.Header.Get("Retry-After"))}
	problem, isProblem := problemOf(response, body)
	if isProblem {
		failed.err = problem
	} else {
		failed.err = unexpected(response, body, nil)
		failed.undecided = true
		problem = new(Problem)
	}
	switch problem.Code {
	case CodeOverloaded:
		failed.again, failed.undecided = always, true
	case CodeDatabaseUnavailable, CodeNotYetVisible:
		failed.again, failed.undecided = ifRepeatable, true
	case CodeIdempotencyInProgress:
		failed.again, failed.undecided, failed.ambiguous = ifRepeatable, true, true
	case CodeUnauthenticated, CodeForbidden, CodeNotFound:
		failed.undecided = true
	default: // The service's outcome_unknown, what a proxy says, and codes of the future.
		switch {
		case response.StatusCode == http.StatusTooManyRequests:
			failed.again, failed.undecided = always, true
		case isBusy(response.StatusCode):
			failed.again, failed.undecided, failed.ambiguous = ifRepeatable, true, true
		case response.StatusCode >= http.StatusInternalServerError:
			failed.undecided = true
		}
	}
	return failed
}

func problemOf(response *http.Response, body []byte) (*Problem, bool) {
	kind, _, err := mime.ParseMediaType(response.Header.Get("Content-Type"))
	if err != nil || kind != "application/problem+json" {
		return nil, false
	}
	problem := new(Problem)
	if err := json.Unmarshal(body, problem); err != nil || problem.Code == "" {
		return nil, false
	}
	return problem, true
}

// retryAfter reads the header's seconds or date; zero where there is neither.
func retryAfter(header string) time.Duration {
	if seconds, err := strconv.ParseUint(header, 10, 31); err == nil {
		return time.Duration(seconds) * time.Second
	}
	if at, err := http.ParseTime(header); err == nil {
		return max(0, time.Until(at))
	}
	return 0
}
