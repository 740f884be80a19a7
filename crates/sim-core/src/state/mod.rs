//! What is the case: orders, goods, people and queues as plain data.

pub mod experience;
pub mod goodwill;
pub mod inventory;
pub mod learnt;
pub mod orders;
pub mod pickers;
pub mod purchases;
pub mod riders;
pub mod station;
pub mod stores;
pub mod trips;
