//! What chance decides, each from a stream of its own name, so that no policy disturbs it.

pub(crate) mod arrivals;
pub(crate) mod basket;
pub(crate) mod customer;
pub(crate) mod door;
pub(crate) mod pick_list;
pub(crate) mod sky;
