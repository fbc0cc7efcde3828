// Code generated from openapi/tallybook-3.0.json by openapi-generator; DO NOT EDIT.

package tallybook

import (
	"context"
	"iter"
	"net/url"
)

// Accounts are reached through a [Client]'s ledger, a [LedgerClient].
type Accounts struct{ place }

// GetAccountParams are the parameters of get_account.
type GetAccountParams struct {
	// Wait until the ledger has reached this `seq`, such as a write's `Tallybook-Seq`.
	MinSeq int64
}

func (params *GetAccountParams) query() url.Values {
	query := url.Values{}
	if params != nil {
		add(query, "min_seq", params.MinSeq)
	}
	return query
}

// Get: Get an account. One account, by path or id. Its `ETag` is what `If-Match` takes when it is changed.  Needs the scope `accounts:read`.
func (at Accounts) Get(ctx context.Context, account string, params *GetAccountParams, options ...Option) (*Account, error) {
	return ask[Account](ctx, at.client, request{
		operation: "get_account",
		method:    "GET",
		path:      "/v1/ledgers/{ledger}/accounts/{account}",
		arguments: []string{at.ledger, account},
		query:     params.query(),
	}, options)
}

// GetAccountsParams are the parameters of get_accounts.
type GetAccountsParams struct {
	// Only accounts at or below this path; whole segments.
	PathPrefix string
	// Only accounts of this type.
	Type string
	// Only accounts in this asset.
	Asset string
	// Only accounts in this status.
	Status string
	// Wait until the ledger has reached this `seq`.
	MinSeq int64
	// Rows on the page, 1 to 500 (50 unless given).
	Limit int64
	// Where to go on: the `next_cursor` of the page before, with the same filters and order.
	Cursor string
	// `desc` (newest first, unless given) or `asc`.
	Order string
}

func (params *GetAccountsParams) query() url.Values {
	query := url.Values{}
	if params != nil {
		add(query, "path_prefix", params.PathPrefix)
		add(query, "type", params.Type)
		add(query, "asset", params.Asset)
		add(query, "status", params.Status)
		add(query, "min_seq", params.MinSeq)
		add(query, "limit", params.Limit)
		add(query, "cursor", params.Cursor)
		add(query, "order", params.Order)
	}
	return query
}

// List: List accounts. The ledger's accounts, newest first.  Needs the scope `accounts:read`.
func (at Accounts) List(ctx context.Context, params *GetAccountsParams, options ...Option) (*AccountList, error) {
	return ask[AccountList](ctx, at.client, request{
		operation: "get_accounts",
		method:    "GET",
		path:      "/v1/ledgers/{ledger}/accounts",
		arguments: []string{at.ledger},
		query:     params.query(),
	}, options)
}

// ListAll goes through all that List lists, page by page; it ends with the first error.
func (at Accounts) ListAll(ctx context.Context, params *GetAccountsParams, options ...Option) iter.Seq2[Account, error] {
	return items(func(cursor string) ([]Account, *string, error) {
		var page GetAccountsParams
		if params != nil {
			page = *params
		}
		if cursor != "" {
			page.Cursor = cursor
		}
		list, err := at.List(ctx, &page, options...)
		if err != nil {
			return nil, nil, err
		}
		return list.Data, list.NextCursor, nil
	})
}

// Update: Change an account. Freezes, opens or closes it, or changes its limits, description or metadata. Guard it with `if_revision`, `If-Match` or `if_metadata` so that nobody's change is overwritten unseen.  Needs the scope `accounts:write`.
func (at Accounts) Update(ctx context.Context, account string, body *PatchAccountRequest, options ...Option) (*Account, error) {
	return ask[Account](ctx, at.client, request{
		operation: "patch_account",
		method:    "PATCH",
		path:      "/v1/ledgers/{ledger}/accounts/{account}",
		arguments: []string{at.ledger, account},
		body:      body,
	}, options)
}

// Create: Open an account. An account holds one asset. Path, type, asset and side never change. Opening the same account again answers 200 with what exists.  Needs the scope `accounts:write`.
func (at Accounts) Create(ctx context.Context, body *PostAccountRequest, options ...Option) (*Account, error) {
	return ask[Account](ctx, at.client, request{
		operation: "post_account",
		method:    "POST",
		path:      "/v1/ledgers/{ledger}/accounts",
		arguments: []string{at.ledger},
		body:      body,
		takesKey:  true,
	}, options)
}

// CreateBatch: Open many accounts. All or none: up to 1,000 accounts in one step. Accounts that exist just so are answered as they are.  Needs the scope `accounts:write`.
func (at Accounts) CreateBatch(ctx context.Context, body *PostAccountsBatchRequest, options ...Option) (*AccountBatch, error) {
	return ask[AccountBatch](ctx, at.client, request{
		operation: "post_accounts_batch",
		method:    "POST",
		path:      "/v1/ledgers/{ledger}/accounts/batch",
		arguments: []string{at.ledger},
		body:      body,
		takesKey:  true,
	}, options)
}

// Approvals are reached through a [Client]'s ledger, a [LedgerClient].
type Approvals struct{ place }

// GetProposalParams are the parameters of get_proposal.
type GetProposalParams struct {
	// Wait until the ledger has reached this `seq`, such as a write's `Tallybook-Seq`.
	MinSeq int64
}

func (params *GetProposalParams) query() url.Values {
	query := url.Values{}
	if params != nil {
		add(query, "min_seq", params.MinSeq)
	}
	return query
}

// Get: Get a proposal. A transfer that waits for a second person, or waited. Approved, it is a transfer of the same id.  Needs the scope `transfers:read`.
func (at Approvals) Get(ctx context.Context, id string, params *GetProposalParams, options ...Option) (*Proposal, error) {
	return ask[Proposal](ctx, at.client, request{
		operation: "get_proposal",
		method:    "GET",
		path:      "/v1/ledgers/{ledger}/proposals/{id}",
		arguments: []string{at.ledger, id},
		query:     params.query(),
	}, options)
}

// GetProposalsParams are the parameters of get_proposals.
type GetProposalsParams struct {
	// Only proposals that stand so.
	Status string
	// Wait until the ledger has reached this `seq`.
	MinSeq int64
	// Rows on the page, 1 to 500 (50 unless given).
	Limit int64
	// Where to go on: the `next_cursor` of the page before, with the same filters and order.
	Cursor string
	// `desc` (newest first, unless given) or `asc`.
	Order string
}

func (params *GetProposalsParams) query() url.Values {
	query := url.Values{}
	if params != nil {
		add(query, "status", params.Status)
		add(query, "min_seq", params.MinSeq)
		add(query, "limit", params.Limit)
		add(query, "cursor", params.Cursor)
		add(query, "order", params.Order)
	}
	return query
}

