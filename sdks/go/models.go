// Code generated from openapi/tallybook-3.0.json by openapi-generator; DO NOT EDIT.

package tallybook

import (
	"encoding/json"
	"time"
)

// Account: An account: holds one asset and has a unique path.
type Account struct {
	// Counts the account's postings.
	AccountVersion int64     `json:"account_version"`
	Asset          string    `json:"asset"`
	CreatedAt      time.Time `json:"created_at"`
	Description    string    `json:"description,omitzero"`
	ID             string    `json:"id"`
	// String to string, in the key order of RFC 8785.
	Metadata map[string]string `json:"metadata"`
	// `debit` or `credit`: the side that raises the account.
	NormalSide Side   `json:"normal_side"`
	Path       string `json:"path"`
	Policy     Policy `json:"policy"`
	// Counts changes of the account's attributes, from 1; also its `ETag`.
	Revision  int64         `json:"revision"`
	Status    AccountStatus `json:"status"`
	Type      AccountType   `json:"type"`
	UpdatedAt time.Time     `json:"updated_at"`
}

// AccountBalance: An account's balance at an instant, as known at another.
type AccountBalance struct {
	Account   string `json:"account"`
	AccountID string `json:"account_id"`
	// Counts the account's postings up to `seq`.
	AccountVersion int64 `json:"account_version"`
	// The instant that was asked for; null where everything recorded counts.
	AsOf    *time.Time `json:"as_of"`
	Asset   string     `json:"asset"`
	Balance Balance    `json:"balance"`
	// Whether this answer can never change.
	Final   bool      `json:"final"`
	KnownAt time.Time `json:"known_at"`
	// The ledger's number that this was answered at.
	Seq int64 `json:"seq"`
}

// AccountBatch: The accounts of a batch, in its order.
type AccountBatch struct {
	Accounts []Account `json:"accounts"`
}

// AccountList: A page of accounts.
type AccountList struct {
	Data []Account `json:"data"`
	// Leads to the next page; null at the list's end, and only there.
	NextCursor *string `json:"next_cursor"`
}

// AccountStatus: An account's status. The service may come to know more of them.
type AccountStatus string

const (
	AccountStatusOpen   AccountStatus = "open"
	AccountStatusFrozen AccountStatus = "frozen"
	AccountStatusClosed AccountStatus = "closed"
)

// AccountType: An account's type. The service may come to know more of them.
type AccountType string

const (
	AccountTypeAsset     AccountType = "asset"
	AccountTypeLiability AccountType = "liability"
	AccountTypeEquity    AccountType = "equity"
	AccountTypeIncome    AccountType = "income"
	AccountTypeExpense   AccountType = "expense"
)

// AlertWhen: On which side of its threshold a balance alerts: `crossing` alerts below, and raises an alert on the way back too. The service may come to know more of them.
type AlertWhen string

const (
	AlertWhenBelow    AlertWhen = "below"
	AlertWhenAbove    AlertWhen = "above"
	AlertWhenCrossing AlertWhen = "crossing"
)

// Approval: That a second person agreed to a transfer. People are the public ids of their API keys.
type Approval struct {
	ApprovedBy string `json:"approved_by"`
	// The `seq` of the proposal.
	ProposalSeq int64  `json:"proposal_seq"`
	ProposedBy  string `json:"proposed_by"`
	Reason      string `json:"reason,omitzero"`
}

// ApprovalPolicy: Which transfers on an account a second key must approve.
type ApprovalPolicy struct {
	// Above this amount on a side of the account.
	Above Amount `json:"above,omitzero"`
	// Effective before they are recorded.
	BackDated bool `json:"back_dated,omitzero"`
	// Said by their client to be made by hand.
	Manual    bool `json:"manual,omitzero"`
	Reversals bool `json:"reversals,omitzero"`
}

// ApprovalRequest: Which transfers on an account a second key must approve.
type ApprovalRequest struct {
	// Above this amount on a side of the account.
	Above Amount `json:"above,omitzero"`
	// Effective before they are recorded.
	BackDated bool `json:"back_dated,omitzero"`
	// Said by their client to be made by hand.
	Manual    bool `json:"manual,omitzero"`
	Reversals bool `json:"reversals,omitzero"`
}

// ApprovalRule: A rule of an account that asks for a second person.
type ApprovalRule struct {
	Account string `json:"account"`
	Posting int64  `json:"posting"`
	// `manual`, `reversals`, `back_dated` or `above`.
	Rule string `json:"rule"`
}

// Asset: An asset: a currency or token with a fixed scale.
type Asset struct {
	// Whether ISO 4217 defines it, so that it needs no registration.
	BuiltIn bool   `json:"built_in"`
	Code    string `json:"code"`
	// When it was registered; absent for a built-in one that was not.
	CreatedAt time.Time `json:"created_at,omitzero"`
	Name      string    `json:"name,omitzero"`
	// Decimals of its amounts, 0 to 28.
	Scale int64 `json:"scale"`
}

// AssetList: A page of assets.
type AssetList struct {
	Data []Asset `json:"data"`
	// Leads to the next page; null at the list's end, and only there.
	NextCursor *string `json:"next_cursor"`
}

// AttemptList: A page of attempts.
type AttemptList struct {
	Data []WebhookAttempt `json:"data"`
	// Leads to the next page; null at the list's end, and only there.
	NextCursor *string `json:"next_cursor"`
}

// Balance: A balance. `posted` is final; `pending` counts posted and held together; `available` is what may still leave: the posted normal side − the other side posted and held.
type Balance struct {
	Available Amount       `json:"available"`
	Pending   BalanceSides `json:"pending"`
	Posted    BalanceSides `json:"posted"`
}

// BalanceKind: One of a balance's amounts: what may still leave, what is posted, or what is posted and held together. The service may come to know more of them.
type BalanceKind string

const (
	BalanceKindAvailable BalanceKind = "available"
	BalanceKindPosted    BalanceKind = "posted"
	BalanceKindPending   BalanceKind = "pending"
)

// BalanceList: Balances of many accounts at an instant, as known at another.
type BalanceList struct {
	// The instant that was asked for; null where everything recorded counts.
	AsOf *time.Time   `json:"as_of"`
	Data []BalanceRow `json:"data"`
	// Whether this answer can never change.
	Final   bool      `json:"final"`
	KnownAt time.Time `json:"known_at"`
	// Leads to the next page, which is answered at the same `seq`; null at the list's end.
	NextCursor *string `json:"next_cursor"`
	// The ledger's number that this was answered at.
	Seq int64 `json:"seq"`
}

// BalanceRow: A total per asset (`debits`, `credits`, `net`), or one account's balance (`account` …).
type BalanceRow struct {
	// Only by account.
	Account        string   `json:"account,omitzero"`
	AccountID      string   `json:"account_id,omitzero"`
	AccountVersion *int64   `json:"account_version,omitzero"`
	Asset          string   `json:"asset"`
	Balance        *Balance `json:"balance,omitzero"`
	Credits        Amount   `json:"credits,omitzero"`
	// Of all the accounts' postings in the asset; only by asset.
	Debits Amount `json:"debits,omitzero"`
	// Debits − credits.
	Net Amount `json:"net,omitzero"`
}

// BalanceSides: Running totals: debits, credits, and the amount on the account's normal side.
type BalanceSides struct {
	// Normal side − other side; negative where the other side is larger.
	Amount  Amount `json:"amount"`
	Credits Amount `json:"credits"`
	Debits  Amount `json:"debits"`
}

// BatchTransferRequest: An item of a batch: a transfer, with either `debit_account`, `credit_account` and `amount`, or `postings`; a hold, with `pending` besides; or an `action` on the one that `transfer_id` names, with the fields of that action.
type BatchTransferRequest struct {
	// `post` (a transfer, or a hold with `pending`) unless given.
	Action ItemAction `json:"action,omitzero"`
	// A decimal string in major units, above zero.
	Amount Amount `json:"amount,omitzero"`
	// The account to credit, by path or id.
	CreditAccount string `json:"credit_account,omitzero"`
	// The account to debit, by path or id; with `credit_account` and `amount`, instead of `postings`.
	DebitAccount string `json:"debit_account,omitzero"`
	// At most 1,024 bytes.
	Description string `json:"description,omitzero"`
	// When it counts for the books; `recorded_at` unless given.
	EffectiveAt time.Time `json:"effective_at,omitzero"`
	// When a hold ends by itself; never, unless this or `timeout_seconds` is given.
	ExpiresAt Change[time.Time] `json:"expires_at,omitzero"`
	// Your own reference, unique in the ledger for ever: 1 to 255 characters.
	ExternalID string `json:"external_id,omitzero"`
	// Of a capture: whether what is not captured by now is released, and the hold closed.
	Final bool `json:"final,omitzero"`
	// Items in a row with the same group stand or fall together; not where all do (`atomic`).
	Group string `json:"group,omitzero"`
	// The transfer's id, unique for ever; made by the service unless given.
	ID string `json:"id,omitzero"`
	// This item's own key, the same as that of a single POST; in all items, or in none and the header covers the batch.
	IdempotencyKey string `json:"idempotency_key,omitzero"`
	// Whether a person made it by hand, as accounts' `approval` may want to know.
	Manual bool `json:"manual,omitzero"`
	// String to string: at most 50 keys of at most 64 bytes, and 8 KiB in all.
	Metadata map[string]string `json:"metadata,omitzero"`
	// Whether it only holds the amounts, for later captures: a hold.
	Pending bool `json:"pending,omitzero"`
	// 2 to 100 legs, whose debits equal their credits in each asset; instead of the fields above.
	Postings []PostingRequest `json:"postings,omitzero"`
	// The same in seconds from when the hold is recorded: ten years at most.
	TimeoutSeconds int64 `json:"timeout_seconds,omitzero"`
	// The hold or transfer that an action is about, which may be of an earlier item that said its `id`.
	TransferID string `json:"transfer_id,omitzero"`
	// Whether `amount` is the most, and what the two accounts can give and take will do.
	UpTo bool `json:"up_to,omitzero"`
}

