//! Spans of time in which the same streets are closed.

use domain::travel::Incident;
use domain::units::SimTime;

/// A span of time and what is left of the speed in each zone that is closed throughout.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Span {
    pub(crate) start: SimTime,
    pub(crate) end: SimTime,
    /// Zones with the share of their speed that is left, by zone.
    pub(crate) slowed: Vec<(u16, f64)>,
}

/// Cuts time at the borders of all incidents: spans with at least one of them, in their order.
/// Of incidents that hold at once in one zone the slowest counts, as it does for riders.
pub(crate) fn spans(incidents: &[Incident]) -> Vec<Span> {
    let mut borders: Vec<SimTime> = incidents.iter().flat_map(|i| [i.start, i.end]).collect();
    borders.sort_unstable();
    borders.dedup();
    let mut spans: Vec<Span> = Vec::new();
    for ends in borders.windows(2) {
        let (start, end) = (ends[0], ends[1]);
        let mut slowed: Vec<(u16, f64)> = incidents
            .iter()
            .filter(|i| i.start <= start && start < i.end)
            .map(|i| (i.zone, i.speed_factor))
            .collect();
        slowed.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
        slowed.dedup_by_key(|(zone, _)| *zone);
        match spans.last_mut() {
            _ if slowed.is_empty() => {}
            Some(last) if last.end == start && last.slowed == slowed => last.end = end,
            _ => spans.push(Span { start, end, slowed }),
        }
    }
    spans
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_is_cut_where_closures_begin_and_end() {
        let incident = |zone, start, end, speed_factor| Incident {
            zone,
            start: SimTime(start),
            end: SimTime(end),
            speed_factor,
        };
        let spans = spans(&[
            incident(1, 10, 40, 0.5),
            incident(1, 20, 30, 0.1),
            incident(2, 25, 50, 0.2),
            incident(1, 60, 70, 0.5),
        ]);
        let span = |start, end, slowed: &[(u16, f64)]| Span {
            start: SimTime(start),
            end: SimTime(end),
            slowed: slowed.to_vec(),
        };
        let expected = [
            span(10, 20, &[(1, 0.5)]),
            span(20, 25, &[(1, 0.1)]),
            span(25, 30, &[(1, 0.1), (2, 0.2)]),
            span(30, 40, &[(1, 0.5), (2, 0.2)]),
            span(40, 50, &[(2, 0.2)]),
            span(60, 70, &[(1, 0.5)]),
        ];
        assert_eq!(spans, expected);
    }
}