// List: List proposals. Transfers that wait for a second person, or waited, newest first.  Needs the scope `transfers:read`.
func (at Approvals) List(ctx context.Context, params *GetProposalsParams, options ...Option) (*ProposalList, error) {
	return ask[ProposalList](ctx, at.client, request{
		operation: "get_proposals",
		method:    "GET",
		path:      "/v1/ledgers/{ledger}/proposals",
		arguments: []string{at.ledger},
		query:     params.query(),
	}, options)
}

// ListAll goes through all that List lists, page by page; it ends with the first error.
func (at Approvals) ListAll(ctx context.Context, params *GetProposalsParams, options ...Option) iter.Seq2[Proposal, error] {
	return items(func(cursor string) ([]Proposal, *string, error) {
		var page GetProposalsParams
		if params != nil {
			page = *params
		}
		if cursor != "" {
			page.Cursor = cursor
		}
		list, err := at.List(ctx, &page, options...)
		if err != nil {
			return nil, nil, err
		}
		return list.Data, list.NextCursor, nil
	})
}

// Approve: Approve a proposal. Posts a transfer that was proposed, by another key than the one that proposed it. What has changed since may refuse it; then the proposal stays open.  Needs the scope `transfers:write`.
func (at Approvals) Approve(ctx context.Context, id string, body *DecisionRequest, options ...Option) (*Transfer, error) {
	return ask[Transfer](ctx, at.client, request{
		operation: "post_approve",
		method:    "POST",
		path:      "/v1/ledgers/{ledger}/transfers/{id}/approve",
		arguments: []string{at.ledger, id},
		body:      body,
		takesKey:  true,
	}, options)
}

// Reject: Reject a proposal. Ends a proposal without a transfer. The key that proposed it may take it back so.  Needs the scope `transfers:write`.
func (at Approvals) Reject(ctx context.Context, id string, body *DecisionRequest, options ...Option) (*Proposal, error) {
	return ask[Proposal](ctx, at.client, request{
		operation: "post_reject",
		method:    "POST",
		path:      "/v1/ledgers/{ledger}/transfers/{id}/reject",
		arguments: []string{at.ledger, id},
		body:      body,
		takesKey:  true,
	}, options)
}

// Assets are reached through a [Client]'s ledger, a [LedgerClient].
type Assets struct{ place }

// GetAssetParams are the parameters of get_asset.
type GetAssetParams struct {
	// Wait until the ledger has reached this `seq`, such as a write's `Tallybook-Seq`.
	MinSeq int64
}

func (params *GetAssetParams) query() url.Values {
	query := url.Values{}
	if params != nil {
		add(query, "min_seq", params.MinSeq)
	}
	return query
}

// Get: Get an asset. One asset, registered or built in.  Needs the scope `ledgers:read`.
func (at Assets) Get(ctx context.Context, code string, params *GetAssetParams, options ...Option) (*Asset, error) {
	return ask[Asset](ctx, at.client, request{
		operation: "get_asset",
		method:    "GET",
		path:      "/v1/ledgers/{ledger}/assets/{code}",
		arguments: []string{at.ledger, code},
		query:     params.query(),
	}, options)
}

// GetAssetsParams are the parameters of get_assets.
type GetAssetsParams struct {
	// Wait until the ledger has reached this `seq`.
	MinSeq int64
	// Rows on the page, 1 to 500 (50 unless given).
	Limit int64
	// Where to go on: the `next_cursor` of the page before, with the same filters and order.
	Cursor string
	// `desc` (newest first, unless given) or `asc`.
	Order string
}

func (params *GetAssetsParams) query() url.Values {
	query := url.Values{}
	if params != nil {
		add(query, "min_seq", params.MinSeq)
		add(query, "limit", params.Limit)
		add(query, "cursor", params.Cursor)
		add(query, "order", params.Order)
	}
	return query
}

// List: List assets. The assets registered in the ledger, newest first. Built-in currencies that were not registered are not listed.  Needs the scope `ledgers:read`.
func (at Assets) List(ctx context.Context, params *GetAssetsParams, options ...Option) (*AssetList, error) {
	return ask[AssetList](ctx, at.client, request{
		operation: "get_assets",
		method:    "GET",
		path:      "/v1/ledgers/{ledger}/assets",
		arguments: []string{at.ledger},
		query:     params.query(),
	}, options)
}

// ListAll goes through all that List lists, page by page; it ends with the first error.
func (at Assets) ListAll(ctx context.Context, params *GetAssetsParams, options ...Option) iter.Seq2[Asset, error] {
	return items(func(cursor string) ([]Asset, *string, error) {
		var page GetAssetsParams
		if params != nil {
			page = *params
		}
		if cursor != "" {
			page.Cursor = cursor
		}
		list, err := at.List(ctx, &page, options...)
		if err != nil {
			return nil, nil, err
		}
		return list.Data, list.NextCursor, nil
	})
}

// Create: Register an asset. A currency or token with a fixed scale. ISO 4217 currencies are usable without this; a first registration of one answers 201 and can give it a name. Registering the same asset again answers 200 with what exists.  Needs the scope `ledgers:write`.
func (at Assets) Create(ctx context.Context, body *PostAssetRequest, options ...Option) (*Asset, error) {
	return ask[Asset](ctx, at.client, request{
		operation: "post_asset",
		method:    "POST",
		path:      "/v1/ledgers/{ledger}/assets",
		arguments: []string{at.ledger},
		body:      body,
		takesKey:  true,
	}, options)
}

// Balances are reached through a [Client]'s ledger, a [LedgerClient].
type Balances struct{ place }

// GetAccountBalanceParams are the parameters of get_account_balance.
type GetAccountBalanceParams struct {
	// What had become effective by then, inclusive; a date is its end in the ledger's zone. Without it: everything recorded, post-dated too.
	AsOf Moment
	// What the ledger knew by then, inclusive; a date is its start in the ledger's zone. Not in the future.
	KnownAt Moment
	// What the ledger knew at this `seq`; instead of `known_at`.
	AtSeq *int64
	// Wait until the ledger has reached this `seq`.
	MinSeq int64
}

func (params *GetAccountBalanceParams) query() url.Values {
	query := url.Values{}
	if params != nil {
		add(query, "as_of", params.AsOf)
		add(query, "known_at", params.KnownAt)
		add(query, "at_seq", params.AtSeq)
		add(query, "min_seq", params.MinSeq)
	}
	return query
}

