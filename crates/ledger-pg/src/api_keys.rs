//! `api_keys`: who may do what. Only the SHA-256 of a key's secret is kept.

use ledger::Timestamp;
use sqlx::{PgConnection, Row as _, postgres::PgRow};

use crate::{encoding::Instant, heads, ledgers::LedgerNo};

/// A key as stored.
#[derive(Clone, Debug)]
pub struct ApiKey {
    /// The part of the token that is not secret.
    pub public_id: String,
    pub name: String,
    pub secret_sha256: [u8; 32],
    /// `None`: every ledger.
    pub ledgers: Option<Vec<LedgerNo>>,
    pub scopes: Vec<String>,
    /// Set by the database when the key is created.
    pub created_at: Timestamp,
    pub expires_at: Option<Timestamp>,
    pub revoked_at: Option<Timestamp>,
}

pub(crate) async fn insert(conn: &mut PgConnection, key: &ApiKey) -> sqlx::Result<Timestamp> {
    let created: Instant = sqlx::query_scalar(
        "insert into api_keys (public_id, name, secret_sha256, ledgers, scopes, expires_at, created_at)
         values ($1, $2, $3, $4, $5, $6, clock_timestamp())
         returning created_at",
    )
    .bind(&key.public_id)
    .bind(&key.name)
    .bind(&key.secret_sha256[..])
    .bind(key.ledgers.as_ref().map(|ledgers| ledgers.iter().map(|ledger| ledger.0).collect::<Vec<_>>()))
    .bind(&key.scopes)
    .bind(key.expires_at.map(Instant))
    .fetch_one(conn)
    .await?;
    Ok(created.0)
}

pub(crate) async fn find(conn: &mut PgConnection, public_id: &str) -> sqlx::Result<Option<ApiKey>> {
    let row = sqlx::query("select * from api_keys where public_id = $1").bind(public_id).fetch_optional(conn).await?;
    row.as_ref().map(decode).transpose()
}

pub(crate) async fn list(conn: &mut PgConnection) -> sqlx::Result<Vec<ApiKey>> {
    let rows = sqlx::query("select * from api_keys order by created_at desc limit 1000").fetch_all(conn).await?;
    rows.iter().map(decode).collect()
}

/// True if it was live.
pub(crate) async fn revoke(conn: &mut PgConnection, public_id: &str) -> sqlx::Result<bool> {
    let done =
        sqlx::query("update api_keys set revoked_at = clock_timestamp() where public_id = $1 and revoked_at is null")
            .bind(public_id)
            .execute(conn)
            .await?;
    Ok(done.rows_affected() == 1)
}

fn decode(row: &PgRow) -> sqlx::Result<ApiKey> {
    let ledgers: Option<Vec<i32>> = row.try_get("ledgers")?;
    let instant = |name| Ok::<_, sqlx::Error>(row.try_get::<Option<Instant>, _>(name)?.map(|instant| instant.0));
    Ok(ApiKey {
        public_id: row.try_get("public_id")?,
        name: row.try_get("name")?,
        secret_sha256: heads::hash(row.try_get("secret_sha256")?)?,
        ledgers: ledgers.map(|ledgers| ledgers.into_iter().map(LedgerNo).collect()),
        scopes: row.try_get("scopes")?,
        created_at: row.try_get::<Instant, _>("created_at")?.0,
        expires_at: instant("expires_at")?,
        revoked_at: instant("revoked_at")?,
    })
}
