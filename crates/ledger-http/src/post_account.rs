use axum::response::Response;
use ledger::{AccountPath, AccountType, AssetCode, Attributes, NewAccount, Policy, Side};
use ledger_pg::{Work, objects};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    account_policy::PolicyRequest,
    answers,
    body::{Body, RequestBody},
    call::Call,
    fingerprints,
    problem::Problem,
    wire::{Description, MetadataField, Parsed},
};

/// An account to open.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PostAccountRequest {
    /// Unique in its ledger, for good: 1 to 32 segments of `[A-Za-z0-9_.-]` joined by `:`, at most
    /// 255 bytes.
    #[schema(value_type = String, max_length = 255, pattern = "^[A-Za-z0-9_.-]+(:[A-Za-z0-9_.-]+)*$", example = "users:42:wallet")]
    path: Parsed<AccountPath>,
    #[serde(rename = "type")]
    #[schema(value_type = objects::AccountTypeName, inline = false)]
    account_type: Parsed<AccountType>,
    #[schema(value_type = String, pattern = "^[A-Z][A-Z0-9._-]{0,23}$", example = "USD")]
    asset: Parsed<AssetCode>,
    /// The side that raises the account. Follows the type unless given (contra accounts).
    #[schema(value_type = Option<objects::SideName>)]
    normal_side: Option<Parsed<Side>>,
    policy: Option<PolicyRequest>,
    /// At most 1,024 bytes.
    #[schema(value_type = Option<String>, max_length = 1024)]
    description: Option<Parsed<Description>>,
    /// String to string: at most 50 keys of at most 64 bytes, and 8 KiB in all.
    #[schema(value_type = Option<objects::StringMap>)]
    metadata: Option<MetadataField>,
}

impl RequestBody for PostAccountRequest {}

impl From<PostAccountRequest> for NewAccount {
    fn from(request: PostAccountRequest) -> NewAccount {
        NewAccount {
            path: request.path.0,
            account_type: request.account_type.0,
            asset: request.asset.0,
            normal_side: request.normal_side.map(|side| side.0),
            policy: request.policy.map_or_else(Policy::default, Policy::from),
            attributes: Attributes {
                description: request.description.map(|description| description.0.0),
                metadata: request.metadata.unwrap_or_default().0,
            },
        }
    }
}

/// Open an account
///
/// An account holds one asset. Path, type, asset and side never change. Opening the same account
/// again answers 200 with what exists.
#[utoipa::path(
    post, path = "/v1/ledgers/{ledger}/accounts", tag = "accounts", request_body = PostAccountRequest,
    responses((status = 201, description = "The account, opened.", body = objects::Account),
              (status = 200, description = "The account, which existed just so.", body = objects::Account))
)]
pub async fn post_account(call: Call, body: Body<PostAccountRequest>) -> Result<Response, Problem> {
    let new = NewAccount::from(body.value);
    let key = call.key()?.map(|key| (key, fingerprints::account(&new)));
    let ledger = call.ledger().await?;
    let answer = call.submit(&ledger, key, Work::Account(Box::new(new)), body.asked).await?;
    Ok(answers::revised_response(answer))
}
