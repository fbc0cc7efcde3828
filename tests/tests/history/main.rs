//! Point-in-time reads: exact for every history, at a bounded cost.
