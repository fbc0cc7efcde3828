//! Items of a batch or of a simulation: transfers, holds, and actions on them, told apart by `action`.

use ledger::{Action, NewTransfer, Part};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    actions::{self, PartPostingRequest},
    movement::{PostingRequest, TwoNames},
    post_transfer::TransferFields,
    problem::Problem,
    problem_codes::Code,
    state::HttpOptions,
    wire::{Parsed, from_choice},
};

/// What an item does: posts a transfer or a hold, or acts on one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum ItemAction {
    Post,
    Capture,
    Void,
    Increment,
    Extend,
    Reverse,
}

from_choice!(
    ItemAction,
    ItemAction::Post => "post",
    ItemAction::Capture => "capture",
    ItemAction::Void => "void",
    ItemAction::Increment => "increment",
    ItemAction::Extend => "extend",
    ItemAction::Reverse => "reverse"
);

impl ItemAction {
    /// As a sentence names it, and the fields that it takes besides those that every item has.
    fn takes(self) -> (&'static str, &'static [&'static str]) {
        match self {
            ItemAction::Post => (
                "a transfer",
                &[
                    "debit_account",
                    "credit_account",
                    "amount",
                    "up_to",
                    "postings",
                    "pending",
                    "expires_at",
                    "timeout_seconds",
                    "effective_at",
                    "manual",
                ],
            ),
            ItemAction::Capture => ("a capture", &["transfer_id", "amount", "postings", "final", "effective_at"]),
            ItemAction::Void => ("a void", &["transfer_id", "effective_at"]),
            ItemAction::Increment => ("an increment", &["transfer_id", "amount", "postings", "effective_at"]),
            ItemAction::Extend => ("an extension", &["transfer_id", "expires_at", "timeout_seconds"]),
            ItemAction::Reverse => ("a reversal", &["transfer_id", "amount", "postings", "effective_at"]),
        }
    }
}

/// What a client says of an item, not yet judged as a whole.
#[derive(Debug)]
pub struct ItemFields {
    pub action: Option<Parsed<ItemAction>>,
    pub transfer_id: Option<Parsed<Uuid>>,
    /// `final` of a capture.
    pub last: Option<bool>,
    pub transfer: TransferFields,
}

impl ItemFields {
    /// Judges what concerns several fields. `at` is the JSON pointer of the item.
    ///
    /// # Errors
    /// `invalid_field`.
    pub fn check(self, at: &str) -> Result<(NewTransfer, Option<TwoNames>), Problem> {
        let action = self.action.map_or(ItemAction::Post, |action| action.0);
        self.refuse_foreign_fields(at, action)?;
        if action == ItemAction::Post {
            return self.transfer.check(at);
        }
        let (name, _) = action.takes();
        let Some(Parsed(target)) = self.transfer_id else {
            return Err(Problem::invalid_field(&format!("{at}/transfer_id"), &format!("is required for {name}")));
        };
        let TransferFields { movement, expires_at, timeout_seconds, details, .. } = self.transfer;
        let postings = movement.postings.map(|postings| part_postings(at, postings)).transpose()?;
        let part = actions::part(at, movement.amount, postings)?;
        let action = match action {
            ItemAction::Capture => actions::capture(target, part, self.last),
            ItemAction::Increment => Action::Increment { hold: target, part: actions::required_part(at, part)? },
            ItemAction::Extend => {
                Action::Extend { hold: target, expiry: actions::new_expiry(at, expires_at, timeout_seconds)? }
            }
            ItemAction::Reverse => Action::Reverse { transfer: target, part: part.unwrap_or(Part::Rest) },
            ItemAction::Void | ItemAction::Post => Action::Void { hold: target },
        };
        Ok((details.with(action, false), None))
    }

