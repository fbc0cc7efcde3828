//! `tallybook bench`: a short load, to see whether a service is as fast as it should be. What is published is measured
//! elsewhere, with more care.

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use anyhow::Context as _;
use futures_util::future::try_join_all;
use hdrhistogram::Histogram;
use rand::Rng as _;
use serde_json::json;
use tallybook_client::{
    Error, LedgerClient,
    models::{AccountType, PostAccountRequest, PostAccountsBatchRequest, PostLedgerRequest, PostTransferRequest},
};
use uuid::Uuid;

use super::{
    Noun, progress,
    session::Session,
    table::{Sheet, Table},
    target::{Connection, Service},
};

/// Accounts that one request opens.
const ACCOUNTS_AT_ONCE: usize = 500;
/// Percentiles that are told, in thousandths.
const PERCENTILES: [(&str, u64); 5] = [("p50", 500), ("p90", 900), ("p99", 990), ("p99.9", 999), ("max", 1000)];

/// Post transfers for a while into a ledger of its own, and tell how long they took.
///
/// The load is a closed loop: each client posts one transfer after another, and waits for each answer before the next.
/// So a service that is slow is asked less, and the percentiles say nothing about a load that does not wait. The ledger
/// stays, as all ledgers do; its name begins with bench-.
#[derive(clap::Args)]
pub struct Bench {
    #[command(flatten)]
    service: Service,
    /// Clients that post at once.
    #[arg(long, default_value_t = 16, value_parser = clap::value_parser!(u16).range(1..=1000))]
    clients: u16,
    /// How long.
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u16).range(1..=3600))]
    seconds: u16,
    /// Accounts among which the transfers go; 2 are the hottest.
    #[arg(long, default_value_t = 1000, value_parser = clap::value_parser!(u16).range(2..=10_000))]
    accounts: u16,
}

/// What one client saw.
struct Seen {
    /// Microseconds of each transfer that was posted.
    times: Histogram<u64>,
    failures: BTreeMap<String, u64>,
}

impl Noun for Bench {
    const NAME: &'static str = "bench";

    fn connection(&self) -> Connection {
        Connection { service: self.service.clone(), ledger: None }
    }

    async fn run(self, session: &Session) -> anyhow::Result<()> {
        let client = session.client_that_tries_once()?;
        let name = format!("bench-{}", &Uuid::new_v4().simple().to_string()[..8]);
        client.ledgers().create(&PostLedgerRequest::new(&name)).await?;
        let ledger = client.ledger(&name);
        open_accounts(&ledger, self.accounts).await?;

        let length = Duration::from_secs(self.seconds.into());
        let bar = progress::bar(self.seconds.into(), "posting");
        let begin = Instant::now();
        let clients = (0..self.clients).map(|_| post(&ledger, self.accounts, begin, length, &bar));
        let seen = try_join_all(clients).await?;
        let took = begin.elapsed();
        bar.finish_and_clear();

        let mut times = Histogram::new(3)?;
        let mut failures: BTreeMap<String, u64> = BTreeMap::new();
        for one in seen {
            times.add(one.times)?;
            for (code, count) in one.failures {
                *failures.entry(code).or_default() += count;
            }
        }
        let posted = times.len();
        let per_second = u128::from(posted) * 1_000_000 / took.as_micros().max(1);
        if posted == 0 {
            session.refuse();
        }
        let percentiles: Vec<(&str, u64)> = PERCENTILES.map(|(name, quantile)| (name, at(&times, quantile))).to_vec();
        let answer = json!({
            "ledger": name,
            "load": "closed loop",
            "clients": self.clients,
            "milliseconds": u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
            "posted": posted,
            "per_second": u64::try_from(per_second).unwrap_or(u64::MAX),
            "latency_microseconds": percentiles.iter().map(|(name, time)| ((*name).to_owned(), json!(time))).collect::<serde_json::Map<_, _>>(),
            "failures": failures,
        });
        session.show(&answer, || {
            let mut sheet = Sheet::new();
            sheet.line("ledger", format!("{name}, which stays"));
            sheet.line("load", format!("{} clients in a closed loop, {} accounts", self.clients, self.accounts));
            sheet.line("posted", format!("{posted} in {}.{:03} s", took.as_secs(), took.subsec_millis()));
            sheet.line("per second", per_second.to_string());
            for (code, count) in &failures {
                sheet.line("failed", format!("{count} by {code}"));
            }
            let mut table = Table::of(["", ">ms"]);
            for (name, time) in percentiles {
                table.row([name.to_owned(), format!("{}.{:03}", time / 1000, time % 1000)]);
            }
            format!("{sheet}\n\n{table}")
        })
    }
}

/// The time that so many thousandths of all did not exceed.
fn at(times: &Histogram<u64>, thousandths: u64) -> u64 {
    let rank = (times.len() * thousandths).div_ceil(1000);
    let mut below = 0;
    for value in times.iter_recorded() {
        below += value.count_at_value();
        if below >= rank {
            return value.value_iterated_to();
        }
    }
    times.max()
}

fn account(number: u16) -> String {
    format!("bench:{number}")
}

async fn open_accounts(ledger: &LedgerClient, count: u16) -> anyhow::Result<()> {
    let accounts: Vec<PostAccountRequest> =
        (0..count).map(|number| PostAccountRequest::new("USD", account(number), AccountType::Liability)).collect();
    for accounts in accounts.chunks(ACCOUNTS_AT_ONCE) {
        ledger.accounts().create_batch(&PostAccountsBatchRequest::new(accounts.to_vec())).await?;
    }
    Ok(())
}

/// One client, until the time is over.
async fn post(
    ledger: &LedgerClient,
    accounts: u16,
    begin: Instant,
    length: Duration,
    bar: &indicatif::ProgressBar,
) -> anyhow::Result<Seen> {
    let mut seen = Seen { times: Histogram::new(3)?, failures: BTreeMap::new() };
    while begin.elapsed() < length {
        let debit = rand::rng().random_range(0..accounts);
        let credit = (debit + rand::rng().random_range(1..accounts)) % accounts;
        let mut body = PostTransferRequest::new();
        body.debit_account = Some(account(debit));
        body.credit_account = Some(account(credit));
        body.amount = Some(1.into());
        let sent = Instant::now();
        match ledger.transfers().create(&body).await {
            Ok(_) => {
                let took = u64::try_from(sent.elapsed().as_micros()).context("a transfer took for ever")?;
                seen.times.record(took.max(1))?;
            }
            Err(error) => *seen.failures.entry(kind(&error)).or_default() += 1,
        }
        bar.set_position(begin.elapsed().as_secs());
    }
    Ok(seen)
}

fn kind(error: &Error) -> String {
    match error.problem() {
        Some(problem) => problem.code.to_string(),
        None => match error {
            Error::NotSent { .. } => "not_sent",
            Error::NoAnswer { .. } | Error::OutcomeUnknown { .. } => "no_answer",
            _ => "other",
        }
        .to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_times_that_so_many_did_not_exceed() {
        let mut times = Histogram::<u64>::new(3).expect("a histogram");
        for time in 1..=1000 {
            times.record(time).expect("in range");
        }
        assert_eq!((at(&times, 500), at(&times, 990), at(&times, 1000)), (500, 990, 1000));
        assert_eq!(at(&Histogram::new(3).expect("a histogram"), 500), 0);
    }
}
