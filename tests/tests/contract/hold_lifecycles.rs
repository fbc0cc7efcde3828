//! A thousand random steps in the lives of holds and transfers, against a model of a few sums.

use std::collections::BTreeMap;

use rand::{Rng as _, SeedableRng as _, rngs::StdRng};
use serde_json::{Value, json};
use tallybook_tests::{Answered, Api, run, until};

use crate::support::{act, all_rows, amounts, books, decimal, events_after, last_seq, leg, post, with};

const STEPS: usize = 1000;
/// The first may be overdrawn and rises by debits; the others may not, and rise by credits.
const ACCOUNTS: [&str; 4] = ["assets:bank", "users:1", "users:2", "users:3"];
const BANK: usize = 0;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Debit,
    Credit,
}

/// One leg of a hold: what was held, captured and is left. Of a transfer: `held` was posted, and what is
/// `left` may still be reversed.
#[derive(Clone, Copy, Debug)]
struct Leg {
    account: usize,
    side: Side,
    held: i64,
    captured: i64,
    left: i64,
}

/// How a leg moves an account's posted and held total, on its side.
#[derive(Clone, Copy, Debug)]
struct Move {
    account: usize,
    side: Side,
    posted: i64,
    held: i64,
}

#[derive(Clone, Debug)]
struct Hold {
    id: Value,
    status: &'static str,
    legs: Vec<Leg>,
}

#[derive(Clone, Debug)]
struct Paid {
    id: Value,
    legs: Vec<Leg>,
}

/// Debits and credits of an account, in cents.
#[derive(Clone, Copy, Debug, Default)]
struct Sums {
    posted: [i64; 2],
    held: [i64; 2],
}

impl Sums {
    /// Posted, pending and available, on the account's normal side.
    fn amounts(&self, account: usize) -> [i64; 3] {
        let (up, down) = if account == BANK { (0, 1) } else { (1, 0) };
        let posted = self.posted[up] - self.posted[down];
        [posted, posted + self.held[up] - self.held[down], posted - self.held[down]]
    }
}

/// What is wanted of the service next.
#[derive(Clone, Debug)]
enum Step {
    Transfer(Vec<Leg>),
    Hold(Vec<Leg>, Option<u32>),
    Capture { hold: usize, part: Part, last: bool },
    Void { hold: usize },
    Increment { hold: usize, part: Part },
    Extend { hold: usize, timeout: Option<u32> },
    Reverse { paid: usize, part: Part },
}

#[derive(Clone, Debug)]
enum Part {
    Rest,
    Amount(i64),
    /// For each leg so much; legs of nothing are not named.
    Legs(Vec<i64>),
}

impl Part {
    fn body(&self, legs: &[Leg]) -> Value {
        match self {
            Part::Rest => json!({}),
            Part::Amount(amount) => json!({"amount": money(*amount)}),
            Part::Legs(amounts) => {
                let named = legs.iter().zip(amounts).filter(|(_, amount)| **amount > 0);
                let named: Vec<Value> =
                    named.map(|(part, amount)| leg(side(part.side), ACCOUNTS[part.account], &money(*amount))).collect();
                json!({"postings": named})
            }
        }
    }

    /// So much of each leg, or the code that refuses.
    fn amounts(&self, legs: &[Leg]) -> Result<Vec<i64>, &'static str> {
        match self {
            Part::Rest => Ok(legs.iter().map(|leg| leg.left).collect()),
            Part::Amount(amount) if legs.len() == 2 => Ok(vec![*amount; 2]),
            Part::Amount(_) => Err("postings_required"),
            Part::Legs(amounts) => Ok(amounts.clone()),
        }
    }
}

fn money(cents: i64) -> String {
    decimal(cents.into(), 2)
}

fn side(side: Side) -> &'static str {
    match side {
        Side::Debit => "debit",
        Side::Credit => "credit",
    }
}

fn new_leg(account: usize, side: Side, amount: i64) -> Leg {
    Leg { account, side, held: amount, captured: 0, left: amount }
}

