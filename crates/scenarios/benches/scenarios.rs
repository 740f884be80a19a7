//! How long reading and building a world takes, by size.

use scenarios::{parse, shipped};

fn main() {
    divan::main();
}

fn text(name: &str) -> &'static str {
    shipped().iter().find(|entry| entry.name == name).map_or("", |entry| entry.text)
}

/// Reading and checking the quickstart file.
#[divan::bench]
fn read() -> usize {
    parse("quickstart", text("quickstart"), &[]).map_or(0, |scenario| scenario.text.len())
}

/// Building worlds of 2, 6, 100 and 500 stores.
#[divan::bench(args = ["tiny", "quickstart", "scale", "dominance"], sample_count = 3, sample_size = 1)]
fn build(name: &str) -> usize {
    let world = parse(name, text(name), &[]).and_then(|scenario| scenario.build());
    world.map_or(0, |world| world.stores.len())
}
