//! The tables with one row per order: the order itself, its stages, and its last mile.

use domain::geo::Point;
use domain::instance::Instance;
use domain::units::{Millimeters, Millis, Paise, SimTime};
use domain::weather::Rain;
use sim_core::stage::Stage;
use sim_core::trace::Fact;

use super::legs::Legs;
use super::minutes::rain_word;
use super::table::{Column, Table};

/// How an order ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Status {
    Open,
    Delivered,
    Cancelled,
    Failed,
}

impl Status {
    const fn label(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Delivered => "delivered",
            Self::Cancelled => "cancelled",
            Self::Failed => "failed",
        }
    }
}

/// What is known of a session and the order it may have become.
#[derive(Clone, Debug)]
struct Row {
    is_counted: bool,
    zone: u32,
    customer: u64,
    is_subscriber: bool,
    is_premium: bool,
    store: u32,
    clicked: Option<SimTime>,
    promise: Millis,
    status: Status,
    ended: Option<SimTime>,
    lines: u16,
    units: u16,
    units_missed: u16,
    value: Paise,
    goods: Paise,
    cost: Paise,
    quoted_fee: Paise,
    fee: Paise,
    other_fees: Paise,
    gateway: Paise,
    refund: Paise,
    voucher: Paise,
    expected_loss: Paise,
    picker: Option<u32>,
    walk: Millimeters,
    walk_bound: Option<Millimeters>,
    picked_with: u8,
    bags: u16,
    trip: Option<u32>,
    stages: [u32; Stage::COUNT],
    last_mile: [f64; 6],
    rain: Rain,
    home: Point,
}

/// Sessions and orders so far, by number.
pub(super) struct Orders {
    warmup: SimTime,
    rows: Vec<Row>,
    /// Names of zones and stores.
    names: [Vec<String>; 2],
}

impl Orders {
    pub(super) fn new(warmup: SimTime) -> Self {
        Self { warmup, rows: Vec::new(), names: [Vec::new(), Vec::new()] }
    }

    /// Looks up names, and where those who ordered live, in the world that was simulated.
    pub(super) fn locate(&mut self, instance: &Instance) {
        let zones = instance.demand.zones.iter().map(|zone| zone.name.clone());
        let stores = instance.stores.iter().map(|store| store.name.clone());
        self.names = [zones.collect(), stores.collect()];
        for row in self.rows.iter_mut().filter(|row| row.clicked.is_some()) {
            row.home = sim_core::home_of(instance, row.customer);
        }
    }

    fn row(&mut self, order: domain::ids::OrderId) -> &mut Row {
        &mut self.rows[order.index()]
    }

    /// Notes a fact; `rain` is that of its time.
    pub(super) fn note(&mut self, at: SimTime, fact: &Fact, rain: Rain) {
        match *fact {
            Fact::SessionBegan { order, zone, customer, is_subscriber, is_premium } => {
                let mut empty = Row::new(at >= self.warmup, zone.0, customer);
                (empty.is_subscriber, empty.is_premium) = (is_subscriber, is_premium);
                if self.rows.len() <= order.index() {
                    self.rows.resize(order.index() + 1, empty.clone());
                }
                self.rows[order.index()] = empty;
            }
            Fact::BasketFilled { order, lines, .. } => self.row(order).lines = lines,
            Fact::Quoted { order, store, promise, fee, .. } => {
                let row = self.row(order);
                (row.store, row.promise, row.quoted_fee) = (store.0, promise, fee);
            }
            Fact::Placed { order, store, units, value, .. } => {
                let row = self.row(order);
                row.clicked = Some(at);
                row.rain = rain;
                (row.store, row.units, row.value) = (store.0, units, value);
            }
            Fact::LineMissed { order, units, .. } => self.row(order).units_missed += units,
            Fact::StageEnded { order, stage, spent } => {
                self.row(order).stages[stage as usize] += spent.0 as u32;
            }
            Fact::PickStarted { order, picker, walk, orders, bound, .. } => {
                let row = self.row(order);
                (row.picker, row.walk) = (Some(picker.0), walk);
                (row.picked_with, row.walk_bound) = (orders - 1, bound);
            }
            Fact::Packed { order, bags } => self.row(order).bags = bags,
            Fact::LegEnded { trip, order: Some(order), .. } => {
                self.row(order).trip = Some(trip.0);
            }
            Fact::LastMile {
                order,
                free_flow,
                traffic_ms,
                weather,
                parking,
                building,
                customer,
            } => {
                let [free_flow, weather, parking, building, customer] =
                    [free_flow, weather, parking, building, customer].map(Millis::as_s);
                let traffic = traffic_ms as f64 / 1e3;
                self.row(order).last_mile =
                    [free_flow, traffic, weather, parking, building, customer];
            }
            Fact::Delivered { order, clicked, goods, cost, .. } => {
                let row = self.row(order);
                row.end(Status::Delivered, clicked, at);
                (row.goods, row.cost) = (goods, cost);
            }
            Fact::Settled { order, fee, other, gateway, .. } => {
                let row = self.row(order);
                (row.fee, row.other_fees, row.gateway) = (fee, other, gateway);
            }
            Fact::Refunded { order, refund, voucher, .. } => {
                let row = self.row(order);
                (row.refund, row.voucher) = (refund, voucher);
            }
            Fact::GoodwillLost { order, loss, .. } => self.row(order).expected_loss = loss,
            Fact::Cancelled { order, clicked, .. } => {
                self.row(order).end(Status::Cancelled, clicked, at);
            }
            Fact::Failed { order, clicked } => self.row(order).end(Status::Failed, clicked, at),
            _ => {}
        }
    }

