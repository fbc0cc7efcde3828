package tallybook

import (
	"fmt"
	"net/url"
)

// add writes a parameter into a query, unless it is left out.
func add[T string | Moment | Amount | int64 | *int64 | *bool](query url.Values, name string, value T) {
	switch value := any(value).(type) {
	case *int64:
		if value != nil {
			query.Set(name, fmt.Sprint(*value))
		}
	case *bool:
		if value != nil {
			query.Set(name, fmt.Sprint(*value))
		}
	default:
		var zero T
		if text := fmt.Sprint(value); text != fmt.Sprint(zero) {
			query.Set(name, text)
		}
	}
}