// MarshalJSON writes times in microseconds, as the service refuses more decimals.
func (request BatchTransferRequest) MarshalJSON() ([]byte, error) {
	type plain BatchTransferRequest
	request.EffectiveAt = microseconds(request.EffectiveAt)
	return json.Marshal(plain(request))
}

// Calendar: A stretch of the calendar. The service may come to know more of them.
type Calendar string

const (
	CalendarDay   Calendar = "day"
	CalendarWeek  Calendar = "week"
	CalendarMonth Calendar = "month"
	CalendarYear  Calendar = "year"
)

// Code: What a program can rely on in a problem. The service may come to know more of them.
type Code string

const (
	// No such path, ledger, account, asset or transfer, or none that this key may see: check the URL and which ledgers the key is bound to.
	CodeNotFound Code = "not_found"
	// The path exists for other methods, which the `Allow` header lists.
	CodeMethodNotAllowed Code = "method_not_allowed"
	// The `Authorization: Bearer tb_…` header is missing, mistyped, or its key is unknown, expired or revoked: send a live key.
	CodeUnauthenticated Code = "unauthenticated"
	// The key's rate limit is used up: wait for `Retry-After` seconds and send the same request again.
	CodeRateLimited Code = "rate_limited"
	// The body is larger than this path takes (`max_bytes`): send less, or split a batch.
	CodeBodyTooLarge Code = "body_too_large"
	// Send `Content-Type: application/json`, in UTF-8 and without compression.
	CodeUnsupportedMediaType Code = "unsupported_media_type"
	// The body is no JSON, not UTF-8, has a key twice in one object, holds U+0000, or is nested deeper than 32 levels.
	CodeInvalidJSON Code = "invalid_json"
	// `field` points at a field this request does not take, often a misspelt one: remove it.
	CodeUnknownField Code = "unknown_field"
	// `field` names a query parameter this request does not take, often a misspelt one: remove it.
	CodeUnknownParameter Code = "unknown_parameter"
	// `field` points at a field of the body (a JSON pointer), or names a query parameter or header, and the detail says what it must be.
	CodeInvalidField Code = "invalid_field"
	// The batch holds `items`, and at most `max_items` are taken: split it.
	CodeBatchTooLarge Code = "batch_too_large"
	// Send an `Idempotency-Key` header that is unique to this payment, so that a retry cannot pay twice.
	CodeIdempotencyKeyRequired Code = "idempotency_key_required"
	// A key is 1 to 255 printable ASCII characters in one `Idempotency-Key` header.
	CodeIdempotencyKeyInvalid Code = "idempotency_key_invalid"
	// The key lacks the scope that `scope` names, or is bound to single ledgers where all are needed: use another key.
	CodeForbidden Code = "forbidden"
	// This key was used for a different request (`field` names the first field that differs where it is known): use a new key for a new request.
	CodeIdempotencyKeyReused Code = "idempotency_key_reused"
	// Wait for `Retry-After` seconds and send the same request with the same key again.
	CodeIdempotencyInProgress Code = "idempotency_in_progress"
	// Another transfer has this `id`, and ids are unique for ever: `Location` leads to it.
	CodeIDConflict Code = "id_conflict"
	// Another transfer has this `external_id`, and external ids are unique for ever: `Location` leads to it.
	CodeExternalIDConflict Code = "external_id_conflict"
	// The item's `transfer_id` is that of no hold or transfer in this ledger, nor of an earlier item: correct it.
	CodeTransferNotFound Code = "transfer_not_found"
	// The hold was captured or voided (`hold_status`), or the transfer is none that holds anything: nothing is left to act on.
	CodeHoldNotOpen Code = "hold_not_open"
	// The hold ended by itself at `expires_at` and holds nothing any more: hold the amount anew.
	CodeHoldExpired Code = "hold_expired"
	// Only transfers and captures can be reversed; this is of another `kind`. Void a hold, and post a transfer against a reversal.
	CodeNotReversible Code = "not_reversible"
	// One `amount` is enough only where there are two postings: send `postings`, each by its account and direction.
	CodePostingsRequired Code = "postings_required"
	// The posting names an `account` that does not exist in this ledger: create it first, or correct the path or id.
	CodeAccountNotFound Code = "account_not_found"
	// The hold or transfer has no posting on `account` in this `direction`: name its postings as they are there.
	CodePostingNotFound Code = "posting_not_found"
	// The `asset` is neither an ISO 4217 currency nor registered in this ledger: register it first.
	CodeAssetNotFound Code = "asset_not_found"
	// The two accounts hold different assets, or an amount or bound has more decimals than the account's asset.
	CodeAssetMismatch Code = "asset_mismatch"
	// The action would be effective before what it acts on was held (`not_before`), or an increment not before the hold expires (`before`): send another `effective_at`, or none.
	CodeEffectiveAtOutOfRange Code = "effective_at_out_of_range"
	// A hold ends after it is recorded and effective, that is after `not_before`: send a later `expires_at`.
	CodeExpiresTooEarly Code = "expires_too_early"
	// `remaining` is still held, and the account's `over_capture_percent` tolerates no more beyond: capture less, or increment the hold first.
	CodeOverCapture Code = "over_capture"
	// `remaining` of the transfer is not reversed yet: reverse that much at most.
	CodeOverReversal Code = "over_reversal"
	// For each asset the debits must equal the credits: `debits` and `credits` are the sums that were sent for `asset`.
	CodeUnbalanced Code = "unbalanced"
	// Closing is final: a closed account takes no postings, and neither its status nor its limits change again.
	CodeAccountClosed Code = "account_closed"
	// A frozen account takes no postings until its status is `open` again; where `rule` is present, its policy freezes that side alone.
	CodeAccountFrozen Code = "account_frozen"
	// The policy of `account` lists its `allowed_counterparties`, and `counterparty` is not among them.
	CodeCounterpartyNotAllowed Code = "counterparty_not_allowed"
	// The policy of `account` wants `key` in the metadata of every transfer and hold on it: send it.
	CodeMetadataRequired Code = "metadata_required"
	// The transfer moves `required` on `account`, and `limit` is what its `rule` allows: `max_amount` of the policy, or `max_sum` or `max_count` of the limit `limit_name`, of which `used` is used up in the present window.
	CodeLimitExceeded Code = "limit_exceeded"
	// The transfer asks for `required`, `available` (or `balance`) is what there is, and `limit` is the account's `rule`: `min_balance`, `min_posted` or `min_pending`.
	CodeInsufficientBalance Code = "insufficient_balance"
	// The transfer adds `required` to `balance`, and `limit` is the account's `rule`: `max_balance`, `max_posted` or `max_pending`.
	CodeBalanceLimitExceeded Code = "balance_limit_exceeded"
	// The condition `rule` of the posting asks for `required`, and the transfer would leave `available` (or `balance`); or the account is at version `actual`, not `expected`: read it again and decide anew.
	CodeConditionFailed Code = "condition_failed"
	// Amounts, bounds and running totals stay within 38 digits of the asset's smallest unit.
	CodeAmountOverflow Code = "amount_overflow"
	// The `approval` policy of `account` wants four eyes for this transfer, by its `rule`; everything else about it is in order.
	CodeApprovalRequired Code = "approval_required"
	// The transfer that this key asked for was proposed and then rejected, with the `reason` that was given: it will not be made.
	CodeProposalRejected Code = "proposal_rejected"
	// Another decision came first: `proposal_status` says which.
	CodeProposalNotOpen Code = "proposal_not_open"
	// The items of a group stand or fall together, and the item `culprit` was refused: its result says why. A key of this item's own is not used up.
	CodeGroupRefused Code = "group_refused"
	// Only an account with zero posted and nothing held can be closed: move the rest out first.
	CodeAccountNotEmpty Code = "account_not_empty"
	// Merged with what is there, the metadata would have more than 50 keys or 8 KiB: remove keys by setting them to null.
	CodeMetadataLimitExceeded Code = "metadata_limit_exceeded"
	// The account, transfer or endpoint is at revision `actual`, not `expected`, or its metadata's `key` has not the value in `if_metadata`: read it again and decide anew.
	CodeVersionConflict Code = "version_conflict"
	// Something with this name exists and differs from what was sent: `Location` leads to it.
	CodeAlreadyExists Code = "already_exists"
	// A ledger has at most `max_items` webhook endpoints: remove one, or give one wider filters.
	CodeTooManyEndpoints Code = "too_many_endpoints"
	// The request was turned away and definitely not done: send it again after `Retry-After` seconds.
	CodeOverloaded Code = "overloaded"
	// The request was begun and its end is not known: send it again with the same idempotency key, and it is done once and answered.
	CodeOutcomeUnknown Code = "outcome_unknown"
	// The ledger did not reach the `min_seq` or `at_seq` that was asked for in time: ask again after `Retry-After` seconds.
	CodeNotYetVisible Code = "not_yet_visible"
	// Nothing was done: send the request again after `Retry-After` seconds.
	CodeDatabaseUnavailable Code = "database_unavailable"
	// A defect on our side: report it with the `request_id`, and retry with the same idempotency key if you must.
	CodeInternal Code = "internal"
)

