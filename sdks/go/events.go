package tallybook

import (
	"context"
	"iter"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// EventsFrom says which events are wanted: after a seq (0: from the first), of some types (none: of all), about one account
// (none: about all).
type EventsFrom struct {
	After   int64
	Types   []EventType
	Account string
}

func (from EventsFrom) types() string {
	var names []string
	for _, name := range from.Types {
		names = append(names, string(name))
	}
	return strings.Join(names, ",")
}

func (from EventsFrom) query() url.Values {
	query := url.Values{}
	add(query, "after", from.After)
	add(query, "types", from.types())
	add(query, "account", from.Account)
	return query
}

// pollSeconds is how long a poll waits for an event, at most.
const pollSeconds = 20

// outagePause is between one call's tries and the next's, while the service is away.
const outagePause = time.Second

// Consume pulls events by long polls, in order and for ever, until the context or the loop ends. After what was an outage it
// goes on by itself; what does not pass, or happens to the first poll, is yielded and ends it. To go on another time, give
// the last event's Seq as After.
//
// An event's Object is JSON of the type that its name says: a [Transfer] for most, else an [Account], [Asset], [Limit], [Monitor],
// [Proposal], [TransferMetadata] (transfer.updated) or [BalanceAlert].
func (at Events) Consume(ctx context.Context, from EventsFrom, options ...Option) iter.Seq2[Event, error] {
	return func(yield func(Event, error) bool) {
		params := GetEventsParams{After: from.After, Types: from.types(), Account: from.Account, Wait: pollSeconds}
		for connected := false; ; {
			list, err := at.List(ctx, &params, options...)
			switch {
			case err == nil:
				connected = true
			case ctx.Err() != nil || !connected || !mayPass(err):
				yield(Event{}, err)
				return
			default:
				if err := at.client.pause(ctx, outagePause); err != nil {
					yield(Event{}, err)
					return
				}
				continue
			}
			for _, event := range list.Data {
				if !yield(event, nil) {
					return
				}
			}
			params.After = list.NextAfter
		}
	}
}

// Stream is [Events.Consume] over server-sent events: one connection on which events come as they happen. It connects again by
// itself and tells each event once.
func (at Events) Stream(ctx context.Context, from EventsFrom, options ...Option) iter.Seq2[Event, error] {
	return func(yield func(Event, error) bool) {
		stream := stream{seq: from.After, pause: outagePause}
		for connected := false; ; {
			call, err := at.client.prepare(request{
				operation: "get_event_stream",
				method:    "GET",
				path:      "/v1/ledgers/{ledger}/events/stream",
				arguments: []string{at.ledger},
				query:     from.query(),
			}, options)
			if err != nil {
				yield(Event{}, err)
				return
			}
			if connected {
				call.header.Set("Last-Event-ID", strconv.FormatInt(stream.seq, 10))
			}
			goesOn, err := stream.listen(ctx, call, yield)
			if !goesOn {
				return
			}
			connected = connected || err == nil
			if err != nil && (ctx.Err() != nil || !connected || !mayPass(err)) {
				yield(Event{}, err)
				return
			}
			if err := at.client.pause(ctx, stream.pause); err != nil {
				yield(Event{}, err)
				return
			}
		}
	}
}

// BalanceAlert is what a balance.alert event has as its Object: a transfer took a balance across a monitor's threshold.
type BalanceAlert struct {
	Account   string `json:"account"`
	AccountID string `json:"account_id"`
	// The account's, after the transfer.
	AccountVersion int64 `json:"account_version"`
	// The balance that is watched, after the transfer and before it.
	Amount  Amount      `json:"amount"`
	Before  Amount      `json:"before"`
	Asset   string      `json:"asset"`
	Balance BalanceKind `json:"balance"`
	// "down" or "up".
	Crossed string `json:"crossed"`
	// The monitor's name.
	Monitor    string    `json:"monitor"`
	RecordedAt time.Time `json:"recorded_at"`
	// The monitor's, at the time.
	Threshold   Amount    `json:"threshold"`
	TransferID  string    `json:"transfer_id"`
	TransferSeq int64     `json:"transfer_seq"`
	When        AlertWhen `json:"when"`
}
