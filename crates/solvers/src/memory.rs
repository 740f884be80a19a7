//! What a solver has learnt, as bytes and back.

use domain::decision::MemoryError;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// What was learnt, as bytes; never empty, so that it differs from having nothing to tell.
pub(crate) fn tell(learnt: &impl Serialize) -> Vec<u8> {
    postcard::to_stdvec(learnt).expect("what is learnt is plain data")
}

/// What [`tell`] told.
///
/// # Errors
/// [`MemoryError::Foreign`] for bytes of another kind.
pub(crate) fn take_up<T: DeserializeOwned>(memory: &[u8]) -> Result<T, MemoryError> {
    match postcard::take_from_bytes(memory) {
        Ok((learnt, [])) => Ok(learnt),
        _ => Err(MemoryError::Foreign),
    }
}
