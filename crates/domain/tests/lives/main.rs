//! Random lives of jobs, held against the invariants of `docs/state-machine.md` after every event.
//!
//! A million events in an ordinary run; `ML_JOB_LIFE_EVENTS` sets another number. A life is made from its number alone, so
//! that one which breaks an invariant can be lived again.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod chance;
mod invariants;
mod world;

use std::collections::BTreeMap;

use invariants::INVARIANTS;
use world::World;

/// The most events of one life: long enough for every attempt to fail in every way.
const EVENTS_MAX: usize = 80;

/// Lives through the life number `seed`, counting what came of each kind of event; how many events there were.
fn live(seed: u64, seen: &mut BTreeMap<String, u64>) -> usize {
    let mut world = World::new(seed);
    for step in 0..EVENTS_MAX {
        let Some(moment) = world.next() else { return step };
        for (sentence, holds) in INVARIANTS {
            assert!(holds(&moment), "life {seed}, event {step}: `{sentence}` is broken by {moment:#?}");
        }
        *seen.entry(moment.summary()).or_default() += 1;
    }
    EVENTS_MAX
}

#[test]
fn the_invariants_hold_in_random_lives() {
    let goal = std::env::var("ML_JOB_LIFE_EVENTS").map_or(1_000_000, |text| text.parse().unwrap());
    let mut seen = BTreeMap::new();
    let mut events = 0;
    let mut seed = 0;
    while events < goal {
        events += live(seed, &mut seen);
        seed += 1;
    }
    // Lives in which nothing much happens would hold any invariant.
    let rare: Vec<_> = SUMMARIES.iter().filter(|what| seen.get(**what).is_none_or(|times| *times < 100)).collect();
    assert!(rare.is_empty(), "hardly ever seen: {rare:?} among {seen:#?}");
}

/// What must come of events now and then.
const SUMMARIES: [&str; 26] = [
    "run: done",
    "run: conflict",
    "claim: done",
    "claim: repeated",
    "claim: not processing",
    "claim: held",
    "claim: wrong type",
    "claim: attempts used up",
    "heartbeat: done",
    "heartbeat: conflict",
    "heartbeat: stale attempt",
    "release: done",
    "release: conflict",
    "release: stale attempt",
    "complete: done",
    "complete: conflict",
    "complete: stale attempt",
    "fail: done",
    "fail: conflict",
    "fail: stale attempt",
    "abort: done",
    "abort: conflict",
    "sweep: done",
    "sweep: not lost",
    "delete: done",
    "delete: processing",
];

#[test]
fn the_documentation_lists_the_invariants() {
    let page = include_str!("../../../../docs/state-machine.md");
    let section = page.split("## Invariants").nth(1).expect("the page has a section of invariants");
    let section = section.split("\n## ").next().unwrap_or_default();
    let listed: Vec<&str> = section.lines().filter_map(|line| line.strip_prefix("- ")).collect();
    let checked: Vec<&str> = INVARIANTS.iter().map(|(sentence, _)| *sentence).collect();
    assert_eq!(listed, checked);
}
