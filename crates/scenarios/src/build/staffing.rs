//! Shifts that follow the day: enough people in every half hour, few of them idle.

/// Length of the slots in which staff is planned, minutes.
pub(crate) const SLOT_MIN: u32 = 30;
/// Minutes of a day.
const DAY_MIN: u32 = 24 * 60;

/// One person's working day, minutes after midnight.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct WorkingDay {
    pub(crate) start_min: u32,
    pub(crate) end_min: u32,
    /// Start and end of the break; equal for none.
    pub(crate) rest_min: [u32; 2],
}

/// How shifts may be cut.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ShiftRules {
    /// First minute of the day with work.
    pub(crate) opens_min: u32,
    /// Last minute of the day in which new work comes.
    pub(crate) closes_min: u32,
    /// How long staff stay after that, minutes.
    pub(crate) overrun_min: u32,
    /// A full shift, minutes.
    pub(crate) shift_min: u32,
    /// A part-time shift over a short peak, minutes.
    pub(crate) short_min: u32,
    /// The break of a full shift, minutes; 0 for none.
    pub(crate) break_min: u32,
}

impl ShiftRules {
    /// Whether one day's staff is followed by the next day's without a gap.
    fn never_closes(&self) -> bool {
        self.opens_min == 0 && self.closes_min >= DAY_MIN
    }

    /// How long staff stay after closing on an ordinary day: nobody has to where the next day's
    /// staff takes over.
    fn usual_overrun_min(&self) -> u32 {
        if self.never_closes() { 0 } else { self.overrun_min }
    }

    /// When the last go home on an ordinary day.
    pub(crate) fn end_min(&self) -> u32 {
        self.closes_min + self.usual_overrun_min()
    }

    /// When who works until `end_min` goes home on the last day simulated: where stores never
    /// close, nobody takes over after it.
    pub(crate) fn end_on_last_day(&self, end_min: u32) -> u32 {
        if self.never_closes() && end_min == self.closes_min {
            end_min + self.overrun_min
        } else {
            end_min
        }
    }
}

/// People wanted in every slot when `peak` are wanted in the busiest hour of `curve` with work.
///
/// At least one while the store is open; half of the last slot's after closing.
pub(crate) fn wanted(rules: &ShiftRules, peak: f64, curve: &[f64; 24]) -> Vec<u32> {
    let level = |minute: u32| curve[(minute / 60) as usize % 24];
    let open = (rules.opens_min..rules.closes_min).step_by(SLOT_MIN as usize);
    let busiest = open.map(level).fold(0.0, f64::max);
    let slots = (rules.end_min() - rules.opens_min).div_ceil(SLOT_MIN);
    let mut wanted: Vec<u32> = Vec::with_capacity(slots as usize);
    for slot in 0..slots {
        let minute = rules.opens_min + slot * SLOT_MIN;
        wanted.push(if minute < rules.closes_min {
            let share = if busiest > 0.0 { level(minute) / busiest } else { 0.0 };
            (libm::ceil(peak * share - 1e-9) as u32).max(1)
        } else {
            wanted.last().map_or(1, |last| last.div_ceil(2))
        });
    }
    wanted
}

/// Shifts that put at least the wanted number on duty in every slot.
///
/// From the first slot to the last, who is missing begins there: a part-time shift where the rest
/// of the day is covered after it, else a full one. A shift that would run past the end begins
/// earlier. With full shifts only this is the least number of people (the slots of a shift are
/// consecutive).
pub(crate) fn cover(rules: &ShiftRules, wanted: &[u32]) -> Vec<WorkingDay> {
    let slots = wanted.len();
    let in_slots = |minutes: u32| (minutes.div_ceil(SLOT_MIN).max(1) as usize).min(slots);
    let (full, short) = (in_slots(rules.shift_min), in_slots(rules.short_min.min(rules.shift_min)));
    let end = rules.end_min();
    let mut on_duty = vec![0_u32; slots];
    let mut shifts: Vec<(usize, usize)> = Vec::new();
    for slot in 0..slots {
        while on_duty[slot] < wanted[slot] {
            let until = (slot + full).min(slots);
            let later = (slot + short).min(until)..until;
            let short_will_do = later.clone().all(|s| on_duty[s] >= wanted[s]);
            let length = if short_will_do { short } else { full };
            let start = slot.min(slots - length);
            for count in &mut on_duty[start..start + length] {
                *count += 1;
            }
            shifts.push((start, length));
        }
    }
    shifts.sort_unstable();
    let minute = |slot: usize| (rules.opens_min + slot as u32 * SLOT_MIN).min(end);
    shifts
        .into_iter()
        .map(|(start, length)| {
            let rest = break_slot(rules, start, length, &on_duty, wanted);
            let from = rest.map_or(minute(start), minute);
            if let Some(slot) = rest {
                let slots = rules.break_min.div_ceil(SLOT_MIN) as usize;
                on_duty[slot..slot + slots].iter_mut().for_each(|count| *count -= 1);
            }
            WorkingDay {
                start_min: minute(start),
                end_min: minute(start + length),
                rest_min: [from, from + rest.map_or(0, |_| rules.break_min)],
            }
        })
        .collect()
}

