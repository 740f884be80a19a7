//! Answers of programs outside the process: parsed, and judged against the question.

use domain::decision::{self, Decision};
use serde_json::Value;

use crate::begun::Begun;
use crate::reader::Reader;

macro_rules! answers {
    (
        run { $($(#[$doc:meta])* $stream:literal $name:ident: $Trait:ident::$ask:ident,)* }
        before { $($early:tt)* }
    ) => {
        /// A reader for the answers of each decision.
        pub(crate) fn readers(begun: &Begun) -> Vec<Reader> {
            vec![$(of::<dyn decision::$name::$Trait>(begun)),*]
        }
    };
}

domain::decisions!(answers);

fn of<D: Decision + ?Sized>(begun: &Begun) -> Reader {
    let lines = begun.questions(D::NAME);
    let asked: Vec<Value> = lines
        .split(|byte| *byte == b'\n')
        .filter_map(|line| serde_json::from_slice(line).ok())
        .collect();
    let seeds = asked.iter().map(|line| line["answer"].to_string().into_bytes()).collect();
    let questions: Vec<String> = asked.iter().map(|line| line["question"].to_string()).collect();
    let read = move |bytes: &[u8]| {
        let Ok(answer) = serde_json::from_slice::<D::Answer>(bytes) else { return false };
        let mut is_right = false;
        for question in &questions {
            let question = serde_json::from_str::<D::Question<'static>>(question);
            let question = question.expect("a question that a run asked");
            if D::check(&answer, &question).is_ok() {
                // What keeps the rules can be measured.
                let _ = D::objective(&answer, &question);
                is_right = true;
            }
        }
        is_right
    };
    Reader { name: format!("answer-{}", D::NAME), seeds, read: Box::new(read) }
}