// Get: Get an account's balance. The balance now; at an instant in the past (`as_of`); or as it was known at another (`known_at`, `at_seq`). Where `final` is true, this answer can never change.  Needs the scope `balances:read`.
func (at Balances) Get(ctx context.Context, account string, params *GetAccountBalanceParams, options ...Option) (*AccountBalance, error) {
	return ask[AccountBalance](ctx, at.client, request{
		operation: "get_account_balance",
		method:    "GET",
		path:      "/v1/ledgers/{ledger}/accounts/{account}/balance",
		arguments: []string{at.ledger, account},
		query:     params.query(),
	}, options)
}

// GetBalancesParams are the parameters of get_balances.
type GetBalancesParams struct {
	// Only accounts at or below this path; whole segments.
	PathPrefix string
	// What had become effective by then, inclusive; a date is its end in the ledger's zone.
	AsOf Moment
	// What the ledger knew by then, inclusive; a date is its start in the ledger's zone.
	KnownAt Moment
	// `asset` (unless given): a total per asset, on one page. `account`: paged rows per account.
	By string
	// Wait until the ledger has reached this `seq`.
	MinSeq int64
	// Rows on the page, 1 to 500 (50 unless given).
	Limit int64
	// Where to go on: the `next_cursor` of the page before, with the same filters and order.
	Cursor string
	// `desc` (newest first, unless given) or `asc`.
	Order string
}

func (params *GetBalancesParams) query() url.Values {
	query := url.Values{}
	if params != nil {
		add(query, "path_prefix", params.PathPrefix)
		add(query, "as_of", params.AsOf)
		add(query, "known_at", params.KnownAt)
		add(query, "by", params.By)
		add(query, "min_seq", params.MinSeq)
		add(query, "limit", params.Limit)
		add(query, "cursor", params.Cursor)
		add(query, "order", params.Order)
	}
	return query
}

// List: Get balances. Totals per asset below a path, now or in the past; or, by account, each account's balance. Over a whole ledger debits equal credits in every asset.  Needs the scope `balances:read`.
func (at Balances) List(ctx context.Context, params *GetBalancesParams, options ...Option) (*BalanceList, error) {
	return ask[BalanceList](ctx, at.client, request{
		operation: "get_balances",
		method:    "GET",
		path:      "/v1/ledgers/{ledger}/balances",
		arguments: []string{at.ledger},
		query:     params.query(),
	}, options)
}

// ListAll goes through all that List lists, page by page; it ends with the first error.
func (at Balances) ListAll(ctx context.Context, params *GetBalancesParams, options ...Option) iter.Seq2[BalanceRow, error] {
	return items(func(cursor string) ([]BalanceRow, *string, error) {
		var page GetBalancesParams
		if params != nil {
			page = *params
		}
		if cursor != "" {
			page.Cursor = cursor
		}
		list, err := at.List(ctx, &page, options...)
		if err != nil {
			return nil, nil, err
		}
		return list.Data, list.NextCursor, nil
	})
}

// Events are reached through a [Client]'s ledger, a [LedgerClient].
type Events struct{ place }

// GetEventsParams are the parameters of get_events.
type GetEventsParams struct {
	// Only events after this `seq`; 0 (from the beginning) unless given.
	After int64
	// Only events of these types, separated by commas.
	Types string
	// Only events about this account, by path or id: its own, its alerts, and those of transfers and proposals with a posting on it.
	Account string
	// Where nothing matches yet, wait for it so many seconds, 0 to 60; but not for longer than a request may take.
	Wait int64
	// Events on the page, 1 to 500 (50 unless given).
	Limit int64
	// Wait until the ledger has reached this `seq`.
	MinSeq int64
}

func (params *GetEventsParams) query() url.Values {
	query := url.Values{}
	if params != nil {
		add(query, "after", params.After)
		add(query, "types", params.Types)
		add(query, "account", params.Account)
		add(query, "wait", params.Wait)
		add(query, "limit", params.Limit)
		add(query, "min_seq", params.MinSeq)
	}
	return query
}

// List: List events. One event for each accepted change, oldest first: go on with `after` set to the `next_after` of the page before. With a filter a page may be short or empty though there is more: the list's end is reached where `next_after` is `last_seq`.  Needs the scope `events:read`.
func (at Events) List(ctx context.Context, params *GetEventsParams, options ...Option) (*EventList, error) {
	return ask[EventList](ctx, at.client, request{
		operation: "get_events",
		method:    "GET",
		path:      "/v1/ledgers/{ledger}/events",
		arguments: []string{at.ledger},
		query:     params.query(),
	}, options)
}

// Holds are reached through a [Client]'s ledger, a [LedgerClient].
type Holds struct{ place }

// GetHoldsParams are the parameters of get_holds.
type GetHoldsParams struct {
	// Only holds that stand so.
	Status string
	// Only holds with a posting on this account, by path or id.
	Account string
	// Wait until the ledger has reached this `seq`.
	MinSeq int64
	// Rows on the page, 1 to 500 (50 unless given).
	Limit int64
	// Where to go on: the `next_cursor` of the page before, with the same filters and order.
	Cursor string
	// `desc` (newest first, unless given) or `asc`.
	Order string
}

func (params *GetHoldsParams) query() url.Values {
	query := url.Values{}
	if params != nil {
		add(query, "status", params.Status)
		add(query, "account", params.Account)
		add(query, "min_seq", params.MinSeq)
		add(query, "limit", params.Limit)
		add(query, "cursor", params.Cursor)
		add(query, "order", params.Order)
	}
	return query
}

// List: List holds. The ledger's holds with what became of each, newest first. A page may be short or empty while `next_cursor` is set.  Needs the scope `transfers:read`.
func (at Holds) List(ctx context.Context, params *GetHoldsParams, options ...Option) (*HoldList, error) {
	return ask[HoldList](ctx, at.client, request{
		operation: "get_holds",
		method:    "GET",
		path:      "/v1/ledgers/{ledger}/holds",
		arguments: []string{at.ledger},
		query:     params.query(),
	}, options)
}

// ListAll goes through all that List lists, page by page; it ends with the first error.
func (at Holds) ListAll(ctx context.Context, params *GetHoldsParams, options ...Option) iter.Seq2[HoldItem, error] {
	return items(func(cursor string) ([]HoldItem, *string, error) {
		var page GetHoldsParams
		if params != nil {
			page = *params
		}
		if cursor != "" {
			page.Cursor = cursor
		}
		list, err := at.List(ctx, &page, options...)
		if err != nil {
			return nil, nil, err
		}
		return list.Data, list.NextCursor, nil
	})
}