    fn refuse_foreign_fields(&self, at: &str, action: ItemAction) -> Result<(), Problem> {
        let TransferFields { movement, pending, expires_at, timeout_seconds, manual, details } = &self.transfer;
        // Only an extension tells null from nothing.
        let expires = expires_at.is_some_and(|time| time.is_some() || action == ItemAction::Extend);
        let given = [
            ("transfer_id", self.transfer_id.is_some()),
            ("debit_account", movement.debit_account.is_some()),
            ("credit_account", movement.credit_account.is_some()),
            ("amount", movement.amount.is_some()),
            ("up_to", movement.up_to.is_some()),
            ("postings", movement.postings.is_some()),
            ("pending", pending.is_some()),
            ("expires_at", expires),
            ("timeout_seconds", timeout_seconds.is_some()),
            ("effective_at", details.effective_at.is_some()),
            ("manual", manual.is_some()),
            ("final", self.last.is_some()),
        ];
        let (name, fields) = action.takes();
        match given.into_iter().find(|(field, given)| *given && !fields.contains(field)) {
            None => Ok(()),
            Some((field, _)) => {
                let message = format!("must be absent: it is no field of {name}");
                Err(Problem::invalid_field(&format!("{at}/{field}"), &message))
            }
        }
    }
}

/// An action's postings say how much, and nothing else.
fn part_postings(at: &str, postings: Vec<PostingRequest>) -> Result<Vec<PartPostingRequest>, Problem> {
    let check = |(index, posting): (usize, PostingRequest)| {
        let marks = [("up_to", posting.up_to.is_some()), ("if", posting.condition.is_some())];
        if let Some((field, _)) = marks.into_iter().find(|(_, given)| *given) {
            let field = format!("{at}/postings/{index}/{field}");
            return Err(Problem::invalid_field(&field, "must be absent: only a transfer's posting takes it"));
        }
        Ok(PartPostingRequest { account: posting.account, direction: posting.direction, amount: posting.amount })
    };
    postings.into_iter().enumerate().map(check).collect()
}

/// Items that were checked, with the accounts that must not be one.
pub struct CheckedItems {
    pub transfers: Vec<NewTransfer>,
    pub two_names: Vec<TwoNames>,
}

/// Checks each item, and then their number.
///
/// # Errors
/// `invalid_field`, `batch_too_large`.
pub fn check_items(items: Vec<ItemFields>, options: &HttpOptions) -> Result<CheckedItems, Problem> {
    let count = items.len();
    if count == 0 {
        return Err(Problem::invalid_field("/transfers", "must hold at least one item"));
    }
    let mut checked = CheckedItems { transfers: Vec::with_capacity(count), two_names: Vec::new() };
    for (index, item) in items.into_iter().enumerate() {
        let (transfer, two_names) = item.check(&format!("/transfers/{index}"))?;
        checked.transfers.push(transfer);
        checked.two_names.extend(two_names);
    }
    let most = options.max_batch_items;
    if count > most {
        let detail = format!("The batch holds {count} items, and at most {most} are taken. Split it.");
        return Err(Problem::new(Code::BatchTooLarge, detail).with("items", count).with("max_items", most));
    }
    Ok(checked)
}

/// Declares an item: a transfer's fields, an action's, and more.
macro_rules! item_request {
    ($(#[$doc:meta])* $name:ident { $($more:tt)* }) => {
        transfer_request! {
            $(#[$doc])*
            $name {
                /// `post` (a transfer, or a hold with `pending`) unless given.
                #[schema(value_type = Option<ItemAction>)]
                action: Option<Parsed<ItemAction>>,
                /// The hold or transfer that an action is about, which may be of an earlier item that said its `id`.
                #[schema(value_type = Option<Uuid>)]
                transfer_id: Option<Parsed<Uuid>>,
                /// Of a capture: whether what is not captured by now is released, and the hold closed.
                #[serde(rename = "final")]
                last: Option<bool>,
                $($more)*
            }
        }

        impl $name {
            fn item(self) -> ItemFields {
                ItemFields {
                    action: self.action,
                    transfer_id: self.transfer_id,
                    last: self.last,
                    transfer: self.transfer(),
                }
            }
        }
    };
}
pub(crate) use item_request;

#[cfg(test)]
mod tests {
    use ledger::{AccountRef, DecimalAmount, Expiry, Side};

    use super::*;
    use crate::{actions::Details, movement::Movement, wire::Amount};

    const HOLD: Uuid = Uuid::from_u128(1);

    fn item(action: ItemAction) -> ItemFields {
        ItemFields {
            action: Some(Parsed(action)),
            transfer_id: Some(Parsed(HOLD)),
            last: None,
            transfer: TransferFields {
                movement: Movement {
                    debit_account: None,
                    credit_account: None,
                    amount: None,
                    up_to: None,
                    postings: None,
                },
                pending: None,
                expires_at: None,
                timeout_seconds: None,
                manual: None,
                details: Details::default(),
            },
        }
    }

    fn amount(text: &str) -> Parsed<Amount> {
        Parsed(Amount(DecimalAmount::parse(text).expect("an amount")))
    }

    fn action_of(item: ItemFields) -> Result<Action, String> {
        item.check("/transfers/3").map(|(new, _)| new.action).map_err(|problem| problem.detail.into_owned())
    }

    #[test]
    fn an_item_is_the_action_it_names() {
        assert_eq!(action_of(item(ItemAction::Void)), Ok(Action::Void { hold: HOLD }));
        // All that remains closes the hold.
        assert_eq!(
            action_of(item(ItemAction::Capture)),
            Ok(Action::Capture { hold: HOLD, part: Part::Rest, last: true })
        );
        assert_eq!(action_of(item(ItemAction::Reverse)), Ok(Action::Reverse { transfer: HOLD, part: Part::Rest }));
        let mut capture = item(ItemAction::Capture);
        capture.transfer.movement.amount = Some(amount("1.5"));
        let part = Part::Amount(DecimalAmount::parse("1.5").expect("an amount"));
        assert_eq!(action_of(capture), Ok(Action::Capture { hold: HOLD, part, last: false }));
        let mut extension = item(ItemAction::Extend);
        extension.transfer.expires_at = Some(None);
        assert_eq!(action_of(extension), Ok(Action::Extend { hold: HOLD, expiry: Expiry::Never }));
    }

    #[test]
    fn what_an_action_needs_must_be_said() {
        let needs = |item, field: &str| {
            let detail = action_of(item).expect_err("refused");
            assert!(detail.starts_with(&format!("/transfers/3/{field} is required")), "{detail}");
        };
        needs(ItemFields { transfer_id: None, ..item(ItemAction::Void) }, "transfer_id");
        needs(item(ItemAction::Increment), "amount");
        needs(item(ItemAction::Extend), "expires_at");
        needs(ItemFields { transfer_id: None, ..item(ItemAction::Post) }, "debit_account");
    }

    #[test]
    fn fields_of_other_actions_are_refused() {
        let refuses = |item, field: &str| {
            let detail = action_of(item).expect_err("refused");
            assert!(detail.starts_with(&format!("/transfers/3/{field} must be absent")), "{detail}");
        };
        refuses(item(ItemAction::Post), "transfer_id");
        refuses(ItemFields { last: Some(false), ..item(ItemAction::Reverse) }, "final");
        let mut void = item(ItemAction::Void);
        void.transfer.movement.amount = Some(amount("1"));
        refuses(void, "amount");
        let mut capture = item(ItemAction::Capture);
        capture.transfer.pending = Some(false);
        refuses(capture, "pending");
        let mut increment = item(ItemAction::Increment);
        increment.transfer.movement.postings = Some(vec![PostingRequest {
            account: Parsed(AccountRef::parse("a").expect("a path")),
            direction: Parsed(Side::Debit),
            amount: amount("1"),
            up_to: Some(true),
            condition: None,
        }]);
        refuses(increment, "postings/0/up_to");
        // Null is the same as nothing, but for an extension.
        let mut void = item(ItemAction::Void);
        void.transfer.expires_at = Some(None);
        assert_eq!(action_of(void), Ok(Action::Void { hold: HOLD }));
    }

    #[test]
    fn the_number_of_items_is_bounded() {
        let options = HttpOptions { max_batch_items: 2, ..HttpOptions::default() };
        let check = |count: usize| {
            let items = (0..count).map(|_| item(ItemAction::Void)).collect();
            check_items(items, &options).map(|checked| checked.transfers.len()).map_err(|problem| problem.code)
        };
        assert_eq!(check(0), Err(Code::InvalidField));
        assert_eq!(check(2), Ok(2));
        assert_eq!(check(3), Err(Code::BatchTooLarge));
    }
}