    /// The orders, their stages, and the last miles of those delivered.
    pub(super) fn tables(self, replication: u32, legs: &Legs) -> [Table; 3] {
        let placed: Vec<(u32, Row)> =
            (0..).zip(self.rows).filter(|(_, row)| row.clicked.is_some()).collect();
        let delivered: Vec<&(u32, Row)> =
            placed.iter().filter(|(_, row)| row.status == Status::Delivered).collect();
        let orders = orders(replication, &placed, legs, &self.names);
        let mut stages = keys(replication, placed.iter().map(|(order, _)| *order));
        stages.extend(Stage::ALL.map(|stage| {
            let seconds = placed.iter().map(|(_, row)| seconds(row.stages[stage as usize]));
            Column::numbers(stage.column(), seconds.collect::<Vec<f64>>())
        }));
        let mut last_mile = keys(replication, delivered.iter().map(|(order, _)| *order));
        let parts =
            ["free_flow_s", "traffic_s", "weather_s", "parking_s", "building_s", "customer_s"];
        last_mile.extend(parts.into_iter().enumerate().map(|(part, name)| {
            let seconds = delivered.iter().map(|(_, row)| row.last_mile[part]);
            Column::numbers(name, seconds.collect::<Vec<f64>>())
        }));
        [orders, Table::new(stages), Table::new(last_mile)]
    }
}

impl Row {
    fn new(is_counted: bool, zone: u32, customer: u64) -> Self {
        Self {
            is_counted,
            zone,
            customer,
            is_subscriber: false,
            is_premium: false,
            store: 0,
            clicked: None,
            promise: Millis::ZERO,
            status: Status::Open,
            ended: None,
            lines: 0,
            units: 0,
            units_missed: 0,
            value: Paise::ZERO,
            goods: Paise::ZERO,
            cost: Paise::ZERO,
            quoted_fee: Paise::ZERO,
            fee: Paise::ZERO,
            other_fees: Paise::ZERO,
            gateway: Paise::ZERO,
            refund: Paise::ZERO,
            voucher: Paise::ZERO,
            expected_loss: Paise::ZERO,
            picker: None,
            walk: Millimeters::ZERO,
            walk_bound: None,
            picked_with: 0,
            bags: 0,
            trip: None,
            stages: [0; Stage::COUNT],
            last_mile: [0.0; 6],
            rain: Rain::Dry,
            home: Point::from_m(0.0, 0.0),
        }
    }

    fn end(&mut self, status: Status, clicked: SimTime, at: SimTime) {
        self.status = status;
        self.clicked = Some(clicked);
        self.ended = Some(at);
    }
}

fn seconds(ms: u32) -> f64 {
    f64::from(ms) / 1e3
}

fn keys(replication: u32, orders: impl Iterator<Item = u32>) -> Vec<Column> {
    let orders: Vec<u32> = orders.collect();
    vec![
        Column::numbers("replication", vec![replication; orders.len()]),
        Column::numbers("order", orders),
    ]
}

