//! The commands: a file each, or a folder where there is more to it.

pub(crate) mod bench;
pub(crate) mod capacity;
pub(crate) mod check;
pub(crate) mod city;
pub(crate) mod compare;
pub(crate) mod completions;
pub(crate) mod diff;
pub(crate) mod explain;
pub(crate) mod list;
pub(crate) mod optimize;
pub(crate) mod place;
pub(crate) mod rerun;
pub(crate) mod run;
pub(crate) mod schema;
pub(crate) mod slot;
pub(crate) mod solve;
pub(crate) mod sweep;
pub(crate) mod verify;
