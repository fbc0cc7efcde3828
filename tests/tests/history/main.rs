//! Point-in-time reads: exact for every history, at a bounded cost.
//!
//! The oracle is the plainest there is: every posting as it was answered, in a list, added up anew
//! for every question.

mod both_axes;
mod oracle;
mod system_axis;
