//! What sets the aisles of a floor apart: tolls, and lengths of their own.

/// By aisle; where all are alike, nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Apart<'a> {
    /// Paid for each way into an aisle between two cross aisles; none where the list ends before
    /// it.
    pub tolls: &'a [u64],
    /// Where the cross aisles are in each aisle, from the front on; the last stands twice in one
    /// block. Places are counted in the same way, pitches are the floor's. Empty where all aisles
    /// are as the floor says; otherwise for all aisles of the floor, since the shortest walk may
    /// lead by any.
    pub cross: &'a [[u64; 3]],
}
