//! The whole simulator against outside judges: formulas, conservation laws, repeated runs.

mod architecture;
mod commands;
mod common_random_numbers;
mod conservation;
mod design;
mod determinism;
mod directories;
mod external;
mod fields;
mod fork;
mod goodwill;
mod in_store;
mod kill;
mod lab;
mod money;
mod pages;
mod place;
mod promise;
mod queueing;
mod riders;
mod settings;
mod shipped;
mod suites;
