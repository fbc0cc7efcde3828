//! What a ledger is told about its assets and accounts.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::{Book, Change, METADATA_BYTES, METADATA_KEYS, Made, Undo};
use crate::{
    Account, AccountChange, AccountNo, AccountPath, AccountRef, AccountState, AccountStatus, AmountError, Approval,
    Asset, AssetNo, FIRST_CUSTOM_ASSET, Metadata, Minor, NewAccount, NewAsset, Policy, PolicyChange, Rejection, Rules,
    SignedDecimal, TransferChange, iso_4217,
};

impl Book {
    /// Registers an asset; registering the same one again changes nothing.
    ///
    /// # Errors
    /// [`Rejection::AssetExists`] where the code is registered with another scale or name.
    pub fn register_asset(&mut self, new: &NewAsset) -> Result<Made<AssetNo>, Rejection> {
        if let Some((asset, name)) = self.batch.assets.get(&new.code) {
            if asset.scale == new.scale && *name == new.name {
                return Ok(Made::Existing(asset.no));
            }
            return Err(Rejection::AssetExists { code: new.code.clone(), scale: asset.scale });
        }
        let no = match iso_4217(new.code.as_str()) {
            Some(built_in) if built_in.scale == new.scale => built_in.no,
            Some(built_in) => {
                return Err(Rejection::AssetExists { code: new.code.clone(), scale: built_in.scale });
            }
            None => {
                self.last_asset_no = self.last_asset_no.max(FIRST_CUSTOM_ASSET - 1) + 1;
                AssetNo(self.last_asset_no)
            }
        };
        self.load_asset(Asset { no, code: new.code.clone(), scale: new.scale }, new.name.clone());
        self.remember(|| Undo::Asset(new.code.clone()));
        Ok(Made::New { seq: self.next_seq(), what: no })
    }

    /// Opens an account; creating the same one again changes nothing.
    ///
    /// # Errors
    /// [`Rejection::AccountExists`] where the path is taken by an account that differs,
    /// [`Rejection::AssetNotFound`], and bounds that do not fit the asset.
    pub fn create_account(&mut self, new: &NewAccount, id: Uuid) -> Result<Made<AccountNo>, Rejection> {
        let Some(asset) = self.asset(&new.asset).cloned() else {
            return Err(Rejection::AssetNotFound { asset: new.asset.clone() });
        };
        let policy = in_minor(&new.policy, &new.path, &asset)?;
        let normal_side = new.normal_side.unwrap_or(new.account_type.normal_side());

        if let Some(&no) = self.by_path.get(&new.path) {
            let existing = self.account_by_no(no).expect("a path known is an account known");
            let same = existing.account_type == new.account_type
                && existing.asset.no == asset.no
                && existing.normal_side == normal_side
                && existing.policy == policy
                && self.batch.attributes.get(&no) == Some(&new.attributes);
            return if same {
                Ok(Made::Existing(no))
            } else {
                Err(Rejection::AccountExists { path: new.path.clone() })
            };
        }

        let seq = self.next_seq();
        self.last_account_no += 1;
        let no = AccountNo(self.last_account_no);
        self.load_account(Account {
            no,
            id,
            path: new.path.clone(),
            account_type: new.account_type,
            asset,
            normal_side,
            status: AccountStatus::Open,
            policy,
            revision: 1,
            created_at: self.recorded_at,
            updated_at: self.recorded_at,
            state: AccountState::NEW,
        });
        self.load_attributes(no, new.attributes.clone());
        self.remember(|| Undo::Account(no));
        Ok(Made::New { seq, what: no })
    }

