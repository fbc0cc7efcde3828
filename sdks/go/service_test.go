package tallybook

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"time"
)

// reply is what the scripted service says to one request. The zero reply ends the connection without a word.
type reply struct {
	status int
	header http.Header
	body   string
	// Waits before it says so.
	after time.Duration
	// Keeps the connection until the client leaves.
	stays bool
}

func problem(status int, code Code) reply {
	body, _ := json.Marshal(map[string]any{
		"type": "urn:tallybook:problem:" + code, "title": "A title.", "status": status, "code": code, "detail": "A detail.", "request_id": "request-1",
	})
	return reply{status: status, header: http.Header{"Content-Type": {"application/problem+json"}}, body: string(body)}
}

func html(status int) reply {
	return reply{status: status, header: http.Header{"Content-Type": {"text/html"}}, body: "<html>Bad gateway</html>"}
}

func ok(status int, body string) reply {
	return reply{status: status, header: http.Header{"Content-Type": {"application/json"}}, body: body}
}

// received is a request as it came.
type received struct {
	method, target string
	header         http.Header
	body           string
}

// script is a service that says its replies in order, the last one for ever, and remembers what it was asked. Its client does not
// sleep, but notes for how long it would have.
type script struct {
	*Client
	url string

	mutex    sync.Mutex
	requests []received
	pauses   []time.Duration
}

func play(t *testing.T, replies ...reply) *script {
	t.Helper()
	script := new(script)
	server := httptest.NewServer(http.HandlerFunc(func(writer http.ResponseWriter, request *http.Request) {
		body, _ := io.ReadAll(request.Body)
		script.mutex.Lock()
		reply := replies[min(len(script.requests), len(replies)-1)]
		script.requests = append(script.requests, received{request.Method, request.URL.RequestURI(), request.Header, string(body)})
		script.mutex.Unlock()
		time.Sleep(reply.after)
		if reply.status == 0 {
			panic(http.ErrAbortHandler)
		}
		for name, values := range reply.header {
			writer.Header()[name] = values
		}
		writer.WriteHeader(reply.status)
		_, _ = io.WriteString(writer, reply.body)
		if reply.stays {
			_ = http.NewResponseController(writer).Flush()
			<-request.Context().Done()
		}
	}))
	t.Cleanup(server.Close)
	script.connect(t, server.URL)
	return script
}

// connect makes a client for a URL that does not sleep.
func (script *script) connect(t *testing.T, url string, options ...Option) {
	t.Helper()
	client, err := New(url, "tb_secret", options...)
	if err != nil {
		t.Fatal(err)
	}
	client.pause = func(_ context.Context, pause time.Duration) error {
		script.mutex.Lock()
		defer script.mutex.Unlock()
		script.pauses = append(script.pauses, pause)
		return nil
	}
	script.Client, script.url = client, url
}

// asked is what came so far.
func (script *script) asked() []received {
	script.mutex.Lock()
	defer script.mutex.Unlock()
	return slices.Clone(script.requests)
}

func (script *script) keys() []string {
	var keys []string
	for _, request := range script.asked() {
		keys = append(keys, request.header.Get("Idempotency-Key"))
	}
	return keys
}

const postedTransfer = `{"id": "t-1", "ledger": "demo", "seq": 7, "kind": "transfer", "status": "posted", "metadata": {},
	"effective_at": "2026-04-02T09:15:00.123456Z", "recorded_at": "2026-04-02T09:15:00.123456Z", "postings": []}`

var payment = &PostTransferRequest{DebitAccount: "assets:bank", CreditAccount: "users:42", Amount: MustAmount("12.30")}

func (script *script) pay(t *testing.T, options ...Option) (*Transfer, error) {
	t.Helper()
	return script.Ledger("demo").Transfers.Create(t.Context(), payment, options...)
}
