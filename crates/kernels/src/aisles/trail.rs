//! A walk through all edges of a connected multigraph of which at most two corners are odd.

/// Edges as they are found, and the walk through them.
#[derive(Clone, Debug, Default)]
pub(super) struct Trail {
    /// First half-edge of each vertex; the two halves of edge `e` are `2e` and `2e + 1`.
    first: Vec<u32>,
    /// The next half-edge of the same vertex.
    next: Vec<u32>,
    /// Where a half-edge leads.
    to: Vec<u32>,
    is_walked: Vec<bool>,
    stack: Vec<u32>,
}

/// No half-edge.
const NONE: u32 = u32::MAX;

impl Trail {
    /// No edges between this many vertices.
    pub(super) fn clear(&mut self, vertices: usize) {
        self.first.clear();
        self.first.resize(vertices, NONE);
        self.next.clear();
        self.to.clear();
        self.is_walked.clear();
    }

    /// Another vertex.
    pub(super) fn vertex(&mut self) -> usize {
        self.first.push(NONE);
        self.first.len() - 1
    }

    /// Another edge.
    pub(super) fn edge(&mut self, a: usize, b: usize) {
        for (from, to) in [(a, b), (b, a)] {
            self.next.push(self.first[from]);
            self.first[from] = self.to.len() as u32;
            self.to.push(to as u32);
        }
        self.is_walked.push(false);
    }

    /// Walks through all edges and tells each vertex passed, from the end back to `start`. O(edges).
    ///
    /// Source: Hierholzer (1873), doi:10.1007/BF01442866.
    pub(super) fn backwards(&mut self, start: usize, mut pass: impl FnMut(usize)) {
        self.stack.clear();
        self.stack.push(start as u32);
        while let Some(&at) = self.stack.last() {
            let half = self.first[at as usize];
            if half == NONE {
                pass(at as usize);
                self.stack.pop();
                continue;
            }
            self.first[at as usize] = self.next[half as usize];
            let is_walked = &mut self.is_walked[half as usize / 2];
            if !std::mem::replace(is_walked, true) {
                self.stack.push(self.to[half as usize]);
            }
        }
    }
}
