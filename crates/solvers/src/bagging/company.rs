//! Which units may share a bag.

use domain::decision::bagging::BaggingQuestion;

/// The rules of a question that keep units apart, made ready to be asked often.
pub(super) struct Company<'a> {
    question: &'a BaggingQuestion<'a>,
    /// Both ways round, sorted.
    conflicts: Vec<(u16, u16)>,
    is_free: bool,
}

impl<'a> Company<'a> {
    /// The rules of a question. O(conflicts log conflicts).
    pub(super) fn of(question: &'a BaggingQuestion<'a>) -> Self {
        let listed = question.conflicts.iter().filter(|(one, other)| one != other);
        let mut conflicts: Vec<(u16, u16)> =
            listed.flat_map(|&(one, other)| [(one, other), (other, one)]).collect();
        conflicts.sort_unstable();
        let first = question.items.first().map(|item| item.class);
        let is_free = conflicts.is_empty()
            && question.crush_weight.is_none()
            && question.items.iter().all(|item| Some(item.class) == first);
        Self { question, conflicts, is_free }
    }

    /// Whether an item may join those in a bag, its size aside. O(bag log conflicts).
    pub(super) fn allows(&self, bag: &[u16], item: u16) -> bool {
        self.is_free || bag.iter().all(|&other| self.allows_pair(item, other))
    }

    /// Whether two items may share a bag.
    pub(super) fn allows_pair(&self, one: u16, other: u16) -> bool {
        self.may_share(one, other) && self.conflicts.binary_search(&(one, other)).is_err()
    }

    /// The same, but for listed conflicts.
    pub(super) fn may_share(&self, one: u16, other: u16) -> bool {
        let of = |item: u16| &self.question.items[usize::from(item)];
        self.question.may_share(of(one), of(other))
    }

    /// Whether two items are the same in all that counts, so that they can change places.
    pub(super) fn is_alike(&self, one: u16, other: u16) -> bool {
        let of = |item: u16| &self.question.items[usize::from(item)];
        of(one) == of(other) && self.apart(one).is_empty() && self.apart(other).is_empty()
    }

    /// The conflicts of an item, sorted.
    pub(super) fn apart(&self, item: u16) -> &[(u16, u16)] {
        let begin = self.conflicts.partition_point(|pair| pair.0 < item);
        let length = self.conflicts[begin..].partition_point(|pair| pair.0 == item);
        &self.conflicts[begin..begin + length]
    }

    /// Whether nothing keeps units apart.
    pub(super) const fn is_free(&self) -> bool {
        self.is_free
    }
}
