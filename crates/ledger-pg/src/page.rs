//! Pages of lists.

/// Whether a list begins with the newest `seq` or with the oldest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    Newest,
    Oldest,
}

/// Rows a page looks at before it stops, full or not.
pub(crate) const SCAN_LIMIT: i64 = 10_000;

/// Where a list goes on: strictly beyond `after` in the given order.
#[derive(Clone, Copy, Debug)]
pub struct PageRequest {
    pub after: Option<i64>,
    pub order: Order,
    pub limit: u32,
}

/// `next` is the position to go on after; `None` ends the list.
#[derive(Clone, Debug)]
pub struct Page<T> {
    pub data: Vec<T>,
    pub next: Option<i64>,
}

impl PageRequest {
    /// The positions the page may show: above the first, below the second.
    pub(crate) fn exclusive_range(&self) -> (i64, i64) {
        match self.order {
            Order::Newest => (i64::MIN, self.after.unwrap_or(i64::MAX)),
            Order::Oldest => (self.after.unwrap_or(i64::MIN), i64::MAX),
        }
    }

    /// The page's rows and one that tells whether there are more.
    pub(crate) fn one_more(&self) -> i64 {
        i64::from(self.limit) + 1
    }

    /// Takes the telltale row off.
    pub(crate) fn cut<T>(&self, mut rows: Vec<T>, position: impl Fn(&T) -> i64) -> Page<T> {
        let limit = usize::try_from(self.limit).expect("a page's limit fits");
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next = if more { rows.last().map(position) } else { None };
        Page { data: rows, next }
    }
}

impl<T> Page<T> {
    pub(crate) fn map<U>(self, change: impl FnMut(T) -> U) -> Page<U> {
        Page { data: self.data.into_iter().map(change).collect(), next: self.next }
    }
}
