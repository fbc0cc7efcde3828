//! Concurrency and faults, on real processes: nothing lost, nothing doubled, nothing guessed.