// Capture: Capture a hold. Posts what was held: all of it or a part, at once or in several captures. What is captured is no longer held; `final` releases the rest. More than was held is refused, beyond what the account's `over_capture_percent` tolerates.  Needs the scope `transfers:write`.
func (at Holds) Capture(ctx context.Context, id string, body *PostCaptureRequest, options ...Option) (*Transfer, error) {
	return ask[Transfer](ctx, at.client, request{
		operation: "post_capture",
		method:    "POST",
		path:      "/v1/ledgers/{ledger}/transfers/{id}/capture",
		arguments: []string{at.ledger, id},
		body:      body,
		takesKey:  true,
	}, options)
}

// Extend: Extend a hold. Changes when a hold expires, to later or to sooner, or to never. It moves nothing.  Needs the scope `transfers:write`.
func (at Holds) Extend(ctx context.Context, id string, body *PostExtendRequest, options ...Option) (*Transfer, error) {
	return ask[Transfer](ctx, at.client, request{
		operation: "post_extend",
		method:    "POST",
		path:      "/v1/ledgers/{ledger}/transfers/{id}/extend",
		arguments: []string{at.ledger, id},
		body:      body,
		takesKey:  true,
	}, options)
}

// Increment: Increment a hold. Holds more, under the same rules as a new hold. When it expires does not change.  Needs the scope `transfers:write`.
func (at Holds) Increment(ctx context.Context, id string, body *PostIncrementRequest, options ...Option) (*Transfer, error) {
	return ask[Transfer](ctx, at.client, request{
		operation: "post_increment",
		method:    "POST",
		path:      "/v1/ledgers/{ledger}/transfers/{id}/increment",
		arguments: []string{at.ledger, id},
		body:      body,
		takesKey:  true,
	}, options)
}

// Void: Void a hold. Releases all that a hold still holds, and closes it. What was captured stays posted.  Needs the scope `transfers:write`.
func (at Holds) Void(ctx context.Context, id string, body *PostVoidRequest, options ...Option) (*Transfer, error) {
	return ask[Transfer](ctx, at.client, request{
		operation: "post_void",
		method:    "POST",
		path:      "/v1/ledgers/{ledger}/transfers/{id}/void",
		arguments: []string{at.ledger, id},
		body:      body,
		takesKey:  true,
	}, options)
}

// Ledgers are reached through a [Client].
type Ledgers struct{ place }

// GetLedgerParams are the parameters of get_ledger.
type GetLedgerParams struct {
	// Wait until the ledger has reached this `seq`, such as a write's `Tallybook-Seq`.
	MinSeq int64
}

func (params *GetLedgerParams) query() url.Values {
	query := url.Values{}
	if params != nil {
		add(query, "min_seq", params.MinSeq)
	}
	return query
}

// Get: Get a ledger. One ledger, with the number of its last change.  Needs the scope `ledgers:read`.
func (at Ledgers) Get(ctx context.Context, ledger string, params *GetLedgerParams, options ...Option) (*Ledger, error) {
	return ask[Ledger](ctx, at.client, request{
		operation: "get_ledger",
		method:    "GET",
		path:      "/v1/ledgers/{ledger}",
		arguments: []string{ledger},
		query:     params.query(),
	}, options)
}

// GetLedgersParams are the parameters of get_ledgers.
type GetLedgersParams struct {
	// Rows on the page, 1 to 500 (50 unless given).
	Limit int64
	// Where to go on: the `next_cursor` of the page before, with the same filters and order.
	Cursor string
	// `desc` (newest first, unless given) or `asc`.
	Order string
}

func (params *GetLedgersParams) query() url.Values {
	query := url.Values{}
	if params != nil {
		add(query, "limit", params.Limit)
		add(query, "cursor", params.Cursor)
		add(query, "order", params.Order)
	}
	return query
}

// List: List ledgers. The ledgers that the key may see, newest first.  Needs the scope `ledgers:read`.
func (at Ledgers) List(ctx context.Context, params *GetLedgersParams, options ...Option) (*LedgerList, error) {
	return ask[LedgerList](ctx, at.client, request{
		operation: "get_ledgers",
		method:    "GET",
		path:      "/v1/ledgers",
		query:     params.query(),
	}, options)
}

// ListAll goes through all that List lists, page by page; it ends with the first error.
func (at Ledgers) ListAll(ctx context.Context, params *GetLedgersParams, options ...Option) iter.Seq2[Ledger, error] {
	return items(func(cursor string) ([]Ledger, *string, error) {
		var page GetLedgersParams
		if params != nil {
			page = *params
		}
		if cursor != "" {
			page.Cursor = cursor
		}
		list, err := at.List(ctx, &page, options...)
		if err != nil {
			return nil, nil, err
		}
		return list.Data, list.NextCursor, nil
	})
}

// Create: Create a ledger. Opens an isolated book with its own accounts, assets, order and keys. Creating the same ledger again answers 200 with what exists. Needs a key for all ledgers.  Needs the scope `ledgers:write`.
func (at Ledgers) Create(ctx context.Context, body *PostLedgerRequest, options ...Option) (*Ledger, error) {
	return ask[Ledger](ctx, at.client, request{
		operation: "post_ledger",
		method:    "POST",
		path:      "/v1/ledgers",
		body:      body,
		takesKey:  true,
	}, options)
}

// Limits are reached through a [Client]'s ledger, a [LedgerClient].
type Limits struct{ place }

// GetLimitParams are the parameters of get_limit.
type GetLimitParams struct {
	// Wait until the ledger has reached this `seq`, such as a write's `Tallybook-Seq`.
	MinSeq int64
}

func (params *GetLimitParams) query() url.Values {
	query := url.Values{}
	if params != nil {
		add(query, "min_seq", params.MinSeq)
	}
	return query
}

// Get: Get a limit. One limit by its name.  Needs the scope `accounts:read`.
func (at Limits) Get(ctx context.Context, name string, params *GetLimitParams, options ...Option) (*Limit, error) {
	return ask[Limit](ctx, at.client, request{
		operation: "get_limit",
		method:    "GET",
		path:      "/v1/ledgers/{ledger}/limits/{name}",
		arguments: []string{at.ledger, name},
		query:     params.query(),
	}, options)
}

// GetLimitsParams are the parameters of get_limits.
type GetLimitsParams struct {
	// Wait until the ledger has reached this `seq`, such as a write's `Tallybook-Seq`.
	MinSeq int64
}

func (params *GetLimitsParams) query() url.Values {
	query := url.Values{}
	if params != nil {
		add(query, "min_seq", params.MinSeq)
	}
	return query
}

// List: List limits. All limits of the ledger, in the order in which they were set.  Needs the scope `accounts:read`.
func (at Limits) List(ctx context.Context, params *GetLimitsParams, options ...Option) (*LimitList, error) {
	return ask[LimitList](ctx, at.client, request{
		operation: "get_limits",
		method:    "GET",
		path:      "/v1/ledgers/{ledger}/limits",
		arguments: []string{at.ledger},
		query:     params.query(),
	}, options)
}

