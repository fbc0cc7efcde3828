//! `webhook_endpoints`: who is told of a ledger's events by HTTP. Settings, not part of the order.
//!
//! The secret is kept as it is, because it signs; no list shows it, and only those who may read the table can.

use ledger::{Metadata, PathPrefix, Timestamp};
use sqlx::{PgConnection, Row as _, postgres::PgRow};
use uuid::Uuid;

use crate::{
    accounts::{metadata_json, metadata_of},
    encoding::Instant,
    ledgers::LedgerNo,
    sink_cursors::Lane,
};

/// Endpoints that a ledger may have.
pub const MOST_ENDPOINTS: i64 = 100;

/// What an endpoint is told, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EndpointSettings {
    pub url: String,
    pub description: Option<String>,
    /// Event types; `None`: all.
    pub types: Option<Vec<String>>,
    /// Only events about accounts at or below it.
    pub path_prefix: Option<PathPrefix>,
    /// Only events whose object has all of this metadata.
    pub metadata: Metadata,
    /// One at a time, in order, none before the one before it was acknowledged.
    pub ordered: bool,
}

/// An endpoint as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    pub ledger: LedgerNo,
    pub id: Uuid,
    pub settings: EndpointSettings,
    pub enabled: bool,
    /// Why the service disabled it.
    pub disabled_reason: Option<String>,
    pub revision: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    /// What signs, the present one first: `whsec_…`.
    pub secrets: Vec<String>,
}

impl Endpoint {
    pub fn lane(&self) -> Lane {
        Lane { ledger: self.ledger, sink: self.id.to_string() }
    }
}

macro_rules! columns {
    () => {
        "ledger_no, id, url, description, types, path_prefix, metadata::text as metadata, ordered, enabled,
           disabled_reason, revision, created_at, updated_at, secret,
           case when previous_secret_until > clock_timestamp() then previous_secret end as previous_secret"
    };
}

/// `None` where the URL is taken, or there are as many as there may be.
pub(crate) async fn insert(
    conn: &mut PgConnection,
    ledger: LedgerNo,
    id: Uuid,
    settings: &EndpointSettings,
    secret: &str,
) -> sqlx::Result<Option<Endpoint>> {
    let row = sqlx::query(concat!(
        "insert into webhook_endpoints (ledger_no, id, url, description, types, path_prefix, metadata, ordered,
           enabled, revision, created_at, updated_at, secret)
         select $1, $2, $3, $4, $5, $6, $7::jsonb, $8, true, 1, t.now, t.now, $9
         from (select clock_timestamp() as now) t
         where (select count(*) from webhook_endpoints where ledger_no = $1) < $10
         on conflict on constraint webhook_endpoints_url do nothing
         returning ",
        columns!()
    ))
    .bind(ledger.0)
    .bind(id)
    .bind(&settings.url)
    .bind(settings.description.as_deref())
    .bind(settings.types.as_deref())
    .bind(settings.path_prefix.as_ref().map(PathPrefix::as_str))
    .bind((!settings.metadata.is_empty()).then(|| metadata_json(&settings.metadata)))
    .bind(settings.ordered)
    .bind(secret)
    .bind(MOST_ENDPOINTS)
    .fetch_optional(conn)
    .await?;
    row.as_ref().map(decode).transpose()
}

/// All endpoints of a ledger, oldest first.
pub(crate) async fn list(conn: &mut PgConnection, ledger: LedgerNo) -> sqlx::Result<Vec<Endpoint>> {
    let rows = sqlx::query(concat!("select ", columns!(), " from webhook_endpoints where ledger_no = $1 order by id"))
        .bind(ledger.0)
        .fetch_all(conn)
        .await?;
    rows.iter().map(decode).collect()
}

/// The endpoints of all ledgers that are told.
pub(crate) async fn enabled(conn: &mut PgConnection) -> sqlx::Result<Vec<Endpoint>> {
    let rows =
        sqlx::query(concat!("select ", columns!(), " from webhook_endpoints where enabled order by ledger_no, id"))
            .fetch_all(conn)
            .await?;
    rows.iter().map(decode).collect()
}

pub(crate) async fn find(conn: &mut PgConnection, ledger: LedgerNo, id: Uuid) -> sqlx::Result<Option<Endpoint>> {
    let row = sqlx::query(concat!("select ", columns!(), " from webhook_endpoints where ledger_no = $1 and id = $2"))
        .bind(ledger.0)
        .bind(id)
        .fetch_optional(conn)
        .await?;
    row.as_ref().map(decode).transpose()
}

