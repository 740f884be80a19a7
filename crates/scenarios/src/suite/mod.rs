//! Suite files: instances and days on which solvers are judged, and how much worse they may get.

mod check;
mod file;
mod load;
mod schema;
mod shipped;

pub use file::{AskSpec, ColumnsSpec, SimulateSpec, SolveSpec, SuiteHead, SuiteSpec};
pub use load::{Place, Suite, load_suite, parse_suite, read_shipped_suite};
pub use schema::suite_schema;
pub use shipped::{ShippedSuite, shipped_suites};