fn postings(legs: &[Leg]) -> Value {
    legs.iter().map(|part| leg(side(part.side), ACCOUNTS[part.account], &money(part.held))).collect()
}

#[derive(Clone, Debug, Default)]
struct Model {
    sums: [Sums; ACCOUNTS.len()],
    holds: Vec<Hold>,
    paid: Vec<Paid>,
}

impl Model {
    fn random_step(&self, random: &mut StdRng) -> Step {
        let timeout = |random: &mut StdRng| random.random_bool(0.2).then_some(1);
        let open: Vec<usize> = (0..self.holds.len()).filter(|hold| self.holds[*hold].status == "open").collect();
        // Mostly one that is open; now and then any.
        let hold = match open.len() {
            0 => random.random_range(0..self.holds.len().max(1)),
            _ if random.random_bool(0.1) => random.random_range(0..self.holds.len()),
            many => open[random.random_range(0..many)],
        };
        let kind = random.random_range(0..100);
        if self.holds.is_empty() || self.paid.is_empty() || kind < 20 {
            return if random.random_bool(0.5) {
                Step::Transfer(random_legs(random))
            } else {
                Step::Hold(random_legs(random), timeout(random))
            };
        }
        let legs = &self.holds[hold].legs;
        match kind {
            20..40 => Step::Hold(random_legs(random), timeout(random)),
            40..64 => Step::Capture { hold, part: random_part(random, legs, true), last: random.random_bool(0.25) },
            64..70 => Step::Void { hold },
            70..80 => Step::Increment { hold, part: random_part(random, legs, false) },
            80..86 => {
                let timeout = random.random_bool(0.7).then(|| if random.random_bool(0.3) { 1 } else { 3600 });
                Step::Extend { hold, timeout }
            }
            _ => {
                let paid = random.random_range(0..self.paid.len());
                let rest = random.random_bool(0.3);
                let part = if rest { Part::Rest } else { Part::Amount(random.random_range(1..4000)) };
                Step::Reverse { paid, part }
            }
        }
    }