pub(crate) async fn find_by_url(
    conn: &mut PgConnection,
    ledger: LedgerNo,
    url: &str,
) -> sqlx::Result<Option<Endpoint>> {
    let row = sqlx::query(concat!("select ", columns!(), " from webhook_endpoints where ledger_no = $1 and url = $2"))
        .bind(ledger.0)
        .bind(url)
        .fetch_optional(conn)
        .await?;
    row.as_ref().map(decode).transpose()
}

/// Writes settings and status: false if the endpoint is no longer at the revision it was changed from, `None`
/// if another has the URL.
pub(crate) async fn update(conn: &mut PgConnection, changed: &Endpoint) -> sqlx::Result<Option<bool>> {
    let settings = &changed.settings;
    let done = sqlx::query(
        "update webhook_endpoints
         set url = $4, description = $5, types = $6, path_prefix = $7, metadata = $8::jsonb, ordered = $9,
           enabled = $10, disabled_reason = $11, revision = revision + 1, updated_at = clock_timestamp()
         where ledger_no = $1 and id = $2 and revision = $3
           and not exists (select from webhook_endpoints where ledger_no = $1 and url = $4 and id <> $2)",
    )
    .bind(changed.ledger.0)
    .bind(changed.id)
    .bind(changed.revision)
    .bind(&settings.url)
    .bind(settings.description.as_deref())
    .bind(settings.types.as_deref())
    .bind(settings.path_prefix.as_ref().map(PathPrefix::as_str))
    .bind((!settings.metadata.is_empty()).then(|| metadata_json(&settings.metadata)))
    .bind(settings.ordered)
    .bind(changed.enabled)
    .bind(changed.disabled_reason.as_deref())
    .execute(&mut *conn)
    .await?;
    if done.rows_affected() == 1 {
        return Ok(Some(true));
    }
    let taken = find_by_url(conn, changed.ledger, &settings.url).await?;
    Ok(taken.is_none_or(|other| other.id == changed.id).then_some(false))
}

/// Disables an endpoint that is enabled.
pub(crate) async fn disable(conn: &mut PgConnection, lane: &Lane, reason: &str) -> sqlx::Result<()> {
    sqlx::query(
        "update webhook_endpoints
         set enabled = false, disabled_reason = $3, revision = revision + 1, updated_at = clock_timestamp()
         where ledger_no = $1 and id = $2::uuid and enabled",
    )
    .bind(lane.ledger.0)
    .bind(&lane.sink)
    .bind(reason)
    .execute(conn)
    .await?;
    Ok(())
}

/// Gives an endpoint a new secret; the old one signs as well for a day.
pub(crate) async fn rotate_secret(
    conn: &mut PgConnection,
    ledger: LedgerNo,
    id: Uuid,
    secret: &str,
) -> sqlx::Result<bool> {
    let done = sqlx::query(
        "update webhook_endpoints
         set previous_secret = secret, previous_secret_until = clock_timestamp() + interval '24 hours', secret = $3,
           revision = revision + 1, updated_at = clock_timestamp()
         where ledger_no = $1 and id = $2",
    )
    .bind(ledger.0)
    .bind(id)
    .bind(secret)
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Removes an endpoint and, with its cursor, everything that was kept about it.
pub(crate) async fn delete(conn: &mut PgConnection, ledger: LedgerNo, id: Uuid) -> sqlx::Result<bool> {
    let removed: i64 = sqlx::query_scalar(
        "with gone as (
           delete from webhook_endpoints where ledger_no = $1 and id = $2 returning 1
         ), cursor as (
           delete from sink_cursors where ledger_no = $1 and sink = $2::text
         )
         select count(*) from gone",
    )
    .bind(ledger.0)
    .bind(id)
    .fetch_one(conn)
    .await?;
    Ok(removed == 1)
}

fn decode(row: &PgRow) -> sqlx::Result<Endpoint> {
    let prefix: Option<&str> = row.try_get("path_prefix")?;
    let path_prefix = prefix.map(PathPrefix::parse).transpose().map_err(|error| sqlx::Error::Decode(error.into()))?;
    let secret: String = row.try_get("secret")?;
    let previous: Option<String> = row.try_get("previous_secret")?;
    Ok(Endpoint {
        ledger: LedgerNo(row.try_get("ledger_no")?),
        id: row.try_get("id")?,
        settings: EndpointSettings {
            url: row.try_get("url")?,
            description: row.try_get("description")?,
            types: row.try_get("types")?,
            path_prefix,
            metadata: metadata_of(row.try_get("metadata")?)?,
            ordered: row.try_get("ordered")?,
        },
        enabled: row.try_get("enabled")?,
        disabled_reason: row.try_get("disabled_reason")?,
        revision: row.try_get("revision")?,
        created_at: row.try_get::<Instant, _>("created_at")?.0,
        updated_at: row.try_get::<Instant, _>("updated_at")?.0,
        secrets: std::iter::once(secret).chain(previous).collect(),
    })
}
