//! Direction numbers of the Sobol' sequence.

/// Most dimensions of the sequence.
pub const MAX_DIMENSIONS: usize = INITIAL.len() + 1;

/// Coefficients `a` of the primitive polynomial of each dimension from the second on, and the
/// initial `m`, as many as its degree.
///
/// Source: Joe & Kuo (2008), doi:10.1137/070709359, set D6, from the authors' file
/// `new-joe-kuo-6.21201`.
const INITIAL: &[(u32, &[u32])] = &[
    (0, &[1]),
    (1, &[1, 3]),
    (1, &[1, 3, 1]),
    (2, &[1, 1, 1]),
    (1, &[1, 1, 3, 3]),
    (4, &[1, 3, 5, 13]),
    (2, &[1, 1, 5, 5, 17]),
    (4, &[1, 1, 5, 5, 5]),
    (7, &[1, 1, 7, 11, 19]),
    (11, &[1, 1, 5, 1, 1]),
    (13, &[1, 1, 1, 3, 11]),
    (14, &[1, 3, 5, 5, 31]),
    (1, &[1, 3, 3, 9, 7, 49]),
    (13, &[1, 1, 1, 15, 21, 21]),
    (16, &[1, 3, 1, 13, 27, 49]),
    (19, &[1, 1, 1, 15, 7, 5]),
    (22, &[1, 3, 1, 15, 13, 25]),
    (25, &[1, 1, 5, 5, 19, 61]),
    (1, &[1, 3, 7, 11, 23, 15, 103]),
    (4, &[1, 3, 7, 13, 13, 15, 69]),
    (7, &[1, 1, 3, 13, 7, 35, 63]),
    (8, &[1, 3, 5, 9, 1, 25, 53]),
    (14, &[1, 3, 1, 13, 9, 35, 107]),
    (19, &[1, 3, 1, 5, 27, 61, 31]),
    (21, &[1, 1, 5, 11, 19, 41, 61]),
    (28, &[1, 3, 5, 3, 3, 13, 69]),
    (31, &[1, 1, 7, 13, 1, 19, 1]),
    (32, &[1, 3, 7, 5, 13, 19, 59]),
    (37, &[1, 1, 3, 9, 25, 29, 41]),
    (41, &[1, 3, 5, 13, 23, 1, 55]),
    (42, &[1, 3, 7, 3, 13, 59, 17]),
    (50, &[1, 3, 1, 3, 5, 53, 69]),
    (55, &[1, 1, 5, 5, 23, 33, 13]),
    (56, &[1, 1, 7, 7, 1, 61, 123]),
    (59, &[1, 1, 7, 9, 13, 61, 49]),
    (62, &[1, 3, 3, 5, 3, 55, 33]),
];

/// Direction numbers of a dimension counted from 0, as binary digits after the point, the first
/// digit the highest bit.
///
/// # Panics
/// At [`MAX_DIMENSIONS`] and beyond.
pub(super) fn direction_numbers(dimension: usize) -> [u32; 32] {
    assert!(dimension < MAX_DIMENSIONS, "at most {MAX_DIMENSIONS} dimensions");
    let mut directions = [0; 32];
    let (polynomial, initial) = match dimension.checked_sub(1) {
        // The first dimension reverses the digits of the index.
        None => {
            return std::array::from_fn(|bit| 1 << (31 - bit));
        }
        Some(at) => INITIAL[at],
    };
    let degree = initial.len();
    for bit in 0..32 {
        directions[bit] = if bit < degree {
            initial[bit] << (31 - bit)
        } else {
            let last = directions[bit - degree];
            let inner = (1..degree).filter(|k| polynomial >> (degree - 1 - k) & 1 == 1);
            inner.fold(last ^ last >> degree, |sum, k| sum ^ directions[bit - k])
        };
    }
    directions
}
