//! What an account allows: the options of `account create` and `account update`, and how they are shown.

use bigdecimal::BigDecimal;
use tallybook_client::models::{ApprovalRequest, PatchApprovalRequest, PatchPolicyRequest, Policy, PolicyRequest};

use super::{amount::signed, table::Sheet};

/// How a bound is taken away.
const NONE: &str = "none";

#[derive(clap::Args, Clone, Debug, Default)]
#[command(next_help_heading = "Policy (a bound of \"none\" is taken away)")]
pub struct Given {
    /// What `available` may not fall below, such as 0; an account without may go below zero.
    #[arg(long, value_name = "AMOUNT", value_parser = bound, allow_hyphen_values = true)]
    min_balance: Option<Bound>,
    /// What the balance may not rise above, with all that is held for it.
    #[arg(long, value_name = "AMOUNT", value_parser = bound, allow_hyphen_values = true)]
    max_balance: Option<Bound>,
    /// What is posted may not fall below.
    #[arg(long, value_name = "AMOUNT", value_parser = bound, allow_hyphen_values = true)]
    min_posted: Option<Bound>,
    /// What is posted may not rise above.
    #[arg(long, value_name = "AMOUNT", value_parser = bound, allow_hyphen_values = true)]
    max_posted: Option<Bound>,
    /// What is posted and held together may not fall below.
    #[arg(long, value_name = "AMOUNT", value_parser = bound, allow_hyphen_values = true)]
    min_pending: Option<Bound>,
    /// What is posted and held together may not rise above.
    #[arg(long, value_name = "AMOUNT", value_parser = bound, allow_hyphen_values = true)]
    max_pending: Option<Bound>,
    /// The most that one transfer may move.
    #[arg(long, value_name = "AMOUNT", value_parser = bound)]
    max_amount: Option<Bound>,
    /// Whether debits are refused.
    #[arg(long, value_name = "BOOL")]
    freeze_debits: Option<bool>,
    /// Whether credits are refused.
    #[arg(long, value_name = "BOOL")]
    freeze_credits: Option<bool>,
    /// The accounts, or prefixes of accounts, that it deals with alone, separated by commas.
    #[arg(long, value_name = "PATHS", value_delimiter = ',')]
    allowed_counterparties: Option<Vec<String>>,
    /// Keys that the metadata of every transfer must have, separated by commas.
    #[arg(long, value_name = "KEYS", value_delimiter = ',')]
    required_metadata: Option<Vec<String>>,
    /// By how many per cent captures may exceed what was held.
    #[arg(long, value_name = "PERCENT", value_parser = bound)]
    over_capture_percent: Option<Bound>,
    /// Ask for a second person above this amount.
    #[arg(long, value_name = "AMOUNT", value_parser = signed)]
    approval_above: Option<BigDecimal>,
    /// Ask for a second person where a transfer is back-dated.
    #[arg(long)]
    approval_back_dated: bool,
    /// Ask for a second person where a transfer was made by hand.
    #[arg(long)]
    approval_manual: bool,
    /// Ask for a second person for reversals.
    #[arg(long)]
    approval_reversals: bool,
}

/// A bound, or none.
#[derive(Clone, Debug)]
struct Bound(Option<BigDecimal>);

fn bound(text: &str) -> Result<Bound, String> {
    if text == NONE { Ok(Bound(None)) } else { signed(text).map(|value| Bound(Some(value))) }
}

impl Given {
    /// For an account that is made.
    pub fn request(self) -> Option<PolicyRequest> {
        let value = |bound: Option<Bound>| bound.and_then(|bound| bound.0);
        let mut request = PolicyRequest::new();
        request.approval = self.approval();
        request.min_balance = value(self.min_balance);
        request.max_balance = value(self.max_balance);
        request.min_posted = value(self.min_posted);
        request.max_posted = value(self.max_posted);
        request.min_pending = value(self.min_pending);
        request.max_pending = value(self.max_pending);
        request.max_amount = value(self.max_amount);
        request.freeze_debits = self.freeze_debits;
        request.freeze_credits = self.freeze_credits;
        request.allowed_counterparties = self.allowed_counterparties;
        request.required_metadata = self.required_metadata;
        request.over_capture_percent = value(self.over_capture_percent);
        if request == PolicyRequest::new() { None } else { Some(request) }
    }

    /// For an account that is there.
    pub fn change(self) -> Option<PatchPolicyRequest> {
        let value = |bound: Option<Bound>| bound.map(|bound| bound.0);
        let mut request = PatchPolicyRequest::new();
        request.approval = self.approval().map(|rules| {
            let mut approval = PatchApprovalRequest::new();
            approval.above = rules.above;
            approval.back_dated = rules.back_dated;
            approval.manual = rules.manual;
            approval.reversals = rules.reversals;
            Some(approval)
        });
        request.min_balance = value(self.min_balance);
        request.max_balance = value(self.max_balance);
        request.min_posted = value(self.min_posted);
        request.max_posted = value(self.max_posted);
        request.min_pending = value(self.min_pending);
        request.max_pending = value(self.max_pending);
        request.max_amount = value(self.max_amount);
        request.freeze_debits = self.freeze_debits.map(Some);
        request.freeze_credits = self.freeze_credits.map(Some);
        request.allowed_counterparties = self.allowed_counterparties.map(listed);
        request.required_metadata = self.required_metadata.map(listed);
        request.over_capture_percent = value(self.over_capture_percent);
        if request == PatchPolicyRequest::new() { None } else { Some(request) }
    }

    fn approval(&self) -> Option<ApprovalRequest> {
        let mut request = ApprovalRequest::new();
        request.above = self.approval_above.clone();
        request.back_dated = self.approval_back_dated.then_some(true);
        request.manual = self.approval_manual.then_some(true);
        request.reversals = self.approval_reversals.then_some(true);
        if request == ApprovalRequest::new() { None } else { Some(request) }
    }
}

/// A list, or none.
fn listed(words: Vec<String>) -> Option<Vec<String>> {
    if words == [NONE] { None } else { Some(words) }
}

/// A line for each rule that there is.
pub fn lines(sheet: &mut Sheet, policy: &Policy) {
    let bounds = [
        ("min balance", &policy.min_balance),
        ("max balance", &policy.max_balance),
        ("min posted", &policy.min_posted),
        ("max posted", &policy.max_posted),
        ("min pending", &policy.min_pending),
        ("max pending", &policy.max_pending),
        ("max amount", &policy.max_amount),
        ("over-capture percent", &policy.over_capture_percent),
    ];
    for (name, bound) in bounds {
        sheet.line(name, bound.as_ref().map(BigDecimal::to_plain_string));
    }
    for (name, is_frozen) in [("debits", policy.freeze_debits), ("credits", policy.freeze_credits)] {
        sheet.line(name, is_frozen.and_then(|frozen| frozen.then(|| "frozen".to_owned())));
    }
    sheet.line("deals only with", policy.allowed_counterparties.as_ref().map(|paths| paths.join(", ")));
    sheet.line("wants metadata", policy.required_metadata.as_ref().map(|keys| keys.join(", ")));
    if let Some(approval) = &policy.approval {
        let mut rules: Vec<String> = Vec::new();
        rules.extend(approval.above.as_ref().map(|above| format!("above {}", above.to_plain_string())));
        for (rule, holds) in
            [("back-dated", approval.back_dated), ("made by hand", approval.manual), ("reversals", approval.reversals)]
        {
            rules.extend((holds == Some(true)).then(|| rule.to_owned()));
        }
        sheet.line("wants approval", rules.join(", "));
    }
}
