//! Answers of programs outside the process. The first byte of an input says which reader gets the rest.
#![no_main]

use std::cell::OnceCell;

use fuzzing::{Reader, readers};
use libfuzzer_sys::fuzz_target;

const NAMES: [&str; 9] = [
    "answer-store_choice",
    "answer-promise",
    "answer-delivery_fee",
    "answer-pick_batch",
    "answer-pick_route",
    "answer-bagging",
    "answer-dispatch",
    "answer-radius",
    "answer-replenish",
];

thread_local! {
    static READERS: OnceCell<Vec<Reader>> = const { OnceCell::new() };
}

fuzz_target!(|input: &[u8]| {
    let Some((which, file)) = input.split_first() else { return };
    READERS.with(|all| {
        let name = NAMES[usize::from(*which) % NAMES.len()];
        let all = all.get_or_init(readers);
        let reader = all.iter().find(|reader| reader.name == name).expect("a reader of this name");
        (reader.read)(file);
    });
});
