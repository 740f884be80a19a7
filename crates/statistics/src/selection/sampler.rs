//! The seam between procedures and whatever produces replications.

/// What names a system: an index, or a point of an integer space.
pub trait System: Clone + Ord + std::fmt::Debug {}

impl<T: Clone + Ord + std::fmt::Debug> System for T {}

/// Something whose replications can be observed.
///
/// Replication *r* uses the same random numbers for every system (common random numbers), and
/// different replications are independent. A procedure asks for each pair of system and
/// replication at most once, in batches as large as its rule allows, so that an implementation
/// may run the requests of one call in parallel.
pub trait Sampler<S> {
    /// Why replications could not be observed.
    type Error: std::error::Error + 'static;

    /// Observes each (system, replication): one row of responses per request, in the order asked.
    ///
    /// # Errors
    /// Whatever keeps it from answering; the procedure stops and passes it on.
    fn sample(&mut self, requests: &[(S, u32)]) -> Result<Vec<Vec<f64>>, Self::Error>;
}