    /// The books after a step, or the code of its refusal. `id` is the new entry's.
    fn after(&self, step: &Step, id: &Value) -> Result<Model, &'static str> {
        let mut after = self.clone();
        let moves = match step {
            Step::Transfer(legs) => {
                after.paid.push(Paid { id: id.clone(), legs: legs.clone() });
                legs.iter().map(|leg| posting(leg, leg.held)).collect()
            }
            Step::Hold(legs, _) => {
                after.holds.push(Hold { id: id.clone(), status: "open", legs: legs.clone() });
                legs.iter().map(|leg| holding(leg, leg.held)).collect()
            }
            Step::Capture { hold, part, last } => after.capture(*hold, part, *last, id)?,
            Step::Void { hold } => {
                after.open(*hold)?;
                after.release(*hold, "voided")
            }
            Step::Increment { hold, part } => {
                let hold = after.open(*hold)?;
                let amounts = part.amounts(&hold.legs)?;
                for (leg, amount) in hold.legs.iter_mut().zip(&amounts) {
                    leg.held += amount;
                    leg.left += amount;
                }
                hold.legs.iter().zip(amounts).map(|(leg, amount)| holding(leg, amount)).collect()
            }
            Step::Extend { hold, .. } => {
                after.open(*hold)?;
                Vec::new()
            }
            Step::Reverse { paid, part } => after.reverse(*paid, part)?,
        };
        after.apply(&moves, true)?;
        Ok(after)
    }

    fn open(&mut self, hold: usize) -> Result<&mut Hold, &'static str> {
        let hold = &mut self.holds[hold];
        match hold.status {
            "open" => Ok(hold),
            "expired" => Err("hold_expired"),
            _ => Err("hold_not_open"),
        }
    }

    fn capture(&mut self, hold: usize, part: &Part, last: bool, id: &Value) -> Result<Vec<Move>, &'static str> {
        let last = last || matches!(part, Part::Rest);
        let hold = self.open(hold)?;
        let amounts = part.amounts(&hold.legs)?;
        if hold.legs.iter().zip(&amounts).any(|(leg, amount)| *amount > leg.left) {
            return Err("over_capture");
        }
        let (mut moves, mut posted) = (Vec::new(), Vec::new());
        for (leg, amount) in hold.legs.iter_mut().zip(amounts) {
            let released = if last { leg.left } else { amount };
            leg.captured += amount;
            leg.left -= released;
            if amount > 0 || released > 0 {
                moves.push(Move { account: leg.account, side: leg.side, posted: amount, held: -released });
                posted.push(new_leg(leg.account, leg.side, amount));
            }
        }
        if hold.legs.iter().all(|leg| leg.left == 0) {
            hold.status = "captured";
        }
        self.paid.push(Paid { id: id.clone(), legs: posted });
        Ok(moves)
    }

    /// Lets go of all that a hold has left.
    fn release(&mut self, hold: usize, status: &'static str) -> Vec<Move> {
        let hold = &mut self.holds[hold];
        hold.status = status;
        let moves = hold.legs.iter().map(|leg| holding(leg, -leg.left)).collect();
        hold.legs.iter_mut().for_each(|leg| leg.left = 0);
        moves
    }

    fn reverse(&mut self, paid: usize, part: &Part) -> Result<Vec<Move>, &'static str> {
        let legs = &mut self.paid[paid].legs;
        let amounts = part.amounts(legs)?;
        let nothing = legs.iter().all(|leg| leg.left == 0);
        if nothing || legs.iter().zip(&amounts).any(|(leg, amount)| *amount > leg.left) {
            return Err("over_reversal");
        }
        legs.iter_mut().zip(&amounts).for_each(|(leg, amount)| leg.left -= amount);
        let turned = |side| if side == Side::Debit { Side::Credit } else { Side::Debit };
        let moves = legs.iter().zip(amounts);
        Ok(moves.map(|(leg, amount)| Move { side: turned(leg.side), ..posting(leg, amount) }).collect())
    }

    /// Moves the sums; where that is judged, not if an account would be overdrawn by it.
    fn apply(&mut self, moves: &[Move], judged: bool) -> Result<(), &'static str> {
        let before = self.sums;
        // What is let go is balanced if what was held is.
        let made = |one: &Move| one.posted + one.held.max(0);
        let net = |side| moves.iter().filter(|one| one.side == side).map(made).sum::<i64>();
        if net(Side::Debit) != net(Side::Credit) {
            return Err("unbalanced");
        }
        for one in moves {
            let side = usize::from(one.side == Side::Credit);
            self.sums[one.account].posted[side] += one.posted;
            self.sums[one.account].held[side] += one.held;
        }
        let poorer = |account: usize| {
            let (before, after) = (before[account].amounts(account)[2], self.sums[account].amounts(account)[2]);
            after < 0 && after < before
        };
        if judged && (1..ACCOUNTS.len()).any(poorer) { Err("insufficient_balance") } else { Ok(()) }
    }

    /// The ledger has ended a hold.
    fn expire(&mut self, id: &Value) {
        let hold = self.holds.iter().position(|hold| hold.id == *id).expect("the hold was made here");
        assert_eq!(self.holds[hold].status, "open", "a hold ends once");
        let moves = self.release(hold, "expired");
        self.apply(&moves, false).expect("nothing is judged");
    }
}

fn posting(leg: &Leg, amount: i64) -> Move {
    Move { account: leg.account, side: leg.side, posted: amount, held: 0 }
}

fn holding(leg: &Leg, amount: i64) -> Move {
    Move { account: leg.account, side: leg.side, posted: 0, held: amount }
}