// Update: Change a limit. At once, for all that follows; what has counted stays counted. Every change is an event.  Needs the scope `accounts:write`.
func (at Limits) Update(ctx context.Context, name string, body *PatchLimitRequest, options ...Option) (*Limit, error) {
	return ask[Limit](ctx, at.client, request{
		operation: "patch_limit",
		method:    "PATCH",
		path:      "/v1/ledgers/{ledger}/limits/{name}",
		arguments: []string{at.ledger, name},
		body:      body,
	}, options)
}

// Create: Set a limit. Bounds what transfers and holds may move on one side of the accounts below a path within a window of time. Counted from when it is set; captures, voids, expiries and reversals do not count, and nothing is given back. Setting the same limit again answers 200 with what exists.  Needs the scope `accounts:write`.
func (at Limits) Create(ctx context.Context, body *PostLimitRequest, options ...Option) (*Limit, error) {
	return ask[Limit](ctx, at.client, request{
		operation: "post_limit",
		method:    "POST",
		path:      "/v1/ledgers/{ledger}/limits",
		arguments: []string{at.ledger},
		body:      body,
		takesKey:  true,
	}, options)
}

// Monitors are reached through a [Client]'s ledger, a [LedgerClient].
type Monitors struct{ place }

// GetMonitorParams are the parameters of get_monitor.
type GetMonitorParams struct {
	// Wait until the ledger has reached this `seq`, such as a write's `Tallybook-Seq`.
	MinSeq int64
}

func (params *GetMonitorParams) query() url.Values {
	query := url.Values{}
	if params != nil {
		add(query, "min_seq", params.MinSeq)
	}
	return query
}

// Get: Get a monitor. One monitor by its name.  Needs the scope `accounts:read`.
func (at Monitors) Get(ctx context.Context, name string, params *GetMonitorParams, options ...Option) (*Monitor, error) {
	return ask[Monitor](ctx, at.client, request{
		operation: "get_monitor",
		method:    "GET",
		path:      "/v1/ledgers/{ledger}/monitors/{name}",
		arguments: []string{at.ledger, name},
		query:     params.query(),
	}, options)
}

// GetMonitorAccountsParams are the parameters of get_monitor_accounts.
type GetMonitorAccountsParams struct {
	// Only the accounts that alert, or only those that do not.
	Alerting *bool
	// Wait until the ledger has reached this `seq`.
	MinSeq int64
	// Rows on the page, 1 to 500 (50 unless given).
	Limit int64
	// Where to go on: the `next_cursor` of the page before, with the same filters.
	Cursor string
}

func (params *GetMonitorAccountsParams) query() url.Values {
	query := url.Values{}
	if params != nil {
		add(query, "alerting", params.Alerting)
		add(query, "min_seq", params.MinSeq)
		add(query, "limit", params.Limit)
		add(query, "cursor", params.Cursor)
	}
	return query
}

// ListAccounts: List a monitor's accounts. How each account that a monitor covers stands to it now, by path; whether the monitor is active or not. Each page is told as of its own `Tallybook-Seq`.  Needs the scope `accounts:read`.
func (at Monitors) ListAccounts(ctx context.Context, name string, params *GetMonitorAccountsParams, options ...Option) (*MonitorAccountList, error) {
	return ask[MonitorAccountList](ctx, at.client, request{
		operation: "get_monitor_accounts",
		method:    "GET",
		path:      "/v1/ledgers/{ledger}/monitors/{name}/accounts",
		arguments: []string{at.ledger, name},
		query:     params.query(),
	}, options)
}

// ListAccountsAll goes through all that ListAccounts lists, page by page; it ends with the first error.
func (at Monitors) ListAccountsAll(ctx context.Context, name string, params *GetMonitorAccountsParams, options ...Option) iter.Seq2[MonitorAccountRow, error] {
	return items(func(cursor string) ([]MonitorAccountRow, *string, error) {
		var page GetMonitorAccountsParams
		if params != nil {
			page = *params
		}
		if cursor != "" {
			page.Cursor = cursor
		}
		list, err := at.ListAccounts(ctx, name, &page, options...)
		if err != nil {
			return nil, nil, err
		}
		return list.Data, list.NextCursor, nil
	})
}

// GetMonitorsParams are the parameters of get_monitors.
type GetMonitorsParams struct {
	// Wait until the ledger has reached this `seq`, such as a write's `Tallybook-Seq`.
	MinSeq int64
}

func (params *GetMonitorsParams) query() url.Values {
	query := url.Values{}
	if params != nil {
		add(query, "min_seq", params.MinSeq)
	}
	return query
}

// List: List monitors. All monitors of the ledger, in the order in which they were set.  Needs the scope `accounts:read`.
func (at Monitors) List(ctx context.Context, params *GetMonitorsParams, options ...Option) (*MonitorList, error) {
	return ask[MonitorList](ctx, at.client, request{
		operation: "get_monitors",
		method:    "GET",
		path:      "/v1/ledgers/{ledger}/monitors",
		arguments: []string{at.ledger},
		query:     params.query(),
	}, options)
}

// Update: Change a monitor. At once, for the transfers that follow; the change itself raises no alert. Every change is an event.  Needs the scope `accounts:write`.
func (at Monitors) Update(ctx context.Context, name string, body *PatchMonitorRequest, options ...Option) (*Monitor, error) {
	return ask[Monitor](ctx, at.client, request{
		operation: "patch_monitor",
		method:    "PATCH",
		path:      "/v1/ledgers/{ledger}/monitors/{name}",
		arguments: []string{at.ledger, name},
		body:      body,
	}, options)
}

// Create: Set a monitor. Watches a balance of the accounts below a path: whenever a transfer, hold or action on one takes it across the threshold, an event `balance.alert` with a `seq` of its own follows. What is beyond the threshold already raises none. Setting the same monitor again answers 200 with what exists.  Needs the scope `accounts:write`.
func (at Monitors) Create(ctx context.Context, body *PostMonitorRequest, options ...Option) (*Monitor, error) {
	return ask[Monitor](ctx, at.client, request{
		operation: "post_monitor",
		method:    "POST",
		path:      "/v1/ledgers/{ledger}/monitors",
		arguments: []string{at.ledger},
		body:      body,
		takesKey:  true,
	}, options)
}

// Transfers are reached through a [Client]'s ledger, a [LedgerClient].
type Transfers struct{ place }

// GetAccountPostingsParams are the parameters of get_account_postings.
type GetAccountPostingsParams struct {
	// Wait until the ledger has reached this `seq`.
	MinSeq int64
	// Rows on the page, 1 to 500 (50 unless given).
	Limit int64
	// Where to go on: the `next_cursor` of the page before, with the same filters and order.
	Cursor string
	// `desc` (newest first, unless given) or `asc`.
	Order string
}