// ComparisonRequest: What a balance is compared with: at least one decimal in major units, which may be negative.
type ComparisonRequest struct {
	// Exactly.
	Eq Amount `json:"eq,omitzero"`
	// Above.
	Gt Amount `json:"gt,omitzero"`
	// At least.
	Gte Amount `json:"gte,omitzero"`
	// Below.
	Lt Amount `json:"lt,omitzero"`
	// At most.
	Lte Amount `json:"lte,omitzero"`
}

// ConditionRequest: What must be true of a posting's account; at least one condition. Balances are compared as the whole transfer leaves them.
type ConditionRequest struct {
	// The account's version that you saw: nothing was posted or held on it since.
	AccountVersion *int64 `json:"account_version,omitzero"`
	// The balance's `available`.
	Available *ComparisonRequest `json:"available,omitzero"`
	// The balance's `pending.amount`.
	Pending *ComparisonRequest `json:"pending,omitzero"`
	// The balance's `posted.amount`.
	Posted *ComparisonRequest `json:"posted,omitzero"`
}

// DeadLetter: An event that an endpoint did not take, and that is not sent any more.
type DeadLetter struct {
	Attempts int64     `json:"attempts"`
	DiedAt   time.Time `json:"died_at"`
	// What went wrong last.
	Error   string `json:"error"`
	EventID string `json:"event_id"`
	Seq     int64  `json:"seq"`
}

// DeadLetterList: A page of dead letters.
type DeadLetterList struct {
	Data []DeadLetter `json:"data"`
	// Leads to the next page; null at the list's end, and only there.
	NextCursor *string `json:"next_cursor"`
}

// DecisionRequest: Why, for the record.
type DecisionRequest struct {
	// At most 1,024 bytes.
	Reason string `json:"reason,omitzero"`
}

// EndpointDelivery: How far an endpoint has been told.
type EndpointDelivery struct {
	// Events that were given up.
	DeadLetters int64 `json:"dead_letters"`
	// Since when nothing was acknowledged; absent where all is well.
	FailingSince time.Time `json:"failing_since,omitzero"`
	LastError    string    `json:"last_error,omitzero"`
	// The ledger's last change.
	LastSeq int64 `json:"last_seq"`
	// Every event up to here was acknowledged, filtered out, or is counted below.
	ToldSeq int64 `json:"told_seq"`
	// Events that failed and are sent again.
	Waiting int64 `json:"waiting"`
}

// EndpointStatus: Whether an endpoint is told of events. The service may come to know more of them.
type EndpointStatus string

const (
	EndpointStatusEnabled  EndpointStatus = "enabled"
	EndpointStatusDisabled EndpointStatus = "disabled"
)

// Event: The public record of one accepted change.
type Event struct {
	// SHA-256 over the previous event's hash and this event, in hexadecimal.
	Hash string `json:"hash"`
	// The ledger, asset, account or transfer as the change left it.
	Object     json.RawMessage `json:"object"`
	RecordedAt time.Time       `json:"recorded_at"`
	// The change's number: dense, from 1.
	Seq  int64  `json:"seq"`
	Type string `json:"type"`
}

// EventList: Events in order.
type EventList struct {
	Data []Event `json:"data"`
	// The number of the ledger's last change.
	LastSeq int64 `json:"last_seq"`
	// What to give as `after` to go on: the last number that was looked at, whether an event is shown of it or not.
	NextAfter int64 `json:"next_after"`
}

// EventType: The type of an event. The service may come to know more of them.
type EventType string

const (
	EventTypeAccountCreated      EventType = "account.created"
	EventTypeAccountUpdated      EventType = "account.updated"
	EventTypeAssetCreated        EventType = "asset.created"
	EventTypeBalanceAlert        EventType = "balance.alert"
	EventTypeLedgerCreated       EventType = "ledger.created"
	EventTypeLimitCreated        EventType = "limit.created"
	EventTypeLimitUpdated        EventType = "limit.updated"
	EventTypeMonitorCreated      EventType = "monitor.created"
	EventTypeMonitorUpdated      EventType = "monitor.updated"
	EventTypeTransferCaptured    EventType = "transfer.captured"
	EventTypeTransferExpired     EventType = "transfer.expired"
	EventTypeTransferExtended    EventType = "transfer.extended"
	EventTypeTransferIncremented EventType = "transfer.incremented"
	EventTypeTransferPending     EventType = "transfer.pending"
	EventTypeTransferPosted      EventType = "transfer.posted"
	EventTypeTransferProposed    EventType = "transfer.proposed"
	EventTypeTransferRejected    EventType = "transfer.rejected"
	EventTypeTransferReversed    EventType = "transfer.reversed"
	EventTypeTransferUpdated     EventType = "transfer.updated"
	EventTypeTransferVoided      EventType = "transfer.voided"
)

// Hold: What became of a hold. The amounts are those of one side; where assets or postings differ, `postings` has them all.
type Hold struct {
	// Held in all, increments included; absent where the hold is in several assets.
	Amount   Amount `json:"amount,omitzero"`
	Captured Amount `json:"captured,omitzero"`
	// The captures, voids, increments, extensions and the expiry that it had, in order; the first 100.
	Entries []HoldEntry `json:"entries"`
	// When it ends, or ended, by itself.
	ExpiresAt time.Time `json:"expires_at,omitzero"`
	// One for each posting of the hold, in its order.
	Postings []HoldPosting `json:"postings"`
	// Still held.
	Remaining Amount     `json:"remaining,omitzero"`
	Status    HoldStatus `json:"status"`
}

// HoldEntry: A later entry about a hold or a transfer.
type HoldEntry struct {
	ID         string       `json:"id"`
	Kind       TransferKind `json:"kind"`
	RecordedAt time.Time    `json:"recorded_at"`
	Seq        int64        `json:"seq"`
}

// HoldItem: A hold in a list.
type HoldItem struct {
	Transfer
	Hold Hold `json:"hold"`
}

// HoldList: A page of holds.
type HoldList struct {
	Data []HoldItem `json:"data"`
	// Leads to the next page; null at the list's end, and only there.
	NextCursor *string `json:"next_cursor"`
}

// HoldPosting: One posting of a hold as it stands.
type HoldPosting struct {
	Account   string `json:"account"`
	AccountID string `json:"account_id"`
	Amount    Amount `json:"amount"`
	Asset     string `json:"asset"`
	Captured  Amount `json:"captured"`
	Direction Side   `json:"direction"`
	Remaining Amount `json:"remaining"`
}

// HoldStatus: Where a hold stands. The service may come to know more of them.
type HoldStatus string

const (
	HoldStatusOpen     HoldStatus = "open"
	HoldStatusCaptured HoldStatus = "captured"
	HoldStatusVoided   HoldStatus = "voided"
	HoldStatusExpired  HoldStatus = "expired"
)

// IdempotencyKeyOutcome: What an idempotency key did.
type IdempotencyKeyOutcome struct {
	// Absent for an unknown key.
	RecordedAt time.Time `json:"recorded_at,omitzero"`
	// The status its request was answered with; absent for an unknown key.
	ResponseStatus *int64               `json:"response_status,omitzero"`
	Status         IdempotencyKeyStatus `json:"status"`
	// The transfer it posted, if it posted one.
	TransferID string `json:"transfer_id,omitzero"`
}

// IdempotencyKeyStatus: Whether a key has done something. The service may come to know more of them.
type IdempotencyKeyStatus string

const (
	IdempotencyKeyStatusDone       IdempotencyKeyStatus = "done"
	IdempotencyKeyStatusUnknownKey IdempotencyKeyStatus = "unknown_key"
)

// ItemAction: What an item does: posts a transfer or a hold, or acts on one. The service may come to know more of them.
type ItemAction string

const (
	ItemActionPost      ItemAction = "post"
	ItemActionCapture   ItemAction = "capture"
	ItemActionVoid      ItemAction = "void"
	ItemActionIncrement ItemAction = "increment"
	ItemActionExtend    ItemAction = "extend"
	ItemActionReverse   ItemAction = "reverse"
)

// Ledger: A ledger: an isolated book with its own accounts, assets, order and keys.
type Ledger struct {
	CreatedAt   time.Time `json:"created_at"`
	Description string    `json:"description,omitzero"`
	ID          string    `json:"id"`
	// The number of the ledger's last change; absent in its event.
	LastSeq *int64 `json:"last_seq,omitzero"`
	// String to string, in the key order of RFC 8785.
	Metadata map[string]string `json:"metadata"`
	Name     string            `json:"name"`
	// An IANA time zone: the day boundaries of dates given without a time.
	TimeZone string `json:"time_zone"`
}

