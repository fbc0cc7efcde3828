package tallybook

import (
	"encoding/json"
	"testing"
	"time"
)

func TestAChangeIsMadeClearedOrLeft(t *testing.T) {
	const want = `{"description":null,"policy":{"approval":null,"freeze_debits":false,"max_balance":null,"min_balance":"0.00"},"metadata":{"old":null,"tier":"gold"},"if_revision":3}`
	request := PatchAccountRequest{
		Description: Clear[string](),
		IfRevision:  3,
		Metadata:    map[string]*string{"tier": Ptr("gold"), "old": nil},
		Policy: Set(PatchPolicyRequest{
			Approval:     Clear[PatchApprovalRequest](),
			FreezeDebits: Set(false),
			MinBalance:   Set(MustAmount("0.00")),
			MaxBalance:   Clear[Amount](),
		}),
	}
	written, err := json.Marshal(request)
	if err != nil || !sameJSON(t, string(written), want) {
		t.Fatal(string(written), err)
	}
	var read PatchAccountRequest
	if err := json.Unmarshal([]byte(want), &read); err != nil {
		t.Fatal(err)
	}
	if again, err := json.Marshal(read); err != nil || !sameJSON(t, string(again), want) {
		t.Error(string(again), err)
	}
	if written, err := json.Marshal(PatchAccountRequest{Policy: Set(PatchPolicyRequest{})}); err != nil || string(written) != `{"policy":{}}` {
		t.Error(string(written), err)
	}
}

func TestTimesAreCutToMicroseconds(t *testing.T) {
	instant := time.Date(2026, time.March, 31, 23, 59, 59, 123456789, time.FixedZone("", 2*3600))
	const want = `"2026-03-31T21:59:59.123456Z"`
	for name, request := range map[string]any{
		"effective_at":  PostTransferRequest{EffectiveAt: instant},
		"expires_at":    PostExtendRequest{ExpiresAt: Set(instant)},
		"recorded_from": &PostReplayRequest{RecordedFrom: instant},
	} {
		written, err := json.Marshal(request)
		if err != nil || string(written) != `{"`+name+`":`+want+`}` {
			t.Error(name, string(written), err)
		}
	}
	if written, _ := json.Marshal(PostExtendRequest{ExpiresAt: Clear[time.Time]()}); string(written) != `{"expires_at":null}` {
		t.Error(string(written))
	}
	batch := PostTransfersBatchRequest{Transfers: []BatchTransferRequest{{EffectiveAt: instant}}}
	if written, _ := json.Marshal(batch); string(written) != `{"atomic":false,"transfers":[{"effective_at":`+want+`}]}` {
		t.Error(string(written))
	}
	if moment := At(instant); string(moment) != "2026-03-31T21:59:59.123456Z" {
		t.Error(moment)
	}
	if day := Day(2026, time.March, 31); day != "2026-03-31" {
		t.Error(day)
	}
}

func TestParametersAreLeftOutWhereTheyAreZero(t *testing.T) {
	for want, got := range map[string]string{
		"":                               (*GetAccountBalanceParams)(nil).query().Encode(),
		"as_of=2026-03-31&at_seq=0":      (&GetAccountBalanceParams{AsOf: "2026-03-31", AtSeq: Ptr[int64](0)}).query().Encode(),
		"amount_min=0.10&limit=500":      (&GetTransfersParams{AmountMin: MustAmount("0.10"), Limit: 500}).query().Encode(),
		"alerting=false&cursor=a%2Bb%3D": (&GetMonitorAccountsParams{Alerting: Ptr(false), Cursor: "a+b="}).query().Encode(),
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func sameJSON(t *testing.T, left, right string) bool {
	t.Helper()
	var texts [2]string
	for index, document := range []string{left, right} {
		var value any
		if err := json.Unmarshal([]byte(document), &value); err != nil {
			t.Fatal(err)
		}
		written, _ := json.Marshal(value)
		texts[index] = string(written)
	}
	return texts[0] == texts[1]
}
