package tallybook

import (
	"encoding/json"
	"time"
)

// Ptr is a pointer to a value, for fields that may be left out: Ptr(true), Ptr[int64](50).
func Ptr[T any](value T) *T { return &value }

// Change is what a request says of a field that can also be cleared: nothing, [Set] or [Clear].
type Change[T any] struct {
	value *T
	made  bool
}

// Set gives a field this value.
func Set[T any](value T) Change[T] { return Change[T]{value: &value, made: true} }

// Clear removes what a field has.
func Clear[T any]() Change[T] { return Change[T]{made: true} }

// IsZero is whether the field is left as it is.
func (change Change[T]) IsZero() bool { return !change.made }

// MarshalJSON writes the value, or null.
func (change Change[T]) MarshalJSON() ([]byte, error) {
	if instant, ok := any(change.value).(*time.Time); ok && instant != nil {
		return json.Marshal(microseconds(*instant))
	}
	return json.Marshal(change.value)
}

// UnmarshalJSON reads a value, or null.
func (change *Change[T]) UnmarshalJSON(data []byte) error {
	change.made = true
	return json.Unmarshal(data, &change.value)
}
