//! The causes that an order's time from click to door is split over.

/// What an order's time went into: the stages of its life, with the ride split by what slowed it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
#[repr(u8)]
pub enum Cause {
    /// Payment, store assignment, telling the picker.
    Processing,
    /// Waiting for a picker.
    PickQueue,
    /// The picker walks.
    Walking,
    /// The picker finds, takes and scans.
    Picking,
    /// Waiting for a packing station.
    PackingWait,
    /// Packing and quality check.
    Packing,
    /// Waiting for a rider.
    RiderWait,
    /// The rider takes the bags and sets off.
    Loading,
    /// Serving other orders of the same trip first.
    Detour,
    /// The ride had the roads been empty.
    EmptyRoad,
    /// Further time on the road in dry weather: other vehicles, disturbances, the rider's pace.
    Traffic,
    /// Further time because of rain, on the road and parking.
    Weather,
    /// Parking and finding the entrance, in dry weather.
    Parking,
    /// Into the building and up.
    Building,
    /// Finding the customer and handing over.
    Customer,
}

impl Cause {
    /// Number of causes.
    pub const COUNT: usize = 15;
    /// All causes, in order of time.
    pub const ALL: [Self; Self::COUNT] = [
        Self::Processing,
        Self::PickQueue,
        Self::Walking,
        Self::Picking,
        Self::PackingWait,
        Self::Packing,
        Self::RiderWait,
        Self::Loading,
        Self::Detour,
        Self::EmptyRoad,
        Self::Traffic,
        Self::Weather,
        Self::Parking,
        Self::Building,
        Self::Customer,
    ];

    /// In words, for reports.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Processing => "processing",
            Self::PickQueue => "pick queue",
            Self::Walking => "walking",
            Self::Picking => "picking",
            Self::PackingWait => "packing wait",
            Self::Packing => "packing",
            Self::RiderWait => "rider wait",
            Self::Loading => "loading",
            Self::Detour => "batching detour",
            Self::EmptyRoad => "distance",
            Self::Traffic => "traffic",
            Self::Weather => "weather",
            Self::Parking => "parking",
            Self::Building => "building",
            Self::Customer => "customer",
        }
    }

    /// Its name in JSON.
    #[must_use]
    pub fn key(self) -> String {
        self.label().replace(' ', "_")
    }
}