/// Two legs, or one against two, on different accounts.
fn random_legs(random: &mut StdRng) -> Vec<Leg> {
    let first = random.random_range(0..ACCOUNTS.len());
    let other = |by: usize| (first + by) % ACCOUNTS.len();
    let [one, two] = [(); 2].map(|()| random.random_range(1..5000));
    let by = random.random_range(1..ACCOUNTS.len());
    if random.random_bool(0.7) {
        return vec![new_leg(first, Side::Debit, one), new_leg(other(by), Side::Credit, one)];
    }
    let third = if by == 1 { 2 } else { by - 1 };
    vec![
        new_leg(first, Side::Debit, one + two),
        new_leg(other(by), Side::Credit, one),
        new_leg(other(third), Side::Credit, two),
    ]
}

/// A part of a hold: sometimes more than there is, sometimes not what its form wants.
fn random_part(random: &mut StdRng, legs: &[Leg], rest: bool) -> Part {
    if rest && random.random_bool(0.2) {
        return Part::Rest;
    }
    if legs.len() == 2 || random.random_bool(0.05) {
        return Part::Amount(random.random_range(1..=legs[0].left.max(20) * 11 / 10));
    }
    let mut amounts: Vec<i64> = legs.iter().map(|leg| random.random_range(0..=leg.left.max(20) * 21 / 20)).collect();
    if amounts[1] + amounts[2] == 0 {
        amounts[1] = 1;
    }
    // Balanced, but now and then.
    if amounts[0] == 0 || random.random_bool(0.95) {
        amounts[0] = amounts[1] + amounts[2];
    }
    Part::Legs(amounts)
}

async fn send(api: &Api, ledger: &str, model: &Model, step: &Step) -> Answered {
    let timeout = |timeout: &Option<u32>| timeout.map(|seconds| json!({"timeout_seconds": seconds}));
    let id = |id: &Value| json!({"id": id});
    let hold = |hold: &usize| (id(&model.holds[*hold].id), &model.holds[*hold].legs[..]);
    match step {
        Step::Transfer(legs) => post(api, ledger, &json!({"postings": postings(legs)})).await,
        Step::Hold(legs, seconds) => {
            let body = json!({"pending": true, "postings": postings(legs)});
            post(api, ledger, &with(body, timeout(seconds).unwrap_or(json!({})))).await
        }
        Step::Capture { hold: of, part, last } => {
            let (id, legs) = hold(of);
            act(api, ledger, &id, "capture", with(part.body(legs), json!({"final": last}))).await
        }
        Step::Void { hold: of } => act(api, ledger, &hold(of).0, "void", json!({})).await,
        Step::Increment { hold: of, part } => {
            let (id, legs) = hold(of);
            act(api, ledger, &id, "increment", part.body(legs)).await
        }
        Step::Extend { hold: of, timeout: seconds } => {
            let body = timeout(seconds).unwrap_or(json!({"expires_at": null}));
            act(api, ledger, &hold(of).0, "extend", body).await
        }
        Step::Reverse { paid, part } => {
            let paid = &model.paid[*paid];
            act(api, ledger, &id(&paid.id), "reverse", part.body(&paid.legs)).await
        }
    }
}

/// Moves the model on by what the ledger did: the step if it was accepted, and the holds that ended
/// before, meanwhile or after.
fn follow(model: &Model, step: &Step, answer: &Answered, events: &[Value]) -> Model {
    let mut model = model.clone();
    let own = (answer.status == 201).then(|| answer.json()["id"].clone());
    let mut predictions = vec![model.after(step, &Value::Null).err()];
    for event in events {
        let object = &event["object"];
        if Some(&object["id"]) == own.as_ref() {
            let after = model.after(step, &object["id"]);
            model = after.unwrap_or_else(|code| panic!("{step:?} was accepted, not {code}: {object}"));
            continue;
        }
        assert_eq!(event["type"], "transfer.expired", "{event}");
        model.expire(&object["hold_id"]);
        predictions.push(model.after(step, &Value::Null).err());
    }
    if own.is_none() {
        let (code, text) = (answer.code(), String::from_utf8_lossy(&answer.body));
        assert!(predictions.contains(&Some(&*code)), "{step:?}: predicted {predictions:?}, got {text}");
    }
    model
}

