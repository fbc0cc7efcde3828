package tallybook

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"
)

const version = "0.1.0"

// Client speaks to one service with one API key. It keeps a pool of connections and is safe for use by
// many goroutines at once.
type Client struct {
	// Ledgers creates and finds ledgers.
	Ledgers Ledgers

	url       string
	http      *http.Client
	authorize func(http.Header) // A function, as whoever prints a client must not see its key.
	defaults  settings
	pause     func(context.Context, time.Duration) error
	silence   time.Duration // After which a stream is given up.
}

// LedgerClient is a client for what is in one ledger.
type LedgerClient struct {
	Accounts  Accounts
	Approvals Approvals
	Assets    Assets
	Balances  Balances
	Events    Events
	Holds     Holds
	Limits    Limits
	Monitors  Monitors
	Transfers Transfers
	Webhooks  Webhooks
}

// place is where operations happen: a service, and one of its ledgers where they are about one.
type place struct {
	client *Client
	ledger string
}

// New makes a client for the service at serviceURL. It sends nothing yet.
func New(serviceURL, apiKey string, options ...Option) (*Client, error) {
	parsed, err := url.Parse(serviceURL)
	if err != nil {
		return nil, fmt.Errorf("tallybook: the service's URL cannot be read: %w", err)
	}
	if (parsed.Scheme != "http" && parsed.Scheme != "https") || parsed.Host == "" || parsed.RawQuery != "" || parsed.User != nil {
		return nil, errors.New("tallybook: the service's URL must be like https://ledger.example.com, without user and query")
	}
	if apiKey == "" || strings.ContainsFunc(apiKey, func(character rune) bool { return character <= ' ' || character > '~' }) {
		return nil, errors.New("tallybook: the API key is empty, or has other than visible ASCII characters")
	}
	defaults, err := standard.with(options)
	if err != nil {
		return nil, err
	}
	if defaults.isOfOneCall() {
		return nil, errors.New("tallybook: WithIdempotencyKey, WithDryRun and WithAnswer are options of a single call")
	}
	client := &Client{
		url: strings.TrimRight(serviceURL, "/"),
		http: &http.Client{
			Transport:     defaults.transport,
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
		authorize: func(header http.Header) { header.Set("Authorization", "Bearer "+apiKey) },
		defaults:  defaults,
		pause:     sleep,
		silence:   45 * time.Second, // The service says something every 15.
	}
	if client.http.Transport == nil {
		client.http.Transport = pool()
	}
	client.Ledgers = Ledgers{place{client: client}}
	return client, nil
}

// FromEnvironment makes a client from TALLYBOOK_URL and TALLYBOOK_API_KEY.
func FromEnvironment(options ...Option) (*Client, error) {
	return New(os.Getenv("TALLYBOOK_URL"), os.Getenv("TALLYBOOK_API_KEY"), options...)
}

// Ledger is a client for the ledger of that name or id. It sends nothing.
func (client *Client) Ledger(nameOrID string) *LedgerClient {
	at := place{client: client, ledger: nameOrID}
	return &LedgerClient{
		Accounts:  Accounts{at},
		Approvals: Approvals{at},
		Assets:    Assets{at},
		Balances:  Balances{at},
		Events:    Events{at},
		Holds:     Holds{at},
		Limits:    Limits{at},
		Monitors:  Monitors{at},
		Transfers: Transfers{at},
		Webhooks:  Webhooks{at},
	}
}

// pool keeps more idle connections to one host than net/http would, as there is only one host.
func pool() http.RoundTripper {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxIdleConnsPerHost = transport.MaxIdleConns
	return transport
}
