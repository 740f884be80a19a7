//! A world stripped of everything but the part under test: instant streets, endless stock.

use domain::access::AccessModel;
use domain::catalog::{Catalog, Category, Sku, Velocity};
use domain::demand::{BasketModel, ChoiceModel, Demand, Zone};
use domain::dist::Dist;
use domain::economics::Economics;
use domain::fleet::{Fading, Fleet, Rider, RiderKind};
use domain::geo::Point;
use domain::handling::Handling;
use domain::ids::{CategoryId, NodeId, StoreId};
use domain::instance::{Calendar, Instance, Service, TrafficModel};
use domain::loyalty::Loyalty;
use domain::refunds::Refunds;
use domain::store::{Aisles, FloorPlan, FloorZone, Picker, Shift, Slot, Store, StoreWork};
use domain::supply::Supply;
use domain::travel::{Conditions, Leg, Place, Ride, RoadClass, SpeedTable, Travel};
use domain::units::{Grams, Millilitres, Millimeters, Millis, Paise, SimTime};
use domain::weather::RainModel;

/// Streets on which every ride takes the same time.
struct Instant;

impl Travel for Instant {
    fn arrive(&self, _leg: Leg, depart: SimTime, _conditions: &Conditions) -> Option<SimTime> {
        Some(depart)
    }

    fn ride(&self, _: Leg, depart: SimTime, _: &Conditions) -> Option<Ride> {
        Some(Ride { arrival: depart, distance: Millimeters::ZERO })
    }
}

const NOTHING: Dist = Dist::constant(0.0);

/// What a laboratory day varies.
pub(crate) struct Lab {
    /// Orders per hour.
    pub(crate) orders_per_hour: f64,
    /// Pickers, and their time per order in seconds.
    pub(crate) picking: (usize, Dist),
    /// Stations, and their time per order in seconds.
    pub(crate) packing: (u16, Dist),
    /// Days.
    pub(crate) days: u16,
}