// LedgerList: A page of ledgers.
type LedgerList struct {
	Data []Ledger `json:"data"`
	// Leads to the next page; null at the list's end, and only there.
	NextCursor *string `json:"next_cursor"`
}

// Limit: A limit on what moves within a window of time on one side of accounts below a path.
type Limit struct {
	// Whether it is in force; it counts only while it is.
	Active    bool      `json:"active"`
	Asset     string    `json:"asset"`
	CreatedAt time.Time `json:"created_at"`
	Direction Side      `json:"direction"`
	// The most transfers in a window.
	MaxCount *int64 `json:"max_count,omitzero"`
	// The most that they may move in a window, in all.
	MaxSum Amount `json:"max_sum,omitzero"`
	Name   string `json:"name"`
	// `reject`, or `flag`: the transfer is accepted and carries the limit's name in `flags`.
	OnExceed   OnExceed `json:"on_exceed"`
	PathPrefix string   `json:"path_prefix"`
	// `account`: each account below the prefix counts for itself; `prefix`: all count together.
	Per LimitPer `json:"per"`
	// Counts changes, from 1.
	Revision  int64       `json:"revision"`
	UpdatedAt time.Time   `json:"updated_at"`
	Window    LimitWindow `json:"window"`
}

// LimitList: The limits of a ledger, all in one page.
type LimitList struct {
	Data []Limit `json:"data"`
	// Leads to the next page; null at the list's end, and only there.
	NextCursor *string `json:"next_cursor"`
}

// LimitPer: What a limit counts for. The service may come to know more of them.
type LimitPer string

const (
	LimitPerAccount LimitPer = "account"
	LimitPerPrefix  LimitPer = "prefix"
)

// LimitWindow: A stretch of time that ends now: the present day, week, month or year in the ledger's time zone, or the last so many seconds.
type LimitWindow struct {
	Calendar Calendar `json:"calendar,omitzero"`
	Seconds  *int64   `json:"seconds,omitzero"`
}

// Monitor: A condition on a balance of the account of a path and of all below it, each by itself.
type Monitor struct {
	// Whether it raises alerts.
	Active     bool        `json:"active"`
	Asset      string      `json:"asset"`
	Balance    BalanceKind `json:"balance"`
	CreatedAt  time.Time   `json:"created_at"`
	Name       string      `json:"name"`
	PathPrefix string      `json:"path_prefix"`
	// Counts changes, from 1.
	Revision  int64     `json:"revision"`
	Threshold Amount    `json:"threshold"`
	UpdatedAt time.Time `json:"updated_at"`
	When      AlertWhen `json:"when"`
}

// MonitorAccountList: A page of the accounts that a monitor covers.
type MonitorAccountList struct {
	Data []MonitorAccountRow `json:"data"`
	// Leads to the next page; null at the list's end, and only there.
	NextCursor *string `json:"next_cursor"`
}

// MonitorAccountRow: How an account stands to a monitor.
type MonitorAccountRow struct {
	Account        string `json:"account"`
	AccountID      string `json:"account_id"`
	AccountVersion int64  `json:"account_version"`
	// Whether it is beyond the threshold: below it, or, where the monitor says `above`, above it.
	Alerting bool `json:"alerting"`
	// The balance that the monitor watches.
	Amount Amount `json:"amount"`
}

// MonitorList: The monitors of a ledger, all in one page.
type MonitorList struct {
	Data []Monitor `json:"data"`
	// Leads to the next page; null at the list's end, and only there.
	NextCursor *string `json:"next_cursor"`
}

// OnExceed: What happens to a transfer beyond a limit. The service may come to know more of them.
type OnExceed string

const (
	OnExceedReject OnExceed = "reject"
	OnExceedFlag   OnExceed = "flag"
)

// PartPostingRequest: How much of one posting of a hold or a transfer.
type PartPostingRequest struct {
	// By path or id.
	Account string `json:"account"`
	// A decimal string in major units, above zero.
	Amount Amount `json:"amount"`
	// As in the hold or transfer that is acted on.
	Direction Side `json:"direction"`
}

// PatchAccountRequest: A change of an account. What is absent stays as it is.
type PatchAccountRequest struct {
	// At most 1,024 bytes; null removes it.
	Description Change[string] `json:"description,omitzero"`
	// Change only an account whose metadata has these values; a key's null: has no such key.
	IfMetadata map[string]*string `json:"if_metadata,omitzero"`
	// Change only an account at this revision; `If-Match` says the same.
	IfRevision int64 `json:"if_revision,omitzero"`
	// Merged into what is there; a key's null removes it.
	Metadata map[string]*string `json:"metadata,omitzero"`
	// Null removes all of it.
	Policy Change[PatchPolicyRequest] `json:"policy,omitzero"`
	// `frozen` takes no postings until `open` again; `closed` needs a settled account and is final.
	Status AccountStatus `json:"status,omitzero"`
}

// PatchApprovalRequest: Which transfers on an account a second key must approve.
type PatchApprovalRequest struct {
	// Above this amount on a side of the account.
	Above Amount `json:"above,omitzero"`
	// Effective before they are recorded.
	BackDated bool `json:"back_dated,omitzero"`
	// Said by their client to be made by hand.
	Manual    bool `json:"manual,omitzero"`
	Reversals bool `json:"reversals,omitzero"`
}

// PatchLimitRequest: A change of a limit; what is absent stays.
type PatchLimitRequest struct {
	// What passes while it is not in force does not count.
	Active *bool `json:"active,omitzero"`
	// Null: no count is bounded.
	MaxCount Change[int64] `json:"max_count,omitzero"`
	// Null: no sum is bounded.
	MaxSum   Change[Amount] `json:"max_sum,omitzero"`
	OnExceed OnExceed       `json:"on_exceed,omitzero"`
}

// PatchMonitorRequest: A change of a monitor; what is absent stays.
type PatchMonitorRequest struct {
	// What happens while it is not in force raises no alert, then or later.
	Active    *bool  `json:"active,omitzero"`
	Threshold Amount `json:"threshold,omitzero"`
}

// PatchPolicyRequest: A change of an account's policy. A field that is absent stays; null removes it.
type PatchPolicyRequest struct {
	// The accounts that may stand opposite, by path prefix: at most 100.
	AllowedCounterparties Change[[]string] `json:"allowed_counterparties,omitzero"`
	// Replaced as a whole; null removes it.
	Approval Change[PatchApprovalRequest] `json:"approval,omitzero"`
	// Refuses postings on the credit side; what is held there can still be let go.
	FreezeCredits Change[bool] `json:"freeze_credits,omitzero"`
	// Refuses postings on the debit side; what is held there can still be let go.
	FreezeDebits Change[bool] `json:"freeze_debits,omitzero"`
	// The most that one transfer, hold or increment may move on a side of the account.
	MaxAmount Change[Amount] `json:"max_amount,omitzero"`
	// Bounds (posted and held normal side) − posted other side from above.
	MaxBalance Change[Amount] `json:"max_balance,omitzero"`
	// Bounds `pending.amount` from above.
	MaxPending Change[Amount] `json:"max_pending,omitzero"`
	// Bounds `posted.amount` from above.
	MaxPosted Change[Amount] `json:"max_posted,omitzero"`
	// Bounds `available` from below.
	MinBalance Change[Amount] `json:"min_balance,omitzero"`
	// Bounds `pending.amount` from below.
	MinPending Change[Amount] `json:"min_pending,omitzero"`
	// Bounds `posted.amount` from below.
	MinPosted Change[Amount] `json:"min_posted,omitzero"`
	// How much more than was held on the account may be captured, in percent of what was held: 0 to 100, with at most 2 decimals.
	OverCapturePercent Change[Amount] `json:"over_capture_percent,omitzero"`
	// Keys that the metadata of a transfer or hold on the account must have: at most 50.
	RequiredMetadata Change[[]string] `json:"required_metadata,omitzero"`
}

// PatchTransferRequest: A change of a transfer's metadata.
type PatchTransferRequest struct {
	// Change only a transfer whose metadata has these values; a key's null: has no such key.
	IfMetadata map[string]*string `json:"if_metadata,omitzero"`
	// Change only a transfer at this revision; `If-Match` says the same.
	IfRevision int64 `json:"if_revision,omitzero"`
	// Merged into what is there; a key's null removes it.
	Metadata map[string]*string `json:"metadata,omitzero"`
}

// PatchWebhookEndpointRequest: A change of an endpoint. What is absent stays as it is.
type PatchWebhookEndpointRequest struct {
	// At most 1,024 bytes; null removes it.
	Description Change[string] `json:"description,omitzero"`
	// Change only an endpoint at this revision; `If-Match` says the same.
	IfRevision int64 `json:"if_revision,omitzero"`
	// Replaces what was asked for; null: whatever the metadata.
	Metadata Change[map[string]string] `json:"metadata,omitzero"`
	Ordered  *bool                     `json:"ordered,omitzero"`
	// Null: events about all accounts.
	PathPrefix Change[string] `json:"path_prefix,omitzero"`
	// `disabled` sends nothing until `enabled` again; then it goes on where it ended, and what waits is sent at once.
	Status EndpointStatus `json:"status,omitzero"`
	// Null: events of every type.
	Types Change[[]string] `json:"types,omitzero"`
	URL   string           `json:"url,omitzero"`
}

