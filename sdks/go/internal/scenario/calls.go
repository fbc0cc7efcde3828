package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/http"
	"os"
	"strings"

	tallybook "github.com/tallybook/tallybook/sdks/go"
)

// call makes the step's call by the SDK's own method. What the method does not take of the step is an error.
func (step *step) call(ctx context.Context, client *tallybook.Client) (any, error) {
	in := &arguments{step: step}
	ledger := client.Ledger("")
	if name, ok := step.Params["ledger"].(string); ok && !strings.Contains(step.Call, "_ledger") {
		ledger = client.Ledger(in.text("ledger", name))
	}
	var options []tallybook.Option
	if step.IdempotencyKey != "" {
		options = append(options, tallybook.WithIdempotencyKey(step.IdempotencyKey))
	}
	if step.Params["dry_run"] == true {
		delete(step.Params, "dry_run")
		options = append(options, tallybook.WithDryRun())
	}
	call, ok := calls(ctx, in, client, ledger, options)[step.Call]
	if !ok {
		return nil, fmt.Errorf("unknown call %s", step.Call)
	}
	return call()
}

func calls(ctx context.Context, in *arguments, client *tallybook.Client, to *tallybook.LedgerClient, options []tallybook.Option) map[string]func() (any, error) {
	return map[string]func() (any, error){
		"post_ledger": with(in, func(body *tallybook.PostLedgerRequest) (any, error) {
			return client.Ledgers.Create(ctx, body, options...)
		}),
		"get_ledgers": with(in, func(params *tallybook.GetLedgersParams) (any, error) {
			return client.Ledgers.List(ctx, params, options...)
		}),
		"get_ledger": about("ledger", in, func(name string, params *tallybook.GetLedgerParams) (any, error) {
			return client.Ledgers.Get(ctx, name, params, options...)
		}),
		"post_asset": with(in, func(body *tallybook.PostAssetRequest) (any, error) { return to.Assets.Create(ctx, body, options...) }),
		"get_assets": with(in, func(params *tallybook.GetAssetsParams) (any, error) { return to.Assets.List(ctx, params, options...) }),
		"get_asset": about("code", in, func(code string, params *tallybook.GetAssetParams) (any, error) {
			return to.Assets.Get(ctx, code, params, options...)
		}),
		"post_account": with(in, func(body *tallybook.PostAccountRequest) (any, error) {
			return to.Accounts.Create(ctx, body, options...)
		}),
		"post_accounts_batch": with(in, func(body *tallybook.PostAccountsBatchRequest) (any, error) {
			return to.Accounts.CreateBatch(ctx, body, options...)
		}),
		"get_accounts": with(in, func(params *tallybook.GetAccountsParams) (any, error) {
			return to.Accounts.List(ctx, params, options...)
		}),
		"iterate:get_accounts": with(in, func(params *tallybook.GetAccountsParams) (any, error) {
			return all(to.Accounts.ListAll(ctx, params, options...))
		}),
		"get_account": about("account", in, func(account string, params *tallybook.GetAccountParams) (any, error) {
			return to.Accounts.Get(ctx, account, params, options...)
		}),
		"patch_account": about("account", in, func(account string, body *tallybook.PatchAccountRequest) (any, error) {
			return to.Accounts.Update(ctx, account, body, options...)
		}),
		"get_account_balance": about("account", in, func(account string, params *tallybook.GetAccountBalanceParams) (any, error) {
			return to.Balances.Get(ctx, account, params, options...)
		}),
		"get_account_postings": about("account", in, func(account string, params *tallybook.GetAccountPostingsParams) (any, error) {
			return to.Transfers.ListPostings(ctx, account, params, options...)
		}),
		"iterate:get_account_postings": about("account", in, func(account string, params *tallybook.GetAccountPostingsParams) (any, error) {
			return all(to.Transfers.ListPostingsAll(ctx, account, params, options...))
		}),
		"get_balances": with(in, func(params *tallybook.GetBalancesParams) (any, error) {
			return to.Balances.List(ctx, params, options...)
		}),
		"iterate:get_balances": with(in, func(params *tallybook.GetBalancesParams) (any, error) {
			return all(to.Balances.ListAll(ctx, params, options...))
		}),
		"post_transfer": with(in, func(body *tallybook.PostTransferRequest) (any, error) {
			return to.Transfers.Create(ctx, body, options...)
		}),
		"post_transfers_batch": with(in, func(body *tallybook.PostTransfersBatchRequest) (any, error) {
			return to.Transfers.CreateBatch(ctx, body, options...)
		}),
		"post_simulate": with(in, func(body *tallybook.PostSimulateRequest) (any, error) {
			return to.Transfers.Simulate(ctx, body, options...)
		}),
		"get_transfers": with(in, func(params *tallybook.GetTransfersParams) (any, error) {
			return to.Transfers.List(ctx, params, options...)
		}),
		"iterate:get_transfers": with(in, func(params *tallybook.GetTransfersParams) (any, error) {
			return all(to.Transfers.ListAll(ctx, params, options...))
		}),
		"get_transfer": about("id", in, func(id string, params *tallybook.GetTransferParams) (any, error) {
			return to.Transfers.Get(ctx, id, params, options...)
		}),
		"patch_transfer": about("id", in, func(id string, body *tallybook.PatchTransferRequest) (any, error) {
			return to.Transfers.Update(ctx, id, body, options...)
		}),
		"post_reverse": about("id", in, func(id string, body *tallybook.PostReverseRequest) (any, error) {
			return to.Transfers.Reverse(ctx, id, body, options...)
		}),
		"get_idempotency_key": about("key", in, func(key string, params *tallybook.GetIdempotencyKeyParams) (any, error) {
			return to.Transfers.KeyOutcome(ctx, key, params, options...)
		}),
		"get_holds": with(in, func(params *tallybook.GetHoldsParams) (any, error) { return to.Holds.List(ctx, params, options...) }),
		"post_capture": about("id", in, func(id string, body *tallybook.PostCaptureRequest) (any, error) {
			return to.Holds.Capture(ctx, id, body, options...)
		}),
		"post_void": about("id", in, func(id string, body *tallybook.PostVoidRequest) (any, error) {
			return to.Holds.Void(ctx, id, body, options...)
		}),
		"post_increment": about("id", in, func(id string, body *tallybook.PostIncrementRequest) (any, error) {
			return to.Holds.Increment(ctx, id, body, options...)
		}),
		"post_extend": about("id", in, func(id string, body *tallybook.PostExtendRequest) (any, error) {
			return to.Holds.Extend(ctx, id, body, options...)
		}),
		"get_proposals": with(in, func(params *tallybook.GetProposalsParams) (any, error) {
			return to.Approvals.List(ctx, params, options...)
		}),
		"get_proposal": about("id", in, func(id string, params *tallybook.GetProposalParams) (any, error) {
			return to.Approvals.Get(ctx, id, params, options...)
		}),
		"post_approve": about("id", in, func(id string, body *tallybook.DecisionRequest) (any, error) {
			return to.Approvals.Approve(ctx, id, body, options...)
		}),
		"post_reject": about("id", in, func(id string, body *tallybook.DecisionRequest) (any, error) {
			return to.Approvals.Reject(ctx, id, body, options...)
		}),
		"post_limit": with(in, func(body *tallybook.PostLimitRequest) (any, error) { return to.Limits.Create(ctx, body, options...) }),
		"get_limits": with(in, func(params *tallybook.GetLimitsParams) (any, error) { return to.Limits.List(ctx, params, options...) }),
		"post_monitor": with(in, func(body *tallybook.PostMonitorRequest) (any, error) {
			return to.Monitors.Create(ctx, body, options...)
		}),
		"get_monitors": with(in, func(params *tallybook.GetMonitorsParams) (any, error) {
			return to.Monitors.List(ctx, params, options...)
		}),
		"get_events": with(in, func(params *tallybook.GetEventsParams) (any, error) { return to.Events.List(ctx, params, options...) }),
		"consume_events": taking(in, func(from tallybook.EventsFrom) iter.Seq2[tallybook.Event, error] {
			return to.Events.Consume(ctx, from, options...)
		}),
		"stream_events": taking(in, func(from tallybook.EventsFrom) iter.Seq2[tallybook.Event, error] {
			return to.Events.Stream(ctx, from, options...)
		}),
		"post_webhook_endpoint": with(in, func(body *tallybook.PostWebhookEndpointRequest) (any, error) {
			return to.Webhooks.Create(ctx, body, options...)
		}),
		"get_webhook_endpoint": about("endpoint", in, func(endpoint string, params *tallybook.GetWebhookEndpointParams) (any, error) {
			return to.Webhooks.Get(ctx, endpoint, params, options...)
		}),
		"delete_webhook_endpoint": about("endpoint", in, func(endpoint string, _ *struct{}) (any, error) {
			return nil, to.Webhooks.Delete(ctx, endpoint, options...)
		}),
		"account_versions": with(in, func(params *struct{ Events []tallybook.Event }) (any, error) { return newsOf(params.Events), nil }),
		"verify_webhook":   with(in, verifyWebhook),
		"proxy":            func() (any, error) { return tellProxy(ctx, in.step.Params) },
	}
}

