//! The sections that are copied into the world, unit by unit.

use domain::access::AccessModel;
use domain::economics::Economics;
use domain::handling::Handling;
use domain::instance::{Calendar, Service, TrafficModel};
use domain::loyalty::Loyalty;
use domain::refunds::Refunds;
use domain::store::StoreWork;
use domain::supply::Supply;
use domain::travel::SpeedTable;
use domain::units::{Grams, Millilitres, Millimeters, Millis, Paise};
use domain::weather::{RainModel, RainSpell};

use super::clock::{at_hour, hours_long, minute_of_day};
use crate::spec::access::AccessSpec;
use crate::spec::calendar::CalendarSpec;
use crate::spec::economics::EconomicsSpec;
use crate::spec::handling::HandlingSpec;
use crate::spec::loyalty::LoyaltySpec;
use crate::spec::refunds::RefundsSpec;
use crate::spec::service::ServiceSpec;
use crate::spec::supply::SupplySpec;
use crate::spec::travel::TravelSpec;
use crate::spec::weather::WeatherSpec;
use crate::spec::work::WorkSpec;

pub(crate) fn calendar(spec: &CalendarSpec) -> Calendar {
    Calendar {
        first_weekday: spec.first_weekday as u8,
        first_day_of_month: spec.first_day_of_month,
        days: spec.days,
        drain: hours_long(spec.drain_h),
        warmup: hours_long(spec.warmup_h),
    }
}

pub(crate) fn work(spec: &WorkSpec) -> StoreWork {
    StoreWork {
        walk_m_per_s: spec.walk_m_per_s,
        pick_setup_s: spec.pick_setup_s,
        pick_line_s: spec.pick_line_s,
        pick_unit_s: spec.pick_unit_s,
        search_s: spec.search_s,
        misplaced_share: spec.misplaced_share,
        wrong_item_share: spec.wrong_item_share,
        second_face_empty_share: spec.second_face_empty_share,
        congestion_s: spec.congestion_s,
        crowding_share: spec.crowding_share,
        cart_totes: spec.cart_totes,
        learns: spec.learn_from_walks,
        fills_bags: spec.fill_bags_while_picking,
        pack_setup_s: spec.pack_setup_s,
        pack_unit_s: spec.pack_unit_s,
        pack_bag_s: spec.pack_bag_s,
        correction_s: spec.correction_s,
        bay_s: spec.bay_s,
        pick_target: Millis::from_s(spec.pick_target_s),
        pick_target_lines: spec.pick_target_lines,
        pace_prior: Millis::from_s(spec.pace_prior_s),
        find_prior: [spec.find_prior_looks, spec.find_prior_share],
        recheck_min: spec.recheck_min,
        bag_weight: grams(spec.bag_kg),
        bag_volume: Millilitres(libm::round(spec.bag_l * 1e3) as u32),
    }
}

pub(crate) fn handling(spec: &HandlingSpec) -> Handling {
    let grams = |kg: Option<f64>| kg.map(grams);
    Handling {
        heavy_first: grams(spec.heavy_first_kg),
        cold_late: spec.cold_late,
        fragile_last: spec.fragile_last,
        cold_apart: spec.cold_apart,
        household_apart: spec.household_apart,
        crush_weight: grams(spec.crush_kg),
    }
}

fn grams(kg: f64) -> Grams {
    Grams(libm::round(kg * 1e3) as u32)
}

pub(crate) fn supply(spec: &SupplySpec) -> Supply {
    Supply {
        review_min: spec.review_h.iter().map(|hour| minute_of_day(*hour)).collect(),
        dispatch_h: spec.dispatch_h,
        transit_h: spec.transit_h,
        putaway_min: spec.putaway_min,
        short_share: spec.short_share,
        short_fraction: spec.short_fraction,
        damaged_share: spec.damaged_share,
        demand_dispersion: spec.demand_dispersion,
        opening_cover_days: spec.opening_cover_days,
        opening_spread: spec.opening_spread,
        opening_units_min: spec.opening_units_min,
        opening_old_share: spec.opening_old_share,
        phantom_share: spec.phantom_share,
        phantom_at_most_share: spec.phantom_at_most_share,
        expiry_check_min: minute_of_day(spec.expiry_check_h),
    }
}

pub(crate) fn traffic(spec: &TravelSpec) -> TrafficModel {
    TrafficModel {
        day_sigma: spec.day_sigma,
        hour_sigma: spec.hour_sigma,
        hour_correlation: spec.hour_correlation,
        trip_sigma: spec.trip_sigma,
        door_detour_factor: spec.door_detour_factor,
    }
}

/// The built-in speeds with what the file says otherwise.
pub(crate) fn speeds(spec: &TravelSpec, mut table: SpeedTable) -> SpeedTable {
    if let Some(free_flow_kmh) = spec.free_flow_kmh {
        table.free_flow_kmh = free_flow_kmh;
    }
    table.free_flow_kmh = table.free_flow_kmh.map(|kmh| kmh * spec.speed_factor);
    for (rain, factor) in [spec.light_rain_factor, spec.heavy_rain_factor].into_iter().enumerate() {
        if let Some(factor) = factor {
            table.rain_factor[rain] = table.rain_factor[rain].map(|_| factor);
        }
    }
    table
}

