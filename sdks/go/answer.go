package tallybook

import (
	"net/http"
	"strconv"
)

// Answer is what comes beside an answer's body: see [WithAnswer].
type Answer struct {
	// The HTTP status.
	Status int
	// Where the ledger is with this answer (Tallybook-Seq): reads take it as their MinSeq. Zero where it was not said.
	Seq int64
	// The key that the request was sent with, if any.
	IdempotencyKey string
	// Whether an earlier request with this key did the work (Idempotent-Replayed).
	Replayed bool
	// Whether nothing was done as it was a dry run (Tallybook-Dry-Run).
	DryRun bool
	// Names the request, for questions about it (Request-Id).
	RequestID string
	// All headers.
	Header http.Header
}

func answerOf(response *http.Response, key string) Answer {
	header := response.Header
	seq, _ := strconv.ParseInt(header.Get("Tallybook-Seq"), 10, 64)
	return Answer{
		Status:         response.StatusCode,
		Seq:            seq,
		IdempotencyKey: key,
		Replayed:       header.Get("Idempotent-Replayed") == "true",
		DryRun:         header.Get("Tallybook-Dry-Run") == "true",
		RequestID:      header.Get("Request-Id"),
		Header:         header,
	}
}
