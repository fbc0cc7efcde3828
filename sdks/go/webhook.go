package tallybook

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"
)

// ErrWebhookInvalid is that a request is not a webhook of the service, or too old: answer 4xx, and do not believe its body.
var ErrWebhookInvalid = errors.New("tallybook: the webhook is not signed with this secret at this time")

// WebhookEvent is the body of a webhook, a CloudEvent. ID is the same in every attempt: what was acted on under it is a repeat.
type WebhookEvent struct {
	SpecVersion     string      `json:"specversion"`
	ID              string      `json:"id"`
	Source          string      `json:"source"`
	Type            string      `json:"type"`
	Subject         string      `json:"subject,omitzero"`
	Time            time.Time   `json:"time"`
	DataContentType string      `json:"datacontenttype"`
	DataSchema      string      `json:"dataschema"`
	Sequence        string      `json:"sequence"`
	Data            WebhookData `json:"data"`
}

// WebhookData is the event, and the name of its ledger.
type WebhookData struct {
	Ledger string `json:"ledger"`
	Event
	// Whether Object came without postings, as the event is too large: Link leads to the whole.
	Truncated bool   `json:"truncated,omitzero"`
	Link      string `json:"link,omitzero"`
}

// VerifyWebhook checks a webhook's signature over the body as it came, and that it was made within five minutes of now; the answer
// is the event. It takes the endpoint's secret, or two while one replaces the other.
func VerifyWebhook(payload []byte, header http.Header, secrets ...string) (*WebhookEvent, error) {
	return WebhookVerifier{Secrets: secrets}.Verify(payload, header)
}

// WebhookVerifier is [VerifyWebhook] with another tolerance.
type WebhookVerifier struct {
	Secrets []string
	// How far the webhook's time may be from now: five minutes unless given.
	Tolerance time.Duration
}

// Verify is as [VerifyWebhook].
func (verifier WebhookVerifier) Verify(payload []byte, header http.Header) (*WebhookEvent, error) {
	tolerance := verifier.Tolerance
	if tolerance == 0 {
		tolerance = 5 * time.Minute
	}
	seconds, err := strconv.ParseInt(header.Get(standardwebhooks.HeaderWebhookTimestamp), 10, 64)
	if err != nil || time.Since(time.Unix(seconds, 0)).Abs() > tolerance {
		return nil, ErrWebhookInvalid
	}
	signed, err := verifier.isSigned(payload, header)
	if err != nil {
		return nil, err
	}
	if !signed {
		return nil, ErrWebhookInvalid
	}
	event := new(WebhookEvent)
	if err := json.Unmarshal(payload, event); err != nil {
		return nil, fmt.Errorf("tallybook: the webhook is signed, but cannot be read: %w", err)
	}
	return event, nil
}

func (verifier WebhookVerifier) isSigned(payload []byte, header http.Header) (bool, error) {
	if len(verifier.Secrets) == 0 {
		return false, errors.New("tallybook: no webhook secret was given")
	}
	for _, secret := range verifier.Secrets {
		webhook, err := standardwebhooks.NewWebhook(secret)
		if err != nil || strings.TrimPrefix(secret, "whsec_") == "" {
			return false, errors.New("tallybook: a webhook secret is like whsec_…, with base64 after the underscore")
		}
		// The time is checked above; the library knows but one tolerance.
		if webhook.VerifyIgnoringTimestamp(payload, header) == nil {
			return true, nil
		}
	}
	return false, nil
}
