//! `darkstore schema`: the JSON Schema of scenario files.

use crate::failure::Failure;
use crate::printing::print;

/// Prints the schema.
pub(crate) fn schema() -> Result<(), Failure> {
    print(&format!("{:#}\n", scenarios::schema()))
}
