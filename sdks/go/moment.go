package tallybook

import "time"

// Moment is a time or a day in a parameter: [At], [Day], or the text itself ("2026-03-31T22:00:00Z", "2026-03-31").
// A day is one of the ledger's time zone: its end for AsOf, its start for all others.
type Moment string

// At is an instant, to the microsecond.
func At(instant time.Time) Moment {
	return Moment(microseconds(instant).Format(time.RFC3339Nano))
}

// Day is a day.
func Day(year int, month time.Month, day int) Moment {
	return Moment(time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Format(time.DateOnly))
}

// microseconds is what the service keeps of an instant; it refuses more decimals. The zero time stays zero.
func microseconds(instant time.Time) time.Time {
	return instant.UTC().Truncate(time.Microsecond)
}
