//! How many events a second a sink takes, told as a relay tells them: `sinks URL [EVENTS [BYTES]]`.
//!
//! `dev/services.py kafka|nats|rabbitmq|redis` start servers to try it on.

use std::time::Instant;

use tallybook_tests::{block_on, telling};

fn main() {
    let mut arguments = std::env::args().skip(1);
    let Some(url) = arguments.next() else {
        eprintln!("usage: sinks URL [EVENTS [BYTES]]");
        std::process::exit(2);
    };
    let mut number = |default| arguments.next().map_or(default, |number| number.parse().expect("a number"));
    let (events, bytes) = (number(200_000), number(400));
    block_on(async {
        let sink = telling::sink(&url);
        let ledger = telling::ledger(&format!("measured-{}", std::process::id()));
        let messages: Vec<_> =
            (1..=events).map(|seq| telling::heavy(&ledger, seq, usize::try_from(bytes).unwrap_or(0))).collect();
        let weight: usize = messages.iter().map(|message| message.body.len()).sum();
        let (warm, measured) = messages.split_at(messages.len().min(1000));
        telling::tell_all(&*sink, warm, async || {}).await;
        let began = Instant::now();
        let failed = telling::tell_all(&*sink, measured, async || {}).await;
        let took = began.elapsed();
        println!(
            "{} events of {} bytes in {:.2} s: {:.0} events/s; {failed} attempts failed",
            measured.len(),
            weight / messages.len(),
            took.as_secs_f64(),
            measured.len() as f64 / took.as_secs_f64(),
        );
    });
}