// Policy: An account's limits and rules; absent means unbounded, or no such rule.
type Policy struct {
	// The accounts that may stand opposite in a transfer, by path prefix.
	AllowedCounterparties []string        `json:"allowed_counterparties,omitzero"`
	Approval              *ApprovalPolicy `json:"approval,omitzero"`
	// Refuses postings on the credit side.
	FreezeCredits bool `json:"freeze_credits,omitzero"`
	// Refuses postings on the debit side.
	FreezeDebits bool `json:"freeze_debits,omitzero"`
	// The most that one transfer or hold may move on a side of the account.
	MaxAmount Amount `json:"max_amount,omitzero"`
	// Bounds (posted and held normal side) − posted other side from above.
	MaxBalance Amount `json:"max_balance,omitzero"`
	// Bounds `pending.amount` from above.
	MaxPending Amount `json:"max_pending,omitzero"`
	// Bounds `posted.amount` from above.
	MaxPosted Amount `json:"max_posted,omitzero"`
	// Bounds `available` from below.
	MinBalance Amount `json:"min_balance,omitzero"`
	// Bounds `pending.amount` from below.
	MinPending Amount `json:"min_pending,omitzero"`
	// Bounds `posted.amount` from below.
	MinPosted Amount `json:"min_posted,omitzero"`
	// How much more than was held on the account may be captured, in percent of what was held.
	OverCapturePercent Amount `json:"over_capture_percent,omitzero"`
	// Keys that the metadata of a transfer or hold on the account must have.
	RequiredMetadata []string `json:"required_metadata,omitzero"`
}

// PolicyRequest: Limits and rules of an account; absent means unbounded, or no such rule.
type PolicyRequest struct {
	// The accounts that may stand opposite, by path prefix: at most 100.
	AllowedCounterparties []string         `json:"allowed_counterparties,omitzero"`
	Approval              *ApprovalRequest `json:"approval,omitzero"`
	// Refuses postings on the credit side; what is held there can still be let go.
	FreezeCredits bool `json:"freeze_credits,omitzero"`
	// Refuses postings on the debit side; what is held there can still be let go.
	FreezeDebits bool `json:"freeze_debits,omitzero"`
	// The most that one transfer, hold or increment may move on a side of the account.
	MaxAmount Amount `json:"max_amount,omitzero"`
	// Bounds (posted and held normal side) − posted other side from above.
	MaxBalance Amount `json:"max_balance,omitzero"`
	// Bounds `pending.amount` from above.
	MaxPending Amount `json:"max_pending,omitzero"`
	// Bounds `posted.amount` from above.
	MaxPosted Amount `json:"max_posted,omitzero"`
	// Bounds `available` from below.
	MinBalance Amount `json:"min_balance,omitzero"`
	// Bounds `pending.amount` from below.
	MinPending Amount `json:"min_pending,omitzero"`
	// Bounds `posted.amount` from below.
	MinPosted Amount `json:"min_posted,omitzero"`
	// How much more than was held on the account may be captured, in percent of what was held: 0 to 100, with at most 2 decimals.
	OverCapturePercent Amount `json:"over_capture_percent,omitzero"`
	// Keys that the metadata of a transfer or hold on the account must have: at most 50.
	RequiredMetadata []string `json:"required_metadata,omitzero"`
}

// PostAccountRequest: An account to open.
type PostAccountRequest struct {
	Asset string `json:"asset"`
	// At most 1,024 bytes.
	Description string `json:"description,omitzero"`
	// String to string: at most 50 keys of at most 64 bytes, and 8 KiB in all.
	Metadata map[string]string `json:"metadata,omitzero"`
	// The side that raises the account. Follows the type unless given (contra accounts).
	NormalSide Side `json:"normal_side,omitzero"`
	// Unique in its ledger, for good: 1 to 32 segments of `[A-Za-z0-9_.-]` joined by `:`, at most 255 bytes.
	Path   string         `json:"path"`
	Policy *PolicyRequest `json:"policy,omitzero"`
	Type   AccountType    `json:"type"`
}

// PostAccountsBatchRequest: Accounts to open together.
type PostAccountsBatchRequest struct {
	// 1 to 1,000.
	Accounts []PostAccountRequest `json:"accounts"`
}

// PostAssetRequest: An asset to register.
type PostAssetRequest struct {
	Code string `json:"code"`
	// 1 to 255 characters.
	Name string `json:"name,omitzero"`
	// Decimals of its amounts, 0 to 28, for good. An ISO 4217 code has its own, which need not be given; every other code needs one.
	Scale *int64 `json:"scale,omitzero"`
}

// PostCaptureRequest: A capture: `amount` or `postings`, or neither for all that remains.
type PostCaptureRequest struct {
	// So much of the hold, which has exactly two postings. A decimal string in major units, above zero.
	Amount Amount `json:"amount,omitzero"`
	// At most 1,024 bytes.
	Description string `json:"description,omitzero"`
	// When it counts for the books: not before the hold's.
	EffectiveAt time.Time `json:"effective_at,omitzero"`
	// Your own reference, unique in the ledger for ever: 1 to 255 characters.
	ExternalID string `json:"external_id,omitzero"`
	// Whether what is not captured by now is released, and the hold closed.
	Final bool `json:"final,omitzero"`
	// The new entry's id, unique for ever; made by the service unless given.
	ID string `json:"id,omitzero"`
	// String to string: at most 50 keys of at most 64 bytes, and 8 KiB in all.
	Metadata map[string]string `json:"metadata,omitzero"`
	// So much of these postings of the hold: 1 to 100, named by account and direction.
	Postings []PartPostingRequest `json:"postings,omitzero"`
}

// MarshalJSON writes times in microseconds, as the service refuses more decimals.
func (request PostCaptureRequest) MarshalJSON() ([]byte, error) {
	type plain PostCaptureRequest
	request.EffectiveAt = microseconds(request.EffectiveAt)
	return json.Marshal(plain(request))
}

// PostExtendRequest: An extension: `expires_at` or `timeout_seconds`.
type PostExtendRequest struct {
	// At most 1,024 bytes.
	Description string `json:"description,omitzero"`
	// When the hold ends by itself; null: never.
	ExpiresAt Change[time.Time] `json:"expires_at,omitzero"`
	// Your own reference, unique in the ledger for ever: 1 to 255 characters.
	ExternalID string `json:"external_id,omitzero"`
	// The new entry's id, unique for ever; made by the service unless given.
	ID string `json:"id,omitzero"`
	// String to string: at most 50 keys of at most 64 bytes, and 8 KiB in all.
	Metadata map[string]string `json:"metadata,omitzero"`
	// The same in seconds from when the extension is recorded: ten years at most.
	TimeoutSeconds int64 `json:"timeout_seconds,omitzero"`
}

// MarshalJSON writes times in microseconds, as the service refuses more decimals.
func (request PostExtendRequest) MarshalJSON() ([]byte, error) {
	type plain PostExtendRequest
	return json.Marshal(plain(request))
}

// PostIncrementRequest: An increment: `amount` or `postings`.
type PostIncrementRequest struct {
	// So much more on both postings of the hold, which has exactly two. A decimal string in major units, above zero.
	Amount Amount `json:"amount,omitzero"`
	// At most 1,024 bytes.
	Description string `json:"description,omitzero"`
	// When it counts for the books: not before the hold's, and before the hold expires.
	EffectiveAt time.Time `json:"effective_at,omitzero"`
	// Your own reference, unique in the ledger for ever: 1 to 255 characters.
	ExternalID string `json:"external_id,omitzero"`
	// The new entry's id, unique for ever; made by the service unless given.
	ID string `json:"id,omitzero"`
	// String to string: at most 50 keys of at most 64 bytes, and 8 KiB in all.
	Metadata map[string]string `json:"metadata,omitzero"`
	// So much more on these postings of the hold: 1 to 100, named by account and direction.
	Postings []PartPostingRequest `json:"postings,omitzero"`
}

// MarshalJSON writes times in microseconds, as the service refuses more decimals.
func (request PostIncrementRequest) MarshalJSON() ([]byte, error) {
	type plain PostIncrementRequest
	request.EffectiveAt = microseconds(request.EffectiveAt)
	return json.Marshal(plain(request))
}

// PostLedgerRequest: A ledger to create.
type PostLedgerRequest struct {
	// At most 1,024 bytes.
	Description string `json:"description,omitzero"`
	// String to string: at most 50 keys of at most 64 bytes, and 8 KiB in all.
	Metadata map[string]string `json:"metadata,omitzero"`
	// Unique, for good; `[a-z0-9][a-z0-9_-]{0,62}`.
	Name string `json:"name"`
	// An IANA time zone for the day boundaries of dates; `UTC` unless given.
	TimeZone string `json:"time_zone,omitzero"`
}

