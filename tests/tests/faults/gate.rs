//! Holds a batch inside its transaction, with its rows written and the head locked, until the test
//! lets it go on. So "in the middle of a batch" is a place and not a guess.

use sqlx::{AssertSqlSafe, PgConnection};
use tallybook_tests::{Database, until};

pub struct Gate {
    conn: PgConnection,
    units: i64,
}

impl Gate {
    /// From now on, a batch that debits just this many minor units waits (at most for the
    /// `statement_timeout` of its connection).
    pub async fn close(database: &Database, units: i64) -> Gate {
        let mut conn = database.connect().await;
        sqlx::raw_sql(AssertSqlSafe(format!(
            "select pg_advisory_lock({units});
             create function gate_{units}() returns trigger language plpgsql as $$
             begin
               if exists (select from added where posted = {units}) then
                 while not pg_try_advisory_xact_lock_shared({units}) loop
                   perform pg_sleep(0.005);
                 end loop;
               end if;
               return null;
             end $$;
             create trigger gate_{units} after insert on postings referencing new table as added
               for each statement execute function gate_{units}();"
        )))
        .execute(&mut conn)
        .await
        .expect("the gate is built");
        Gate { conn, units }
    }

    /// Waits until a batch stands at the gate.
    pub async fn until_reached(&mut self) {
        let conn = &mut self.conn;
        until("a batch reaches the gate", async || {
            count(conn, "application_name = 'tallybook' and wait_event = 'PgSleep'").await > 0
        })
        .await;
    }

    /// Waits until this many backends queue for the head's lock.
    pub async fn until_queued(&mut self, backends: i64) {
        let conn = &mut self.conn;
        until("a batch queues behind the one at the gate", async || queued(conn).await >= backends).await;
    }

    pub async fn open(&mut self) {
        sqlx::query("select pg_advisory_unlock($1)")
            .bind(self.units)
            .execute(&mut self.conn)
            .await
            .expect("the gate opens");
    }
}

/// How many backends wait for a head's lock.
pub async fn queued(conn: &mut PgConnection) -> i64 {
    count(conn, "wait_event_type = 'Lock' and query like '%ledger_heads%'").await
}

async fn count(conn: &mut PgConnection, condition: &str) -> i64 {
    sqlx::query_scalar(AssertSqlSafe(format!(
        "select count(*) from pg_stat_activity where datname = current_database() and {condition}"
    )))
    .fetch_one(conn)
    .await
    .expect("the activity can be read")
}
