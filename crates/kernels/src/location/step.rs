//! The step between the values that a cost can have.

/// The largest of 1, 0.1, 0.01 and 0.001 of which all costs are multiples; 0 where there is none.
#[must_use]
pub fn step_of(costs: impl IntoIterator<Item = f64>) -> f64 {
    let is_multiple = |value: f64, per_unit: f64| {
        let steps = value * per_unit;
        !value.is_finite() || (steps - steps.round()).abs() < 1e-7 && steps.abs() < 1e12
    };
    let mut steps = [1.0, 10.0, 100.0, 1000.0].as_slice();
    for value in costs {
        while steps.first().is_some_and(|per_unit| !is_multiple(value, *per_unit)) {
            steps = &steps[1..];
        }
    }
    steps.first().map_or(0.0, |per_unit| 1.0 / per_unit)
}
