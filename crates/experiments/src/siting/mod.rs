//! From a city to a layout of stores that can be defended: asked, priced, held against others.

mod answered;
mod chart;
mod curve;
mod economics;
mod error;
mod fragment;
mod frontier;
mod geojson;
mod layout;
mod map;
mod overlap;
mod page;
mod phased;
mod picture;
mod refine;
mod refined;
mod robust;
mod study;
mod table;
mod view;

pub use answered::{Answered, Asker};
pub use chart::{curve_svg, frontier_svg};
pub use curve::{Step, curve, informed};
pub use economics::margin_inr;
pub use error::SitingError;
pub use fragment::fragment;
pub use frontier::{Budget, frontier};
pub use geojson::geojson;
pub use layout::{Layout, Served, StoreFigures};
pub use map::map_svg;
pub use overlap::overlap;
pub use page::page;
pub use phased::{Phase, phased};
pub use refine::{NEARLY, RefineConfig, diverse, refine};
pub use refined::Refined;
pub use robust::{Forced, Judged, Robustness, Verdict, judged};
pub use study::{Findings, Study, Terms};
pub use table::{curve_csv, json, stores_csv};

#[cfg(test)]
mod picture_tests;
#[cfg(test)]
mod siting_tests;