impl Lab {
    /// One store that does nothing but pick and pack, around the clock.
    pub(crate) fn build(&self) -> Instance {
        let always = Shift { start: SimTime::ZERO, end: SimTime::from_hours(24 * 400) };
        let sku = Sku {
            name: "water".into(),
            category: CategoryId(0),
            velocity: Velocity::A,
            popularity: 1.0,
            price: Paise(1_000),
            cost: Paise(800),
            weight: Grams(10),
            volume: Millilitres(10),
            is_cold: false,
            is_fragile: false,
            shelf_life_days: 365,
            min_order_quantity: 1,
        };
        let category = Category { name: "drinks".into(), mission: 0, is_food: true };
        let store = Store {
            name: "lab".into(),
            place: Place::default(),
            point: Point::default(),
            floor: 0,
            opens_min: 0,
            closes_min: 1440,
            packing_stations: self.packing.0,
            busy_queue: u32::MAX,
            busy_orders_per_rider: f64::INFINITY,
            pickers: vec![Picker { shift: always, pace: 1.0 }; self.picking.0],
            aisle_pace: vec![1.0],
            expected_orders_per_day: self.orders_per_hour * 24.0,
            open_share: 1.0,
        };
        let rider = Rider {
            store: StoreId(0),
            kind: RiderKind::Dedicated,
            shift: always,
            rest: Shift { start: SimTime::ZERO, end: SimTime::ZERO },
            rating: 5.0,
            yesterday: None,
        };
        Instance {
            name: "lab".into(),
            city_seed: 1,
            calendar: Calendar {
                first_weekday: 0,
                first_day_of_month: 10,
                days: self.days,
                drain: Millis::DAY,
                warmup: Millis::HOUR * 12,
            },
            catalog: Catalog::new(vec![sku], vec![category], &["thirst".into()]),
            floors: vec![FloorPlan {
                aisles: Aisles {
                    count: 1,
                    pitch: Millimeters(1),
                    length: Millimeters(1),
                    blocks: 1,
                },
                slots: vec![Slot { aisle: 0, depth: Millimeters::ZERO }],
                second_slots: vec![None],
                zones: vec![FloorZone::A],
            }],
            stores: vec![store],
            handling: Handling::FREE,
            work: StoreWork {
                walk_m_per_s: 1.0,
                pick_setup_s: self.picking.1,
                pick_line_s: NOTHING,
                pick_unit_s: 0.0,
                search_s: NOTHING,
                misplaced_share: 0.0,
                wrong_item_share: 0.0,
                second_face_empty_share: 0.0,
                congestion_s: 0.0,
                crowding_share: 0.0,
                cart_totes: 4,
                learns: false,
                pick_target: Millis::MINUTE,
                pick_target_lines: 10,
                pace_prior: Millis::MINUTE,
                find_prior: [10.0, 0.9],
                fills_bags: false,
                pack_setup_s: self.packing.1,
                pack_unit_s: 0.0,
                pack_bag_s: 0.0,
                correction_s: 0.0,
                bay_s: NOTHING,
                recheck_min: 1.0,
                bag_weight: Grams(8_000),
                bag_volume: Millilitres(20_000),
            },
            fleet: Fleet {
                riders: vec![rider; 50],
                capacity_weight: Grams(20_000),
                capacity_volume: Millilitres(60_000),
                gig_arrival_s: NOTHING,
                max_orders_per_trip: 2,
                trip_experience: Fading { prior: 20.0, span: 200.0 },
                rating_experience: Fading { prior: 50.0, span: 100.0 },
                stars_per_late_min: 0.3,
                overdue: Millis(30_000),
            },
            demand: Demand {
                zones: vec![Zone {
                    name: "next door".into(),
                    centre: Point::default(),
                    population: 1000.0,
                    sessions_per_day: self.orders_per_hour * 24.0,
                    customers: 1000,
                    buildings: 10,
                    tower_share: 0.0,
                    doors: vec![(NodeId(0), Point::default())],
                }],
                hour_of_week: vec![1.0; 168],
                events: Vec::new(),
                rain_factor: [1.0; 2],
                basket: BasketModel {
                    lines: Dist::constant(1.0),
                    max_lines: 1,
                    mission_share: 0.0,
                    further_unit: 0.0,
                    max_units: 1,
                    observed: Vec::new(),
                },
                units_per_order: vec![1.0],
                choice: ChoiceModel {
                    base_conversion: 1.0,
                    usual_promise: Millis::MINUTE * 10,
                    per_minute: 0.0,
                    per_ten_inr: 0.0,
                    usual_fee: Paise::ZERO,
                    usual_other_fees: Paise::ZERO,
                    subscriber_share: 0.0,
                    subscriber_frequency: 1.0,
                    premium_share: 0.0,
                    patience_min: Dist::constant(1e6),
                    payment_s: NOTHING,
                    payment_failure: 0.0,
                    notify_s: NOTHING,
                },
                max_floor: 1,
                door_offset_max: Millimeters::ZERO,
            },
            supply: Supply {
                review_min: vec![0],
                dispatch_h: NOTHING,
                transit_h: NOTHING,
                putaway_min: NOTHING,
                short_share: 0.0,
                short_fraction: 0.0,
                damaged_share: 0.0,
                demand_dispersion: 1.0,
                opening_cover_days: 60.0,
                opening_spread: 0.0,
                opening_units_min: 2,
                opening_old_share: 0.5,
                phantom_share: 0.0,
                phantom_at_most_share: 0.0,
                expiry_check_min: 0,
            },
            speeds: SpeedTable {
                free_flow_kmh: [20.0; RoadClass::COUNT],
                hour_factor: vec![[1.0; RoadClass::COUNT]; 168],
                rain_factor: [[1.0; RoadClass::COUNT]; 2],
            },
            traffic: TrafficModel {
                day_sigma: 0.0,
                hour_sigma: 0.0,
                hour_correlation: 0.0,
                trip_sigma: 0.0,
                door_detour_factor: 1.0,
            },
            rain: RainModel { onset: 0.0, persistence: 0.0, heavy_share: 0.0 },
            rain_spells: Vec::new(),
            incidents: Vec::new(),
            disruptions: Vec::new(),
            access: AccessModel {
                parking_s: NOTHING,
                house_s: NOTHING,
                tower_gate_s: NOTHING,
                tower_s_per_floor: 0.0,
                visit_sigma: 0.0,
                customer_s: NOTHING,
                unanswered_share: 0.0,
                unanswered_s: NOTHING,
                failed_share: 0.0,
                rain_parking_factor: [1.0; 2],
            },
            economics: Economics {
                platform_fee: Paise::ZERO,
                small_basket_fee: Paise::ZERO,
                small_basket_below: Paise::ZERO,
                priority_fee: Paise::ZERO,
                subscription_per_order: Paise::ZERO,
                rider_hour: Paise::ZERO,
                gig_delivery: Paise::ZERO,
                picker_hour: Paise::ZERO,
                store_day: Paise::ZERO,
                bag: Paise::ZERO,
                gateway_share: 0.0,
                write_off_share: 0.0,
                refunds: Refunds {
                    missing_share: 1.0,
                    cancelled_share: 1.0,
                    failed_share: 1.0,
                    gateway_kept_share: 0.0,
                    late_after: Millis::DAY,
                    late_voucher: Paise::ZERO,
                    cancelled_voucher: Paise::ZERO,
                },
            },
            loyalty: Loyalty {
                late_share_at_most: 0.0,
                late_half: Millis::MINUTE,
                announced_share: 0.0,
                cancelled_share: 0.0,
                failed_share: 0.0,
                missing_share: 0.0,
                turned_away_share: 0.0,
                voucher_holds_share: 0.0,
                lifetime_orders: 0.0,
                order_margin: Paise::ZERO,
            },
            service: Service {
                sla: Millis::MINUTE * 10,
                budget: [30, 150, 60, 360].map(|s| Millis(s * 1000)),
                default_radius: Millimeters::from_m(2000.0),
                radius_bounds: [Millimeters::from_m(1000.0), Millimeters::from_m(3000.0)],
                control_interval: Millis::HOUR,
                min_order: Paise::ZERO,
            },
            travel: Box::new(Instant),
        }
    }
}
