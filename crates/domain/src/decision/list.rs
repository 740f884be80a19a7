//! What the list of decisions says of each.

/// What the list says of a decision.
pub trait Listed {
    /// Stable name.
    const NAME: &'static str;
    /// Number of the stream that its solver draws from.
    const STREAM: usize;
}

macro_rules! listed {
    (
        run { $($(#[$doc:meta])* $stream:literal $name:ident: $Trait:ident::$ask:ident,)* }
        before { $($(#[$early_doc:meta])* $early_stream:literal $early:ident: $Early:ident::$early_ask:ident,)* }
    ) => {
        $(impl Listed for dyn super::$name::$Trait {
            const NAME: &'static str = stringify!($name);
            const STREAM: usize = $stream;
        })*

        $(impl Listed for dyn super::$early::$Early {
            const NAME: &'static str = stringify!($early);
            const STREAM: usize = $early_stream;
        })*

        /// Names of the decisions that a run takes, in the order of an order's life.
        pub const ONLINE: &[&str] = &[$(stringify!($name)),*];

        /// Names of all decisions: those of a run, then those before it.
        pub const DECISIONS: &[&str] = &[$(stringify!($name),)* $(stringify!($early)),*];

        /// Streams of the decisions of a run are below this.
        pub(super) const STREAMS: usize = above(&[$($stream),*]);

        const _: () = assert!(
            are_distinct(&[$($stream,)* $($early_stream),*]),
            "two decisions draw from one stream"
        );
    };
}

crate::decisions!(listed);

const fn above(numbers: &[usize]) -> usize {
    let (mut above, mut i) = (0, 0);
    while i < numbers.len() {
        if numbers[i] >= above {
            above = numbers[i] + 1;
        }
        i += 1;
    }
    above
}

const fn are_distinct(numbers: &[usize]) -> bool {
    let mut i = 0;
    while i < numbers.len() {
        let mut j = i + 1;
        while j < numbers.len() {
            if numbers[i] == numbers[j] {
                return false;
            }
            j += 1;
        }
        i += 1;
    }
    true
}
