package tallybook

import (
	"encoding/json"
	"sync"
)

// AccountVersions tells repeats of events, whichever way they come: webhook, stream or poll. It remembers each account's highest
// version, for as long as it lives; keep versions in your database, beside what you do about them, where that is not enough.
// The zero value is ready, and safe for many goroutines at once.
type AccountVersions struct {
	mutex   sync.Mutex
	highest map[string]int64
}

// IsNews is whether any of the event's postings is of a higher version than its account had, and remembers them all. Events
// without postings are always news, as versions do not count them: tell their repeats by seq.
func (versions *AccountVersions) IsNews(event Event) bool {
	var object struct {
		Postings []struct {
			AccountID      string `json:"account_id"`
			AccountVersion int64  `json:"account_version"`
		} `json:"postings"`
	}
	if err := json.Unmarshal(event.Object, &object); err != nil {
		return true
	}
	versions.mutex.Lock()
	defer versions.mutex.Unlock()
	counted, news := false, false
	for _, posting := range object.Postings {
		if posting.AccountVersion == 0 {
			continue // A proposal's: it has not moved anything.
		}
		counted = true
		if posting.AccountVersion > versions.highest[posting.AccountID] {
			news = true
		}
	}
	for _, posting := range object.Postings {
		if versions.highest == nil {
			versions.highest = map[string]int64{}
		}
		versions.highest[posting.AccountID] = max(versions.highest[posting.AccountID], posting.AccountVersion)
	}
	return news || !counted
}
