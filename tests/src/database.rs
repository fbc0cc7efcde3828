//! One database a test, cloned from a migrated template in about 25 ms.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash as _, Hasher as _};

use sqlx::{AssertSqlSafe, Connection as _, PgConnection};
use tokio::sync::OnceCell;
use uuid::Uuid;

/// The role services log in as: a member of `tallybook_app`, and nothing more.
const ROLE: &str = "tallybook_test_service";
const PASSWORD: &str = "test";

/// A database of the test's own.
pub struct Database {
    pub name: String,
    /// As its owner, who is a superuser here.
    pub owner_url: String,
    /// As a service connects: insert-only on history.
    pub service_url: String,
    server_url: String,
}

static TEMPLATE: OnceCell<String> = OnceCell::const_new();

impl Database {
    /// A fresh database on the server of `TEST_DATABASE_URL`.
    pub async fn create() -> Database {
        let server_url = std::env::var("TEST_DATABASE_URL")
            .expect("TEST_DATABASE_URL names a server to test on; `make test` starts one");
        let template = TEMPLATE.get_or_init(|| make_template(server_url.clone())).await;
        let name = format!("t_{}", Uuid::new_v4().simple());
        let mut conn = PgConnection::connect(&server_url).await.expect("the test server is there");
        execute(&mut conn, format!("create database {name} template {template}")).await;
        Database::named(&server_url, name)
    }

    /// A migrated database on a server that a test started itself.
    pub async fn create_on(server_url: &str) -> Database {
        let name = format!("t_{}", Uuid::new_v4().simple());
        let mut conn = PgConnection::connect(server_url).await.expect("the server is there");
        execute(&mut conn, format!("create database {name}")).await;
        let database = Database::named(server_url, name);
        ledger_pg::migrate(&database.owner_url).await.expect("the migrations run");
        create_role(&mut conn).await;
        database
    }

    /// One that is there already on the server of `TEST_DATABASE_URL`.
    pub fn existing(name: String) -> Database {
        let server_url = std::env::var("TEST_DATABASE_URL").expect("TEST_DATABASE_URL names a server");
        Database::existing_on(&server_url, name)
    }

    /// One that is there already on any server.
    pub fn existing_on(server_url: &str, name: String) -> Database {
        Database::named(server_url, name)
    }

    fn named(server_url: &str, name: String) -> Database {
        let with = |user: Option<(&str, &str)>| {
            let mut url = reqwest::Url::parse(server_url).expect("a URL");
            url.set_path(&name);
            if let Some((user, password)) = user {
                url.set_username(user).expect("a URL with a host");
                url.set_password(Some(password)).expect("a URL with a host");
            }
            url.to_string()
        };
        Database {
            owner_url: with(None),
            service_url: with(Some((ROLE, PASSWORD))),
            server_url: server_url.to_owned(),
            name,
        }
    }

    /// Another database with the same content; nobody may be connected to this one.
    pub async fn copy(&self) -> Database {
        let name = format!("t_{}", Uuid::new_v4().simple());
        let mut conn = PgConnection::connect(&self.server_url).await.expect("the test server is there");
        execute(&mut conn, format!("create database {name} template {}", self.name)).await;
        Database::named(&self.server_url, name)
    }

    /// A connection as the owner.
    pub async fn connect(&self) -> PgConnection {
        PgConnection::connect(&self.owner_url).await.expect("the test's database is there")
    }

    /// A connection with the rights of a service.
    pub async fn connect_as_service(&self) -> PgConnection {
        PgConnection::connect(&self.service_url).await.expect("the test's database is there")
    }

    pub async fn drop(self) {
        let mut conn = PgConnection::connect(&self.server_url).await.expect("the test server is there");
        execute(&mut conn, format!("drop database {} with (force)", self.name)).await;
    }
}

/// Several test processes may share a server: the template's name says which migrations it has, and
/// an advisory lock lets one of them make it.
async fn make_template(server_url: String) -> String {
    let mut hasher = DefaultHasher::new();
    for migration in ledger_pg::migrations() {
        migration.hash(&mut hasher);
    }
    let name = format!("template_{:016x}", hasher.finish());
    let mut conn = PgConnection::connect(&server_url).await.expect("the test server is there");
    execute(&mut conn, "select pg_advisory_lock(74411)".to_owned()).await;
    let exists: bool = sqlx::query_scalar("select exists (select from pg_database where datname = $1)")
        .bind(&name)
        .fetch_one(&mut conn)
        .await
        .expect("the catalogue can be read");
    if !exists {
        let making = format!("{name}_making");
        execute(&mut conn, format!("drop database if exists {making}")).await;
        execute(&mut conn, format!("create database {making}")).await;
        let url = Database::named(&server_url, making.clone()).owner_url;
        ledger_pg::migrate(&url).await.expect("the migrations run");
        create_role(&mut conn).await;
        execute(&mut conn, format!("alter database {making} rename to {name}")).await;
    }
    name
}

async fn create_role(conn: &mut PgConnection) {
    let exists: bool = sqlx::query_scalar("select exists (select from pg_roles where rolname = $1)")
        .bind(ROLE)
        .fetch_one(&mut *conn)
        .await
        .expect("the catalogue can be read");
    if !exists {
        execute(conn, format!("create role {ROLE} login password '{PASSWORD}'")).await;
        execute(conn, format!("grant tallybook_app to {ROLE}")).await;
    }
}

async fn execute(conn: &mut PgConnection, sql: String) {
    sqlx::raw_sql(AssertSqlSafe(sql.clone())).execute(conn).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
}
