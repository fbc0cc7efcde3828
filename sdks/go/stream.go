package tallybook

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// stream is where a stream of server-sent events has got to, across its connections.
type stream struct {
	seq   int64         // The last that was told, or passed over as it is not wanted.
	pause time.Duration // Before the next connection; the service names it.
}

// listen connects and yields what comes until the connection ends, which is no error. It answers whether the caller wants more.
func (stream *stream) listen(ctx context.Context, call *call, yield func(Event, error) bool) (bool, error) {
	var connection *connection
	err := call.run(ctx, func(context.Context) *failure {
		var failed *failure
		connection, failed = call.open(ctx)
		return failed
	})
	if err != nil {
		return true, err
	}
	defer connection.close()
	for {
		block, err := connection.read(call.client.silence)
		if err != nil {
			return true, nil
		}
		goesOn, err := stream.take(block, yield)
		if !goesOn || err != nil {
			return goesOn, err
		}
	}
}

// connection is one connection of a stream, whose watchdog ends it where nothing comes.
type connection struct {
	body     io.Closer
	lines    *bufio.Reader
	watchdog *time.Timer
	cancel   context.CancelCauseFunc
}

// open makes one try at a stream.
func (call *call) open(ctx context.Context) (*connection, *failure) {
	ctx, cancel := context.WithCancelCause(ctx)
	watchdog := time.AfterFunc(call.settings.timeout, func() { cancel(errTimeout) })
	response, failed := call.startStream(ctx)
	if failed != nil {
		watchdog.Stop()
		cancel(nil)
		return nil, failed
	}
	return &connection{body: response.Body, lines: bufio.NewReader(response.Body), watchdog: watchdog, cancel: cancel}, nil
}

func (call *call) startStream(ctx context.Context) (*http.Response, *failure) {
	call.header.Set("Accept", "text/event-stream, application/problem+json")
	response, failed := call.send(ctx)
	if failed != nil {
		return nil, failed
	}
	kind, _, _ := mime.ParseMediaType(response.Header.Get("Content-Type"))
	if response.StatusCode == http.StatusOK && kind == "text/event-stream" {
		return response, nil
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return nil, noAnswer(ctx, err, true)
	}
	return nil, refusal(response, body) // Of a 200 that is no stream, too: a proxy's page.
}

func (connection *connection) close() {
	connection.watchdog.Stop()
	connection.cancel(nil)
	_ = connection.body.Close()
}

// block is one event as it is written: lines up to an empty one.
type block struct {
	id    string
	data  []string
	retry string
}

// read reads to the next empty line, for as long as no silence is too long. A block whose end is missing is none.
func (connection *connection) read(silence time.Duration) (block, error) {
	var block block
	for {
		connection.watchdog.Reset(silence)
		line, err := connection.lines.ReadString('\n')
		if err != nil {
			return block, err
		}
		line = strings.TrimRight(line, "\r\n")
		if line == "" {
			return block, nil
		}
		field, value, _ := strings.Cut(line, ":")
		value = strings.TrimPrefix(value, " ")
		switch field {
		case "id":
			block.id = value
		case "data":
			block.data = append(block.data, value)
		case "retry":
			block.retry = value
		}
	}
}

// take yields the block's event, unless it has none or it was told before.
func (stream *stream) take(block block, yield func(Event, error) bool) (bool, error) {
	if milliseconds, err := strconv.ParseUint(block.retry, 10, 31); err == nil {
		stream.pause = time.Duration(milliseconds) * time.Millisecond
	}
	if block.data == nil {
		if seq, err := strconv.ParseInt(block.id, 10, 64); err == nil {
			stream.seq = max(stream.seq, seq)
		}
		return true, nil
	}
	var event Event
	if err := json.Unmarshal([]byte(strings.Join(block.data, "\n")), &event); err != nil {
		return true, fmt.Errorf("tallybook: an event of the stream cannot be read: %w", err)
	}
	if event.Seq <= stream.seq {
		return true, nil
	}
	stream.seq = event.Seq
	return yield(event, nil), nil
}