    /// Changes an account's status, bounds or attributes.
    ///
    /// # Errors
    /// Bounds that do not fit the asset, [`Rejection::AccountClosed`] for another status or bound of
    /// a closed account, [`Rejection::AccountNotEmpty`], too much metadata,
    /// [`Rejection::VersionConflict`].
    pub fn update_account(&mut self, account: &AccountRef, change: &AccountChange) -> Result<Change, Rejection> {
        assert!(self.batch.undo.is_none(), "a group undoes states and creations, not changes");
        let known = self.number(account).and_then(|no| Some((no, self.batch.attributes.get(&no)?)));
        let Some((no, attributes)) = known else {
            return Err(Rejection::AccountNotFound { posting: None, account: account.clone() });
        };
        let before = self.account_by_no(no).expect("a number known is an account known");
        let path = &before.path;

        let mut after = before.clone();
        after.policy = change_policy(&before.policy, &change.policy, path, &before.asset)?;
        after.status = change.status.unwrap_or(before.status);
        if before.status == AccountStatus::Closed && (after.status != before.status || after.policy != before.policy) {
            return Err(Rejection::AccountClosed { posting: None, account: path.clone() });
        }
        if after.status == AccountStatus::Closed && !before.state.balance.is_settled() {
            let print = |minor: Minor| minor.to_decimal(before.asset.scale);
            let balance = &before.state.balance;
            return Err(Rejection::AccountNotEmpty {
                account: path.clone(),
                posted: print(balance.posted.amount(before.normal_side)),
                held_debits: print(balance.held.debits),
                held_credits: print(balance.held.credits),
            });
        }

        let mut changed = attributes.clone();
        if let Some(description) = &change.description {
            changed.description.clone_from(description);
        }
        merge(&mut changed.metadata, &change.metadata);
        if is_too_large(&changed.metadata) {
            return Err(Rejection::MetadataTooLarge { account: path.clone() });
        }
        if let Some(expected) = change.if_revision.filter(|expected| *expected != before.revision) {
            return Err(Rejection::VersionConflict { account: path.clone(), expected, actual: before.revision });
        }
        compare(&attributes.metadata, &change.if_metadata)?;

        if after == *before && changed == *attributes {
            return Ok(Change::Unchanged);
        }
        after.revision += 1;
        after.updated_at = self.recorded_at;
        self.load_account(after);
        self.load_attributes(no, changed);
        Ok(Change::Changed { seq: self.next_seq() })
    }

    /// Adds what is said about a transfer, which changing it compares with.
    pub fn load_described(&mut self, id: Uuid, described: Described) {
        self.batch.described.insert(id, described);
    }

    pub fn described(&self, id: &Uuid) -> Option<&Described> {
        self.batch.described.get(id)
    }

    /// Changes what is said about a transfer.
    ///
    /// # Errors
    /// [`Rejection::TransferNotFound`], too much metadata, another revision or metadata than expected.
    pub fn update_transfer(&mut self, id: Uuid, change: &TransferChange) -> Result<Change, Rejection> {
        assert!(self.batch.undo.is_none(), "a group undoes states and creations, not changes");
        let Some(before) = self.batch.described.get(&id) else {
            return Err(Rejection::TransferNotFound { id });
        };
        let mut metadata = before.metadata.clone();
        merge(&mut metadata, &change.metadata);
        if is_too_large(&metadata) {
            return Err(Rejection::TransferMetadataTooLarge { transfer: id });
        }
        if let Some(expected) = change.if_revision.filter(|expected| *expected != before.revision) {
            return Err(Rejection::TransferVersionConflict { transfer: id, expected, actual: before.revision });
        }
        compare(&before.metadata, &change.if_metadata)?;
        if metadata == before.metadata {
            return Ok(Change::Unchanged);
        }
        let after = Described { seq: before.seq, revision: before.revision + 1, metadata };
        self.batch.described.insert(id, after);
        Ok(Change::Changed { seq: self.next_seq() })
    }
}

/// What is said about a transfer and may change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Described {
    /// The transfer's.
    pub seq: i64,
    /// Counts changes, from 1.
    pub revision: i64,
    pub metadata: Metadata,
}

fn merge(metadata: &mut Metadata, change: &BTreeMap<String, Option<String>>) {
    for (key, value) in change {
        match value {
            Some(value) => metadata.insert(key.clone(), value.clone()),
            None => metadata.remove(key),
        };
    }
}

fn is_too_large(metadata: &Metadata) -> bool {
    let bytes: usize = metadata.iter().map(|(key, value)| key.len() + value.len()).sum();
    metadata.len() > METADATA_KEYS || bytes > METADATA_BYTES
}

/// Whether metadata is as its caller saw it.
fn compare(metadata: &Metadata, expected: &BTreeMap<String, Option<String>>) -> Result<(), Rejection> {
    let differs = expected.iter().find(|(key, expected)| metadata.get(*key) != expected.as_ref());
    match differs {
        None => Ok(()),
        Some((key, expected)) => Err(Rejection::MetadataConflict {
            key: key.clone(),
            expected: expected.clone(),
            actual: metadata.get(key).cloned(),
        }),
    }
}

