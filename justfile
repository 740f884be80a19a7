# List the recipes.
default:
    @just --list

# Exactly what CI runs.
ci:
    bash .ci/run

# All tests.
test:
    cargo test --workspace

# All benchmarks.
bench:
    cargo bench --workspace

# A day on the built-in city.
demo:
    cargo run --release -- run quickstart

# The sample pages of README and docs, written anew.
pages:
    UPDATE_DOCS=1 PAGES=all cargo test --test it pages
