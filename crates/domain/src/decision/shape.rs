//! What questions and answers look like from outside, as JSON Schemas.

use schemars::{JsonSchema, Schema, schema_for};

use super::Decision;

/// The question and the answer of a decision.
#[derive(Clone, Debug)]
pub struct Shape {
    /// Name of the decision.
    pub decision: &'static str,
    /// JSON Schema of what is asked.
    pub question: Schema,
    /// JSON Schema of what is answered.
    pub answer: Schema,
}

impl Shape {
    fn of<D: Decision + ?Sized>() -> Self {
        fn schema<T: JsonSchema>() -> Schema {
            schema_for!(T)
        }
        Self {
            decision: D::NAME,
            question: schema::<D::Question<'static>>(),
            answer: schema::<D::Answer>(),
        }
    }
}

macro_rules! shapes {
    (
        run { $($(#[$doc:meta])* $stream:literal $name:ident: $Trait:ident::$ask:ident,)* }
        before { $($(#[$early_doc:meta])* $early_stream:literal $early:ident: $Early:ident::$early_ask:ident,)* }
    ) => {
        /// The shapes of all decisions, in the order of an order's life and then those before it.
        #[must_use]
        pub fn shapes() -> Vec<Shape> {
            vec![
                $(Shape::of::<dyn super::$name::$Trait>(),)*
                $(Shape::of::<dyn super::$early::$Early>(),)*
            ]
        }
    };
}

crate::decisions!(shapes);
