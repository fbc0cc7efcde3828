package tallybook

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
)

// request is one operation as the generated methods describe it.
type request struct {
	operation string
	method    string
	path      string   // With names in braces,
	arguments []string // and what stands for them, in order.
	query     url.Values
	body      any
	takesKey  bool
}

// call is a request that is ready to be sent, as often as it takes.
type call struct {
	client    *Client
	settings  settings
	operation string
	method    string
	url       string
	header    http.Header
	body      []byte
	key       string

	keyed      bool // An idempotency key, of its own or one of each item, makes repeating it safe.
	repeatable bool // Repeating it does no more than doing it once.
}

// ask does a request and reads its answer.
func ask[Body any](ctx context.Context, client *Client, request request, options []Option) (*Body, error) {
	body := new(Body)
	if err := client.do(ctx, request, body, options); err != nil {
		return nil, err
	}
	return body, nil
}

// tell does a request whose answer has no body.
func tell(ctx context.Context, client *Client, request request, options []Option) error {
	return client.do(ctx, request, nil, options)
}

func (client *Client) do(ctx context.Context, request request, into any, options []Option) error {
	call, err := client.prepare(request, options)
	if err != nil {
		return err
	}
	if call.key != "" && !call.settings.dryRun && call.settings.onKey != nil {
		if err := call.settings.onKey(ctx, call.key, call.operation); err != nil {
			return fmt.Errorf("tallybook: the idempotency key could not be stored, and nothing was sent: %w", err)
		}
	}
	return call.run(ctx, func(ctx context.Context) *failure { return call.once(ctx, into) })
}

func (client *Client) prepare(request request, options []Option) (*call, error) {
	settings, err := client.defaults.with(options)
	if err != nil {
		return nil, err
	}
	path, err := fill(request.path, request.arguments)
	if err != nil {
		return nil, err
	}
	call := &call{
		client:     client,
		settings:   settings,
		operation:  request.operation,
		method:     request.method,
		header:     http.Header{},
		repeatable: request.method == http.MethodGet || request.method == http.MethodDelete || settings.dryRun,
	}
	client.authorize(call.header)
	call.header.Set("Accept", "application/json, application/problem+json")
	call.header.Set("User-Agent", "tallybook-go/"+version)
	if request.body != nil {
		if call.body, err = json.Marshal(request.body); err != nil {
			return nil, fmt.Errorf("tallybook: the request cannot be written as JSON: %w", err)
		}
		if string(call.body) == "null" {
			call.body = []byte("{}")
		}
		call.header.Set("Content-Type", "application/json")
	}
	if err := call.chooseKey(request); err != nil {
		return nil, err
	}
	query := url.Values{}
	maps.Copy(query, request.query)
	if seconds, err := strconv.Atoi(query.Get("wait")); err == nil {
		call.settings.timeout += time.Duration(seconds) * time.Second
	}
	if settings.dryRun {
		query.Set("dry_run", "true")
	}
	call.url = client.url + path
	if len(query) > 0 {
		call.url += "?" + query.Encode()
	}
	return call, nil
}

// chooseKey gives the call its idempotency key: the caller's, or a fresh one where it would otherwise go without.
func (call *call) chooseKey(request request) error {
	given := call.settings.key
	batch, isBatch := request.body.(*PostTransfersBatchRequest)
	switch {
	case given != nil && !request.takesKey:
		return fmt.Errorf("tallybook: %s takes no idempotency key", request.operation)
	case given != nil:
		call.key = *given
	case !request.takesKey || call.settings.dryRun:
		return nil
	case isBatch && batch.itemsHaveKeys():
	default:
		key, err := uuid.NewRandom()
		if err != nil {
			return fmt.Errorf("tallybook: no random numbers for an idempotency key: %w", err)
		}
		call.key = key.String()
	}
	if call.key != "" {
		call.header.Set("Idempotency-Key", call.key)
	}
	call.keyed, call.repeatable = true, true
	return nil
}

// itemsHaveKeys is whether the batch goes without a key of its own.
func (request *PostTransfersBatchRequest) itemsHaveKeys() bool {
	if request == nil {
		return false
	}
	for _, item := range request.Transfers {
		if item.IdempotencyKey != "" {
			return true
		}
	}
	return false
}

// fill puts arguments where the path has names in braces.
func fill(path string, arguments []string) (string, error) {
	var filled strings.Builder
	for _, argument := range arguments {
		before, rest, _ := strings.Cut(path, "{")
		name, after, _ := strings.Cut(rest, "}")
		if argument == "" || argument == "." || argument == ".." {
			return "", fmt.Errorf("tallybook: %q names no %s", argument, name)
		}
		filled.WriteString(before)
		filled.WriteString(url.PathEscape(argument))
		path = after
	}
	filled.WriteString(path)
	return filled.String(), nil
}

// once makes one try, and reads the answer's body into something unless that is nil.
func (call *call) once(ctx context.Context, into any) *failure {
	ctx, cancel := context.WithTimeoutCause(ctx, call.settings.timeout, errTimeout)
	defer cancel()
	response, failed := call.send(ctx)
	if failed != nil {
		return failed
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return noAnswer(ctx, err, true)
	}
	if call.settings.answer != nil {
		*call.settings.answer = answerOf(response, call.key)
	}
	if response.StatusCode >= http.StatusMultipleChoices {
		return refusal(response, body)
	}
	return read(response, body, into)
}

func read(response *http.Response, body []byte, into any) *failure {
	var proposed *TransferProposedError
	if _, isTransfer := into.(*Transfer); isTransfer && response.StatusCode == http.StatusAccepted {
		proposed = new(TransferProposedError)
		into = &proposed.Proposal
	}
	if into == nil {
		return nil
	}
	if err := json.Unmarshal(body, into); err != nil {
		return &failure{err: unexpected(response, body, err), undecided: true, ambiguous: true}
	}
	if proposed != nil {
		return &failure{err: proposed}
	}
	return nil
}

var errTimeout = fmt.Errorf("it took too long: %w", context.DeadlineExceeded)

// send makes one try, up to the answer's head.
func (call *call) send(ctx context.Context) (*http.Response, *failure) {
	sent := false
	trace := &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) { sent = true }}
	request, err := http.NewRequestWithContext(httptrace.WithClientTrace(ctx, trace), call.method, call.url, bytes.NewReader(call.body))
	if err != nil {
		return nil, &failure{err: fmt.Errorf("tallybook: the request cannot be made: %w", err)}
	}
	request.Header = call.header.Clone()
	request.GetBody = nil // Otherwise net/http would send requests with a key again by itself.
	response, err := call.client.http.Do(request)
	if err != nil {
		return nil, noAnswer(ctx, err, sent)
	}
	return response, nil
}

func noAnswer(ctx context.Context, err error, sent bool) *failure {
	if ctx.Err() != nil {
		err = context.Cause(ctx)
	}
	again := always
	if sent {
		again = ifRepeatable
	}
	return &failure{err: &ConnectionError{Sent: sent, Err: err}, again: again, ambiguous: sent, undecided: true}
}

// sleep waits, unless the context ends first.
func sleep(ctx context.Context, pause time.Duration) error {
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