// PostLimitRequest: A limit to set: `max_sum`, `max_count`, or both.
type PostLimitRequest struct {
	// Whether it is in force; true unless given.
	Active *bool `json:"active,omitzero"`
	// Only postings in this asset count.
	Asset string `json:"asset"`
	// Only postings on this side count.
	Direction Side `json:"direction"`
	// The most transfers and holds in a window.
	MaxCount *int64 `json:"max_count,omitzero"`
	// The most that may be moved in a window, in major units.
	MaxSum Amount `json:"max_sum,omitzero"`
	// Unique in the ledger, for good; `[a-z0-9][a-z0-9_-]{0,62}`.
	Name string `json:"name"`
	// `reject` unless given.
	OnExceed OnExceed `json:"on_exceed,omitzero"`
	// The account of this path and all below it.
	PathPrefix string        `json:"path_prefix"`
	Per        LimitPer      `json:"per"`
	Window     WindowRequest `json:"window"`
}

// PostMonitorRequest: A monitor to set.
type PostMonitorRequest struct {
	// Whether it raises alerts; true unless given.
	Active *bool `json:"active,omitzero"`
	// Only accounts in this asset are watched.
	Asset string `json:"asset"`
	// Which of the balance's amounts is watched.
	Balance BalanceKind `json:"balance"`
	// Unique in the ledger, for good; `[a-z0-9][a-z0-9_-]{0,62}`.
	Name string `json:"name"`
	// The account of this path and all below it, each by itself.
	PathPrefix string `json:"path_prefix"`
	// In major units; at the threshold itself nothing alerts.
	Threshold Amount `json:"threshold"`
	// On which side of the threshold it alerts.
	When AlertWhen `json:"when"`
}

// PostRedriveRequest: Which dead letters to send again.
type PostRedriveRequest struct {
	// 1 to 500 ids; all dead letters unless given.
	IDs []string `json:"ids,omitzero"`
}

// PostReplayRequest: Which events to send once more: those after a `seq`, those recorded within a time, or some by id.
type PostReplayRequest struct {
	// After this `seq`.
	After *int64 `json:"after,omitzero"`
	// 1 to 500 ids, as `webhook-id` said.
	IDs []string `json:"ids,omitzero"`
	// Recorded at or after this instant.
	RecordedFrom time.Time `json:"recorded_from,omitzero"`
	// Recorded before this instant; now unless given.
	RecordedTo time.Time `json:"recorded_to,omitzero"`
	// Up to this `seq`; the ledger's last unless given.
	To int64 `json:"to,omitzero"`
}

// MarshalJSON writes times in microseconds, as the service refuses more decimals.
func (request PostReplayRequest) MarshalJSON() ([]byte, error) {
	type plain PostReplayRequest
	request.RecordedFrom = microseconds(request.RecordedFrom)
	request.RecordedTo = microseconds(request.RecordedTo)
	return json.Marshal(plain(request))
}

// PostReverseRequest: A reversal: `amount` or `postings`, or neither for all that is not reversed yet.
type PostReverseRequest struct {
	// So much of the transfer, which has exactly two postings. A decimal string in major units, above zero.
	Amount Amount `json:"amount,omitzero"`
	// At most 1,024 bytes.
	Description string `json:"description,omitzero"`
	// When it counts for the books; `recorded_at` unless given.
	EffectiveAt time.Time `json:"effective_at,omitzero"`
	// Your own reference, unique in the ledger for ever: 1 to 255 characters.
	ExternalID string `json:"external_id,omitzero"`
	// The new entry's id, unique for ever; made by the service unless given.
	ID string `json:"id,omitzero"`
	// String to string: at most 50 keys of at most 64 bytes, and 8 KiB in all.
	Metadata map[string]string `json:"metadata,omitzero"`
	// So much of these postings of the transfer: 1 to 100, named by account and direction as they are there.
	Postings []PartPostingRequest `json:"postings,omitzero"`
}

// MarshalJSON writes times in microseconds, as the service refuses more decimals.
func (request PostReverseRequest) MarshalJSON() ([]byte, error) {
	type plain PostReverseRequest
	request.EffectiveAt = microseconds(request.EffectiveAt)
	return json.Marshal(plain(request))
}

// PostSimulateRequest: A sequence to try.
type PostSimulateRequest struct {
	// 1 to 1,000 unless configured otherwise, in order: a later one sees an earlier one's effect.
	Transfers []SimulatedTransferRequest `json:"transfers"`
}

// PostTransferRequest: A transfer to post: either `debit_account`, `credit_account` and `amount`, or `postings`. With `pending` it is a hold.
type PostTransferRequest struct {
	// A decimal string in major units, above zero.
	Amount Amount `json:"amount,omitzero"`
	// The account to credit, by path or id.
	CreditAccount string `json:"credit_account,omitzero"`
	// The account to debit, by path or id; with `credit_account` and `amount`, instead of `postings`.
	DebitAccount string `json:"debit_account,omitzero"`
	// At most 1,024 bytes.
	Description string `json:"description,omitzero"`
	// When it counts for the books; `recorded_at` unless given.
	EffectiveAt time.Time `json:"effective_at,omitzero"`
	// When a hold ends by itself; never, unless this or `timeout_seconds` is given.
	ExpiresAt time.Time `json:"expires_at,omitzero"`
	// Your own reference, unique in the ledger for ever: 1 to 255 characters.
	ExternalID string `json:"external_id,omitzero"`
	// The transfer's id, unique for ever; made by the service unless given.
	ID string `json:"id,omitzero"`
	// Whether a person made it by hand, as accounts' `approval` may want to know.
	Manual bool `json:"manual,omitzero"`
	// String to string: at most 50 keys of at most 64 bytes, and 8 KiB in all.
	Metadata map[string]string `json:"metadata,omitzero"`
	// Whether it only holds the amounts, for later captures: a hold.
	Pending bool `json:"pending,omitzero"`
	// 2 to 100 legs, whose debits equal their credits in each asset; instead of the fields above.
	Postings []PostingRequest `json:"postings,omitzero"`
	// The same in seconds from when the hold is recorded: ten years at most.
	TimeoutSeconds int64 `json:"timeout_seconds,omitzero"`
	// Whether `amount` is the most, and what the two accounts can give and take will do.
	UpTo bool `json:"up_to,omitzero"`
}

// MarshalJSON writes times in microseconds, as the service refuses more decimals.
func (request PostTransferRequest) MarshalJSON() ([]byte, error) {
	type plain PostTransferRequest
	request.EffectiveAt = microseconds(request.EffectiveAt)
	request.ExpiresAt = microseconds(request.ExpiresAt)
	return json.Marshal(plain(request))
}

// PostTransfersBatchRequest: Transfers to post, and actions to do, together.
type PostTransfersBatchRequest struct {
	// Whether all are refused if one is; if not, each is judged by itself, or with its group.
	Atomic bool `json:"atomic"`
	// 1 to 1,000 unless configured otherwise, in order: a later one sees an earlier one's effect.
	Transfers []BatchTransferRequest `json:"transfers"`
}

// PostVoidRequest: A void: nothing need be said.
type PostVoidRequest struct {
	// At most 1,024 bytes.
	Description string `json:"description,omitzero"`
	// When it counts for the books: not before the hold's.
	EffectiveAt time.Time `json:"effective_at,omitzero"`
	// Your own reference, unique in the ledger for ever: 1 to 255 characters.
	ExternalID string `json:"external_id,omitzero"`
	// The new entry's id, unique for ever; made by the service unless given.
	ID string `json:"id,omitzero"`
	// String to string: at most 50 keys of at most 64 bytes, and 8 KiB in all.
	Metadata map[string]string `json:"metadata,omitzero"`
}

// MarshalJSON writes times in microseconds, as the service refuses more decimals.
func (request PostVoidRequest) MarshalJSON() ([]byte, error) {
	type plain PostVoidRequest
	request.EffectiveAt = microseconds(request.EffectiveAt)
	return json.Marshal(plain(request))
}

// PostWebhookEndpointRequest: An endpoint to add.
type PostWebhookEndpointRequest struct {
	// Tell it of events after this `seq`: 0 for all there are. The ledger's last unless given, so that it is told of what is new.
	After *int64 `json:"after,omitzero"`
	// At most 1,024 bytes.
	Description string `json:"description,omitzero"`
	// Only events whose object has all of this metadata.
	Metadata map[string]string `json:"metadata,omitzero"`
	// True: one event at a time, each after the one before it was acknowledged; one that fails holds up the others. False unless given: several at once, and one that fails is sent again later.
	Ordered bool `json:"ordered,omitzero"`
	// Only events about accounts at or below this path; whole segments.
	PathPrefix string `json:"path_prefix,omitzero"`
	// Only events of these types; all unless given.
	Types []string `json:"types,omitzero"`
	// Where events are sent: `https`, at most 2,048 bytes, no user or fragment, no private address. One endpoint of a ledger per URL.
	URL string `json:"url"`
}

// Posting: One leg of a transfer, with the account's balance after it.
type Posting struct {
	Account   string `json:"account"`
	AccountID string `json:"account_id"`
	// Dense per account, from 1.
	AccountVersion int64   `json:"account_version"`
	Amount         Amount  `json:"amount"`
	Asset          string  `json:"asset"`
	Balance        Balance `json:"balance"`
	Direction      Side    `json:"direction"`
	// In a capture: how much less is held after it; what is not captured is released by the last one.
	Released Amount `json:"released,omitzero"`
}

// PostingList: A page of an account's postings.
type PostingList struct {
	Data []PostingRow `json:"data"`
	// Leads to the next page; null at the list's end, and only there.
	NextCursor *string `json:"next_cursor"`
}

