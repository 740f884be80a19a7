//! `darkstore schema`: JSON Schemas of scenario files, and of what is asked and answered.

use domain::decision::shapes;
use serde_json::json;

use crate::terminal::failure::Failure;
use crate::terminal::printing::print;

/// Of what.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// A decision: print the schemas of its question and its answer, as programs outside see them
    #[arg(value_name = "DECISION")]
    decision: Option<String>,
}

/// Prints the schema.
pub(crate) fn schema(args: &Args) -> Result<(), Failure> {
    let Some(decision) = &args.decision else {
        return print(&format!("{:#}\n", scenarios::schema()));
    };
    let shapes = shapes();
    let Some(shape) = shapes.iter().find(|shape| shape.decision == *decision) else {
        let known: Vec<&str> = shapes.iter().map(|shape| shape.decision).collect();
        let help = format!("decisions are {}", known.join(", "));
        return Err(Failure::input(format!("there is no decision `{decision}`"), Some(help)));
    };
    print(&format!("{:#}\n", json!({ "question": shape.question, "answer": shape.answer })))
}
