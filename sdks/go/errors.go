package tallybook

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
)

// Problem is an error, with what the service says about it: match it by errors.As, or one code by
// errors.Is(err, tallybook.CodeInsufficientBalance).

// Error is the detail with the code.
func (problem *Problem) Error() string {
	text := problem.Detail
	if text == "" {
		text = problem.Title
	}
	return fmt.Sprintf("tallybook: %s (%s, status %d, request %s)", text, problem.Code, problem.Status, problem.RequestID)
}

// Is is whether target is the problem's code.
func (problem *Problem) Is(target error) bool {
	code, ok := target.(Code)
	return ok && code == problem.Code
}

// Error makes a code an error that errors.Is finds.
func (code Code) Error() string { return string(code) }

// OutcomeUnknownError is that a request may have been done, and that no try told. Nothing is lost: call the same method again
// with the same body and [WithIdempotencyKey] of this key, and it is done once and answered; or ask [Transfers.KeyOutcome].
type OutcomeUnknownError struct {
	// The key to go on with; empty for a batch whose items have their own.
	IdempotencyKey string
	// The operation, such as "post_transfer".
	Operation string
	// How many tries were made.
	Tries int
	// What the last try met.
	Err error
}

func (unknown *OutcomeUnknownError) Error() string {
	key := "the items' own idempotency keys"
	if unknown.IdempotencyKey != "" {
		key = fmt.Sprintf("idempotency key %q", unknown.IdempotencyKey)
	}
	return fmt.Sprintf("tallybook: whether %s was done is not known after %d tries; make the same call with %s, or look it up by Transfers.KeyOutcome: %v",
		unknown.Operation, unknown.Tries, key, unknown.Err)
}

// Unwrap is what the last try met.
func (unknown *OutcomeUnknownError) Unwrap() error { return unknown.Err }

// TransferProposedError is that an account's policy wants a second person: nothing has moved. Another API key approves the
// proposal by [Approvals.Approve]; the same call with the same key tells where it stands.
type TransferProposedError struct {
	Proposal Proposal
}

func (proposed *TransferProposedError) Error() string {
	return fmt.Sprintf("tallybook: the %s was not made but proposed, as it wants four eyes: approve %s by Approvals.Approve with another API key",
		proposed.Proposal.Kind, proposed.Proposal.ID)
}

// ConnectionError is that no answer came.
type ConnectionError struct {
	// Whether anything may have been sent. If not, nothing was done.
	Sent bool
	Err  error
}

func (connection *ConnectionError) Error() string {
	if connection.Sent {
		return fmt.Sprintf("tallybook: the request was sent and no answer came: %v", connection.Err)
	}
	return fmt.Sprintf("tallybook: the service was not reached, and nothing was sent: %v", connection.Err)
}

// Unwrap is why there was no answer.
func (connection *ConnectionError) Unwrap() error { return connection.Err }

// UnexpectedAnswerError is an answer that is none of the service's, most often a proxy's.
type UnexpectedAnswerError struct {
	Status int
	// The first bytes of the body.
	Body string
	// What could not be read, if the status was one of success.
	Err error
}

const shownBytes = 200

func unexpected(response *http.Response, body []byte, err error) *UnexpectedAnswerError {
	shown := strings.ToValidUTF8(string(body[:min(len(body), shownBytes)]), "")
	return &UnexpectedAnswerError{Status: response.StatusCode, Body: shown, Err: err}
}

func (answer *UnexpectedAnswerError) Error() string {
	text := fmt.Sprintf("tallybook: an answer with status %d that is not the service's: %q", answer.Status, answer.Body)
	if answer.Err != nil {
		text += ": " + answer.Err.Error()
	}
	return text
}

// Unwrap is why the body could not be read, if it was that.
func (answer *UnexpectedAnswerError) Unwrap() error { return answer.Err }

// mayPass is whether a failure is of the kind that goes away by itself.
func mayPass(err error) bool {
	var problem *Problem
	var answer *UnexpectedAnswerError
	var connection *ConnectionError
	switch {
	case errors.As(err, &problem):
		return isBusy(int(problem.Status))
	case errors.As(err, &answer):
		return isBusy(answer.Status)
	default:
		return errors.As(err, &connection)
	}
}

func isBusy(status int) bool {
	switch status {
	case http.StatusTooManyRequests, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return true
	default:
		return false
	}
}
