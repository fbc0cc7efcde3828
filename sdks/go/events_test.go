package tallybook

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

func eventJSON(seq int) string {
	return fmt.Sprintf(`{"seq":%d,"type":"transfer.posted","recorded_at":"2026-04-02T09:15:00.123456Z","object":{"id":"t-%d"},"hash":"00"}`, seq, seq)
}

func polled(nextAfter int, seqs ...int) reply {
	var events []string
	for _, seq := range seqs {
		events = append(events, eventJSON(seq))
	}
	return ok(200, fmt.Sprintf(`{"data": [%s], "next_after": %d, "last_seq": 99}`, strings.Join(events, ","), nextAfter))
}

// streamed is a connection that tells these seqs and then ends, in the middle of what comes after.
func streamed(head string, seqs ...int) reply {
	body := head
	for _, seq := range seqs {
		body += fmt.Sprintf("id: %d\nevent: transfer.posted\ndata: %s\n\n", seq, eventJSON(seq))
	}
	return reply{status: 200, header: http.Header{"Content-Type": {"text/event-stream"}}, body: body + ":\n\nid: 98\ndata: {\"se"}
}

// take is the seqs of so many events, and the error that came instead of further ones.
func take(events iter.Seq2[Event, error], most int) ([]int64, error) {
	var seqs []int64
	for event, err := range events {
		if err != nil {
			return seqs, err
		}
		seqs = append(seqs, event.Seq)
		if len(seqs) == most {
			break
		}
	}
	return seqs, nil
}

func (script *script) targets() []string {
	var targets []string
	for _, request := range script.asked() {
		targets = append(targets, strings.TrimPrefix(request.target, "/v1/ledgers/demo/events"))
	}
	return targets
}

func TestAPollGoesOnWhereTheOneBeforeEnded(t *testing.T) {
	script := play(t, polled(20, 17, 19), polled(30), polled(31, 31))
	from := EventsFrom{After: 16, Types: []EventType{EventTypeTransferPosted, EventTypeTransferCaptured}, Account: "users:42"}
	seqs, err := take(script.Ledger("demo").Events.Consume(t.Context(), from), 3)
	if err != nil || !slices.Equal(seqs, []int64{17, 19, 31}) {
		t.Fatal(seqs, err)
	}
	const rest = "&types=transfer.posted%2Ctransfer.captured&wait=20"
	if targets := script.targets(); !slices.Equal(targets, []string{"?account=users%3A42&after=16" + rest, "?account=users%3A42&after=20" + rest, "?account=users%3A42&after=30" + rest}) {
		t.Error(targets)
	}
}

func TestAPollOutlastsAnOutageOnlyWhereItOnceWorked(t *testing.T) {
	outage := slices.Repeat([]reply{problem(503, CodeOverloaded)}, 20)
	script := play(t, append(append([]reply{polled(17, 17)}, outage...), polled(18, 18))...)
	if seqs, err := take(script.Ledger("demo").Events.Consume(t.Context(), EventsFrom{}), 2); err != nil || !slices.Equal(seqs, []int64{17, 18}) {
		t.Error(seqs, err)
	}
	script = play(t, problem(503, CodeOverloaded))
	if _, err := take(script.Ledger("demo").Events.Consume(t.Context(), EventsFrom{}), 1); !errors.Is(err, CodeOverloaded) || len(script.asked()) != 8 {
		t.Error(err, len(script.asked()))
	}
	script = play(t, polled(17, 17), problem(401, CodeUnauthenticated))
	if seqs, err := take(script.Ledger("demo").Events.Consume(t.Context(), EventsFrom{}), 2); !errors.Is(err, CodeUnauthenticated) || len(seqs) != 1 {
		t.Error(seqs, err)
	}
}

func TestALongPollMayTakeItsWaitLonger(t *testing.T) {
	slow := polled(17, 17)
	slow.after = 200 * time.Millisecond
	script := play(t, slow)
	if _, err := take(script.Ledger("demo").Events.Consume(t.Context(), EventsFrom{}, WithTimeout(50*time.Millisecond)), 1); err != nil || len(script.asked()) != 1 {
		t.Fatal(err, len(script.asked()))
	}
}

func TestAStreamComesBackAndTellsEachEventOnce(t *testing.T) {
	script := play(t,
		streamed("retry: 1734\nid: 16\n\n", 17, 18),
		problem(503, CodeOverloaded),
		streamed("", 18, 19), // Tells one again.
		streamed("id: 42\n\n"),
		streamed("", 43))
	seqs, err := take(script.Ledger("demo").Events.Stream(t.Context(), EventsFrom{After: 16, Account: "users:42"}), 4)
	if err != nil || !slices.Equal(seqs, []int64{17, 18, 19, 43}) {
		t.Fatal(seqs, err)
	}
	var from []string
	for _, request := range script.asked() {
		from = append(from, request.header.Get("Last-Event-ID"))
	}
	if !slices.Equal(from, []string{"", "18", "18", "19", "42"}) {
		t.Error(from)
	}
	if target := script.targets()[0]; target != "/stream?account=users%3A42&after=16" {
		t.Error(target)
	}
	if script.pauses[0] != 1734*time.Millisecond {
		t.Error("not the pause that the service named:", script.pauses)
	}
}

