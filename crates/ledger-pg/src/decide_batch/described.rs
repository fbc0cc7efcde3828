//! What is said about a ledger: its assets, accounts, limits and monitors, and transfers' metadata.

use ledger::{
    Account, AccountNo, AccountRef, Attributes, Change, LimitChange, Made, MonitorChange, NewAccount, NewAsset,
    NewLimit, NewMonitor, Rejection, TransferChange,
};
use uuid::Uuid;

use super::Plan;
use crate::{
    Answer, Refusal, Unit, accounts,
    assets::AssetRow,
    events::EventType,
    ids::new_id,
    limits, locations, monitors, objects,
    outcome::{self, Outcome},
    transfer_metadata,
};

impl Plan<'_, '_> {
    pub(super) fn register_asset(&mut self, new: &NewAsset) -> Result<Answer, Rejection> {
        let made = self.book.register_asset(new)?;
        let row = match made {
            Made::New { seq, .. } => {
                let asset = self.book.asset(&new.code).expect("registered above").clone();
                let row = AssetRow { asset, name: new.name.clone(), seq, created_at: self.book.recorded_at() };
                let object = objects::Asset { schema: Some(objects::SCHEMA), ..row.object() };
                self.record(seq, EventType::AssetCreated, objects::to_string(&object));
                self.written.assets.push(row.clone());
                row
            }
            Made::Existing(no) => {
                let mut registered = self.assets.iter().chain(&self.written.assets);
                registered.find(|row| row.asset.no == no).expect("what exists was loaded or just written").clone()
            }
        };
        let (status, seq) = match made {
            Made::New { seq, .. } => (201, Some(seq)),
            Made::Existing(_) => (200, None),
        };
        Ok(Answer::new(status, seq, objects::to_json(&row.object()))
            .at(locations::asset(&self.context.ledger.name, &new.code)))
    }

    pub(super) fn create_account(&mut self, new: &NewAccount) -> Result<Answer, Rejection> {
        let made = self.book.create_account(new, new_id())?;
        Ok(self.account_made(made))
    }

    fn account_made(&mut self, made: Made<AccountNo>) -> Answer {
        let (status, seq, no) = match made {
            Made::New { seq, what } => (201, Some(seq), what),
            Made::Existing(no) => (200, None, no),
        };
        let (account, attributes) = self.described(no);
        let body = match seq {
            Some(seq) => {
                let body = self.record_account(seq, EventType::AccountCreated, &account, &attributes);
                self.written.new_accounts.push((account.clone(), attributes));
                body
            }
            None => objects::to_json(&accounts::object(&account, &attributes)),
        };
        Answer::new(status, seq, body).at(locations::account(&self.context.ledger.name, &account.path))
    }

    fn described(&self, no: AccountNo) -> (Account, Attributes) {
        let account = self.book.account_by_no(no).expect("just created or changed").clone();
        (account, self.book.attributes(no).cloned().unwrap_or_default())
    }

    /// Records the event of an account's creation or change; returns the object without its schema.
    fn record_account(
        &mut self,
        seq: i64,
        event_type: EventType,
        account: &Account,
        attributes: &Attributes,
    ) -> Vec<u8> {
        let mut object = accounts::object(account, attributes);
        object.schema = Some(objects::SCHEMA);
        self.record(seq, event_type, objects::to_string(&object));
        object.schema = None;
        objects::to_json(&object)
    }

    pub(super) fn create_accounts(&mut self, unit: &Unit, many: &[NewAccount]) -> Outcome {
        let made = self.book.all_or_none(|book| {
            many.iter()
                .enumerate()
                .map(|(index, new)| book.create_account(new, new_id()).map_err(|rejection| (index, rejection)))
                .collect::<Result<Vec<_>, _>>()
        });
        match made {
            Err((index, rejection)) => {
                let refusal = match &rejection {
                    // Known now means known before: the group's own accounts are taken back.
                    Rejection::AccountExists { path }
                        if self.book.account(&AccountRef::Path(path.clone())).is_none() =>
                    {
                        Refusal::Sibling(rejection)
                    }
                    _ => Refusal::Rejection(rejection),
                };
                Outcome::Answered(self.refuse(unit, &refusal, Some(index)))
            }
            Ok(made) => {
                let answers: Vec<Answer> = made.into_iter().map(|made| self.account_made(made)).collect();
                let mut body = b"{\"accounts\":".to_vec();
                outcome::write_list(&mut body, &answers, |body, answer| body.extend_from_slice(&answer.body));
                body.push(b'}');
                Outcome::Answered(Answer::new(
                    if answers.iter().any(|answer| answer.status == 201) { 201 } else { 200 },
                    answers.iter().filter_map(|answer| answer.seq).max(),
                    body,
                ))
            }
        }
    }

