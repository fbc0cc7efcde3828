//! The schema: bringing it up to date, and refusing to serve on anything else.

use sqlx::{Connection as _, PgConnection, Row as _, migrate::Migrator};

use crate::connections;

static MIGRATIONS: Migrator = sqlx::migrate!("../../migrations");

/// Why a database cannot be migrated or served from.
#[derive(Debug, thiserror::Error)]
pub enum SchemaError {
    #[error("the database cannot be reached: {0}")]
    Database(#[from] sqlx::Error),
    #[error("migrating failed: {0}")]
    Migrate(#[from] sqlx::migrate::MigrateError),
    #[error("the schema is not migrated to {expected} (it is at {found}); run `tallybook migrate` as its owner")]
    Behind { expected: i64, found: i64 },
}

/// Applies what is missing, in order; returns the versions there are now.
///
/// # Errors
/// [`SchemaError`]; a migration that fails leaves nothing of itself behind.
pub async fn migrate(database_url: &str) -> Result<Vec<i64>, SchemaError> {
    let mut conn = PgConnection::connect_with(&connections::options(database_url)?).await?;
    MIGRATIONS.run(&mut conn).await?;
    conn.close().await?;
    Ok(MIGRATIONS.iter().map(|migration| migration.version).collect())
}

/// What about a database or a role makes it unfit to keep books on, each in words.
///
/// # Errors
/// [`SchemaError`]
pub async fn check_fit(database_url: &str) -> Result<Vec<String>, SchemaError> {
    let mut conn = PgConnection::connect_with(&connections::options(database_url)?).await?;
    let expected = MIGRATIONS.iter().map(|migration| migration.version).max().unwrap_or_default();
    let row = sqlx::query(
        "select to_regclass('events') is not null,
           current_setting('fsync') = 'off', current_setting('synchronous_commit') = 'off',
           current_setting('full_page_writes') = 'off',
           (select rolsuper from pg_roles where rolname = current_user),
           coalesce((select pg_has_role(current_user, relowner, 'member') from pg_class
                     where oid = to_regclass('events')), false),
           current_user::text",
    )
    .fetch_one(&mut conn)
    .await?;
    if !row.try_get::<bool, _>(0)? {
        return Err(SchemaError::Behind { expected, found: 0 });
    }
    let found: i64 = sqlx::query_scalar("select coalesce(max(version), 0) from _sqlx_migrations where success")
        .fetch_one(&mut conn)
        .await?;
    if found < expected {
        return Err(SchemaError::Behind { expected, found });
    }
    let role: String = row.try_get(6)?;
    let mut unfit = Vec::new();
    let mut note = |found: bool, what: String| {
        if found {
            unfit.push(what);
        }
    };
    note(row.try_get(1)?, "fsync is off: a crash of the machine can lose or corrupt what was acknowledged".into());
    note(row.try_get(2)?, "synchronous_commit is off: a crash can lose what was acknowledged".into());
    note(row.try_get(3)?, "full_page_writes is off: a crash of the machine can corrupt pages".into());
    let superuser: bool = row.try_get(4)?;
    note(superuser, format!("{role} is a superuser: nothing would keep the service from changing history"));
    note(
        !superuser && row.try_get::<bool, _>(5)?,
        format!("{role} owns the tables: nothing would keep the service from changing history"),
    );
    conn.close().await?;
    Ok(unfit)
}

/// What the schema is made of, in order: each step's text. Two databases with the same steps have
/// the same schema.
pub fn migrations() -> impl Iterator<Item = &'static str> {
    MIGRATIONS.iter().map(|migration| migration.sql.as_str())
}