func (params *GetAccountPostingsParams) query() url.Values {
	query := url.Values{}
	if params != nil {
		add(query, "min_seq", params.MinSeq)
		add(query, "limit", params.Limit)
		add(query, "cursor", params.Cursor)
		add(query, "order", params.Order)
	}
	return query
}

// ListPostings: List an account's postings. What moved on one account, newest first, each with the balance after it.  Needs the scope `transfers:read`.
func (at Transfers) ListPostings(ctx context.Context, account string, params *GetAccountPostingsParams, options ...Option) (*PostingList, error) {
	return ask[PostingList](ctx, at.client, request{
		operation: "get_account_postings",
		method:    "GET",
		path:      "/v1/ledgers/{ledger}/accounts/{account}/postings",
		arguments: []string{at.ledger, account},
		query:     params.query(),
	}, options)
}

// ListPostingsAll goes through all that ListPostings lists, page by page; it ends with the first error.
func (at Transfers) ListPostingsAll(ctx context.Context, account string, params *GetAccountPostingsParams, options ...Option) iter.Seq2[PostingRow, error] {
	return items(func(cursor string) ([]PostingRow, *string, error) {
		var page GetAccountPostingsParams
		if params != nil {
			page = *params
		}
		if cursor != "" {
			page.Cursor = cursor
		}
		list, err := at.ListPostings(ctx, account, &page, options...)
		if err != nil {
			return nil, nil, err
		}
		return list.Data, list.NextCursor, nil
	})
}

// GetIdempotencyKeyParams are the parameters of get_idempotency_key.
type GetIdempotencyKeyParams struct {
	// Wait until the ledger has reached this `seq`, such as a write's `Tallybook-Seq`.
	MinSeq int64
}

func (params *GetIdempotencyKeyParams) query() url.Values {
	query := url.Values{}
	if params != nil {
		add(query, "min_seq", params.MinSeq)
	}
	return query
}

// KeyOutcome: Look up an idempotency key. What a key did, for whoever lost the answer. A key whose request is still running, or that has expired, is unknown.  Needs the scope `transfers:read`.
func (at Transfers) KeyOutcome(ctx context.Context, key string, params *GetIdempotencyKeyParams, options ...Option) (*IdempotencyKeyOutcome, error) {
	return ask[IdempotencyKeyOutcome](ctx, at.client, request{
		operation: "get_idempotency_key",
		method:    "GET",
		path:      "/v1/ledgers/{ledger}/idempotency-keys/{key}",
		arguments: []string{at.ledger, key},
		query:     params.query(),
	}, options)
}

// GetTransferParams are the parameters of get_transfer.
type GetTransferParams struct {
	// Wait until the ledger has reached this `seq`, such as a write's `Tallybook-Seq`.
	MinSeq int64
}

func (params *GetTransferParams) query() url.Values {
	query := url.Values{}
	if params != nil {
		add(query, "min_seq", params.MinSeq)
	}
	return query
}

// Get: Get a transfer. One transfer with its postings, and each account's balance after them; of a hold, what became of it; what of it was reversed; and its metadata as it is now. Its `ETag` is what `If-Match` takes when that is changed.  Needs the scope `transfers:read`.
func (at Transfers) Get(ctx context.Context, id string, params *GetTransferParams, options ...Option) (*TransferDetail, error) {
	return ask[TransferDetail](ctx, at.client, request{
		operation: "get_transfer",
		method:    "GET",
		path:      "/v1/ledgers/{ledger}/transfers/{id}",
		arguments: []string{at.ledger, id},
		query:     params.query(),
	}, options)
}

// GetTransfersParams are the parameters of get_transfers.
type GetTransfersParams struct {
	// Only transfers with a posting on this account, by path or id.
	Account string
	// Only transfers with a posting at or below this path; whole segments.
	PathPrefix string
	// Only the transfer with this external id.
	ExternalID string
	// Only transfers effective at or after this time; a date is its start in the ledger's zone.
	EffectiveFrom Moment
	// Only transfers effective before this time.
	EffectiveTo Moment
	// Only transfers recorded at or after this time.
	RecordedFrom Moment
	// Only transfers recorded before this time.
	RecordedTo Moment
	// Only transfers with a posting of at least this amount, in major units.
	AmountMin Amount
	// Only transfers with a posting of at most this amount, in major units.
	AmountMax Amount
	// Only transfers whose metadata has this key.
	MetadataKey string
	// Only transfers whose metadata has this value at `metadata_key`.
	MetadataValue string
	// Wait until the ledger has reached this `seq`.
	MinSeq int64
	// Rows on the page, 1 to 500 (50 unless given).
	Limit int64
	// Where to go on: the `next_cursor` of the page before, with the same filters and order.
	Cursor string
	// `desc` (newest first, unless given) or `asc`.
	Order string
}

func (params *GetTransfersParams) query() url.Values {
	query := url.Values{}
	if params != nil {
		add(query, "account", params.Account)
		add(query, "path_prefix", params.PathPrefix)
		add(query, "external_id", params.ExternalID)
		add(query, "effective_from", params.EffectiveFrom)
		add(query, "effective_to", params.EffectiveTo)
		add(query, "recorded_from", params.RecordedFrom)
		add(query, "recorded_to", params.RecordedTo)
		add(query, "amount_min", params.AmountMin)
		add(query, "amount_max", params.AmountMax)
		add(query, "metadata_key", params.MetadataKey)
		add(query, "metadata_value", params.MetadataValue)
		add(query, "min_seq", params.MinSeq)
		add(query, "limit", params.Limit)
		add(query, "cursor", params.Cursor)
		add(query, "order", params.Order)
	}
	return query
}

// List: List transfers. The ledger's transfers, newest first. A page may be short or empty while `next_cursor` is set.  Needs the scope `transfers:read`.
func (at Transfers) List(ctx context.Context, params *GetTransfersParams, options ...Option) (*TransferList, error) {
	return ask[TransferList](ctx, at.client, request{
		operation: "get_transfers",
		method:    "GET",
		path:      "/v1/ledgers/{ledger}/transfers",
		arguments: []string{at.ledger},
		query:     params.query(),
	}, options)
}

// ListAll goes through all that List lists, page by page; it ends with the first error.
func (at Transfers) ListAll(ctx context.Context, params *GetTransfersParams, options ...Option) iter.Seq2[Transfer, error] {
	return items(func(cursor string) ([]Transfer, *string, error) {
		var page GetTransfersParams
		if params != nil {
			page = *params
		}
		if cursor != "" {
			page.Cursor = cursor
		}
		list, err := at.List(ctx, &page, options...)
		if err != nil {
			return nil, nil, err
		}
		return list.Data, list.NextCursor, nil
	})
}