/// Lets the model know of holds that ended.
async fn catch_up(api: &Api, ledger: &str, model: &mut Model, seen: &mut i64) {
    for event in events_after(api, ledger, *seen).await {
        model.expire(&event["object"]["hold_id"]);
        *seen += 1;
    }
}

/// Every balance and every hold is what the model says, read while no hold ends.
async fn compare(api: &Api, ledger: &str, model: &mut Model, seen: &mut i64) {
    let mut read = Vec::new();
    until("no hold ends while all is read", async || {
        catch_up(api, ledger, model, seen).await;
        read = vec![json!(all_rows(api, &format!("{ledger}/holds?limit=500&order=asc")).await)];
        for path in ACCOUNTS {
            read.push(json!(amounts(api, ledger, path, "").await));
        }
        events_after(api, ledger, *seen).await.is_empty()
    })
    .await;
    for (account, path) in ACCOUNTS.iter().enumerate() {
        assert_eq!(read[account + 1], json!(model.sums[account].amounts(account).map(money)), "{path}");
    }
    let listed = read[0].as_array().expect("holds");
    assert_eq!(listed.len(), model.holds.len());
    for (hold, row) in model.holds.iter().zip(listed) {
        assert_eq!((&row["id"], &row["hold"]["status"]), (&hold.id, &json!(hold.status)), "{hold:?}");
        for (index, leg) in hold.legs.iter().enumerate() {
            let posting = &row["hold"]["postings"][index];
            let said = [&posting["amount"], &posting["captured"], &posting["remaining"]];
            assert_eq!(json!(said), json!([leg.held, leg.captured, leg.left].map(money)), "{hold:?}");
        }
    }
}

/// A seed of the day; a failing test prints it, `LIFECYCLES_SEED` repeats it.
fn seed() -> u64 {
    let given = std::env::var("LIFECYCLES_SEED").ok().and_then(|seed| seed.parse().ok());
    let seed = given.unwrap_or_else(rand::random);
    println!("LIFECYCLES_SEED={seed}");
    seed
}

#[test]
fn random_lives_of_holds_are_what_a_naive_model_says() {
    run(async |app| {
        let api = &app.api;
        let ledger = books(api, "demo").await;
        api.account(&ledger, "users:3", "liability", "USD", json!({})).await;
        for path in &ACCOUNTS[1..] {
            let policy = json!({"policy": {"min_balance": "0"}});
            api.patch(&format!("{ledger}/accounts/{path}"), &policy).await.expect(200);
        }
        let mut random = StdRng::seed_from_u64(seed());
        let mut model = Model::default();
        let mut seen = last_seq(api, &ledger).await;
        let mut happened: BTreeMap<String, usize> = BTreeMap::new();
        for number in 1..=STEPS {
            let step = model.random_step(&mut random);
            let answer = send(api, &ledger, &model, &step).await;
            let events = events_after(api, &ledger, seen).await;
            seen += i64::try_from(events.len()).expect("a page is short");
            model = follow(&model, &step, &answer, &events);
            let what = match answer.status {
                201 => answer.json()["kind"].as_str().expect("a kind").to_owned(),
                _ => answer.code(),
            };
            *happened.entry(what).or_default() += 1;
            if number % 100 == 0 {
                compare(api, &ledger, &mut model, &mut seen).await;
            }
        }
        println!("{happened:?}");
        let expired = model.holds.iter().filter(|hold| hold.status == "expired").count();
        assert!(expired > 0, "{happened:?}");
        let kinds = ["transfer", "hold", "capture", "void", "increment", "extension", "reversal"];
        for what in kinds.into_iter().chain(["over_capture", "over_reversal", "hold_not_open", "insufficient_balance"])
        {
            assert!(happened.contains_key(what), "{what}: {happened:?}");
        }
    });
}