/// The chain whose long-run share of wet hours is the one asked for.
///
/// With share w and persistence p, as many hours turn wet as dry: (1 - w) onset = w (1 - p).
pub(crate) fn rain(spec: &WeatherSpec) -> RainModel {
    let wet = if spec.drawn { spec.wet_share } else { 0.0 };
    RainModel {
        onset: (wet * (1.0 - spec.persistence) / (1.0 - wet)).min(1.0),
        persistence: spec.persistence,
        heavy_share: spec.heavy_share,
    }
}

pub(crate) fn rain_spells(spec: &WeatherSpec) -> Vec<RainSpell> {
    spec.spell
        .iter()
        .map(|spell| RainSpell {
            start: at_hour(spell.day, spell.start_h),
            end: at_hour(spell.day, spell.end_h),
            rain: spell.rain,
        })
        .collect()
}

pub(crate) fn access(spec: &AccessSpec) -> AccessModel {
    AccessModel {
        parking_s: spec.parking_s,
        house_s: spec.house_s,
        tower_gate_s: spec.tower_gate_s,
        tower_s_per_floor: spec.tower_s_per_floor,
        visit_sigma: spec.visit_sigma,
        customer_s: spec.customer_s,
        unanswered_share: spec.unanswered_share,
        unanswered_s: spec.unanswered_s,
        failed_share: spec.failed_share,
        rain_parking_factor: [spec.light_rain_parking_factor, spec.heavy_rain_parking_factor],
    }
}

/// Prices; a subscription is booked over `orders_per_month` orders of a subscriber.
pub(crate) fn economics(
    spec: &EconomicsSpec,
    refunds: &RefundsSpec,
    orders_per_month: f64,
) -> Economics {
    let per_order =
        if orders_per_month > 0.0 { spec.subscription_month_inr / orders_per_month } else { 0.0 };
    Economics {
        platform_fee: Paise::from_inr(spec.platform_fee_inr),
        small_basket_fee: Paise::from_inr(spec.small_basket_fee_inr),
        small_basket_below: Paise::from_inr(spec.small_basket_below_inr),
        priority_fee: Paise::from_inr(spec.priority_inr),
        subscription_per_order: Paise::from_inr(per_order),
        rider_hour: Paise::from_inr(spec.rider_hour_inr),
        gig_delivery: Paise::from_inr(spec.gig_delivery_inr),
        picker_hour: Paise::from_inr(spec.picker_hour_inr),
        store_day: Paise::from_inr(spec.store_day_inr),
        bag: Paise::from_inr(spec.bag_inr),
        gateway_share: spec.gateway_share,
        write_off_share: spec.write_off_share,
        refunds: Refunds {
            missing_share: refunds.missing_share,
            cancelled_share: refunds.cancelled_share,
            failed_share: refunds.failed_share,
            gateway_kept_share: refunds.gateway_kept_share,
            late_after: Millis::from_s(refunds.late_after_min * 60.0),
            late_voucher: Paise::from_inr(refunds.late_voucher_inr),
            cancelled_voucher: Paise::from_inr(refunds.cancelled_voucher_inr),
        },
    }
}

pub(crate) fn loyalty(spec: &LoyaltySpec) -> Loyalty {
    Loyalty {
        late_share_at_most: spec.late_share_at_most,
        late_half: Millis::from_s(spec.late_half_min * 60.0),
        announced_share: spec.announced_share,
        cancelled_share: spec.cancelled_share,
        failed_share: spec.failed_share,
        missing_share: spec.missing_share,
        turned_away_share: spec.turned_away_share,
        voucher_holds_share: spec.voucher_holds_share,
        lifetime_orders: spec.lifetime_orders,
        order_margin: Paise::from_inr(spec.order_margin_inr),
    }
}

pub(crate) fn service(spec: &ServiceSpec) -> Service {
    let sla = Millis::from_s(spec.sla_min * 60.0);
    let [processing, picking, dispatch, _] = spec.budget_share.map(|share| sla.scale(share));
    // The last mile takes what rounding leaves, so that the budget is the promise to the millisecond.
    let last_mile = sla.saturating_sub(processing + picking + dispatch);
    let km = |km: f64| Millimeters::from_m(km * 1e3);
    Service {
        sla,
        budget: [processing, picking, dispatch, last_mile],
        default_radius: km(spec.radius_km),
        radius_bounds: [km(spec.radius_min_km), km(spec.radius_max_km)],
        control_interval: Millis::MINUTE * u64::from(spec.control_interval_min),
        min_order: Paise::from_inr(spec.min_order_inr),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec::Spec;

    #[test]
    fn the_rain_chain_has_the_share_of_wet_hours_asked_for() {
        let spec = Spec::default().weather;
        let model = rain(&spec);
        let (mut wet, share) = (0.5, spec.wet_share);
        for _ in 0..2000 {
            wet = wet * model.persistence + (1.0 - wet) * model.onset;
        }
        assert!((wet - share).abs() < 1e-9, "{wet} against {share}");
        // Measured directly: 2.9 % of dry hours are followed by a wet one.
        assert!((model.onset - 0.029).abs() < 0.001, "{}", model.onset);
    }

    #[test]
    fn the_budget_is_the_promise_of_the_design() {
        let service = service(&Spec::default().service);
        assert_eq!(service.budget.map(|part| part.as_s()), [30.0, 150.0, 60.0, 360.0]);
        assert_eq!(service.budget.into_iter().sum::<Millis>(), service.sla);
    }
}
