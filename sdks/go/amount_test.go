package tallybook

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/shopspring/decimal"
)

func TestAmountsPassUnharmed(t *testing.T) {
	for _, text := range []string{"12.30", "0", "0.00", "-5.10", "1000", "99999999999999999999.999999999999999999", "0.000000000000000001", "12345678901234567890123456789012345678"} {
		var amount Amount
		if err := json.Unmarshal([]byte(`"`+text+`"`), &amount); err != nil {
			t.Fatal(err)
		}
		written, err := json.Marshal(amount)
		if err != nil || string(written) != `"`+text+`"` || fmt.Sprintf("%v %s", amount, amount) != text+" "+text || !amount.IsSet() {
			t.Error(text, string(written), err, amount)
		}
		again, err := ParseAmount(text)
		if err != nil || !again.Decimal().Equal(amount.Decimal()) {
			t.Error(text, again, err)
		}
	}
}

func TestWhatIsNoAmountIsRefused(t *testing.T) {
	for _, text := range []string{"", " 1", "1 ", "+1", "1.", ".5", "1e3", "1E3", "NaN", "Inf", "1,5", "1_000", "−1", "0x10", "1.2.3"} {
		if amount, err := ParseAmount(text); err == nil {
			t.Errorf("%q is %s", text, amount)
		}
	}
	for _, document := range []string{"12.3", "12", "true", `["1"]`, `""`} {
		var amount Amount
		if err := json.Unmarshal([]byte(document), &amount); err == nil {
			t.Errorf("%s is %s", document, amount)
		}
	}
}

func TestCalculatedAmountsAreWrittenInPlainDigits(t *testing.T) {
	for want, value := range map[string]decimal.Decimal{
		"0.30":    MustAmount("0.10").Decimal().Add(MustAmount("0.20").Decimal()),
		"1000":    decimal.New(1, 3),
		"0.00001": decimal.New(1, -5),
		"0":       decimal.Zero,
	} {
		amount := NewAmount(value)
		if amount.String() != want || !amount.IsSet() {
			t.Error(want, amount)
		}
	}
}

func TestOnlyNoAmountIsLeftOut(t *testing.T) {
	written, err := json.Marshal(PolicyRequest{MinBalance: MustAmount("0"), MaxBalance: NewAmount(decimal.Zero)})
	if err != nil || string(written) != `{"max_balance":"0","min_balance":"0"}` {
		t.Error(string(written), err)
	}
	if written, err := json.Marshal(PostMonitorRequest{Name: "low"}); err == nil {
		t.Error("a monitor without its threshold:", string(written))
	}
	if (Amount{}).String() != "" || (Amount{}).IsSet() || !(Amount{}).Decimal().IsZero() {
		t.Error("the zero Amount")
	}
}
