package tallybook

import (
	"errors"
	"slices"
	"testing"
)

func TestAListGoesOnUntilItsCursorEnds(t *testing.T) {
	script := play(t,
		ok(200, `{"data": [{"path": "a"}, {"path": "b"}], "next_cursor": "one"}`),
		ok(200, `{"data": [], "next_cursor": "two"}`),
		ok(200, `{"data": [{"path": "c"}], "next_cursor": null}`))
	var paths []string
	params := &GetAccountsParams{PathPrefix: "users", Limit: 2}
	for account, err := range script.Ledger("demo").Accounts.ListAll(t.Context(), params) {
		if err != nil {
			t.Fatal(err)
		}
		paths = append(paths, account.Path)
	}
	if !slices.Equal(paths, []string{"a", "b", "c"}) || params.Cursor != "" {
		t.Error(paths, params)
	}
	var targets []string
	for _, request := range script.asked() {
		targets = append(targets, request.target)
	}
	const list = "/v1/ledgers/demo/accounts?"
	want := []string{list + "limit=2&path_prefix=users", list + "cursor=one&limit=2&path_prefix=users", list + "cursor=two&limit=2&path_prefix=users"}
	if !slices.Equal(targets, want) {
		t.Error(targets)
	}
}

func TestAListEndsWithTheLoopOrAnError(t *testing.T) {
	script := play(t, ok(200, `{"data": [{"path": "a"}, {"path": "b"}], "next_cursor": "one"}`), problem(403, CodeForbidden))
	for range script.Ledger("demo").Accounts.ListAll(t.Context(), nil) {
		break
	}
	if len(script.asked()) != 1 {
		t.Error(script.asked())
	}
	script = play(t, ok(200, `{"data": [{"path": "a"}], "next_cursor": "one"}`), problem(403, CodeForbidden))
	var last error
	items := 0
	for _, err := range script.Ledger("demo").Accounts.ListAll(t.Context(), nil) {
		items++
		last = err
	}
	if items != 2 || !errors.Is(last, CodeForbidden) {
		t.Error(items, last)
	}
}