// arguments are a step's params and body, as a method takes them.
type arguments struct{ step *step }

// text takes a param away.
func (in *arguments) text(name, value string) string {
	delete(in.step.Params, name)
	return value
}

// with calls a function with the body, or the params where there is none, read strictly into its type.
func with[T any](in *arguments, call func(*T) (any, error)) func() (any, error) {
	return func() (any, error) {
		into := new(T)
		source := in.step.Body
		if source == nil {
			// Parameters have no names in JSON, as they are sent in a query: as_of is AsOf.
			fields := map[string]any{}
			for name, value := range in.step.Params {
				fields[strings.ReplaceAll(name, "_", "")] = value
			}
			source = fields
		} else if len(in.step.Params) > 0 {
			return nil, fmt.Errorf("the method takes no %v", in.step.Params)
		}
		content, err := json.Marshal(source)
		if err != nil {
			return nil, err
		}
		decoder := json.NewDecoder(bytes.NewReader(content))
		decoder.DisallowUnknownFields()
		if err := decoder.Decode(into); err != nil {
			return nil, err
		}
		return call(into)
	}
}

// about is with for what has an argument before its params or body.
func about[T any](name string, in *arguments, call func(string, *T) (any, error)) func() (any, error) {
	return func() (any, error) {
		value, ok := in.step.Params[name].(string)
		if !ok {
			return nil, fmt.Errorf("%s is missing", name)
		}
		delete(in.step.Params, name)
		return with(in, func(rest *T) (any, error) { return call(value, rest) })()
	}
}

