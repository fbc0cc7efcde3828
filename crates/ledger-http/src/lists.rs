//! Lists: pages of rows behind opaque cursors.

use ledger_pg::{Order, Page, PageRequest};

use crate::{
    call::Call,
    cursor::{Binding, Cursor},
    problem::Problem,
    wire::{Parsed, Whole, from_choice},
};

/// The sequence of a list's rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, utoipa::ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum Direction {
    Asc,
    Desc,
}

from_choice!(Direction, Direction::Asc => "asc", Direction::Desc => "desc");

pub type Limit = Parsed<Whole<1, 500>>;
pub type Seq = Parsed<Whole<0, { i64::MAX }>>;

/// Declares the query of a list: its filters and what every list takes.
macro_rules! list_query {
    ($(#[$doc:meta])* $name:ident { $($filters:tt)* }) => {
        $(#[$doc])*
        #[derive(Debug, Default, serde::Deserialize, utoipa::IntoParams)]
        #[into_params(parameter_in = Query)]
        pub struct $name {
            $($filters)*
            /// Rows on the page, 1 to 500 (50 unless given).
            #[param(value_type = i64, required = false, minimum = 1, maximum = 500, example = 50)]
            limit: Option<$crate::lists::Limit>,
            /// Where to go on: the `next_cursor` of the page before, with the same filters and order.
            #[param(value_type = String, required = false)]
            cursor: Option<String>,
            /// `desc` (newest first, unless given) or `asc`.
            #[param(value_type = $crate::lists::Direction, required = false, inline)]
            order: Option<$crate::wire::Parsed<$crate::lists::Direction>>,
        }

        impl $name {
            fn paging(&self) -> $crate::lists::Paging<'_> {
                $crate::lists::Paging { limit: self.limit, cursor: self.cursor.as_deref(), order: self.order }
            }
        }
    };
}
pub(crate) use list_query;

/// How a page was asked for.
pub struct Paging<'a> {
    pub limit: Option<Limit>,
    pub cursor: Option<&'a str>,
    pub order: Option<Parsed<Direction>>,
}

/// A list as asked for: which page, and what its cursors are bound to.
#[derive(Clone, Copy, Debug)]
pub struct Listing {
    pub page: PageRequest,
    pub cursor: Option<Cursor>,
    binding: Binding,
}

impl Listing {
    /// # Errors
    /// `invalid_field` where the cursor is of another list.
    pub fn new(call: &Call, paging: &Paging<'_>) -> Result<Listing, Problem> {
        let (order, word) = match paging.order {
            Some(Parsed(Direction::Asc)) => (Order::Oldest, "asc"),
            Some(Parsed(Direction::Desc)) | None => (Order::Newest, "desc"),
        };
        let filters = call.filters().flat_map(|(name, value)| [name, value]);
        let binding = Binding::new(call.place().chain(filters).chain([word]));
        let cursor = match paging.cursor {
            None => None,
            Some(text) => Some(Cursor::decode(text, binding).ok_or_else(|| {
                Problem::invalid_field("cursor", "must be the next_cursor of this list with the same filters and order")
            })?),
        };
        let limit = match paging.limit {
            Some(Parsed(Whole(limit))) => u32::try_from(limit).expect("a page's limit is at most 500"),
            None => call.app.options.default_page,
        };
        Ok(Listing { page: PageRequest { after: cursor.map(|cursor| cursor.position), order, limit }, cursor, binding })
    }

    /// The cursor to the page after this one, answered at `seq`.
    pub fn next<T>(&self, page: &Page<T>, seq: i64) -> Option<String> {
        page.next.map(|position| Cursor { position, seq }.encode(self.binding))
    }
}

/// Declares the answer of a list, an object of its own so that generated clients can name it.
macro_rules! list_answer {
    ($(#[$doc:meta])* $name:ident of $row:ty) => {
        $(#[$doc])*
        #[derive(Debug, serde::Serialize, utoipa::ToSchema)]
        pub struct $name {
            data: Vec<$row>,
            /// Leads to the next page; null at the list's end, and only there.
            #[schema(required)]
            next_cursor: Option<String>,
        }
    };
}
pub(crate) use list_answer;
