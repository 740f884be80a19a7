//! What a user meets: errors that point at the line, and worlds that add up.

mod errors;
mod experiments;
mod reference;
mod schema;
mod streets;
mod worlds;
