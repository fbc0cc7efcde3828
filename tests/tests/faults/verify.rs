//! Tampering is found. Whoever owns the database can change anything in it behind the service's back;
//! `verify` tells that it was done, and where.

use std::cell::Cell;

use serde_json::{Value, json};
use sqlx::AssertSqlSafe;
use tallybook_tests::{Api, App, Database, ServiceOptions, binary, block_on, until};
use tokio::process::Command;

use crate::load;

/// One change, behind the service's back.
struct Tampering {
    what: &'static str,
    sql: &'static str,
    /// The checks that must report it; others may as well.
    found_by: &'static [&'static str],
}

const fn change(what: &'static str, sql: &'static str, found_by: &'static [&'static str]) -> Tampering {
    Tampering { what, sql, found_by }
}

/// In the statements, `first` is the `seq` of the first transfer, and `seq('…')` that of the transfer
/// with an external id; `account('…')` and `limit('…')` are numbers.
const TAMPERINGS: &[Tampering] = &[
    // Postings.
    change(
        "a posting's amount",
        "update postings set posted = posted + 1 where seq = first and leg = 0",
        &["hash_chain", "zero_sum", "snapshot_chain"],
    ),
    change(
        "both amounts of a transfer",
        "update postings set posted = posted * 2 where seq = first",
        &["hash_chain", "snapshot_chain"],
    ),
    change(
        "the direction of a transfer",
        "update postings set posted = -posted where seq = first",
        &["hash_chain", "snapshot_chain"],
    ),
    change(
        "something held",
        "update postings set held = case leg when 0 then 1 else -1 end where seq = first",
        &["snapshot_chain", "holds"],
    ),
    change(
        "a running total",
        "update postings set posted_debits = posted_debits + 1 where seq = first and leg = 0",
        &["hash_chain", "snapshot_chain"],
    ),
    change(
        "every running total of an account from one posting on",
        "update postings set posted_credits = posted_credits + 1 where account_no = account('users:1') and seq >= first",
        &["hash_chain", "zero_sum", "snapshot_chain"],
    ),
    change(
        "an account's version at a posting",
        "update postings set account_version = account_version + 1 where seq = first and leg = 1",
        &["hash_chain", "snapshot_chain"],
    ),
    change(
        "a posting's effective_high",
        "update postings set effective_high = effective_high + interval '1 day' where seq = first and leg = 1",
        &["snapshot_chain"],
    ),
    change(
        "the count of irregular postings at one",
        "update postings set irregular_count = irregular_count + 1 where seq = first and leg = 1",
        &["snapshot_chain"],
    ),
    change(
        "a posting's instant",
        "update postings set effective_at = effective_at - interval '1 day' where seq = first and leg = 1",
        &["postings_of_transfers"],
    ),
    change(
        "a posting's asset",
        "update postings set asset_no = 978 where seq = first and leg = 1",
        &["postings_of_transfers", "zero_sum"],
    ),
    change(
        "a posting's account",
        "update postings set account_no = account('users:2') where seq = first and account_no = account('users:1')",
        &["postings_of_transfers", "snapshot_chain"],
    ),
    change(
        "a posting's leg",
        "update postings set leg = 7 where seq = first and leg = 1",
        &["postings_of_transfers"],
    ),
    change(
        "a posting less",
        "delete from postings where seq = first and leg = 1",
        &["zero_sum", "postings_of_transfers", "snapshot_chain"],
    ),
    change(
        "an account's last posting less",
        "delete from postings p where account_no = account('users:1')
           and seq = (select max(seq) from postings where account_no = p.account_no)",
        &["zero_sum", "postings_of_transfers"],
    ),
    change(
        "a transfer's postings twice",
        "insert into postings select seq, account_version, effective_at, effective_high, irregular_count, ledger_no,
           account_no, asset_no, leg + 2, posted, held, posted_debits, posted_credits, held_debits, held_credits
         from postings where seq = first",
        &["postings_of_transfers", "snapshot_chain"],
    ),
    change(
        "postings of no transfer",
        "insert into postings select 2, 1, effective_at, effective_high, 0, ledger_no,
           account_no, asset_no, leg, posted, held, posted_debits, posted_credits, held_debits, held_credits
         from postings where seq = first",
        &["postings_of_transfers", "snapshot_chain"],
    ),
    // Transfers.
    change("a transfer's metadata", r#"update transfers set metadata = '{"order": "43"}' where seq = first"#, &["hash_chain"]),
    change("a transfer's metadata gone", "update transfers set metadata = null where seq = first", &["hash_chain"]),
    change("a transfer's description", "update transfers set description = 'Gift' where seq = first", &["hash_chain"]),
    change("a transfer's external id", "update transfers set external_id = 'other' where seq = first", &["hash_chain"]),
    change("a transfer's id", "update transfers set id = gen_random_uuid() where seq = first", &["hash_chain"]),
    change(
        "a transfer's effective instant",
        "update transfers set effective_at = effective_at + interval '1 second' where seq = first",
        &["hash_chain", "postings_of_transfers"],
    ),
    change(
        "the effective instant of a transfer and its postings",
        "update transfers set effective_at = effective_at - interval '1 day' where seq = first + 1;
         update postings set effective_at = effective_at - interval '1 day' where seq = first + 1",
        &["hash_chain", "snapshot_chain"],
    ),
    change(
        "when a transfer was recorded",
        "update transfers set recorded_at = recorded_at - interval '1 hour' where seq = first",
        &["hash_chain"],
    ),
    change(
        "the accounts that a transfer names",
        "update transfers set posting_accounts = array[posting_accounts[1]] where seq = first",
        &["hash_chain", "postings_of_transfers"],
    ),
    change(
        "a transfer's row gone",
        "delete from events where seq = first",
        &["seq_dense", "hash_chain", "postings_of_transfers", "idempotency_keys"],
    ),
    change(
        "a transfer gone with its postings",
        "delete from events where seq = first; delete from postings where seq = first",
        &["seq_dense", "hash_chain", "snapshot_chain"],
    ),
    change(
        "a transfer where an account was opened",
        "update events set type = 10, object = null, id = gen_random_uuid(), effective_at = recorded_at,
           posting_accounts = '{}' where seq = 4",
        &["hash_chain", "one_event_per_change"],
    ),
    change(
        "an external id kept from transfers by an event that is none",
        "update events set external_id = 'kept' where seq = 4",
        &["one_event_per_change"],
    ),
    change("a transfer without an instant", "update events set effective_at = null where seq = first", &[]),
    // Events.
    change("an event's hash", "update events set hash = sha256(hash) where seq = first", &["hash_chain"]),
    change(
        "an event's object",
        "update events set object = replace(object, 'basic', 'silver') where seq = 3",
        &["hash_chain"],
    ),
    change("an event's object gone", "alter table events drop constraint events_object; update events set object = null where seq = 3", &["one_event_per_change", "hash_chain"]),
    change(
        "an object given to a transfer's event",
        "alter table events drop constraint events_object; update events set object = '{}' where seq = first",
        &["hash_chain", "one_event_per_change"],
    ),
    change(
        "a transfer changed under the object it once had",
        "alter table events drop constraint events_object;
         update events set object = '{\"the\":\"original\"}' where seq = first",
        &["one_event_per_change"],
    ),
    change(
        "an event beyond the head",
        "insert into events (seq, recorded_at, ledger_no, type, hash, object)
         select seq + 100000, recorded_at, ledger_no, type, hash, object from events where seq = 3",
        &["seq_dense"],
    ),
    change("an event's type", "alter table events drop constraint events_object;
         update events set type = (select type from events where seq = 2) where seq = first", &["hash_chain"]),
    change(
        "when an event was recorded",
        "update events set recorded_at = recorded_at - interval '1 year' where seq = first",
        &["seq_dense", "hash_chain"],
    ),
    change("an event less", "delete from events where seq = 3", &["seq_dense", "hash_chain"]),
    change(
        "the last event less",
        "delete from events where seq = (select max(seq) from events)",
        &["seq_dense", "hash_chain"],
    ),
    change(
        "an event's place",
        "update events set seq = -1 where seq = 3; update events set seq = 3 where seq = 4;
         update events set seq = 4 where seq = -1",
        &["hash_chain"],
    ),
    change("the head's hash", "update ledger_heads set last_hash = sha256(last_hash)", &["hash_chain"]),
    change("the head set back", "update ledger_heads set last_seq = last_seq - 1", &["hash_chain"]),
    change("the head set on", "update ledger_heads set last_seq = last_seq + 1", &["seq_dense"]),
    // What is derived.
    change(
        "an irregular posting's amount",
        "update irregular_postings set posted_credits = posted_credits + 1
         where account_no = account('users:2') and irregular_count = 7",
        &["irregular_postings"],
    ),
    change(
        "something held in an irregular posting",
        "update irregular_postings set held_credits = 500
         where account_no = account('users:2') and irregular_count = 7",
        &["irregular_postings"],
    ),
    change(
        "both sides of an irregular posting",
        "update irregular_postings set posted_credits = posted_credits + 50, posted_debits = posted_debits + 50
         where account_no = account('users:2') and irregular_count = 7",
        &["irregular_postings"],
    ),
    change(
        "an irregular posting numbered zero",
        "insert into irregular_postings
         select 0, seq, effective_at, ledger_no, account_no, posted_debits, posted_credits, held_debits, held_credits,
           sum_posted_debits, sum_posted_credits, sum_held_debits, sum_held_credits
         from irregular_postings where account_no = account('users:2') and irregular_count = 7",
        &["irregular_postings"],
    ),
    change(
        "an irregular posting's sum",
        "update irregular_postings set sum_posted_credits = sum_posted_credits + 1
         where account_no = account('users:2') and irregular_count = 7",
        &["irregular_postings"],
    ),
    change(
        "an irregular posting's instant",
        "update irregular_postings set effective_at = effective_at + interval '1 day'
         where account_no = account('users:2') and irregular_count = 7",
        &["irregular_postings"],
    ),
    change(
        "an irregular posting less",
        "delete from irregular_postings where account_no = account('users:2') and irregular_count = 7",
        &["irregular_postings"],
    ),
    change(
        "an irregular posting more",
        "insert into irregular_postings
         select irregular_count + 1, seq, effective_at, ledger_no, account_no, posted_debits, posted_credits, held_debits,
           held_credits, sum_posted_debits, sum_posted_credits, sum_held_debits, sum_held_credits
         from irregular_postings where account_no = account('users:2') order by irregular_count desc limit 1",
        &["irregular_postings"],
    ),
    change(
        "a block's sum",
        "update irregular_blocks set sum_posted_credits = sum_posted_credits + 1
         where account_no = account('users:2')
           and effective_at = (select max(effective_at) from irregular_blocks)",
        &["irregular_postings"],
    ),
    change(
        "a block's instant",
        "update irregular_blocks set effective_at = effective_at + interval '1 microsecond'
         where account_no = account('users:2')
           and effective_at = (select max(effective_at) from irregular_blocks)",
        &["irregular_postings"],
    ),
    change(
        "a block less",
        "delete from irregular_blocks where account_no = account('users:2')",
        &["irregular_postings"],
    ),
    change(
        "a row more in a block",
        "insert into irregular_blocks
         select effective_at + interval '1 second', ledger_no, account_no, block_no, level,
           sum_posted_debits, sum_posted_credits, sum_held_debits, sum_held_credits
         from irregular_blocks where account_no = account('users:2') order by effective_at desc limit 1",
        &["irregular_postings"],
    ),
    change(
        "a block that is not full yet",
        "insert into irregular_blocks
         select effective_at, ledger_no, account_no, block_no + 1, level,
           sum_posted_debits, sum_posted_credits, sum_held_debits, sum_held_credits
         from irregular_blocks where account_no = account('users:2') order by effective_at desc limit 1",
        &["irregular_postings"],
    ),
    // Holds and what was done with them.
    change("a hold's status", "update holds set status = 2 where seq = seq('captured')", &["holds"]),
    change(
        "a hold opened again, and its accounts' lists with it",
        "update holds set status = 0 where seq = seq('voided');
         update hold_accounts set is_open = true where seq = seq('voided')",
        &["holds"],
    ),
    change("what a hold held in all", "update holds set held[1] = held[1] + 1 where seq = seq('open')", &["holds"]),
    change(
        "what was captured of a hold",
        "update holds set captured[2] = captured[2] + 1 where seq = seq('captured')",
        &["holds"],
    ),
    change(
        "what remains of a hold",
        "update holds set remaining[1] = remaining[1] - 1, remaining[2] = remaining[2] - 1 where seq = seq('open')",
        &["holds"],
    ),
    change("one amount of a hold less", "update holds set captured = captured[1:1] where seq = seq('open')", &["holds"]),
    change("when a hold ends", "update holds set expires_at = null where seq = seq('open')", &["holds"]),
    change(
        "when an extended hold ends",
        "update holds set expires_at = (select expires_at from transfers where seq = seq('extended'))
         where seq = seq('extended')",
        &["holds"],
    ),
    change(
        "since when a hold is held",
        "update holds set held_at = held_at - interval '1 second' where seq = seq('open')",
        &["holds"],
    ),
    change("a hold's row gone", "delete from holds where seq = seq('several')", &["holds"]),
    change(
        "a hold that is a transfer",
        "insert into holds select seq('paid'), held_at, expires_at, ledger_no, status, held, captured, remaining
         from holds where seq = seq('open')",
        &["holds"],
    ),
    change(
        "a hold beyond the head",
        "insert into holds select seq + 100000, held_at, expires_at, ledger_no, status, held, captured, remaining
         from holds where seq = seq('open')",
        &["seq_dense"],
    ),
    change(
        "a hold less in an account's list",
        "delete from hold_accounts where seq = seq('open') and account_no = account('holds:payer')",
        &["holds"],
    ),
    change(
        "a hold that is open in an account's list alone",
        "update hold_accounts set is_open = true where seq = seq('captured') and account_no = account('holds:payee')",
        &["holds"],
    ),
    change(
        "a hold in the list of an account that it is not on",
        "insert into hold_accounts select seq, ledger_no, account('users:1'), is_open
         from hold_accounts where seq = seq('open') limit 1",
        &["holds"],
    ),
    change(
        "a hold in an account's list that is none",
        "insert into hold_accounts select seq('paid'), ledger_no, account_no, is_open
         from hold_accounts where seq = seq('open')",
        &["holds"],
    ),
    change(
        "the hold of a capture, to one that had ended",
        "update transfers set target_seq = seq('voided') where external_id = 'part'",
        &["holds"],
    ),
    change("the hold of a capture, to none", "update transfers set target_seq = null where external_id = 'part'", &["holds"]),
    change(
        "the hold of a capture, to a transfer",
        "update transfers set target_seq = seq('paid'), target_id = (select id from transfers where seq = seq('paid'))
         where external_id = 'part'",
        &["hash_chain", "holds"],
    ),
    change(
        "a transfer that names a target",
        "update transfers set target_seq = seq('open') where external_id = 'paid'",
        &["holds"],
    ),
    change(
        "a void made a capture",
        "update events set type = 12 where external_id = 'void'",
        &["hash_chain", "holds"],
    ),
    change(
        "what a capture released",
        "update postings set held = held * 2 where seq = seq('part')",
        &["hash_chain", "snapshot_chain", "holds"],
    ),
    change(
        "what an increment held",
        "update postings set held = held * 2 where seq = seq('increment')",
        &["hash_chain", "snapshot_chain", "holds"],
    ),
    change(
        "something posted by a hold",
        "update postings set posted = held where seq = seq('open')",
        &["snapshot_chain", "holds"],
    ),
    change(
        "something released by a reversal",
        "update postings set held = -posted where seq = seq('back')",
        &["snapshot_chain", "holds"],
    ),
    change(
        "a void from before anything was held",
        "update transfers set effective_at = '2019-01-01T00:00:00Z' where external_id = 'void';
         update postings set effective_at = '2019-01-01T00:00:00Z' where seq = seq('void')",
        &["hash_chain", "holds"],
    ),
    change(
        "when a hold was to end by itself",
        "update transfers set expires_at = expires_at + interval '1 day' where external_id = 'open'",
        &["hash_chain", "holds"],
    ),
    change(
        "to when a hold was extended",
        "update transfers set expires_at = expires_at + interval '1 day' where external_id = 'extension'",
        &["hash_chain", "holds"],
    ),
    change(
        "an expiry from before its hold was due",
        "update transfers set recorded_at = recorded_at - interval '1 hour' where kind = 6",
        &["hash_chain", "holds"],
    ),
    change(
        "an expiry effective at another instant",
        "update transfers set effective_at = effective_at + interval '1 millisecond' where kind = 6;
         update postings set effective_at = effective_at + interval '1 millisecond'
         where seq = (select seq from transfers where kind = 6)",
        &["hash_chain", "holds"],
    ),
    change(
        "an expiry gone without a trace in the order",
        "delete from postings where seq = (select seq from transfers where kind = 6);
         delete from transfers where kind = 6",
        &["seq_dense", "hash_chain", "holds"],
    ),
    change(
        "something held in an irregular posting of a hold",
        "update irregular_postings set held_debits = held_debits + 1 where seq = seq('late') and held_debits <> 0",
        &["irregular_postings"],
    ),
    // Reversals.
    change(
        "what of a transfer is reversed",
        "update reversed_transfers set reversed = array[reversed[1] - 1, reversed[2] - 1] where seq = seq('paid')",
        &["reversals"],
    ),
    change(
        "one amount of what is reversed",
        "update reversed_transfers set reversed[1] = reversed[1] + 1 where seq = seq('paid')",
        &["reversals"],
    ),
    change(
        "more reversed than was posted",
        "update reversed_transfers set reversed = array[reversed[1] + 1, reversed[2] + 1] where seq = seq('returned')",
        &["reversals"],
    ),
    change(
        "one amount less of what is reversed",
        "update reversed_transfers set reversed = reversed[1:1] where seq = seq('paid')",
        &["reversals"],
    ),
    change(
        "nothing reversed any more",
        "delete from reversed_transfers where seq = seq('paid')",
        &["reversals"],
    ),
    change(
        "a reversal that nobody made",
        "insert into reversed_transfers select first, ledger_no, array[0, 0] from ledgers",
        &["reversals"],
    ),
    change(
        "a reversal beyond the head",
        "insert into reversed_transfers select seq + 100000, ledger_no, reversed from reversed_transfers
         where seq = seq('paid')",
        &["seq_dense"],
    ),
    change(
        "the transfer that was reversed, to another",
        "update transfers set target_seq = seq('returned') where external_id = 'back'",
        &["reversals"],
    ),
    change(
        "the transfer that was reversed, to none",
        "update transfers set target_seq = null where external_id = 'back'",
        &["reversals"],
    ),
    change(
        "the transfer that was reversed, to a hold",
        "update transfers set target_seq = seq('open'), target_id = (select id from transfers where seq = seq('open'))
         where external_id = 'back'",
        &["hash_chain", "reversals", "holds"],
    ),
    change(
        "a reversal's amount",
        "update postings set posted = posted * 2 where seq = seq('back')",
        &["hash_chain", "snapshot_chain", "reversals"],
    ),
    // What is said about transfers.
    change(
        "changed metadata",
        r#"update transfer_metadata set metadata = '{"status": "lost"}' where seq = seq('paid')"#,
        &["transfer_metadata"],
    ),
    change(
        "the revision of changed metadata",
        "update transfer_metadata set revision = revision + 1 where seq = seq('paid')",
        &["transfer_metadata"],
    ),
    change(
        "changed metadata set back",
        "update transfer_metadata set revision = revision - 1 where seq = seq('paid')",
        &["transfer_metadata"],
    ),
    change(
        "when metadata changed",
        "update transfer_metadata set updated_at = updated_at - interval '1 second' where seq = seq('paid')",
        &["transfer_metadata"],
    ),
    change(
        "changed metadata as if it had just been changed",
        r#"update transfer_metadata set revision = revision + 1, metadata = '{}', updated_at = clock_timestamp()
           where seq = seq('paid')"#,
        &["transfer_metadata"],
    ),
    change("changed metadata gone", "delete from transfer_metadata where seq = seq('open')", &["transfer_metadata"]),
    change(
        "changed metadata of another transfer",
        "update transfer_metadata set seq = seq('returned') where seq = seq('open')",
        &["transfer_metadata"],
    ),
    change(
        "changed metadata that nobody changed",
        r#"insert into transfer_metadata select first, 2, clock_timestamp(), ledger_no, '{"a": "b"}' from ledgers"#,
        &["transfer_metadata"],
    ),
    change(
        "changed metadata of no transfer",
        "insert into transfer_metadata select 2, 2, clock_timestamp(), ledger_no, '{}' from ledgers",
        &["transfer_metadata"],
    ),
    // Limits and what counted for them.
    change("a limit's sum", "update limits set max_sum = max_sum + 1 where name = 'each'", &["limits"]),
    change("a limit's count gone", "update limits set max_count = null where name = 'together'", &["limits"]),
    change("a limit that refuses, made one that flags", "update limits set on_exceed = 'flag' where name = 'each'", &["limits"]),
    change("a limit switched on", "update limits set active = true where name = 'for-a-while'", &["limits"]),
    change("a limit's name", "update limits set name = 'other' where name = 'each'", &["limits"]),
    change("what a limit covers", "update limits set path_prefix = 'spend:b' where name = 'each'", &["limits"]),
    change("a limit's side", "update limits set direction = 'credit' where name = 'each'", &["limits"]),
    change("whom a limit counts for", "update limits set together = true where name = 'each'", &["limits"]),
    change("a limit's window", "update limits set seconds = seconds + 1 where name = 'together'", &["limits"]),
    change("the scale of a limit without a sum", "update limits set scale = 3 where name = 'together'", &["limits"]),
    change(
        "a limit as it was set",
        "update limits set revision = 1, max_sum = 90000, updated_at = created_at where name = 'each'",
        &["limits"],
    ),
    change(
        "a limit as if it had just been changed",
        "update limits set revision = revision + 1, active = false, updated_at = clock_timestamp() where name = 'each'",
        &["limits"],
    ),
    change("a limit's row gone", "delete from limits where name = 'unused'", &["limits"]),
    change(
        "a limit that nobody set",
        "insert into limits select created_at, updated_at, revision, ledger_no, 99, seconds, max_count, scale, together,
           active, max_sum, 'ghost', path_prefix, asset, direction, calendar, on_exceed
         from limits where name = 'unused'",
        &["limits"],
    ),
    change(
        "the numbers of two limits",
        "update limits set limit_no = -1 where name = 'unused';
         update limits set limit_no = 3 where name = 'for-a-while';
         update limits set limit_no = 4 where name = 'unused'",
        &["limits"],
    ),
    change(
        "what a transfer counted",
        "update limit_entries set amount = amount + 1 where seq = seq('counted') and limit_no = limit('each')",
        &["limits"],
    ),
    change(
        "what a transfer counted, and every sum since",
        "update limit_entries set amount = amount + 1 where seq = seq('counted') and limit_no = limit('each');
         update limit_entries set sum = sum + 1
         where seq >= seq('counted') and limit_no = limit('each') and account_no = account('spend:a')",
        &["limits"],
    ),
    change(
        "what all accounts counted together, and every sum since",
        "update limit_entries set amount = amount - 1 where seq = seq('both') and limit_no = limit('together');
         update limit_entries set sum = sum - 1 where seq >= seq('both') and limit_no = limit('together')",
        &["limits"],
    ),
    change(
        "a running sum of a limit",
        "update limit_entries set sum = sum - 1 where seq = seq('both') and limit_no = limit('together')",
        &["limits"],
    ),
    change(
        "every running sum of a limit from the first on",
        "update limit_entries set sum = sum - 1 where limit_no = limit('together')",
        &["limits"],
    ),
    change(
        "a running count of a limit",
        "update limit_entries set count = count - 1 where seq = seq('both') and limit_no = limit('together')",
        &["limits"],
    ),
    change(
        "an increment that counted as a transfer",
        "update limit_entries set count = count + 1 where seq >= seq('raise') and limit_no = limit('together')",
        &["limits"],
    ),
    change(
        "an increment that counted for nothing",
        "delete from limit_entries where seq = seq('raise') and limit_no = limit('each')",
        &["limits"],
    ),
    change(
        "a hold that did not count",
        "delete from limit_entries where seq = seq('asked for') and limit_no = limit('together')",
        &["limits"],
    ),
    change(
        "the last that counted gone",
        "delete from limit_entries where seq = seq('last of b') and limit_no = limit('each')",
        &["limits"],
    ),
    change("everything that counted for a limit gone", "delete from limit_entries where limit_no = limit('together')", &["limits"]),
    change(
        "when a transfer counted",
        "update limit_entries set recorded_at = recorded_at - interval '1 microsecond'
         where seq = seq('counted') and limit_no = limit('each')",
        &["limits"],
    ),
    change(
        "the account that a transfer counted for",
        "update limit_entries set account_no = account('users:idle')
         where seq = seq('counted') and limit_no = limit('each')",
        &["limits"],
    ),
    change(
        "the account that a transfer counted for, to the other side's",
        "update limit_entries set account_no = account('spend:b')
         where seq = seq('counted') and limit_no = limit('each')",
        &["limits"],
    ),
    change(
        "the account that a transfer counted for, to all",
        "update limit_entries set account_no = 0 where limit_no = limit('each') and account_no = account('spend:a')",
        &["limits"],
    ),
    change(
        "the limit that transfers counted for, to none",
        "update limit_entries set limit_no = 99 where limit_no = limit('each') and account_no = account('spend:b')",
        &["limits"],
    ),
    change(
        "a transfer that counted, to none",
        "update limit_entries set seq = 2 where seq = seq('counted') and limit_no = limit('each')",
        &["limits"],
    ),
    change(
        "a transfer that counted from before the limit",
        "insert into limit_entries
         select t.recorded_at, t.seq, 1, t.ledger_no, limit('for-a-while'), account('spend:b'), 100, 100
         from transfers t where external_id = 'before the limit'",
        &["limits"],
    ),
    change(
        "a transfer that counted while the limit was not in force",
        "insert into limit_entries
         select t.recorded_at, t.seq, e.count + 1, t.ledger_no, e.limit_no, e.account_no, 200, e.sum + 200
         from transfers t, limit_entries e
         where external_id = 'last of b' and e.limit_no = limit('for-a-while') and e.account_no = account('spend:b')",
        &["limits"],
    ),
    change(
        "a capture that counted",
        "insert into limit_entries
         select t.recorded_at, t.seq, e.count + 1, t.ledger_no, e.limit_no, e.account_no, 300, e.sum + 300
         from transfers t, limit_entries e
         where external_id = 'taken' and e.seq = seq('raise') and e.limit_no = limit('each')",
        &["limits"],
    ),
    change(
        "what a transfer that counted moved",
        "update postings set posted = posted * 2 where seq = seq('counted')",
        &["hash_chain", "snapshot_chain", "limits"],
    ),
    // Monitors and the alerts that they raised.
    change("a monitor's threshold", "update monitors set threshold = threshold + 1 where name = 'low'", &["balance_alerts"]),
    change("which balance a monitor watches", "update monitors set balance = 'pending' where name = 'low'", &["balance_alerts"]),
    change("when a monitor alerts", "update monitors set \"when\" = 'crossing' where name = 'low'", &["balance_alerts"]),
    change("what a monitor covers", "update monitors set path_prefix = 'watched:a' where name = 'low'", &["balance_alerts"]),
    change("a monitor's name", "update monitors set name = 'other' where name = 'low'", &["balance_alerts"]),
    change("a monitor's asset", "update monitors set asset_no = 978 where name = 'low'", &["balance_alerts"]),
    change("a monitor switched on", "update monitors set active = true where name = 'quiet'", &["balance_alerts"]),
    change(
        "a monitor as it was set",
        "update monitors set revision = 1, threshold = 5000, updated_at = created_at where name = 'low'",
        &["balance_alerts"],
    ),
    change(
        "a monitor as if it had just been changed",
        "update monitors set revision = revision + 1, active = false, updated_at = clock_timestamp() where name = 'low'",
        &["balance_alerts"],
    ),
    change("a monitor's row gone", "delete from monitors where name = 'quiet'", &["balance_alerts"]),
    change(
        "a monitor that nobody set",
        "insert into monitors select created_at, updated_at, revision, ledger_no, 99, asset_no, scale, active, threshold,
           'other', path_prefix, asset, balance, \"when\"
         from monitors where name = 'low'",
        &["balance_alerts"],
    ),
    change(
        "the numbers of two monitors",
        "update monitors set monitor_no = -1 where name = 'high';
         update monitors set monitor_no = 3 where name = 'quiet';
         update monitors set monitor_no = 4 where name = 'high'",
        &["balance_alerts"],
    ),
    change(
        "what an alert says",
        r#"update events set object = replace(object, '"30.00"', '"31.00"') where seq = seq('across') + 1"#,
        &["hash_chain", "balance_alerts"],
    ),
    change(
        "when an alert was recorded",
        "update events set recorded_at = recorded_at + interval '1 microsecond' where seq = seq('by new terms') + 1",
        &["hash_chain", "balance_alerts"],
    ),
    change(
        "an alert made another event",
        "update events set type = 4 where seq = seq('across') + 1",
        &["hash_chain", "balance_alerts"],
    ),
    change(
        "the places of two alerts",
        "update events a set object = b.object from events b
         where a.seq = seq('across') + 1 and b.seq = seq('across') + 2",
        &["hash_chain", "balance_alerts"],
    ),
    change("an alert gone", "delete from events where seq = seq('across') + 2", &["seq_dense", "balance_alerts"]),
    change(
        "an alert of nothing",
        "update events set type = 102 where type = 101",
        &["hash_chain", "balance_alerts"],
    ),
    change(
        "what a transfer that raised an alert moved",
        "update postings set posted_credits = posted_credits + 9000
         where seq = seq('across') and account_no = account('watched:a')",
        &["hash_chain", "snapshot_chain", "balance_alerts"],
    ),
    // Proposals and what became of them.
    change(
        "what is proposed",
        r#"update proposals set object = replace(object, '"25.00"', '"15.00"') where status = 'proposed'"#,
        &["proposals"],
    ),
    change(
        "what an approval would post",
        "update proposals set request = replace(request, '.00', '.01') where status = 'proposed'",
        &["proposals"],
    ),
    change("a proposal's object, to none", "update proposals set object = '{}' where status = 'proposed'", &["proposals"]),
    change("who proposed", "update proposals set proposed_by = 'other' where status = 'proposed'", &["proposals"]),
    change(
        "when it was proposed",
        "update proposals set proposed_at = proposed_at - interval '1 hour' where status = 'rejected'",
        &["proposals"],
    ),
    change("a proposal's id", "update proposals set id = gen_random_uuid() where status = 'proposed'", &["proposals"]),
    change(
        "what an approved reversal reverses",
        "update proposals set target_id = null where transfer_seq = seq('taken back')",
        &["proposals"],
    ),
    change(
        "a proposal's place",
        "update proposals set seq = first where status = 'proposed'",
        &["proposals"],
    ),
    change("a proposal gone", "delete from proposals where status = 'proposed'", &["proposals"]),
    change("an approved proposal gone", "delete from proposals where transfer_seq = seq('agreed')", &["proposals"]),
    change(
        "a proposal that nobody made",
        "insert into proposals select first, null, gen_random_uuid(), target_id, proposed_at, null, ledger_no, status,
           client_id, proposed_by, null, null, request, object
         from proposals where status = 'proposed'",
        &["proposals"],
    ),
    change(
        "a proposal beyond the head",
        "insert into proposals select seq + 100000, null, gen_random_uuid(), target_id, proposed_at, null, ledger_no,
           status, client_id, proposed_by, null, null, request, object
         from proposals where status = 'proposed'",
        &["seq_dense"],
    ),
    change(
        "a rejection that nobody spoke",
        "update proposals set status = 'rejected', decided_at = clock_timestamp(), decided_by = proposed_by
         where status = 'proposed'",
        &["proposals"],
    ),
    change(
        "an approval that nobody gave",
        "update proposals set status = 'approved', decided_at = clock_timestamp(), decided_by = 'other',
           transfer_seq = seq('paid') where status = 'proposed'",
        &["proposals"],
    ),
    change("who might decide", "update proposals set decided_by = 'other' where status = 'proposed'", &["proposals"]),
    change(
        "a rejected proposal opened again",
        "update proposals set status = 'proposed', decided_at = null, decided_by = null, reason = null
         where status = 'rejected'",
        &["proposals"],
    ),
    change(
        "a rejected proposal made an approved one",
        "update proposals set status = 'approved', transfer_seq = seq('agreed') where status = 'rejected'",
        &["proposals"],
    ),
    change("why it was rejected", "update proposals set reason = 'A whim' where status = 'rejected'", &["proposals"]),
    change("who rejected", "update proposals set decided_by = 'other' where status = 'rejected'", &["proposals"]),
    change(
        "when it was rejected",
        "update proposals set decided_at = decided_at + interval '1 second' where status = 'rejected'",
        &["proposals"],
    ),
    change(
        "the transfer of a rejected proposal",
        "update proposals set transfer_seq = seq('agreed') where status = 'rejected'",
        &["proposals"],
    ),
    change(
        "an approved proposal opened again",
        "update proposals set status = 'proposed', decided_at = null, decided_by = null, reason = null,
           transfer_seq = null where transfer_seq = seq('agreed')",
        &["proposals"],
    ),
    change(
        "an approved proposal made a rejected one",
        "update proposals set status = 'rejected', transfer_seq = null where transfer_seq = seq('agreed')",
        &["proposals"],
    ),
    change(
        "who approved, by the proposal",
        "update proposals set decided_by = 'other' where transfer_seq = seq('agreed')",
        &["proposals"],
    ),
    change(
        "why it was approved, by the proposal",
        "update proposals set reason = null where transfer_seq = seq('agreed')",
        &["proposals"],
    ),
    change(
        "the transfer of an approved proposal",
        "update proposals set transfer_seq = seq('paid') where transfer_seq = seq('agreed')",
        &["proposals"],
    ),
    change(
        "the transfers of two approved proposals",
        "update proposals set transfer_seq = case transfer_seq when seq('agreed') then seq('taken back')
           else seq('agreed') end
         where status = 'approved'",
        &["proposals"],
    ),
    change(
        "who approved, by the transfer",
        "update transfers set approved_by = 'other' where external_id = 'agreed'",
        &["hash_chain", "proposals"],
    ),
    change(
        "a transfer that nobody approved any more",
        "update transfers set proposal_seq = null, proposed_by = null, approved_by = null, approval_reason = null
         where external_id = 'agreed'",
        &["hash_chain", "proposals"],
    ),
    change(
        "a transfer that was approved without a proposal",
        "update transfers set approved_by = 'other' where external_id = 'paid'",
        &["proposals"],
    ),
    change(
        "the proposal of a transfer, to another",
        "update transfers set proposal_seq = (select seq from proposals where transfer_seq = seq('taken back'))
         where external_id = 'agreed'",
        &["hash_chain", "proposals"],
    ),
    // Accounts and assets.
    change("an account's minimum", "update accounts set min_balance = -100 where path = 'users:bounded'", &["account_rows"]),
    change("an account's minimum gone", "update accounts set min_balance = null where path = 'users:bounded'", &["account_rows"]),
    change("an account's maximum", "update accounts set max_balance = 1 where path = 'users:bounded'", &["account_rows"]),
    change("an account's rules gone", "update accounts set rules = null where path = 'users:ruled'", &["account_rows"]),
    change(
        "one of an account's rules",
        r#"update accounts set rules = jsonb_set(rules, '{max_pending}', '"1.00"') where path = 'users:ruled'"#,
        &["account_rows"],
    ),
    change(
        "a rule given to an account",
        r#"update accounts set rules = '{"freeze_debits": true}' where path = 'users:1'"#,
        &["account_rows"],
    ),
    change("an account's status", "update accounts set status = 'frozen' where path = 'users:1'", &["account_rows"]),
    change("an account's side", "update accounts set normal_side = 'debit' where path = 'users:1'", &["account_rows"]),
    change("an account's type", "update accounts set type = 'income' where path = 'users:1'", &["account_rows"]),
    change("an account's path", "update accounts set path = 'users:one' where path = 'users:1'", &["account_rows", "hash_chain"]),
    change("an account's id", "update accounts set id = gen_random_uuid() where path = 'users:1'", &["account_rows", "hash_chain"]),
    change("an account's metadata", r#"update accounts set metadata = '{"tier": "gold"}' where path = 'users:1'"#, &["account_rows"]),
    change("an account's description", "update accounts set description = 'Mine' where path = 'users:1'", &["account_rows"]),
    change("an account's revision", "update accounts set revision = revision + 1 where path = 'users:1'", &["account_rows"]),
    change(
        "an account's policy under another revision",
        "update accounts set revision = revision + 1, min_balance = null where path = 'users:bounded'",
        &["account_rows"],
    ),
    change(
        "an account's policy as if it had just been changed",
        "update accounts set revision = revision + 1, min_balance = null, updated_at = clock_timestamp()
         where path = 'users:bounded'",
        &["account_rows"],
    ),
    change(
        "an account that nobody opened",
        "insert into accounts select ledger_no, 99, gen_random_uuid(), 'users:ghost', type, asset_no, normal_side, status,
           min_balance, max_balance, description, metadata, revision, created_at, updated_at
         from accounts where path = 'users:1'",
        &["one_event_per_change"],
    ),
    change(
        "an account gone that had no postings",
        "delete from accounts where path = 'users:idle'",
        &["account_rows"],
    ),
    change("an asset's scale", "update assets set scale = 2 where code = 'GOLD'", &["one_event_per_change"]),
    change("an asset's name", "update assets set name = 'Lead' where code = 'GOLD'", &["one_event_per_change"]),
    change(
        "an asset that nobody registered",
        "insert into assets select ledger_no, asset_no + 1, seq, 'LEAD', scale, name, created_at from assets",
        &["one_event_per_change"],
    ),
    // Keys.
    change(
        "a key's transfer",
        "update idempotency_keys_a set seq = first + 1 where seq = first and shape = 1",
        &["idempotency_keys"],
    ),
    change(
        "a key's transfer, to none",
        "update idempotency_keys_a set seq = 2 where seq = first and shape = 1",
        &["idempotency_keys"],
    ),
    change(
        "a key's status",
        "update idempotency_keys_a set status = 422 where seq = first and shape = 1",
        &["idempotency_keys"],
    ),
    change(
        "a refusal's answer gone",
        "update idempotency_keys_a set body = null where status = 422",
        &["idempotency_keys"],
    ),
    change(
        "a second key of a transfer, in the other table",
        "insert into idempotency_keys_b select recorded_at, seq, ledger_no, status, shape,
           substr(sha256(key_hash), 1, 16), fingerprint, location, body
         from idempotency_keys_a where seq = first and shape = 1",
        &["idempotency_keys"],
    ),
    change(
        "a key in both tables",
        "insert into idempotency_keys_b select * from idempotency_keys_a where status = 422",
        &["idempotency_keys"],
    ),
    change(
        "a batch's transfers",
        "update idempotency_keys_a set body = convert_to('[2, 3]', 'utf8') where shape = 3",
        &["idempotency_keys"],
    ),
    change(
        "a batch's answer, to no list",
        "update idempotency_keys_a set body = '\\x00' where shape = 3",
        &["idempotency_keys"],
    ),
    // The ledger itself.
    change("the ledger's name", "update ledgers set name = 'other'", &["hash_chain"]),
    change("the ledger's time zone", "update ledgers set time_zone = 'Asia/Tokyo'", &["one_event_per_change"]),
    change("the ledger's id", "update ledgers set id = gen_random_uuid()", &["one_event_per_change"]),
    change(
        "a shape of outcome that there is not",
        "update idempotency_keys_a set shape = 77 where status = 422",
        &["idempotency_keys"],
    ),
    // Numbers that nobody gave out cannot be read, and that is said instead of a report.
    change("a type of event that there is not", "update events set type = 77 where seq = first", &[]),
];

/// A ledger with some of everything.
async fn keep_books(app: &App) {
    let api = &app.api;
    let ledger = api.ledger("books").await;
    for path in ["users:1", "users:2", "users:idle"] {
        api.account(&ledger, path, "liability", "USD", json!({"metadata": {"tier": "basic"}})).await;
    }
    api.account(&ledger, "assets:bank", "asset", "USD", json!({})).await;
    let policy = json!({"policy": {"min_balance": "0", "max_balance": "1000.00"}});
    api.account(&ledger, "users:bounded", "liability", "USD", policy).await;
    api.post(&format!("{ledger}/assets"), &json!({"code": "GOLD", "scale": 3, "name": "Gold"})).await.expect(201);
    api.account(&ledger, "vault:a", "asset", "GOLD", json!({})).await;
    api.account(&ledger, "vault:b", "asset", "GOLD", json!({})).await;

    let path = format!("{ledger}/transfers");
    let transfer = |debit: &str, credit: &str, amount: &str| json!({"debit_account": debit, "credit_account": credit, "amount": amount});
    let mut first = transfer("assets:bank", "users:1", "12.34");
    first["external_id"] = json!("first");
    first["description"] = json!("Deposit");
    first["metadata"] = json!({"order": "42"});
    api.post_keyed(&path, "first", &first).await.expect(201);
    api.post_keyed(&path, "second", &transfer("users:1", "users:bounded", "5.00")).await.expect(201);
    api.post_keyed(&path, "refused", &transfer("users:bounded", "users:1", "500.00")).await.expect(422);
    api.post_keyed(&path, "gold", &transfer("vault:a", "vault:b", "1.500")).await.expect(201);
    let change = json!({"description": "An early customer", "policy": {"min_balance": "-5.00"}});
    api.patch(&format!("{ledger}/accounts/users:1"), &change).await.expect(200);
    let batch = json!({"atomic": false, "transfers": [
        transfer("assets:bank", "users:1", "1.00"), transfer("users:bounded", "users:1", "500.00"),
        transfer("users:1", "users:bounded", "0.50"),
    ]});
    api.post_keyed(&format!("{path}/batch"), "batch", &batch).await.expect(200);
    // Enough late ones for a block, and for some that no block holds yet.
    let late: Vec<Value> = (0..300)
        .map(|n| {
            let mut late = transfer("assets:bank", "users:2", "0.01");
            late["effective_at"] = json!(format!("2020-01-{:02}T00:{:02}:00Z", n % 28 + 1, n % 60));
            late
        })
        .collect();
    let mut batch = json!({"atomic": true, "transfers": [transfer("assets:bank", "users:2", "1.00")]});
    api.post_keyed(&format!("{path}/batch"), "before", &batch).await.expect(200);
    batch["transfers"] = Value::from(late);
    api.post_keyed(&format!("{path}/batch"), "late", &batch).await.expect(200);
    move_money(api, &ledger).await;
    count_for_limits(api, &ledger).await;
    watch_balances(api, &ledger).await;
    ask_a_second_person(api, &api.with_key(&app.create_key(&["all"], &[]).await), &ledger).await;
    api.post_keyed(&path, "last", &transfer("assets:bank", "users:1", "1.00")).await.expect(201);
}

/// Holds in every state, what brought them there, reversals, and what is said about them. Each has the
/// external id that the tamperings know it by.
async fn move_money(api: &Api, ledger: &str) {
    for path in ["holds:payer", "holds:payee"] {
        api.account(ledger, path, "liability", "USD", json!({})).await;
    }
    let policy = json!({
        "max_pending": "500.00", "allowed_counterparties": ["assets", "holds"], "over_capture_percent": "15",
        "approval": {"above": "400.00"},
    });
    api.account(ledger, "users:ruled", "liability", "USD", json!({"policy": policy})).await;
    let path = format!("{ledger}/transfers");
    let post = async |path: &str, name: &str, mut body: Value| {
        body["external_id"] = json!(name);
        let key = format!("motion-{}", name.replace(' ', "-"));
        let posted = api.post_keyed(path, &key, &body).await.expect(201).json();
        posted["id"].as_str().expect("an id").to_owned()
    };
    let transfer = async |name: &str, debit: &str, credit: &str, amount: &str, more: Value| {
        let mut body = json!({"debit_account": debit, "credit_account": credit, "amount": amount});
        body.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        post(&path, name, body).await
    };
    let hold = async |name: &str, amount: &str, more: Value| {
        let mut more = more;
        more["pending"] = json!(true);
        transfer(name, "holds:payer", "holds:payee", amount, more).await
    };
    let act = async |action: &str, target: &str, name: &str, body: Value| {
        post(&format!("{path}/{target}/{action}"), name, body).await
    };

    transfer("funds", "assets:bank", "holds:payer", "1000.00", json!({})).await;
    let due = hold("due", "25.00", json!({"timeout_seconds": 1})).await;
    act("capture", &due, "part of what is due", json!({"amount": "5.00"})).await;
    let open = hold("open", "40.00", json!({"timeout_seconds": 86_400})).await;
    act("increment", &open, "increment", json!({"amount": "10.00"})).await;
    act("capture", &open, "part", json!({"amount": "15.00"})).await;
    let captured = hold("captured", "100.00", json!({})).await;
    let capture = act("capture", &captured, "capture", json!({"amount": "60.00"})).await;
    act("capture", &captured, "more", json!({"amount": "30.00"})).await;
    act("capture", &captured, "rest", json!({"amount": "5.00", "final": true})).await;
    let voided = hold("voided", "30.00", json!({})).await;
    act("capture", &voided, "before", json!({"amount": "10.00"})).await;
    act("void", &voided, "void", json!({})).await;
    let extended = hold("extended", "20.00", json!({"timeout_seconds": 3600})).await;
    act("extend", &extended, "extension", json!({"timeout_seconds": 7200})).await;
    let late = hold("late", "7.00", json!({"effective_at": "2020-02-01T00:00:00Z"})).await;
    act("void", &late, "late void", json!({"effective_at": "2020-03-01T00:00:00Z"})).await;
    hold("ahead", "3.00", json!({"effective_at": "2199-01-01T00:00:00Z"})).await;
    let leg = |account: &str, direction: &str, amount: &str| json!({"account": account, "direction": direction, "amount": amount});
    let several = json!({"pending": true, "postings": [
        leg("holds:payer", "debit", "10.00"), leg("holds:payer", "debit", "5.00"), leg("holds:payee", "credit", "15.00"),
    ]});
    let several = post(&path, "several", several).await;
    let parts = json!({"postings": [leg("holds:payer", "debit", "12.00"), leg("holds:payee", "credit", "12.00")]});
    act("capture", &several, "parts", parts).await;
    transfer("ruled", "assets:bank", "users:ruled", "50.00", json!({})).await;
    let over = transfer("over", "users:ruled", "holds:payee", "10.00", json!({"pending": true})).await;
    act("capture", &over, "beyond", json!({"amount": "11.00"})).await;

    let paid = transfer("paid", "assets:bank", "holds:payee", "50.00", json!({"metadata": {"status": "new"}})).await;
    act("reverse", &paid, "back", json!({"amount": "20.00"})).await;
    act("reverse", &paid, "back again", json!({"amount": "10.00"})).await;
    let returned = transfer("returned", "assets:bank", "holds:payee", "8.00", json!({})).await;
    act("reverse", &returned, "all of it", json!({"effective_at": "2020-04-01T00:00:00Z"})).await;
    act("reverse", &capture, "of a capture", json!({"amount": "4.00"})).await;
    for (id, status) in [(&paid, "sent"), (&paid, "settled"), (&open, "promised")] {
        api.patch(&format!("{path}/{id}"), &json!({"metadata": {"status": status}})).await.expect(200);
    }
    until("the hold that is due has ended", async || {
        api.get(&format!("{path}/{due}")).await.expect(200).json()["hold"]["status"] == "expired"
    })
    .await;
}

/// Limits of each account and of all together, one changed, one not in force any more and one that nothing
/// counted for, and what counted for them.
async fn count_for_limits(api: &Api, ledger: &str) {
    for path in ["spend:a", "spend:b"] {
        api.account(ledger, path, "liability", "USD", json!({})).await;
    }
    let limits = format!("{ledger}/limits");
    let limit = async |name: &str, more: Value| {
        let mut body = json!({"name": name, "path_prefix": "spend", "asset": "USD", "direction": "debit"});
        body.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        api.post(&limits, &body).await.expect(201);
    };
    let path = format!("{ledger}/transfers");
    let post = async |path: &str, name: &str, mut body: Value| {
        body["external_id"] = json!(name);
        let key = format!("limits-{}", name.replace(' ', "-"));
        let posted = api.post_keyed(path, &key, &body).await.expect(201).json();
        posted["id"].as_str().expect("an id").to_owned()
    };
    let leg = |account: &str, direction: &str, amount: &str| json!({"account": account, "direction": direction, "amount": amount});
    let pay = async |name: &str, debit: &str, credit: &str, amount: &str| {
        let legs = [leg(debit, "debit", amount), leg(credit, "credit", amount)];
        post(&path, name, json!({"postings": legs})).await;
    };

    pay("funds of a", "assets:bank", "spend:a", "500.00").await;
    pay("funds of b", "assets:bank", "spend:b", "500.00").await;
    pay("before the limit", "spend:b", "assets:bank", "1.00").await;
    limit("each", json!({"per": "account", "window": {"calendar": "day"}, "max_sum": "900.00"})).await;
    let flags = json!({"per": "prefix", "window": {"seconds": 86_400}, "max_count": 3, "on_exceed": "flag"});
    limit("together", flags).await;
    limit(
        "unused",
        json!({"per": "account", "window": {"calendar": "year"}, "max_sum": "5.00", "path_prefix": "idle"}),
    )
    .await;
    limit("for-a-while", json!({"per": "account", "window": {"calendar": "week"}, "max_sum": "800.00"})).await;
    pay("counted", "spend:a", "spend:b", "10.00").await;
    pay("first of b", "spend:b", "assets:bank", "4.00").await;
    api.patch(&format!("{limits}/for-a-while"), &json!({"active": false})).await.expect(200);
    api.patch(&format!("{limits}/each"), &json!({"max_sum": "700.00"})).await.expect(200);
    let both = json!({"postings": [
        leg("spend:a", "debit", "2.00"), leg("spend:b", "debit", "3.00"), leg("assets:bank", "credit", "5.00"),
    ]});
    post(&path, "both", both).await;
    let hold = json!({"debit_account": "spend:a", "credit_account": "assets:bank", "amount": "4.00", "pending": true});
    let hold = post(&path, "asked for", hold).await;
    post(&format!("{path}/{hold}/increment"), "raise", json!({"amount": "1.00"})).await;
    post(&format!("{path}/{hold}/capture"), "taken", json!({"amount": "3.00"})).await;
    pay("last of b", "spend:b", "spend:a", "2.00").await;
}

/// Monitors of each kind, one changed, one not in force any more, and what they told of; alerts of two monitors and
/// of two accounts follow one transfer.
async fn watch_balances(api: &Api, ledger: &str) {
    for path in ["watched:a", "watched:b"] {
        api.account(ledger, path, "liability", "USD", json!({})).await;
    }
    let monitors = format!("{ledger}/monitors");
    let monitor = async |name: &str, when: &str, threshold: &str, more: Value| {
        let mut body = json!({"name": name, "path_prefix": "watched", "asset": "USD", "balance": "available",
            "when": when, "threshold": threshold});
        body.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        api.post(&monitors, &body).await.expect(201);
    };
    let path = format!("{ledger}/transfers");
    let pay = async |name: &str, debit: &str, credit: &str, amount: &str| {
        let body = json!({"debit_account": debit, "credit_account": credit, "amount": amount, "external_id": name});
        api.post_keyed(&path, &format!("watched-{}", name.replace(' ', "-")), &body).await.expect(201);
    };
    pay("before the monitor", "assets:bank", "watched:a", "100.00").await;
    monitor("low", "below", "50.00", json!({})).await;
    monitor("either", "crossing", "60.00", json!({"balance": "posted"})).await;
    monitor("high", "above", "500.00", json!({"path_prefix": "watched:b"})).await;
    monitor("quiet", "below", "0.00", json!({"active": false})).await;
    pay("across", "watched:a", "watched:b", "70.00").await;
    pay("within", "watched:a", "watched:b", "1.00").await;
    api.patch(&format!("{monitors}/low"), &json!({"threshold": "20.00"})).await.expect(200);
    pay("by new terms", "watched:a", "assets:bank", "10.00").await;
}

/// Proposals that are open, rejected and approved, one of them of a reversal.
async fn ask_a_second_person(api: &Api, second: &Api, ledger: &str) {
    let policy = json!({"policy": {"approval": {"above": "10.00", "reversals": true}}});
    api.account(ledger, "guarded:a", "liability", "USD", policy).await;
    let path = format!("{ledger}/transfers");
    let propose = async |path: &str, name: &str, mut body: Value| {
        body["external_id"] = json!(name);
        let key = format!("proposal-{}", name.replace(' ', "-"));
        let proposed = api.post_keyed(path, &key, &body).await.expect(202).json();
        proposed["id"].as_str().expect("an id").to_owned()
    };
    let pay = async |name: &str, amount: &str| {
        let body = json!({"debit_account": "assets:bank", "credit_account": "guarded:a", "amount": amount});
        propose(&path, name, body).await
    };
    let approve = async |id: &str, body: Value| {
        second.post_keyed(&format!("{path}/{id}/approve"), &format!("approve-{id}"), &body).await.expect(201);
    };

    pay("asked", "25.00").await;
    let agreed = pay("agreed", "30.00").await;
    approve(&agreed, json!({"reason": "As agreed"})).await;
    let declined = pay("declined", "40.00").await;
    second.post_keyed(&format!("{path}/{declined}/reject"), "reject", &json!({"reason": "Too much"})).await.expect(200);
    let back = propose(&format!("{path}/{agreed}/reverse"), "taken back", json!({"amount": "5.00"})).await;
    approve(&back, json!({})).await;
}

/// `tallybook verify --json`: whether it exited with 0, what it reports, and what it says besides.
async fn verify(database: &Database) -> (bool, Option<Value>, String) {
    verify_on("2", database).await
}

/// As [`verify`], on so many connections.
async fn verify_on(jobs: &str, database: &Database) -> (bool, Option<Value>, String) {
    let output = Command::new(binary())
        .args(["verify", "--json", "--jobs", jobs])
        .env("DATABASE_URL", &database.service_url)
        .output()
        .await
        .expect("the binary runs");
    let report = serde_json::from_slice(&output.stdout).ok();
    (output.status.success(), report, String::from_utf8_lossy(&output.stderr).into_owned())
}

fn failed(report: &Value) -> Vec<String> {
    let checks = report["checks"].as_array().expect("checks");
    checks
        .iter()
        .filter(|check| check["ok"] == false)
        .map(|check| check["name"].as_str().expect("a name").to_owned())
        .collect()
}

#[test]
fn whatever_is_changed_behind_the_service_s_back_is_found_under_its_check() {
    block_on(async {
        let app = App::start(Database::create().await, ServiceOptions::default()).await;
        keep_books(&app).await;
        let App { mut service, database: books, .. } = app;
        service.child.signal("TERM").await;
        assert_eq!(service.child.wait().await, Some(0));

        let (success, report, said) = verify(&books).await;
        let report = report.unwrap_or_else(|| panic!("no report: {said}"));
        assert!(success && report["ok"] == true, "{report:#}");
        for check in report["checks"].as_array().expect("checks") {
            let nothing_yet = ["bounds"].contains(&check["name"].as_str().expect("a name"));
            assert!(nothing_yet || check["checked"].as_u64() > Some(0), "nothing was compared: {check}");
        }

        let mut missed = Vec::new();
        for tampering in TAMPERINGS {
            let copy = books.copy().await;
            let sql = tampering
                .sql
                .replace("first", "(select min(seq) from transfers)")
                .replace("account('", "(select account_no from accounts where path = '")
                .replace("limit('", "(select limit_no from limits where name = '")
                .replace("seq('", "(select seq from transfers where external_id = '");
            let mut owner = copy.connect().await;
            // Whoever means harm turns the guards off.
            sqlx::raw_sql(AssertSqlSafe(format!("set session_replication_role = replica; {sql}")))
                .execute(&mut owner)
                .await
                .unwrap_or_else(|error| panic!("{}: {error}: {sql}", tampering.what));
            drop(owner);
            let (success, report, said) = verify(&copy).await;
            let found = report.as_ref().map(failed).unwrap_or_default();
            let all = tampering.found_by.iter().all(|check| found.iter().any(|name| name == check));
            let told = report.as_ref().is_some_and(|report| report["ok"] == false) || !said.is_empty();
            if success || !all || !told {
                missed.push(format!("{}: expected {:?}, found {found:?} {said}", tampering.what, tampering.found_by));
            }
            copy.drop().await;
        }
        assert!(missed.is_empty(), "{} of {} were missed:\n{}", missed.len(), TAMPERINGS.len(), missed.join("\n"));
        books.drop().await;
    });
}

#[test]
fn an_alert_that_was_kept_back_or_made_up_is_found_even_where_everything_else_fits() {
    block_on(async {
        for (what, deceived_by, told) in [
            ("kept back", "active = false", "is not the alert"),
            ("made up", "threshold = 9000", "was raised by nothing"),
            ("not as it should be", "name = 'other'", "is not what"),
        ] {
            let app = App::start(Database::create().await, ServiceOptions::default()).await;
            let ledger = app.api.ledger("alerted").await;
            app.api.account(&ledger, "bank", "asset", "USD", json!({})).await;
            app.api.account(&ledger, "wallet", "liability", "USD", json!({})).await;
            let threshold = if what == "made up" { "50.00" } else { "90.00" };
            let monitor = json!({"name": "low", "path_prefix": "wallet", "asset": "USD", "balance": "posted",
                "when": "below", "threshold": threshold});
            app.api.post(&format!("{ledger}/monitors"), &monitor).await.expect(201);
            app.api.transfer(&ledger, "bank", "wallet", "100.00").await.expect(201);
            let (success, report, said) = verify(&app.database).await;
            assert!(success, "{report:?} {said}");

            // A service that knows of another monitor: the row says otherwise for a while.
            let mut owner = app.database.connect().await;
            let change = format!("create table kept as select * from monitors; update monitors set {deceived_by}");
            sqlx::raw_sql(AssertSqlSafe(change)).execute(&mut owner).await.expect("the row is changed");
            let deceived = app.second_service(ServiceOptions::default()).await;
            app.api.at(&deceived.url).transfer(&ledger, "wallet", "bank", "20.00").await.expect(201);
            sqlx::raw_sql("delete from monitors; insert into monitors select * from kept; drop table kept")
                .execute(&mut owner)
                .await
                .expect("the row is changed back");
            let (success, report, said) = verify(&app.database).await;
            let report = report.unwrap_or_else(|| panic!("no report: {said}"));
            assert!(!success, "{what}");
            assert_eq!(failed(&report), ["balance_alerts"], "{what}");
            assert!(report.to_string().contains(told), "{what}: {report:#}");
        }
    });
}

#[test]
fn a_bound_that_was_crossed_is_found_even_where_everything_else_fits() {
    block_on(async {
        let app = App::start(Database::create().await, ServiceOptions::default()).await;
        let ledger = app.api.ledger("crossed").await;
        app.api.account(&ledger, "bank", "asset", "USD", json!({})).await;
        let account = app.api.account(&ledger, "wallet", "liability", "USD", json!({})).await;
        // Overdrawn while it may be, which a later bound does not make wrong.
        app.api.transfer(&ledger, "wallet", "bank", "5.00").await.expect(201);
        let policy = json!({"policy": {"min_balance": "0"}});
        app.api.patch(&format!("{ledger}/accounts/wallet"), &policy).await.expect(200);
        let (success, report, said) = verify(&app.database).await;
        assert!(success, "{report:?} {said}");

        // A service that does not know of the bound: the row says otherwise for a while.
        let mut owner = app.database.connect().await;
        let fake = async |owner: &mut sqlx::PgConnection, bound: &str| {
            sqlx::raw_sql(AssertSqlSafe(format!("update accounts set min_balance = {bound} where path = 'wallet'")))
                .execute(owner)
                .await
                .expect("the row is changed");
        };
        fake(&mut owner, "null").await;
        let deceived = app.second_service(ServiceOptions::default()).await;
        app.api.at(&deceived.url).transfer(&ledger, "wallet", "bank", "1.00").await.expect(201);
        fake(&mut owner, "0").await;
        let (success, report, said) = verify(&app.database).await;
        let report = report.unwrap_or_else(|| panic!("no report: {said}"));
        assert!(!success);
        assert_eq!(failed(&report), ["bounds"], "{account}");
    });
}

#[test]
fn a_bound_of_what_is_held_is_found_crossed_but_not_by_what_lets_go() {
    block_on(async {
        let app = App::start(Database::create().await, ServiceOptions::default()).await;
        let ledger = app.api.ledger("held").await;
        app.api.account(&ledger, "bank", "asset", "USD", json!({})).await;
        app.api.account(&ledger, "wallet", "liability", "USD", json!({})).await;
        let path = format!("{ledger}/transfers");
        let hold = async |api: &Api, key: &str, amount: &str| {
            let body = json!({"debit_account": "bank", "credit_account": "wallet", "amount": amount, "pending": true});
            let held = api.post_keyed(&path, key, &body).await.expect(201).json();
            held["id"].as_str().expect("an id").to_owned()
        };
        let bound = async |policy: Value| {
            let change = json!({"policy": policy});
            app.api.patch(&format!("{ledger}/accounts/wallet"), &change).await.expect(200);
        };
        // Letting go of what was held leaves less pending than the bound asks for.
        let held = hold(&app.api, "held", "5.00").await;
        bound(json!({"min_pending": "5.00", "min_posted": "0", "max_posted": "5.00"})).await;
        app.api.post_keyed(&format!("{path}/{held}/void"), "void", &json!({})).await.expect(201);
        bound(json!({"min_pending": null, "max_pending": "3.00"})).await;
        let (success, report, said) = verify(&app.database).await;
        assert!(success, "{report:?} {said}");

        // A service that does not know of the bound: the row says otherwise for a while.
        let mut owner = app.database.connect().await;
        sqlx::raw_sql(
            "create table kept as select rules from accounts where path = 'wallet'; update accounts set rules = null",
        )
        .execute(&mut owner)
        .await
        .expect("the row is changed");
        let deceived = app.second_service(ServiceOptions::default()).await;
        hold(&app.api.at(&deceived.url), "beyond", "4.00").await;
        sqlx::raw_sql("update accounts set rules = (select rules from kept) where path = 'wallet'; drop table kept")
            .execute(&mut owner)
            .await
            .expect("the row is changed back");
        let (success, report, said) = verify(&app.database).await;
        let report = report.unwrap_or_else(|| panic!("no report: {said}"));
        assert!(!success);
        assert_eq!(failed(&report), ["bounds"], "{report:#}");
    });
}

#[test]
fn what_changes_while_verify_reads_is_not_reported() {
    block_on(async {
        let app = App::start(Database::create().await, ServiceOptions::default()).await;
        let api = &app.api;
        let ledger = api.ledger("busy").await;
        api.account(&ledger, "bank", "asset", "USD", json!({})).await;
        let policy = json!({"policy": {"approval": {"above": "10.00"}}});
        api.account(&ledger, "wallet", "liability", "USD", policy).await;
        let limit = |name: &str, per: &str| {
            json!({"name": name, "path_prefix": "wallet", "per": per, "asset": "USD", "direction": "credit",
                "window": {"calendar": "day"}, "max_sum": "1000000.00"})
        };
        for limit in [limit("each", "account"), limit("together", "prefix")] {
            api.post(&format!("{ledger}/limits"), &limit).await.expect(201);
        }
        let second = api.with_key(&app.create_key(&["all"], &[]).await);
        let path = format!("{ledger}/transfers");
        let post = async |key: String, amount: &str| {
            let body = json!({"debit_account": "bank", "credit_account": "wallet", "amount": amount});
            api.post_keyed(&path, &key, &body).await
        };
        // Every row that is compared changes all the while.
        let read = Cell::new(0);
        let changes = async {
            for round in 0_u32.. {
                let made = post(format!("proposal-{round}"), "20.00").await.expect(202).json();
                let id = made["id"].as_str().expect("an id");
                let change = json!({"max_sum": format!("{}.00", 1_000_000 + round), "active": round % 3 != 0});
                api.patch(&format!("{ledger}/limits/each"), &change).await.expect(200);
                post(format!("counted-{round}"), "1.00").await.expect(201);
                let (word, status) = if round % 2 == 0 { ("approve", 201) } else { ("reject", 200) };
                let decision = format!("{path}/{id}/{word}");
                second.post_keyed(&decision, &format!("word-{round}"), &json!({})).await.expect(status);
                if read.get() == 20 {
                    break;
                }
            }
        };
        let reads = async {
            for _ in 0..20 {
                let report = app.verify().await;
                let failed: Vec<_> = report.checks.iter().filter(|check| !check.ok).collect();
                assert!(report.ok, "{failed:#?}");
                read.set(read.get() + 1);
            }
        };
        tokio::join!(changes, reads);
        assert!(app.verify().await.ok);
    });
}

#[test]
fn stretches_that_are_walked_at_once_find_what_one_walk_finds() {
    block_on(async {
        let app = App::start(Database::create().await, ServiceOptions::default()).await;
        let ledger = app.api.ledger("long").await;
        load::open_accounts(&app.api, &ledger).await;
        for batch in 0..5 {
            let item = |n: usize| {
                let [debit, credit] = [n % 4, (n + 1) % 4].map(|index| load::ACCOUNTS[index]);
                json!({"debit_account": debit, "credit_account": credit, "amount": "0.01"})
            };
            let body = json!({"atomic": false, "transfers": (0..1000).map(item).collect::<Vec<_>>()});
            app.api.post_keyed(&format!("{ledger}/transfers/batch"), &batch.to_string(), &body).await.expect(200);
        }
        let App { mut service, database: books, .. } = app;
        service.child.signal("TERM").await;
        assert_eq!(service.child.wait().await, Some(0));

        // Stretches are whole pages of 2,000 events; these lie at their borders and within.
        for (sql, expected) in [
            ("select 1", None),
            ("delete from events where seq = 2000", Some("seq_dense")),
            ("delete from events where seq = 2001", Some("seq_dense")),
            ("delete from events where seq between 1990 and 4010", Some("seq_dense")),
            ("update events set hash = sha256('x') where seq = 4000", Some("hash_chain")),
            ("update transfers set description = 'other' where seq = 4001", Some("hash_chain")),
            ("delete from postings where seq = 3000 and leg = 1", Some("zero_sum")),
        ] {
            let copy = books.copy().await;
            let mut owner = copy.connect().await;
            sqlx::raw_sql(AssertSqlSafe(format!("set session_replication_role = replica; {sql}")))
                .execute(&mut owner)
                .await
                .expect("the rows are changed");
            drop(owner);
            let (_, alone, said) = verify_on("1", &copy).await;
            let (_, together, _) = verify_on("3", &copy).await;
            let [alone, together] = [alone, together].map(|report| failed(&report.unwrap_or_else(|| panic!("{said}"))));
            // Which instants are asked is random: a spoiled balance may be met by one run and not by the other.
            let walked =
                |names: &[String]| names.iter().filter(|name| *name != "point_in_time").cloned().collect::<Vec<_>>();
            assert_eq!(walked(&alone), walked(&together), "{sql}");
            match expected {
                Some(check) => assert!(together.iter().any(|name| name == check), "{sql}: {together:?}"),
                None => assert!(together.is_empty(), "{sql}: {together:?}"),
            }
            copy.drop().await;
        }
        books.drop().await;
    });
}

#[test]
fn verify_of_a_ledger_that_is_not_there_or_of_no_database_fails() {
    block_on(async {
        let database = Database::create().await;
        for arguments in [&["verify", "--ledger", "nowhere"][..], &["verify", "--json", "--ledger", "nowhere"]] {
            let output = Command::new(binary())
                .args(arguments)
                .env("DATABASE_URL", &database.service_url)
                .output()
                .await
                .expect("the binary runs");
            assert!(!output.status.success());
            assert!(!output.stderr.is_empty(), "it says why");
        }
        let (success, _, _) = verify(&database).await;
        assert!(success, "books without a ledger are in order");
        database.drop().await;
    });
}
