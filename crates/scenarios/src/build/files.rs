//! Where a file that a scenario names lies on disk.

use std::path::{Path, PathBuf};

use crate::fault::Fault;

/// Name of the variable that holds the folder of the public data sets.
pub const DATA_VARIABLE: &str = "DARKSTORE_DATA";

/// Finds a file named by `setting`: absolute, under `$DARKSTORE_DATA/`, or beside the scenario.
///
/// # Errors
/// The variable is not set, or there is no such file.
pub fn resolve(base: &Path, named: &str, setting: &str) -> Result<PathBuf, Fault> {
    let path = match named.strip_prefix('$').and_then(|rest| rest.strip_prefix(DATA_VARIABLE)) {
        Some(rest) => {
            let folder = std::env::var_os(DATA_VARIABLE).filter(|value| !value.is_empty());
            let folder = folder.ok_or_else(|| {
                Fault::new(setting, format!("`{named}`: {DATA_VARIABLE} is not set")).help(format!(
                    "set the environment variable {DATA_VARIABLE} to the folder of the data sets"
                ))
            })?;
            PathBuf::from(folder).join(rest.trim_start_matches('/'))
        }
        None => base.join(named),
    };
    if path.is_file() {
        Ok(path)
    } else {
        Err(Fault::new(setting, format!("there is no file `{}`", path.display())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_looked_for_beside_the_scenario() {
        let base = Path::new(env!("CARGO_MANIFEST_DIR"));
        assert_eq!(resolve(base, "Cargo.toml", "city.roads").unwrap(), base.join("Cargo.toml"));
        let fault = resolve(base, "streets.osm.pbf", "city.roads").unwrap_err();
        assert_eq!(fault.path, "city.roads");
        assert!(fault.message.contains("streets.osm.pbf"), "{fault}");
    }
}
