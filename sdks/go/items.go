package tallybook

import "iter"

// items goes through a list from page to page. A page may be empty in the middle: only a missing cursor ends the list.
func items[Item any](page func(cursor string) ([]Item, *string, error)) iter.Seq2[Item, error] {
	return func(yield func(Item, error) bool) {
		for cursor := ""; ; {
			data, next, err := page(cursor)
			if err != nil {
				var none Item
				yield(none, err)
				return
			}
			for _, item := range data {
				if !yield(item, nil) {
					return
				}
			}
			if next == nil {
				return
			}
			cursor = *next
		}
	}
}
