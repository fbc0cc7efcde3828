package tallybook

import (
	"context"
	"errors"
	"net/http"
	"time"
)

// Option changes how calls are made: all calls of a client where it is given to [New], one call where it
// is given to that.
type Option func(*settings)

type settings struct {
	timeout   time.Duration
	tries     int
	budget    time.Duration
	onKey     func(ctx context.Context, key, operation string) error
	transport http.RoundTripper

	key    *string
	dryRun bool
	answer *Answer
}

var standard = settings{timeout: 10 * time.Second, tries: 8, budget: time.Minute}

// WithTimeout is how long one try may take: 10 seconds unless given. Long polls have their wait on top.
func WithTimeout(timeout time.Duration) Option {
	return func(settings *settings) { settings.timeout = timeout }
}

// WithRetries is how many tries there are at most, the first included, and how long they may take in all: 8 tries and a
// minute unless given.
func WithRetries(tries int, budget time.Duration) Option {
	return func(settings *settings) { settings.tries, settings.budget = tries, budget }
}

// OnIdempotencyKey calls a function with the key and the operation ("post_transfer") of each POST that has a key, before
// anything of it is sent. What stores the key there can ask for the outcome even after a crash. An error ends the call.
func OnIdempotencyKey(store func(ctx context.Context, key, operation string) error) Option {
	return func(settings *settings) { settings.onKey = store }
}

// WithTransport sends requests through another transport than a pool of the client's own, to trace or to test. It must not
// send a request again by itself.
func WithTransport(transport http.RoundTripper) Option {
	return func(settings *settings) { settings.transport = transport }
}

// WithIdempotencyKey gives one call a key of yours instead of a fresh UUID: 1 to 255 printable ASCII characters.
func WithIdempotencyKey(key string) Option {
	return func(settings *settings) { settings.key = &key }
}

// WithDryRun asks for the answer that the call would get now. Nothing happens, and no key is used up.
func WithDryRun() Option {
	return func(settings *settings) { settings.dryRun = true }
}

// WithAnswer fills answer with what came beside the body, of a problem too.
func WithAnswer(answer *Answer) Option {
	return func(settings *settings) { settings.answer = answer }
}

func (settings settings) with(options []Option) (settings, error) {
	for _, option := range options {
		option(&settings)
	}
	if settings.timeout <= 0 || settings.tries <= 0 || settings.budget <= 0 {
		return settings, errors.New("tallybook: time-outs and tries must be above zero")
	}
	if settings.key != nil && !isIdempotencyKey(*settings.key) {
		return settings, errors.New("tallybook: an idempotency key has 1 to 255 printable ASCII characters")
	}
	return settings, nil
}

func (settings *settings) isOfOneCall() bool {
	return settings.key != nil || settings.dryRun || settings.answer != nil
}

func isIdempotencyKey(key string) bool {
	for _, character := range []byte(key) {
		if character < ' ' || character > '~' {
			return false
		}
	}
	return 1 <= len(key) && len(key) <= 255
}