type Bounded<Bound> = Result<Option<Bound>, Rejection>;

/// A policy in the minor units of its account's asset.
fn in_minor(policy: &Policy<SignedDecimal>, path: &AccountPath, asset: &Asset) -> Result<Policy, Rejection> {
    let bound = |bound: Option<SignedDecimal>| -> Bounded<Minor> {
        bound.map(|bound| bound_in_minor(bound, path, asset)).transpose()
    };
    let approval = |approval: &Approval<SignedDecimal>| -> Result<Approval, Rejection> {
        let Approval { above, back_dated, reversals, manual } = approval.clone();
        Ok(Approval { above: bound(above)?, back_dated, reversals, manual })
    };
    let rules = policy.rules.as_ref().map(|rules| -> Result<Rules, Rejection> {
        Ok(Rules {
            min_posted: bound(rules.min_posted)?,
            max_posted: bound(rules.max_posted)?,
            min_pending: bound(rules.min_pending)?,
            max_pending: bound(rules.max_pending)?,
            max_amount: bound(rules.max_amount)?,
            freeze_debits: rules.freeze_debits,
            freeze_credits: rules.freeze_credits,
            counterparties: rules.counterparties.clone(),
            required_metadata: rules.required_metadata.clone(),
            over_capture: rules.over_capture,
            approval: approval(&rules.approval)?,
        })
    });
    Ok(Policy {
        min_balance: bound(policy.min_balance)?,
        max_balance: bound(policy.max_balance)?,
        rules: rules.transpose()?.filter(|rules| *rules != Rules::default()).map(Box::new),
    })
}

fn change_policy(
    before: &Policy,
    change: &PolicyChange,
    path: &AccountPath,
    asset: &Asset,
) -> Result<Policy, Rejection> {
    let as_sent = |bound: Option<Option<SignedDecimal>>, present: Option<Minor>| -> Bounded<Minor> {
        match bound {
            None => Ok(present),
            Some(bound) => bound.map(|bound| bound_in_minor(bound, path, asset)).transpose(),
        }
    };
    let rules = before.rules.as_deref().cloned().unwrap_or_default();
    let approval = match &change.approval {
        None => rules.approval,
        Some(Approval { above, back_dated, reversals, manual }) => Approval {
            above: above.map(|bound| bound_in_minor(bound, path, asset)).transpose()?,
            back_dated: *back_dated,
            reversals: *reversals,
            manual: *manual,
        },
    };
    let rules = Rules {
        min_posted: as_sent(change.min_posted, rules.min_posted)?,
        max_posted: as_sent(change.max_posted, rules.max_posted)?,
        min_pending: as_sent(change.min_pending, rules.min_pending)?,
        max_pending: as_sent(change.max_pending, rules.max_pending)?,
        max_amount: as_sent(change.max_amount, rules.max_amount)?,
        freeze_debits: change.freeze_debits.unwrap_or(rules.freeze_debits),
        freeze_credits: change.freeze_credits.unwrap_or(rules.freeze_credits),
        counterparties: change.counterparties.clone().unwrap_or(rules.counterparties),
        required_metadata: change.required_metadata.clone().unwrap_or(rules.required_metadata),
        over_capture: change.over_capture.unwrap_or(rules.over_capture),
        approval,
    };
    Ok(Policy {
        min_balance: as_sent(change.min_balance, before.min_balance)?,
        max_balance: as_sent(change.max_balance, before.max_balance)?,
        rules: Some(rules).filter(|rules| *rules != Rules::default()).map(Box::new),
    })
}

pub(super) fn bound_in_minor(bound: SignedDecimal, account: &AccountPath, asset: &Asset) -> Result<Minor, Rejection> {
    bound.to_minor(asset.scale).map_err(|error| match error {
        AmountError::OutOfRange | AmountError::TooManyDigits => {
            Rejection::AmountOverflow { posting: None, account: account.clone() }
        }
        AmountError::FinerThanScale | AmountError::TooFine | AmountError::Malformed => Rejection::ScaleMismatch {
            posting: None,
            account: account.clone(),
            asset: asset.code.clone(),
            scale: asset.scale,
        },
    })
}