fn orders(replication: u32, placed: &[(u32, Row)], legs: &Legs, names: &[Vec<String>; 2]) -> Table {
    let mut columns = keys(replication, placed.iter().map(|(order, _)| *order));
    let rows = || placed.iter().map(|(_, row)| row);
    let delivered = |row: &Row| row.status == Status::Delivered;
    let money = |name, of: fn(&Row) -> Paise| {
        let values = rows().map(|row| delivered(row).then(|| of(row).as_inr()));
        Column::optional(name, values.collect::<Vec<Option<f64>>>())
    };
    let every = |name, of: fn(&Row) -> Paise| {
        Column::numbers(name, rows().map(|row| of(row).as_inr()).collect::<Vec<f64>>())
    };
    let counts = |name, of: fn(&Row) -> u16| {
        Column::numbers(name, rows().map(|row| u32::from(of(row))).collect::<Vec<u32>>())
    };
    let trips: Vec<_> = rows().map(|row| row.trip.and_then(|trip| legs.trip(trip))).collect();
    let statuses: Vec<&str> = rows().map(|row| row.status.label()).collect();
    let counted: Vec<bool> = rows().map(|row| row.is_counted).collect();
    let subscribers: Vec<bool> = rows().map(|row| row.is_subscriber).collect();
    let premium: Vec<bool> = rows().map(|row| row.is_premium).collect();
    let batched: Vec<bool> =
        trips.iter().map(|trip| trip.is_some_and(|trip| trip.orders > 1)).collect();
    let gig: Vec<bool> =
        trips.iter().map(|trip| trip.is_some_and(|trip| trip.kind() == "gig")).collect();
    let named = |of: usize, index: u32| names[of].get(index as usize).map_or("", String::as_str);
    let metres = |millimetres: i64| millimetres as f64 / 1e3;
    let clicked = |row: &Row| row.clicked.map_or(f64::NAN, SimTime::as_s);
    columns.extend([
        Column::numbers("zone", rows().map(|row| row.zone).collect::<Vec<u32>>()),
        Column::numbers("store", rows().map(|row| row.store).collect::<Vec<u32>>()),
        Column::numbers("customer", rows().map(|row| row.customer).collect::<Vec<u64>>()),
        Column::truths("is_subscriber", &subscribers),
        Column::truths("is_premium", &premium),
        Column::truths("is_counted", &counted),
        Column::words("status", &statuses),
        Column::numbers("clicked_s", rows().map(clicked).collect::<Vec<f64>>()),
        Column::numbers("promise_s", rows().map(|r| r.promise.as_s()).collect::<Vec<f64>>()),
        Column::optional("ended_s", rows().map(|row| row.ended.map(SimTime::as_s)).collect()),
        Column::optional(
            "click_to_door_s",
            rows()
                .map(|row| row.ended.filter(|_| delivered(row)).zip(row.clicked))
                .map(|span| span.map(|(ended, clicked)| ended.since(clicked).as_s()))
                .collect(),
        ),
        counts("lines", |row| row.lines),
        counts("units", |row| row.units),
        counts("units_missed", |row| row.units_missed),
        Column::numbers("value_inr", rows().map(|r| r.value.as_inr()).collect::<Vec<f64>>()),
        Column::numbers(
            "quoted_fee_inr",
            rows().map(|row| row.quoted_fee.as_inr()).collect::<Vec<f64>>(),
        ),
        money("goods_inr", |row| row.goods),
        money("cost_inr", |row| row.cost),
        money("fee_inr", |row| row.fee),
        money("other_fees_inr", |row| row.other_fees),
        money("gateway_inr", |row| row.gateway),
        every("refund_inr", |row| row.refund),
        every("voucher_inr", |row| row.voucher),
        every("expected_loss_inr", |row| row.expected_loss),
        Column::optional("picker", rows().map(|row| row.picker).collect()),
        Column::optional(
            "walk_m",
            rows().map(|row| row.picker.map(|_| row.walk.as_m())).collect::<Vec<Option<f64>>>(),
        ),
        Column::optional(
            "walk_bound_m",
            rows().map(|row| row.walk_bound.map(Millimeters::as_m)).collect::<Vec<Option<f64>>>(),
        ),
        counts("picked_with", |row| row.picked_with.into()),
        counts("bags", |row| row.bags),
        Column::optional("trip", rows().map(|row| row.trip).collect()),
        Column::optional("rider", trips.iter().map(|trip| trip.map(|t| t.rider)).collect()),
        Column::truths("is_batched", &batched),
        Column::truths("is_gig", &gig),
        Column::words("zone_name", &rows().map(|row| named(0, row.zone)).collect::<Vec<&str>>()),
        Column::words("store_name", &rows().map(|row| named(1, row.store)).collect::<Vec<&str>>()),
        Column::words("rain", &rows().map(|row| rain_word(row.rain)).collect::<Vec<&str>>()),
        Column::numbers("door_x_m", rows().map(|r| metres(r.home.x_mm)).collect::<Vec<f64>>()),
        Column::numbers("door_y_m", rows().map(|r| metres(r.home.y_mm)).collect::<Vec<f64>>()),
    ]);
    Table::new(columns)
}
