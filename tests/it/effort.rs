//! How much the tests try: little in the quick tier, more in the long one, whose environment has `FUZZ=N`.

/// The least number of cases that the long tier tries a law on.
const LONG: u64 = 1_024;

/// How many times as much random damage the long tier does as the quick one; `None` in the quick one.
pub(crate) fn times() -> Option<u64> {
    std::env::var("FUZZ").ok()?.parse().ok()
}

/// On how many cases a law is tried. The cases of the quick tier are among those of the long one.
pub(crate) fn cases(usual: u64) -> u64 {
    if times().is_some() { usual.max(LONG) } else { usual }
}
