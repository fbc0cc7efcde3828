package tallybook

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"

	"github.com/shopspring/decimal"
)

// Amount is an exact amount of money in major units. It keeps the decimals that it was written with: "12.30" prints as
// "12.30". Calculate with [Amount.Decimal]; two amounts are compared by their decimals' Equal and Cmp, not by ==. The zero
// Amount is none at all: it leaves a field out, whereas an amount of "0" is sent.
type Amount struct{ value decimal.Decimal }

var plain = regexp.MustCompile(`^-?[0-9]+(\.[0-9]+)?$`)

// NewAmount is the amount of that value and as many decimals.
func NewAmount(value decimal.Decimal) Amount {
	return Amount{decimal.NewFromBigInt(value.Coefficient(), value.Exponent())} // Unlike the zero Decimal, never the zero Amount.
}

// ParseAmount reads an amount such as "12.34" or "-5".
func ParseAmount(text string) (Amount, error) {
	if !plain.MatchString(text) {
		return Amount{}, fmt.Errorf("tallybook: %q is no amount such as 12.34", text)
	}
	value, err := decimal.NewFromString(text)
	return NewAmount(value), err
}

// MustAmount is [ParseAmount] for amounts that are written in the program; it panics where they are wrong.
func MustAmount(text string) Amount {
	amount, err := ParseAmount(text)
	if err != nil {
		panic(err)
	}
	return amount
}

// Decimal is the amount as a number to calculate with.
func (amount Amount) Decimal() decimal.Decimal { return amount.value }

// IsSet is whether there is an amount, be it zero.
func (amount Amount) IsSet() bool { return amount != Amount{} }

// String is the amount in plain digits, with all its decimals; nothing for the zero Amount.
func (amount Amount) String() string {
	if !amount.IsSet() {
		return ""
	}
	return amount.value.StringFixed(max(0, -amount.value.Exponent()))
}

// MarshalJSON writes a JSON string, as the service reads no numbers.
func (amount Amount) MarshalJSON() ([]byte, error) {
	if !amount.IsSet() {
		return nil, errors.New("tallybook: an amount is missing")
	}
	return json.Marshal(amount.String())
}

// UnmarshalJSON reads a JSON string. A JSON number is refused: it may have been a float on its way.
func (amount *Amount) UnmarshalJSON(data []byte) error {
	var text string
	if err := json.Unmarshal(data, &text); err != nil {
		return fmt.Errorf("tallybook: an amount is a JSON string, not %s", data)
	}
	parsed, err := ParseAmount(text)
	if err != nil {
		return err
	}
	*amount = parsed
	return nil
}