type list[T any] struct {
	Data []T `json:"data"`
}

func all[T any](items iter.Seq2[T, error]) (any, error) {
	list := list[T]{Data: []T{}}
	for item, err := range items {
		if err != nil {
			return nil, err
		}
		list.Data = append(list.Data, item)
	}
	return list, nil
}

// taking takes so many events and no more.
func taking(in *arguments, events func(tallybook.EventsFrom) iter.Seq2[tallybook.Event, error]) func() (any, error) {
	type params struct {
		tallybook.EventsFrom
		Take int
	}
	return with(in, func(params *params) (any, error) {
		return all(func(yield func(tallybook.Event, error) bool) {
			taken := 0
			for event, err := range events(params.EventsFrom) {
				taken++
				if !yield(event, err) || taken == params.Take {
					return
				}
			}
		})
	})
}

func newsOf(events []tallybook.Event) any {
	var versions tallybook.AccountVersions
	news := []bool{}
	for _, event := range events {
		news = append(news, versions.IsNews(event))
	}
	return map[string]any{"news": news}
}

func verifyWebhook(params *struct {
	Payload string
	Headers map[string]string
	Secret  string
}) (any, error) {
	header := http.Header{}
	for name, value := range params.Headers {
		header.Set(name, value)
	}
	return tallybook.VerifyWebhook([]byte(params.Payload), header, params.Secret)
}

func tellProxy(ctx context.Context, told map[string]any) (any, error) {
	content, err := json.Marshal(told)
	if err != nil {
		return nil, err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, os.Getenv("TALLYBOOK_PROXY")+"/control", bytes.NewReader(content))
	if err != nil {
		return nil, err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, err
	}
	defer func() { _ = response.Body.Close() }()
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		return nil, err
	}
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("the proxy answers %s", answer)
	}
	return decode(answer)
}

// errorOf is the scenario's name of an error, and the problem if it is one.
func errorOf(err error) (string, *tallybook.Problem) {
	var unknown *tallybook.OutcomeUnknownError
	var proposed *tallybook.TransferProposedError
	var problem *tallybook.Problem
	switch {
	case err == nil:
		return "", nil
	case errors.As(err, &unknown):
		return "outcome_unknown", nil
	case errors.As(err, &proposed):
		return "transfer_proposed", nil
	case errors.Is(err, tallybook.ErrWebhookInvalid):
		return "webhook_invalid", nil
	case errors.As(err, &problem):
		return "problem", problem
	default:
		return "", nil
	}
}