// Update: Change a transfer's metadata. What a transfer moved never changes; what is said about it may, and every change is an event. Guard it with `if_metadata`, `if_revision` or `If-Match` so that nobody's change is overwritten unseen.  Needs the scope `transfers:write`.
func (at Transfers) Update(ctx context.Context, id string, body *PatchTransferRequest, options ...Option) (*TransferMetadata, error) {
	return ask[TransferMetadata](ctx, at.client, request{
		operation: "patch_transfer",
		method:    "PATCH",
		path:      "/v1/ledgers/{ledger}/transfers/{id}",
		arguments: []string{at.ledger, id},
		body:      body,
	}, options)
}

// Reverse: Reverse a transfer. Moves back what a transfer or a capture moved: all of it or a part, several times until nothing is left, and never more. The transfer itself stays as it is.  Needs the scope `transfers:write`.
func (at Transfers) Reverse(ctx context.Context, id string, body *PostReverseRequest, options ...Option) (*Transfer, error) {
	return ask[Transfer](ctx, at.client, request{
		operation: "post_reverse",
		method:    "POST",
		path:      "/v1/ledgers/{ledger}/transfers/{id}/reverse",
		arguments: []string{at.ledger, id},
		body:      body,
		takesKey:  true,
	}, options)
}

// Simulate: Simulate transfers. What a sequence of transfers, holds and actions would come to, without doing any of it: each item's entry, or every rule that would refuse it. It takes no idempotency key.  Needs the scope `transfers:write`.
func (at Transfers) Simulate(ctx context.Context, body *PostSimulateRequest, options ...Option) (*Simulation, error) {
	return ask[Simulation](ctx, at.client, request{
		operation: "post_simulate",
		method:    "POST",
		path:      "/v1/ledgers/{ledger}/transfers/simulate",
		arguments: []string{at.ledger},
		body:      body,
	}, options)
}

// Create: Post a transfer. Moves money: one balanced set of postings, accepted or rejected as a whole, and immutable. With `pending` it only holds the amounts, until captures post them, or a void or its expiry lets them go. A retry with the same `Idempotency-Key` gets the first answer again, byte for byte.  Needs the scope `transfers:write`.
func (at Transfers) Create(ctx context.Context, body *PostTransferRequest, options ...Option) (*Transfer, error) {
	return ask[Transfer](ctx, at.client, request{
		operation: "post_transfer",
		method:    "POST",
		path:      "/v1/ledgers/{ledger}/transfers",
		arguments: []string{at.ledger},
		body:      body,
		takesKey:  true,
	}, options)
}

// CreateBatch: Post many transfers. Transfers, holds and actions on them, all or none (`atomic`), each by itself, or in groups of which all or none are done. One `Idempotency-Key` header covers the batch, or every item has its own key and there is no header. If atomic and refused, the answer is the culprit's problem with its `index`; if an item of a group is refused, the others' problem is `group_refused` and names the `culprit`.  Needs the scope `transfers:write`.
func (at Transfers) CreateBatch(ctx context.Context, body *PostTransfersBatchRequest, options ...Option) (*TransferBatch, error) {
	return ask[TransferBatch](ctx, at.client, request{
		operation: "post_transfers_batch",
		method:    "POST",
		path:      "/v1/ledgers/{ledger}/transfers/batch",
		arguments: []string{at.ledger},
		body:      body,
		takesKey:  true,
	}, options)
}

// Webhooks are reached through a [Client]'s ledger, a [LedgerClient].
type Webhooks struct{ place }

// Delete: Remove a webhook endpoint. With everything that was kept about it: its place, what waits, its log. To stop it for a while, disable it.  Needs the scope `webhooks:write`.
func (at Webhooks) Delete(ctx context.Context, endpoint string, options ...Option) error {
	return tell(ctx, at.client, request{
		operation: "delete_webhook_endpoint",
		method:    "DELETE",
		path:      "/v1/ledgers/{ledger}/webhook_endpoints/{endpoint}",
		arguments: []string{at.ledger, endpoint},
	}, options)
}

// GetAttemptsParams are the parameters of get_attempts.
type GetAttemptsParams struct {
	// Only attempts at the event of this `seq`.
	Seq int64
	// Wait until the ledger has reached this `seq`.
	MinSeq int64
	// Rows on the page, 1 to 500 (50 unless given).
	Limit int64
	// Where to go on: the `next_cursor` of the page before, with the same filters and order.
	Cursor string
	// `desc` (newest first, unless given) or `asc`.
	Order string
}

func (params *GetAttemptsParams) query() url.Values {
	query := url.Values{}
	if params != nil {
		add(query, "seq", params.Seq)
		add(query, "min_seq", params.MinSeq)
		add(query, "limit", params.Limit)
		add(query, "cursor", params.Cursor)
		add(query, "order", params.Order)
	}
	return query
}

// ListAttempts: List an endpoint's attempts. What was sent and what came back, newest first; the last 10,000 are kept.  Needs the scope `webhooks:read`.
func (at Webhooks) ListAttempts(ctx context.Context, endpoint string, params *GetAttemptsParams, options ...Option) (*AttemptList, error) {
	return ask[AttemptList](ctx, at.client, request{
		operation: "get_attempts",
		method:    "GET",
		path:      "/v1/ledgers/{ledger}/webhook_endpoints/{endpoint}/attempts",
		arguments: []string{at.ledger, endpoint},
		query:     params.query(),
	}, options)
}

// ListAttemptsAll goes through all that ListAttempts lists, page by page; it ends with the first error.
func (at Webhooks) ListAttemptsAll(ctx context.Context, endpoint string, params *GetAttemptsParams, options ...Option) iter.Seq2[WebhookAttempt, error] {
	return items(func(cursor string) ([]WebhookAttempt, *string, error) {
		var page GetAttemptsParams
		if params != nil {
			page = *params
		}
		if cursor != "" {
			page.Cursor = cursor
		}
		list, err := at.ListAttempts(ctx, endpoint, &page, options...)
		if err != nil {
			return nil, nil, err
		}
		return list.Data, list.NextCursor, nil
	})
}

// GetDeadLettersParams are the parameters of get_dead_letters.
type GetDeadLettersParams struct {
	// Wait until the ledger has reached this `seq`.
	MinSeq int64
	// Rows on the page, 1 to 500 (50 unless given).
	Limit int64
	// Where to go on: the `next_cursor` of the page before, with the same filters and order.
	Cursor string
	// `desc` (newest first, unless given) or `asc`.
	Order string
}