// PostingRequest: One leg of a transfer or a hold.
type PostingRequest struct {
	// By path or id.
	Account string `json:"account"`
	// A decimal string in major units, above zero.
	Amount    Amount `json:"amount"`
	Direction Side   `json:"direction"`
	// What must be true of the account for the whole transfer to be accepted.
	If *ConditionRequest `json:"if,omitzero"`
	// Whether `amount` is the most, and what the account can give or take will do; where there are exactly two postings.
	UpTo bool `json:"up_to,omitzero"`
}

// PostingRow: A posting of an account, with its transfer's id and times.
type PostingRow struct {
	Account   string `json:"account"`
	AccountID string `json:"account_id"`
	// Dense per account, from 1.
	AccountVersion int64  `json:"account_version"`
	Amount         Amount `json:"amount"`
	Asset          string `json:"asset"`
	// The account's balance after this posting.
	Balance     Balance   `json:"balance"`
	Direction   Side      `json:"direction"`
	EffectiveAt time.Time `json:"effective_at"`
	// The posting's index in its transfer, from 0.
	Index      int64     `json:"index"`
	RecordedAt time.Time `json:"recorded_at"`
	// In a capture: how much less is held after it.
	Released   Amount `json:"released,omitzero"`
	Seq        int64  `json:"seq"`
	TransferID string `json:"transfer_id"`
}

// Problem: What went wrong, in the form of RFC 9457. Which members besides the first six are present depends on `code`.
type Problem struct {
	Account string `json:"account,omitzero"`
	// The revision that the account or transfer is at, or the account's version.
	Actual *int64 `json:"actual,omitzero"`
	Asset  string `json:"asset,omitzero"`
	// What was available.
	Available Amount `json:"available,omitzero"`
	// What the account stood at.
	Balance Amount `json:"balance,omitzero"`
	// The time that it must be before.
	Before   time.Time `json:"before,omitzero"`
	Captured Amount    `json:"captured,omitzero"`
	// What a program can rely on; the list may grow.
	Code Code `json:"code"`
	// The account that may not stand opposite.
	Counterparty string `json:"counterparty,omitzero"`
	// The sum of the credits in `asset`.
	Credits Amount `json:"credits,omitzero"`
	// The item of the group that was refused.
	Culprit *int64 `json:"culprit,omitzero"`
	// The sum of the debits in `asset`.
	Debits Amount `json:"debits,omitzero"`
	// What happened here, and what to do, in words.
	Detail string `json:"detail"`
	// The side of the account that the posting names.
	Direction   string    `json:"direction,omitzero"`
	EffectiveAt time.Time `json:"effective_at,omitzero"`
	// The revision, or the account's version, that the caller saw.
	Expected  *int64    `json:"expected,omitzero"`
	ExpiresAt time.Time `json:"expires_at,omitzero"`
	// The external id that is taken.
	ExternalID string `json:"external_id,omitzero"`
	// A JSON pointer into the body, or the name of a parameter or header.
	Field string `json:"field,omitzero"`
	// What was held in all.
	Held        Amount `json:"held,omitzero"`
	HeldCredits Amount `json:"held_credits,omitzero"`
	HeldDebits  Amount `json:"held_debits,omitzero"`
	// What became of the hold.
	HoldStatus string `json:"hold_status,omitzero"`
	// The id that is taken.
	ID string `json:"id,omitzero"`
	// The item of a batch, from 0.
	Index *int64 `json:"index,omitzero"`
	// The items that were sent, and how many are taken.
	Items *int64 `json:"items,omitzero"`
	// The key of the metadata.
	Key string `json:"key,omitzero"`
	// What kind of entry cannot be reversed.
	Kind string `json:"kind,omitzero"`
	// The number the ledger is at.
	LastSeq *int64 `json:"last_seq,omitzero"`
	// The bound that refuses.
	Limit Amount `json:"limit,omitzero"`
	// The limit whose bound that is, where it is none of the account's own.
	LimitName string `json:"limit_name,omitzero"`
	// The most bytes a body may have here.
	MaxBytes *int64 `json:"max_bytes,omitzero"`
	MaxItems *int64 `json:"max_items,omitzero"`
	// The earliest time that is possible, or the one that must be over.
	NotBefore time.Time `json:"not_before,omitzero"`
	// What the other side of the transfer holds.
	OtherAsset string `json:"other_asset,omitzero"`
	// What is posted on an account that should be closed, or by a transfer that should be reversed.
	Posted Amount `json:"posted,omitzero"`
	// The posting, from 0.
	Posting *int64 `json:"posting,omitzero"`
	// How many postings the hold or transfer has.
	Postings *int64 `json:"postings,omitzero"`
	// How the proposal was decided, and why.
	ProposalStatus string `json:"proposal_status,omitzero"`
	Reason         string `json:"reason,omitzero"`
	// What is still held, or not reversed yet.
	Remaining Amount `json:"remaining,omitzero"`
	// The request that was first answered so.
	RequestID string `json:"request_id"`
	// What the transfer moves on the account, or what a condition asks for.
	Required Amount `json:"required,omitzero"`
	Reversed Amount `json:"reversed,omitzero"`
	// The rule of the account's policy, or the condition of the posting, that refuses.
	Rule string `json:"rule,omitzero"`
	// Decimals of `asset`.
	Scale *int64 `json:"scale,omitzero"`
	// The scope that the key lacks.
	Scope string `json:"scope,omitzero"`
	// The HTTP status.
	Status int64 `json:"status"`
	// The code in words, the same every time.
	Title string `json:"title"`
	// The transfer that has it, or the one that was acted on.
	TransferID string `json:"transfer_id,omitzero"`
	// `urn:tallybook:problem:` and the code.
	Type string `json:"type"`
	// What counts within the limit's window already.
	Used Amount `json:"used,omitzero"`
}

// Proposal: A transfer that waits for a second person, or waited; once approved it is a transfer of the same id.
type Proposal struct {
	DecidedAt time.Time `json:"decided_at,omitzero"`
	// The public id of the API key that decided.
	DecidedBy   string `json:"decided_by,omitzero"`
	Description string `json:"description,omitzero"`
	// When it was to be effective; absent: when it is approved.
	EffectiveAt time.Time    `json:"effective_at,omitzero"`
	ExternalID  string       `json:"external_id,omitzero"`
	ID          string       `json:"id"`
	Kind        TransferKind `json:"kind"`
	Ledger      string       `json:"ledger"`
	Manual      bool         `json:"manual,omitzero"`
	// String to string, in the key order of RFC 8785.
	Metadata   map[string]string `json:"metadata"`
	Postings   []ProposedPosting `json:"postings"`
	ProposedAt time.Time         `json:"proposed_at"`
	// The public id of the API key that proposed it.
	ProposedBy string `json:"proposed_by"`
	Reason     string `json:"reason,omitzero"`
	// The SHA-256 of the request's body, which is what an approval posts.
	RequestSHA256 string         `json:"request_sha256"`
	ReversesID    string         `json:"reverses_id,omitzero"`
	Seq           int64          `json:"seq"`
	Status        ProposalStatus `json:"status"`
	// The rules that ask for a second person.
	WantedBy []ApprovalRule `json:"wanted_by"`
}

// ProposalList: A page of proposals.
type ProposalList struct {
	Data []Proposal `json:"data"`
	// Leads to the next page; null at the list's end, and only there.
	NextCursor *string `json:"next_cursor"`
}

// ProposalStatus: Where a proposal stands. The service may come to know more of them.
type ProposalStatus string

const (
	ProposalStatusProposed ProposalStatus = "proposed"
	ProposalStatusApproved ProposalStatus = "approved"
	ProposalStatusRejected ProposalStatus = "rejected"
)

// ProposedPosting: A posting that was proposed.
type ProposedPosting struct {
	Account   string `json:"account"`
	Amount    Amount `json:"amount"`
	Asset     string `json:"asset"`
	Direction Side   `json:"direction"`
}

// Redrive: What is sent again.
type Redrive struct {
	// How many dead letters there were.
	Events int64 `json:"events"`
}

// Replay: What is sent once more.
type Replay struct {
	// How many events of the order, those that the endpoint does not want included.
	Events int64 `json:"events"`
}

// Reversed: How much of a transfer has been reversed.
type Reversed struct {
	// Whether nothing is left to reverse.
	Fully bool `json:"fully"`
	// One for each posting of the transfer, in its order.
	Postings []ReversedPosting `json:"postings"`
	// The reversals, in order; the first 100.
	ReversalIDs []string `json:"reversal_ids"`
}

// ReversedPosting: How much of a posting has been reversed.
type ReversedPosting struct {
	Account   string `json:"account"`
	Amount    Amount `json:"amount"`
	Direction Side   `json:"direction"`
	Reversed  Amount `json:"reversed"`
}

// Side: `debit` or `credit`. The service may come to know more of them.
type Side string

const (
	SideDebit  Side = "debit"
	SideCredit Side = "credit"
)

// SimulatedResult: What would become of one item.
type SimulatedResult struct {
	// Present if `rejected`: every rule that refuses, in order of precedence.
	Problems []Problem            `json:"problems,omitzero"`
	Status   TransferResultStatus `json:"status"`
	// Present if `posted`: the entry as it would be made.
	Transfer *Transfer `json:"transfer,omitzero"`
}

