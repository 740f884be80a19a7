//! A cyclic order of nodes in which a path can be reversed, and every reversal taken back.

/// Nodes in a ring, read in either direction.
pub(super) struct Ring {
    at: Vec<u16>,
    place: Vec<u32>,
    /// Whether the next node is the one before in `at`.
    is_turned: bool,
    /// Reversals since they were last agreed to: where each begins in `at` and how long it is.
    log: Vec<(u32, u32)>,
    /// Nodes moved so far.
    moved: u64,
}

impl Ring {
    pub(super) fn of(at: Vec<u16>) -> Self {
        let mut place = vec![0; at.len()];
        (0..).zip(&at).for_each(|(position, node)| place[usize::from(*node)] = position);
        Self { at, place, is_turned: false, log: Vec::new(), moved: 0 }
    }

    pub(super) fn nodes(&self) -> &[u16] {
        &self.at
    }

    /// Nodes moved by all reversals.
    pub(super) fn moved(&self) -> u64 {
        self.moved
    }

    #[inline]
    pub(super) fn next(&self, node: u16) -> u16 {
        if self.is_turned { self.below(node) } else { self.above(node) }
    }

    #[inline]
    pub(super) fn previous(&self, node: u16) -> u16 {
        if self.is_turned { self.above(node) } else { self.below(node) }
    }

    /// The node so many places on in `at`.
    pub(super) fn ahead(&self, position: usize) -> u16 {
        self.at[position % self.at.len()]
    }

    /// Reads the ring the other way round from now on.
    pub(super) fn turn(&mut self) {
        self.is_turned = !self.is_turned;
    }

    /// Reverses the path from a node to another along `next`. O(shorter side of the ring).
    pub(super) fn reverse(&mut self, first: u16, last: u16) {
        let ends = [first, last].map(|node| self.place[usize::from(node)] as usize);
        let [begin, end] = if self.is_turned { [ends[1], ends[0]] } else { ends };
        let nodes = self.at.len();
        let length = if end >= begin { end - begin + 1 } else { end + nodes - begin + 1 };
        if 2 * length <= nodes {
            self.swap(begin, length);
            self.log.push((begin as u32, length as u32));
        } else {
            // The rest reversed is the same ring read the other way round.
            let begin = if end + 1 == nodes { 0 } else { end + 1 };
            self.swap(begin, nodes - length);
            self.log.push((begin as u32, (nodes - length) as u32));
            self.turn();
        }
    }

    /// How many reversals can be taken back.
    pub(super) fn reversals(&self) -> usize {
        self.log.len()
    }

    /// Takes reversals back until so many are left.
    pub(super) fn take_back(&mut self, left: usize) {
        while self.log.len() > left
            && let Some((begin, length)) = self.log.pop()
        {
            self.swap(begin as usize, length as usize);
        }
    }

    /// Agrees to all reversals.
    pub(super) fn keep(&mut self) {
        self.log.clear();
    }

    fn swap(&mut self, begin: usize, length: usize) {
        self.moved += length as u64 / 2;
        let nodes = self.at.len();
        let wrapped = |position: usize| if position >= nodes { position - nodes } else { position };
        let (mut low, mut high) = (begin, wrapped(begin + length.max(1) - 1));
        for _ in 0..length / 2 {
            self.at.swap(low, high);
            self.place[usize::from(self.at[low])] = low as u32;
            self.place[usize::from(self.at[high])] = high as u32;
            low = wrapped(low + 1);
            high = if high == 0 { nodes - 1 } else { high - 1 };
        }
    }

    #[inline]
    fn above(&self, node: u16) -> u16 {
        let position = self.place[usize::from(node)] as usize + 1;
        self.at[if position == self.at.len() { 0 } else { position }]
    }

    #[inline]
    fn below(&self, node: u16) -> u16 {
        let position = self.place[usize::from(node)] as usize;
        self.at[if position == 0 { self.at.len() - 1 } else { position - 1 }]
    }
}
