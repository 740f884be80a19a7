//! What questions and answers look like from outside, as JSON Schemas.

use schemars::{JsonSchema, Schema, schema_for};

use super::Decision;
use super::bagging::Bagging;
use super::delivery_fee::DeliveryFee;
use super::dispatch::Dispatch;
use super::pick_batch::PickBatch;
use super::pick_route::PickRoute;
use super::placement::Placement;
use super::promise::Promise;
use super::radius::Radius;
use super::replenish::Replenish;
use super::slotting::Slotting;
use super::store_choice::StoreChoice;

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

/// The shapes of all decisions, in the order of an order's life and then those before it.
#[must_use]
pub fn shapes() -> Vec<Shape> {
    vec![
        Shape::of::<dyn StoreChoice>(),
        Shape::of::<dyn Promise>(),
        Shape::of::<dyn DeliveryFee>(),
        Shape::of::<dyn PickBatch>(),
        Shape::of::<dyn PickRoute>(),
        Shape::of::<dyn Bagging>(),
        Shape::of::<dyn Dispatch>(),
        Shape::of::<dyn Radius>(),
        Shape::of::<dyn Replenish>(),
        Shape::of::<dyn Placement>(),
        Shape::of::<dyn Slotting>(),
    ]
}