// SimulatedTransferRequest: An item of a simulation, as in a batch.
type SimulatedTransferRequest struct {
	// `post` (a transfer, or a hold with `pending`) unless given.
	Action ItemAction `json:"action,omitzero"`
	// A decimal string in major units, above zero.
	Amount Amount `json:"amount,omitzero"`
	// The account to credit, by path or id.
	CreditAccount string `json:"credit_account,omitzero"`
	// The account to debit, by path or id; with `credit_account` and `amount`, instead of `postings`.
	DebitAccount string `json:"debit_account,omitzero"`
	// At most 1,024 bytes.
	Description string `json:"description,omitzero"`
	// When it counts for the books; `recorded_at` unless given.
	EffectiveAt time.Time `json:"effective_at,omitzero"`
	// When a hold ends by itself; never, unless this or `timeout_seconds` is given.
	ExpiresAt Change[time.Time] `json:"expires_at,omitzero"`
	// Your own reference, unique in the ledger for ever: 1 to 255 characters.
	ExternalID string `json:"external_id,omitzero"`
	// Of a capture: whether what is not captured by now is released, and the hold closed.
	Final bool `json:"final,omitzero"`
	// The transfer's id, unique for ever; made by the service unless given.
	ID string `json:"id,omitzero"`
	// Whether a person made it by hand, as accounts' `approval` may want to know.
	Manual bool `json:"manual,omitzero"`
	// String to string: at most 50 keys of at most 64 bytes, and 8 KiB in all.
	Metadata map[string]string `json:"metadata,omitzero"`
	// Whether it only holds the amounts, for later captures: a hold.
	Pending bool `json:"pending,omitzero"`
	// 2 to 100 legs, whose debits equal their credits in each asset; instead of the fields above.
	Postings []PostingRequest `json:"postings,omitzero"`
	// The same in seconds from when the hold is recorded: ten years at most.
	TimeoutSeconds int64 `json:"timeout_seconds,omitzero"`
	// The hold or transfer that an action is about, which may be of an earlier item that said its `id`.
	TransferID string `json:"transfer_id,omitzero"`
	// Whether `amount` is the most, and what the two accounts can give and take will do.
	UpTo bool `json:"up_to,omitzero"`
}

// MarshalJSON writes times in microseconds, as the service refuses more decimals.
func (request SimulatedTransferRequest) MarshalJSON() ([]byte, error) {
	type plain SimulatedTransferRequest
	request.EffectiveAt = microseconds(request.EffectiveAt)
	return json.Marshal(plain(request))
}

// Simulation: What would become of the items of a sequence, in its order.
type Simulation struct {
	Results []SimulatedResult `json:"results"`
}

// Transfer: A transfer: one balanced set of postings, immutable.
type Transfer struct {
	// Who proposed it and who agreed, where a policy asked for a second person.
	Approval    *Approval `json:"approval,omitzero"`
	Description string    `json:"description,omitzero"`
	// When it counts for the books.
	EffectiveAt time.Time `json:"effective_at"`
	// Of a hold or an extension: when the hold ends by itself; absent if it does not.
	ExpiresAt  time.Time `json:"expires_at,omitzero"`
	ExternalID string    `json:"external_id,omitzero"`
	// Limits that it went beyond and that only flag.
	Flags []string `json:"flags,omitzero"`
	// The hold that it captures, voids, increments, extends or ends.
	HoldID string       `json:"hold_id,omitzero"`
	ID     string       `json:"id"`
	Kind   TransferKind `json:"kind"`
	Ledger string       `json:"ledger"`
	// Present and true if its client said that it was made by hand.
	Manual bool `json:"manual,omitzero"`
	// String to string, in the key order of RFC 8785.
	Metadata map[string]string `json:"metadata"`
	Postings []Posting         `json:"postings"`
	// When the ledger learned it; never runs backwards along `seq`.
	RecordedAt time.Time `json:"recorded_at"`
	// The transfer that it reverses.
	ReversesID string         `json:"reverses_id,omitzero"`
	Seq        int64          `json:"seq"`
	Status     TransferStatus `json:"status"`
}

// TransferBatch: What became of the items of a batch, in its order.
type TransferBatch struct {
	Results []TransferResult `json:"results"`
}

// TransferDetail: A transfer as it is now: with its present metadata, what became of it, and what was made of it later.
type TransferDetail struct {
	Transfer
	// Of a hold.
	Hold *Hold `json:"hold,omitzero"`
	// What of it has been reversed, if anything.
	Reversed *Reversed `json:"reversed,omitzero"`
	// Counts changes of its metadata, from 1; also its `ETag`.
	Revision int64 `json:"revision"`
}

// TransferKind: What a transfer does. The service may come to know more of them.
type TransferKind string

const (
	TransferKindTransfer  TransferKind = "transfer"
	TransferKindHold      TransferKind = "hold"
	TransferKindCapture   TransferKind = "capture"
	TransferKindVoid      TransferKind = "void"
	TransferKindIncrement TransferKind = "increment"
	TransferKindExtension TransferKind = "extension"
	TransferKindExpiry    TransferKind = "expiry"
	TransferKindReversal  TransferKind = "reversal"
)

// TransferList: A page of transfers.
type TransferList struct {
	Data []Transfer `json:"data"`
	// Leads to the next page; null at the list's end, and only there.
	NextCursor *string `json:"next_cursor"`
}

// TransferMetadata: What is said about a transfer, after a change.
type TransferMetadata struct {
	ID string `json:"id"`
	// String to string, in the key order of RFC 8785.
	Metadata map[string]string `json:"metadata"`
	Revision int64             `json:"revision"`
	// The transfer's own `seq`.
	Seq       int64     `json:"seq"`
	UpdatedAt time.Time `json:"updated_at"`
}

// TransferResult: What became of one item of a batch.
type TransferResult struct {
	// Present if `rejected`.
	Problem *Problem             `json:"problem,omitzero"`
	Status  TransferResultStatus `json:"status"`
	// Present if `posted`: the transfer, the hold, or the action's own entry.
	Transfer *Transfer `json:"transfer,omitzero"`
}

// TransferResultStatus: Whether an item of a batch was done. The service may come to know more of them.
type TransferResultStatus string

const (
	TransferResultStatusPosted   TransferResultStatus = "posted"
	TransferResultStatusRejected TransferResultStatus = "rejected"
)

// TransferStatus: What a transfer did when it was made: moved what is posted, what is held, or released what was held. It never changes; what became of a hold is in its `hold`. The service may come to know more of them.
type TransferStatus string

const (
	TransferStatusPosted  TransferStatus = "posted"
	TransferStatusPending TransferStatus = "pending"
	TransferStatusVoided  TransferStatus = "voided"
	TransferStatusExpired TransferStatus = "expired"
)

// WebhookAttempt: What one request to an endpoint came to.
type WebhookAttempt struct {
	// The first 512 bytes of an answer that was no acknowledgement.
	Answer string `json:"answer,omitzero"`
	// The how-manieth attempt at this event, from 1.
	Attempt     int64     `json:"attempt"`
	AttemptedAt time.Time `json:"attempted_at"`
	// Why it was not acknowledged; absent where it was.
	Error string `json:"error,omitzero"`
	// The event's id, which the request carried as `webhook-id`.
	EventID string `json:"event_id"`
	Seq     int64  `json:"seq"`
	// The answer's status; absent where there was none.
	Status *int64 `json:"status,omitzero"`
	// Until the answer's end, or until it was given up.
	TookMilliseconds int64 `json:"took_milliseconds"`
}

// WebhookEndpoint: Who is told of a ledger's events by HTTP.
type WebhookEndpoint struct {
	CreatedAt   time.Time        `json:"created_at"`
	Delivery    EndpointDelivery `json:"delivery"`
	Description string           `json:"description,omitzero"`
	// Why the service disabled it.
	DisabledReason string `json:"disabled_reason,omitzero"`
	ID             string `json:"id"`
	// Only events whose object has all of this metadata.
	Metadata map[string]string `json:"metadata"`
	// Whether an event waits until the one before it was acknowledged.
	Ordered bool `json:"ordered"`
	// Only events about accounts at or below this path; absent: about all.
	PathPrefix string `json:"path_prefix,omitzero"`
	Revision   int64  `json:"revision"`
	// What its requests are signed with; shown only when it is made.
	Secret string         `json:"secret,omitzero"`
	Status EndpointStatus `json:"status"`
	// Only events of these types; absent: of every type.
	Types     []string  `json:"types,omitzero"`
	UpdatedAt time.Time `json:"updated_at"`
	URL       string    `json:"url"`
}

// WebhookEndpointList: The webhook endpoints of a ledger, all in one page.
type WebhookEndpointList struct {
	Data []WebhookEndpoint `json:"data"`
	// Leads to the next page; null at the list's end, and only there.
	NextCursor *string `json:"next_cursor"`
}

// WindowRequest: A stretch of time that ends now: one of the two.
type WindowRequest struct {
	// The present day, week (from Monday), month or year in the ledger's time zone.
	Calendar Calendar `json:"calendar,omitzero"`
	// The last so many seconds: at most a year.
	Seconds int64 `json:"seconds,omitzero"`
}