func TestAStreamOutlastsAnOutageOnlyWhereItOnceWorked(t *testing.T) {
	outage := slices.Repeat([]reply{{}}, 20)
	script := play(t, append(append([]reply{streamed("", 17)}, outage...), streamed("", 18))...)
	if seqs, err := take(script.Ledger("demo").Events.Stream(t.Context(), EventsFrom{}), 2); err != nil || !slices.Equal(seqs, []int64{17, 18}) {
		t.Error(seqs, err)
	}
	script = play(t, reply{})
	var connection *ConnectionError
	if _, err := take(script.Ledger("demo").Events.Stream(t.Context(), EventsFrom{}), 1); !errors.As(err, &connection) || len(script.asked()) != 8 {
		t.Error(err, len(script.asked()))
	}
	script = play(t, html(200))
	var answer *UnexpectedAnswerError
	if _, err := take(script.Ledger("demo").Events.Stream(t.Context(), EventsFrom{}), 1); !errors.As(err, &answer) || len(script.asked()) != 1 {
		t.Error(err, len(script.asked()))
	}
	script = play(t, streamed("", 17), problem(401, CodeUnauthenticated))
	if seqs, err := take(script.Ledger("demo").Events.Stream(t.Context(), EventsFrom{}), 2); !errors.Is(err, CodeUnauthenticated) || len(seqs) != 1 {
		t.Error(seqs, err)
	}
}

func TestAStreamThatFallsSilentIsLeft(t *testing.T) {
	silent := streamed("", 17)
	silent.stays = true
	script := play(t, silent, streamed("", 18))
	script.silence = 50 * time.Millisecond
	if seqs, err := take(script.Ledger("demo").Events.Stream(t.Context(), EventsFrom{}), 2); err != nil || !slices.Equal(seqs, []int64{17, 18}) {
		t.Error(seqs, err)
	}
}

func TestAStreamIsTriedAgainWhereItDoesNotBegin(t *testing.T) {
	slow := streamed("", 17)
	slow.after = 200 * time.Millisecond
	script := play(t, slow, streamed("", 18))
	seqs, err := take(script.Ledger("demo").Events.Stream(t.Context(), EventsFrom{}, WithTimeout(50*time.Millisecond)), 1)
	if err != nil || !slices.Equal(seqs, []int64{18}) {
		t.Error(seqs, err)
	}
}

func TestAStreamsLinesEndWhereTheyEnd(t *testing.T) {
	line := strings.Replace(eventJSON(17), "t-17", "one\u2028two\u0085three", 1)
	first, second, _ := strings.Cut(line, ",")
	script := play(t, reply{
		status: 200,
		header: http.Header{"Content-Type": {"text/event-stream; charset=utf-8"}},
		body:   "id:17\r\nevent:transfer.posted\r\ndata:" + first + ",\r\ndata: " + second + "\r\nunknown: field\r\n\r\n",
	})
	for event, err := range script.Ledger("demo").Events.Stream(t.Context(), EventsFrom{}) {
		if err != nil || string(event.Object) != "{\"id\":\"one\u2028two\u0085three\"}" {
			t.Error(string(event.Object), err)
		}
		break
	}
}

func TestTheContextEndsAStreamAndAPoll(t *testing.T) {
	for name, one := range map[string]struct {
		reply  reply
		follow func(Events, context.Context) iter.Seq2[Event, error]
	}{
		"stream": {streamed("", 17), func(events Events, ctx context.Context) iter.Seq2[Event, error] {
			return events.Stream(ctx, EventsFrom{})
		}},
		"poll": {polled(17, 17), func(events Events, ctx context.Context) iter.Seq2[Event, error] {
			return events.Consume(ctx, EventsFrom{})
		}},
	} {
		script := play(t, one.reply)
		script.pause = sleep
		ctx, cancel := context.WithCancel(t.Context())
		var last error
		for _, err := range one.follow(script.Ledger("demo").Events, ctx) {
			cancel()
			last = err
		}
		cancel()
		if !errors.Is(last, context.Canceled) {
			t.Error(name, last)
		}
	}
}

func TestEventTypesAreThoseOfTheService(t *testing.T) {
	schemas, err := filepath.Glob("../../openapi/events/*.json")
	if err != nil || len(schemas) == 0 {
		t.Fatal("no schemas", err)
	}
	content, err := os.ReadFile("models.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, schema := range schemas {
		if name := strings.TrimSuffix(filepath.Base(schema), ".json"); !strings.Contains(string(content), fmt.Sprintf("EventType = %q", name)) {
			t.Error(name)
		}
	}
}

func posted(postings string) Event {
	return Event{Type: "transfer.posted", Object: []byte(`{"postings": [` + postings + `]}`)}
}

func TestOnlyHigherVersionsAreNews(t *testing.T) {
	var versions AccountVersions
	for index, one := range []struct {
		event Event
		news  bool
	}{
		{posted(`{"account_id": "a", "account_version": 1}, {"account_id": "b", "account_version": 7}`), true},
		{posted(`{"account_id": "a", "account_version": 1}, {"account_id": "b", "account_version": 7}`), false},
		{posted(`{"account_id": "a", "account_version": 2}, {"account_id": "b", "account_version": 7}`), true},
		{posted(`{"account_id": "a", "account_version": 1}`), false},
		{posted(`{"account_id": "c", "account_version": 1}, {"account_id": "c", "account_version": 2}`), true},
		{posted(`{"account_id": "c", "account_version": 2}`), false},
		{posted(`{"account": "a", "amount": "1.00"}`), true},
		{Event{Type: "balance.alert", Object: []byte(`{"account_id": "a", "account_version": 2}`)}, true},
		{Event{Type: "account.created", Object: []byte(`{"account_version": 0}`)}, true},
		{Event{Object: []byte(`"of the future"`)}, true},
	} {
		if news := versions.IsNews(one.event); news != one.news {
			t.Errorf("event %d: %t", index, news)
		}
	}
}
