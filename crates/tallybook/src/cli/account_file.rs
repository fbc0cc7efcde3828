//! The accounts of a file.

use std::path::Path;

use tallybook_client::models::{AccountType, PolicyRequest, PostAccountRequest, Side};

use super::{
    amount::{asset_code, signed},
    rows::{Cells, File},
};

pub fn read(path: &Path) -> anyhow::Result<Vec<PostAccountRequest>> {
    File::read(path)?.rows.iter().map(|row| row.read(account)).collect()
}

fn account(cells: &mut Cells) -> Result<PostAccountRequest, String> {
    let path = cells.required("path")?;
    let account_type = AccountType::from(&*cells.required("type")?);
    let asset = asset_code(&cells.required("asset")?)?;
    let mut account = PostAccountRequest::new(asset, path, account_type);
    account.normal_side = cells.text("normal_side").map(|side| Side::from(&*side));
    account.description = cells.text("description");
    account.metadata = cells.metadata();
    let mut policy = PolicyRequest::new();
    policy.min_balance = cells.read("min_balance", signed)?;
    policy.max_balance = cells.read("max_balance", signed)?;
    account.policy = (policy != PolicyRequest::new()).then_some(policy);
    Ok(account)
}