func (params *GetDeadLettersParams) query() url.Values {
	query := url.Values{}
	if params != nil {
		add(query, "min_seq", params.MinSeq)
		add(query, "limit", params.Limit)
		add(query, "cursor", params.Cursor)
		add(query, "order", params.Order)
	}
	return query
}

// ListDeadLetters: List an endpoint's dead letters. Events that were given up after the last attempt, newest first.  Needs the scope `webhooks:read`.
func (at Webhooks) ListDeadLetters(ctx context.Context, endpoint string, params *GetDeadLettersParams, options ...Option) (*DeadLetterList, error) {
	return ask[DeadLetterList](ctx, at.client, request{
		operation: "get_dead_letters",
		method:    "GET",
		path:      "/v1/ledgers/{ledger}/webhook_endpoints/{endpoint}/dead_letters",
		arguments: []string{at.ledger, endpoint},
		query:     params.query(),
	}, options)
}

// ListDeadLettersAll goes through all that ListDeadLetters lists, page by page; it ends with the first error.
func (at Webhooks) ListDeadLettersAll(ctx context.Context, endpoint string, params *GetDeadLettersParams, options ...Option) iter.Seq2[DeadLetter, error] {
	return items(func(cursor string) ([]DeadLetter, *string, error) {
		var page GetDeadLettersParams
		if params != nil {
			page = *params
		}
		if cursor != "" {
			page.Cursor = cursor
		}
		list, err := at.ListDeadLetters(ctx, endpoint, &page, options...)
		if err != nil {
			return nil, nil, err
		}
		return list.Data, list.NextCursor, nil
	})
}

// GetWebhookEndpointParams are the parameters of get_webhook_endpoint.
type GetWebhookEndpointParams struct {
	// Wait until the ledger has reached this `seq`, such as a write's `Tallybook-Seq`.
	MinSeq int64
}

func (params *GetWebhookEndpointParams) query() url.Values {
	query := url.Values{}
	if params != nil {
		add(query, "min_seq", params.MinSeq)
	}
	return query
}

// Get: Get a webhook endpoint. With how far it has been told, and what went wrong last. Its secret is not shown again.  Needs the scope `webhooks:read`.
func (at Webhooks) Get(ctx context.Context, endpoint string, params *GetWebhookEndpointParams, options ...Option) (*WebhookEndpoint, error) {
	return ask[WebhookEndpoint](ctx, at.client, request{
		operation: "get_webhook_endpoint",
		method:    "GET",
		path:      "/v1/ledgers/{ledger}/webhook_endpoints/{endpoint}",
		arguments: []string{at.ledger, endpoint},
		query:     params.query(),
	}, options)
}

// GetWebhookEndpointsParams are the parameters of get_webhook_endpoints.
type GetWebhookEndpointsParams struct {
	// Wait until the ledger has reached this `seq`, such as a write's `Tallybook-Seq`.
	MinSeq int64
}

func (params *GetWebhookEndpointsParams) query() url.Values {
	query := url.Values{}
	if params != nil {
		add(query, "min_seq", params.MinSeq)
	}
	return query
}

// List: List webhook endpoints. All endpoints of the ledger, in the order in which they were added, each with how far it has been told.  Needs the scope `webhooks:read`.
func (at Webhooks) List(ctx context.Context, params *GetWebhookEndpointsParams, options ...Option) (*WebhookEndpointList, error) {
	return ask[WebhookEndpointList](ctx, at.client, request{
		operation: "get_webhook_endpoints",
		method:    "GET",
		path:      "/v1/ledgers/{ledger}/webhook_endpoints",
		arguments: []string{at.ledger},
		query:     params.query(),
	}, options)
}

// Update: Change a webhook endpoint. In force within about a second, for all that is sent from then on.  Needs the scope `webhooks:write`.
func (at Webhooks) Update(ctx context.Context, endpoint string, body *PatchWebhookEndpointRequest, options ...Option) (*WebhookEndpoint, error) {
	return ask[WebhookEndpoint](ctx, at.client, request{
		operation: "patch_webhook_endpoint",
		method:    "PATCH",
		path:      "/v1/ledgers/{ledger}/webhook_endpoints/{endpoint}",
		arguments: []string{at.ledger, endpoint},
		body:      body,
	}, options)
}

// Redrive: Send dead letters again. Takes events that were given up back among those that wait, as if they had never been tried.  Needs the scope `webhooks:write`.
func (at Webhooks) Redrive(ctx context.Context, endpoint string, body *PostRedriveRequest, options ...Option) (*Redrive, error) {
	return ask[Redrive](ctx, at.client, request{
		operation: "post_redrive",
		method:    "POST",
		path:      "/v1/ledgers/{ledger}/webhook_endpoints/{endpoint}/redrive",
		arguments: []string{at.ledger, endpoint},
		body:      body,
	}, options)
}

// Replay: Send events again. Sends an endpoint what it has been sent before, or what came before it was added, with the same ids. Its filters hold, except for events named by id.  Needs the scope `webhooks:write`.
func (at Webhooks) Replay(ctx context.Context, endpoint string, body *PostReplayRequest, options ...Option) (*Replay, error) {
	return ask[Replay](ctx, at.client, request{
		operation: "post_replay",
		method:    "POST",
		path:      "/v1/ledgers/{ledger}/webhook_endpoints/{endpoint}/replay",
		arguments: []string{at.ledger, endpoint},
		body:      body,
	}, options)
}

// RotateSecret: Give an endpoint a new secret. Shown once, in this answer. For 24 hours requests carry two signatures, by the new secret and by the one before it, so that the receiver can change over in between.  Needs the scope `webhooks:write`.
func (at Webhooks) RotateSecret(ctx context.Context, endpoint string, options ...Option) (*WebhookEndpoint, error) {
	return ask[WebhookEndpoint](ctx, at.client, request{
		operation: "post_rotate_secret",
		method:    "POST",
		path:      "/v1/ledgers/{ledger}/webhook_endpoints/{endpoint}/rotate_secret",
		arguments: []string{at.ledger, endpoint},
		body:      struct{}{},
	}, options)
}

// Create: Add a webhook endpoint. Events are sent to it by Standard Webhooks 1.0: signed with the `secret` of this answer, which is shown once, and sent again over three days until it answers 2xx. A ledger has 100 at most. Adding the same again answers 200 with what exists.  Needs the scope `webhooks:write`.
func (at Webhooks) Create(ctx context.Context, body *PostWebhookEndpointRequest, options ...Option) (*WebhookEndpoint, error) {
	return ask[WebhookEndpoint](ctx, at.client, request{
		operation: "post_webhook_endpoint",
		method:    "POST",
		path:      "/v1/ledgers/{ledger}/webhook_endpoints",
		arguments: []string{at.ledger},
		body:      body,
	}, options)
}
