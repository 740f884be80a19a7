//! What every registered solver must do, whatever it is asked and however it is set.

mod answers;
mod batches;
mod choice;
mod external;
mod foodmart;
mod guides;
mod packing;
mod picking;
mod published;
mod questions;
mod tours;
