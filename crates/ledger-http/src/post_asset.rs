use axum::response::Response;
use ledger::{AssetCode, MAX_SCALE, NewAsset, iso_4217};
use ledger_pg::{Work, objects};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    answers,
    body::{Body, RequestBody},
    call::Call,
    fingerprints,
    problem::Problem,
    wire::{DisplayName, Parsed, Whole},
};

/// An asset to register.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PostAssetRequest {
    #[schema(value_type = String, pattern = "^[A-Z][A-Z0-9._-]{0,23}$", example = "BTC")]
    code: Parsed<AssetCode>,
    /// Decimals of its amounts, 0 to 28, for good. An ISO 4217 code has its own, which need not be
    /// given; every other code needs one.
    #[schema(value_type = Option<u8>, minimum = 0, maximum = 28, example = 8)]
    scale: Option<Whole<0, { MAX_SCALE as i64 }>>,
    /// 1 to 255 characters.
    #[schema(value_type = Option<String>, min_length = 1, max_length = 255, example = "Bitcoin")]
    name: Option<Parsed<DisplayName>>,
}

impl RequestBody for PostAssetRequest {}

impl PostAssetRequest {
    fn check(self) -> Result<NewAsset, Problem> {
        let code = self.code.0;
        let given = self.scale.map(|scale| u8::try_from(scale.0).expect("a scale is at most 28"));
        let scale = match (iso_4217(code.as_str()), given) {
            (Some(built_in), Some(given)) if given != built_in.scale => {
                let message = format!("must be {}, or absent: that is the scale ISO 4217 gives {code}", built_in.scale);
                return Err(Problem::invalid_field("/scale", &message));
            }
            (Some(built_in), _) => built_in.scale,
            (None, Some(given)) => given,
            (None, None) => {
                return Err(Problem::invalid_field("/scale", "is required for a code that ISO 4217 does not define"));
            }
        };
        Ok(NewAsset { code, scale, name: self.name.map(|name| name.0.0) })
    }
}

/// Register an asset
///
/// A currency or token with a fixed scale. ISO 4217 currencies are usable without this; a first
/// registration of one answers 201 and can give it a name. Registering the same asset again answers
/// 200 with what exists.
#[utoipa::path(
    post, path = "/v1/ledgers/{ledger}/assets", tag = "assets", request_body = PostAssetRequest,
    responses((status = 201, description = "The asset, registered.", body = objects::Asset),
              (status = 200, description = "The asset, which was registered just so.", body = objects::Asset))
)]
pub async fn post_asset(call: Call, body: Body<PostAssetRequest>) -> Result<Response, Problem> {
    let new = body.value.check()?;
    let key = call.key()?.map(|key| (key, fingerprints::asset(&new)));
    let ledger = call.ledger().await?;
    let answer = call.submit(&ledger, key, Work::Asset(new), body.asked).await?;
    Ok(answers::response(answer))
}