/// Where a full shift's break does least harm: two hours inside the shift, most people to spare.
fn break_slot(
    rules: &ShiftRules,
    start: usize,
    length: usize,
    on_duty: &[u32],
    wanted: &[u32],
) -> Option<usize> {
    let margin = (120 / SLOT_MIN) as usize;
    let slots = rules.break_min.div_ceil(SLOT_MIN) as usize;
    let is_full = length as u32 * SLOT_MIN >= rules.shift_min;
    if rules.break_min == 0 || !is_full || length < 2 * margin + slots {
        return None;
    }
    let spare = |slot: usize| {
        let spare_in = |s: usize| i64::from(on_duty[s]) - i64::from(wanted[s]);
        (slot..slot + slots).map(spare_in).min().unwrap_or(i64::MIN)
    };
    let latest = start + length - margin - slots;
    (start + margin..=latest).max_by_key(|slot| (spare(*slot), std::cmp::Reverse(*slot)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules() -> ShiftRules {
        ShiftRules {
            opens_min: 360,
            closes_min: 1440,
            overrun_min: 45,
            shift_min: 540,
            short_min: 300,
            break_min: 30,
        }
    }

    fn on_duty(days: &[WorkingDay], minute: u32, breaks: bool) -> usize {
        let rests = |d: &WorkingDay| breaks && d.rest_min[0] <= minute && minute < d.rest_min[1];
        days.iter().filter(|d| d.start_min <= minute && minute < d.end_min && !rests(d)).count()
    }

    #[test]
    fn every_slot_has_the_people_it_wants() {
        let curve = crate::spec::demand::DemandSpec::default().hour_of_day;
        for peak in [1.0, 3.0, 7.5, 40.0] {
            let rules = rules();
            let wanted = wanted(&rules, peak, &curve);
            let days = cover(&rules, &wanted);
            for (slot, wanted) in wanted.iter().enumerate() {
                let minute = rules.opens_min + slot as u32 * SLOT_MIN;
                assert!(on_duty(&days, minute, false) >= *wanted as usize, "{peak} at {minute}");
            }
            assert_eq!(f64::from(*wanted.iter().max().unwrap()), peak.ceil());
            let hours: u32 = days.iter().map(|d| d.end_min - d.start_min).sum();
            let needed: u32 = wanted.iter().sum::<u32>() * SLOT_MIN;
            assert!(peak < 3.0 || f64::from(hours) < 1.35 * f64::from(needed), "{hours} {needed}");
        }
    }

    #[test]
    fn the_busiest_open_hour_has_the_whole_crew() {
        let curve = crate::spec::demand::DemandSpec::default().hour_of_day;
        let until_three = ShiftRules { closes_min: 900, ..rules() };
        assert_eq!(wanted(&until_three, 10.0, &curve).into_iter().max(), Some(10));
        // At 12:00 demand is 5.3, at 06:00 1.6.
        assert_eq!(wanted(&until_three, 10.0, &curve)[0], 4);
        let by_night = ShiftRules { opens_min: 0, closes_min: 300, ..rules() };
        assert!(wanted(&by_night, 10.0, &curve).iter().all(|people| *people == 1));
    }

    #[test]
    fn full_shifts_cover_the_day_with_the_fewest_people() {
        // Against all ways to start up to four shifts of three slots in six slots.
        let rules = ShiftRules {
            opens_min: 0,
            closes_min: 180,
            overrun_min: 0,
            shift_min: 90,
            short_min: 90,
            break_min: 0,
        };
        for code in 0..3_u32.pow(6) {
            let wanted: Vec<u32> = (0..6).map(|slot| code / 3_u32.pow(slot) % 3).collect();
            let fewest = (0..5_u32.pow(4))
                .filter_map(|code| {
                    let people: Vec<u32> =
                        (0..4).map(|start| code / 5_u32.pow(start) % 5).collect();
                    let duty = |slot: usize| -> u32 {
                        (0..4).filter(|s| *s <= slot && slot < s + 3).map(|s| people[s]).sum()
                    };
                    (0..6).all(|slot| duty(slot) >= wanted[slot]).then(|| people.iter().sum())
                })
                .min();
            assert_eq!(Some(cover(&rules, &wanted).len() as u32), fewest, "{wanted:?}");
        }
    }

    #[test]
    fn breaks_lie_inside_the_shift_and_off_the_peak() {
        let rules = rules();
        let curve = crate::spec::demand::DemandSpec::default().hour_of_day;
        let wanted = wanted(&rules, 20.0, &curve);
        let days = cover(&rules, &wanted);
        let full: Vec<_> = days.iter().filter(|d| d.end_min - d.start_min >= 540).collect();
        assert!(!full.is_empty());
        for day in full {
            assert_eq!(day.rest_min[1] - day.rest_min[0], 30);
            assert!(day.rest_min[0] >= day.start_min + 120);
            assert!(day.rest_min[1] + 120 <= day.end_min);
        }
        assert_eq!(on_duty(&days, 20 * 60, true), on_duty(&days, 20 * 60, false));
    }

    #[test]
    fn where_stores_never_close_nobody_stays_past_midnight_but_on_the_last_day() {
        let round = ShiftRules { opens_min: 0, overrun_min: 360, ..rules() };
        let days = |rules: &ShiftRules| cover(rules, &wanted(rules, 8.0, &[1.0; 24]));
        assert_eq!(days(&round), days(&ShiftRules { overrun_min: 0, ..round }));
        assert_eq!(days(&round).iter().map(|day| day.end_min).max(), Some(1440));
        assert_eq!([1440, 1200].map(|end| round.end_on_last_day(end)), [1800, 1200]);
        // Where they close for an hour, staff stays and goes home.
        let closing = ShiftRules { opens_min: 60, ..round };
        assert_eq!(days(&closing).iter().map(|day| day.end_min).max(), Some(1800));
        assert_eq!(closing.end_on_last_day(1800), 1800);
    }
}
