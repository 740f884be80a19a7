//! Suites run and judged.