    pub(super) fn update_account(
        &mut self,
        name: &AccountRef,
        change: &ledger::AccountChange,
    ) -> Result<Answer, Rejection> {
        let changed = self.book.update_account(name, change)?;
        let no = self.book.account(name).expect("changed above").no;
        let (account, attributes) = self.described(no);
        let (seq, body) = match changed {
            Change::Unchanged => (None, objects::to_json(&accounts::object(&account, &attributes))),
            Change::Changed { seq } => {
                let body = self.record_account(seq, EventType::AccountUpdated, &account, &attributes);
                self.written.changed_accounts.insert(no, (account, attributes));
                (Some(seq), body)
            }
        };
        Ok(Answer::new(200, seq, body))
    }

    pub(super) fn update_transfer(&mut self, id: Uuid, change: &TransferChange) -> Result<Answer, Rejection> {
        let changed = self.book.update_transfer(id, change)?;
        let described = self.book.described(&id).expect("changed above").clone();
        let object = objects::TransferMetadata {
            id,
            metadata: objects::StringMap(described.metadata.clone()),
            revision: described.revision,
            schema: Some(objects::SCHEMA),
            seq: described.seq,
            updated_at: self.book.recorded_at().to_string(),
        };
        let seq = match changed {
            Change::Unchanged => None,
            Change::Changed { seq } => {
                self.record(seq, EventType::TransferUpdated, objects::to_string(&object));
                let row = transfer_metadata::Changed { described, updated_at: self.book.recorded_at() };
                self.written.described.insert(row.described.seq, row);
                Some(seq)
            }
        };
        let body = objects::to_json(&objects::TransferMetadata { schema: None, ..object });
        Ok(Answer::new(200, seq, body))
    }

    pub(super) fn set_limit(&mut self, new: &NewLimit) -> Result<Answer, Rejection> {
        let (status, seq) = match self.book.set_limit(new)? {
            Made::New { seq, .. } => (201, Some((seq, EventType::LimitCreated))),
            Made::Existing(_) => (200, None),
        };
        let location = Some(locations::limit(&self.context.ledger.name, &new.name));
        Ok(Answer { location, ..self.limit_answer(&new.name, status, seq) })
    }

    pub(super) fn change_limit(&mut self, name: &str, change: &LimitChange) -> Result<Answer, Rejection> {
        let seq = match self.book.change_limit(name, change)? {
            Change::Changed { seq } => Some((seq, EventType::LimitUpdated)),
            Change::Unchanged => None,
        };
        Ok(self.limit_answer(name, 200, seq))
    }

    /// The answer that is a limit, with its event if it changed.
    fn limit_answer(&mut self, name: &str, status: u16, changed: Option<(i64, EventType)>) -> Answer {
        let limit = self.book.limit(name).expect("just set or changed").clone();
        let object = limits::object(&limit);
        if let Some((seq, event_type)) = changed {
            let with_schema = objects::Limit { schema: Some(objects::SCHEMA), ..object.clone() };
            self.record(seq, event_type, objects::to_string(&with_schema));
            self.written.limits.insert(limit.no, limit);
        }
        Answer::new(status, changed.map(|(seq, _)| seq), objects::to_json(&object))
    }

    pub(super) fn set_monitor(&mut self, new: &NewMonitor) -> Result<Answer, Rejection> {
        let (status, seq) = match self.book.set_monitor(new)? {
            Made::New { seq, .. } => (201, Some((seq, EventType::MonitorCreated))),
            Made::Existing(_) => (200, None),
        };
        let location = Some(locations::monitor(&self.context.ledger.name, &new.name));
        Ok(Answer { location, ..self.monitor_answer(&new.name, status, seq) })
    }

    pub(super) fn change_monitor(&mut self, name: &str, change: &MonitorChange) -> Result<Answer, Rejection> {
        let seq = match self.book.change_monitor(name, change)? {
            Change::Changed { seq } => Some((seq, EventType::MonitorUpdated)),
            Change::Unchanged => None,
        };
        Ok(self.monitor_answer(name, 200, seq))
    }

    /// The answer that is a monitor, with its event if it changed.
    fn monitor_answer(&mut self, name: &str, status: u16, changed: Option<(i64, EventType)>) -> Answer {
        let monitor = self.book.monitor(name).expect("just set or changed").clone();
        let object = monitors::object(&monitor);
        if let Some((seq, event_type)) = changed {
            let with_schema = objects::Monitor { schema: Some(objects::SCHEMA), ..object.clone() };
            self.record(seq, event_type, objects::to_string(&with_schema));
            self.written.monitors.insert(monitor.no, monitor);
        }
        Answer::new(status, changed.map(|(seq, _)| seq), objects::to_json(&object))
    }
}
