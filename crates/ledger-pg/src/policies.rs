//! Policies: the public object of one, and the column that keeps its less usual rules.
//!
//! The column is the object without the two bounds that have columns of their own.

use ledger::{Account, Approval, Minor, PathPrefix, Policy, Rules, SignedDecimal};

use crate::objects;

/// A policy as it is served.
pub(crate) fn object(policy: &Policy, scale: u8) -> objects::Policy {
    let print = |bound: Option<Minor>| bound.map(|minor| minor.to_decimal(scale));
    let rules = policy.rules.as_deref().cloned().unwrap_or_default();
    let approval = rules.approval;
    objects::Policy {
        allowed_counterparties: rules.counterparties.iter().map(ToString::to_string).collect(),
        approval: (approval != Approval::default()).then(|| objects::ApprovalPolicy {
            above: print(approval.above),
            back_dated: approval.back_dated,
            manual: approval.manual,
            reversals: approval.reversals,
        }),
        freeze_credits: rules.freeze_credits,
        freeze_debits: rules.freeze_debits,
        max_amount: print(rules.max_amount),
        max_balance: print(policy.max_balance),
        max_pending: print(rules.max_pending),
        max_posted: print(rules.max_posted),
        min_balance: print(policy.min_balance),
        min_pending: print(rules.min_pending),
        min_posted: print(rules.min_posted),
        over_capture_percent: (rules.over_capture > 0)
            .then(|| Minor::new(i128::from(rules.over_capture)).expect("small").to_decimal(2)),
        required_metadata: rules.required_metadata,
    }
}

/// The column of an account's rules.
pub(crate) fn rules_json(account: &Account) -> Option<String> {
    let rules = account.policy.rules.clone()?;
    let policy = Policy { min_balance: None, max_balance: None, rules: Some(rules) };
    Some(objects::to_string(&object(&policy, account.asset.scale)))
}

pub(crate) fn rules_of(column: Option<&str>, scale: u8) -> sqlx::Result<Option<Box<Rules>>> {
    let Some(column) = column else { return Ok(None) };
    let object: objects::Policy = serde_json::from_str(column).map_err(|error| sqlx::Error::Decode(error.into()))?;
    let approval = object.approval.unwrap_or_default();
    Ok(Some(Box::new(Rules {
        min_posted: minor(object.min_posted, scale)?,
        max_posted: minor(object.max_posted, scale)?,
        min_pending: minor(object.min_pending, scale)?,
        max_pending: minor(object.max_pending, scale)?,
        max_amount: minor(object.max_amount, scale)?,
        freeze_debits: object.freeze_debits,
        freeze_credits: object.freeze_credits,
        counterparties: object
            .allowed_counterparties
            .iter()
            .map(|prefix| PathPrefix::parse(prefix))
            .collect::<Result<_, _>>()
            .map_err(|error| sqlx::Error::Decode(error.into()))?,
        required_metadata: object.required_metadata,
        over_capture: minor(object.over_capture_percent, 2)?
            .and_then(|percent| u16::try_from(percent.units()).ok())
            .unwrap_or(0),
        approval: Approval {
            above: minor(approval.above, scale)?,
            back_dated: approval.back_dated,
            reversals: approval.reversals,
            manual: approval.manual,
        },
    })))
}

fn minor(decimal: Option<String>, scale: u8) -> sqlx::Result<Option<Minor>> {
    let parse = |text: String| SignedDecimal::parse(&text)?.to_minor(scale);
    decimal.map(parse).transpose().map_err(|error| sqlx::Error::Decode(error.into()))
}
