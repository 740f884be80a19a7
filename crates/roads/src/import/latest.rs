//! Which of several records of one element counts.

/// A record of an element: its number, its version (0 where the file gives none), and whether it
/// is bare, that is without tags.
pub(super) trait Record {
    fn id(&self) -> i64;
    fn version(&self) -> u32;
    fn is_bare(&self) -> bool;
    /// Takes over from an earlier record of the same version what the tags say.
    fn take_tags(&mut self, earlier: Self);
}

/// One record for each element, by id: that of the highest version, of equal ones the last given.
/// Where that one is bare, an earlier one of the same version lends its tags: files that hold
/// ways in full and list them again without tags are common.
pub(super) fn latest<T: Record>(mut records: Vec<T>) -> Vec<T> {
    records.sort_by_key(|record| (record.id(), record.version()));
    let mut kept: Vec<T> = Vec::with_capacity(records.len());
    for mut record in records {
        if kept.last().is_some_and(|last| last.id() == record.id())
            && let Some(earlier) = kept.pop()
            && record.is_bare()
            && earlier.version() == record.version()
        {
            record.take_tags(earlier);
        }
        kept.push(record);
    }
    kept
}
