//! What a file format is: a name, what it usually asks, and a reader.

use domain::decision::placement::PlacementQuestion;

use super::asking::{Asking, AskingError};
use super::error::FormatError;

/// A format in which a file holds one question of placement.
pub struct Format {
    /// Name on the command line.
    pub name: &'static str,
    /// What it is, in one sentence.
    pub summary: &'static str,
    /// The model that is asked unless said otherwise; `None` where files ask several alike.
    pub model: Option<&'static str>,
    /// Reads a file whose model is known and allowed.
    pub(super) read: fn(&str, &Asking) -> Result<PlacementQuestion<'static>, FormatError>,
}

impl Format {
    /// What is asked, with the model filled in.
    ///
    /// # Errors
    /// No model, one that there is not, or a setting that the model does not have.
    pub fn ask(&self, asking: &Asking) -> Result<Asking, AskingError> {
        let mut asking = asking.clone();
        if asking.model.is_none() {
            asking.model = self.model.map(Into::into);
        }
        asking.model().map_err(|error| match error {
            AskingError::NoModel => AskingError::NoModelOf { format: self.name },
            other => other,
        })?;
        Ok(asking)
    }

    /// Reads a file as a question. O(length of the text), plus what distances take: see the
    /// formats.
    ///
    /// # Errors
    /// The first line that does not keep to the format and what is expected there. What is asked
    /// of the file as a whole is said of line 1.
    pub fn read(
        &self,
        text: &str,
        asking: &Asking,
    ) -> Result<PlacementQuestion<'static>, FormatError> {
        let asking = self.ask(asking).map_err(|error| FormatError::new(1, error.to_string()))?;
        (self.read)(text, &asking)
    }
}
