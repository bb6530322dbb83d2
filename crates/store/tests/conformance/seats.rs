use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use chrono::TimeDelta;
use ml_job_domain::{JobId, Labelling, LabellingId, LabellingPatch, SeatId, SpectrumSet};
use ml_job_store::{PatchLabellings, SeatRequest, Store, TakeSeat, TakenSeat};
use tokio::task::JoinSet;

use crate::harness::{SOON, TestStore, labelling};

conformance![
    two_people_are_not_asked_the_same,
    what_is_left_or_not_heard_of_is_free_again,
    the_wish_says_which_and_in_which_order,
    two_are_asked_where_two_are_wanted_and_no_more,
    a_seat_is_its_persons_and_its_jobs,
    a_person_with_two_pages_is_not_in_her_own_way,
    who_is_there_is_told_and_listeners_hear_of_it,
    of_fifty_labellers_at_once_no_label_is_lost_and_none_is_double,
];

struct Seat<'a> {
    store: &'a Store,
    job: JobId,
    id: SeatId,
    name: &'a str,
}

impl<'a> Seat<'a> {
    fn new(store: &'a TestStore, job: JobId, name: &'a str) -> Self {
        Self { store, job, id: SeatId::new(), name }
    }

    async fn take(&self, store: &TestStore, among: Option<&[LabellingId]>, count: u32) -> TakenSeat {
        let now = store.now();
        let request = SeatRequest {
            seat_id: self.id,
            job_id: self.job,
            author: self.name,
            labelling_id: among.and_then(|among| among.first().copied()),
            among,
            count,
            expires_at: now + TimeDelta::seconds(30),
        };
        match self.store.take_seat(&request, now).await.unwrap() {
            TakeSeat::Taken(taken) => taken,
            other => panic!("the seat is free: {other:?}"),
        }
    }
}

async fn says(store: &Store, id: LabellingId, who: &str, now: chrono::DateTime<chrono::Utc>) {
    let patch = LabellingPatch { user_label: Some(Some(format!("by {who}"))), user_comment: None };
    let patched = store.patch_labellings(&[(id, patch)], now, None, Some(who)).await.unwrap();
    assert!(matches!(patched, PatchLabellings::Patched(_)));
}

/// A job that shows so many spectra, the last ones of which two people are asked about; their ids, in order.
async fn shows(store: &TestStore, single: usize, double: usize) -> (JobId, Vec<LabellingId>) {
    let job = store.pending("shows").await.job_id;
    let one =
        |n: usize| Labelling { is_double: n >= single, ..labelling(job, &format!("{n}.fits"), SpectrumSet::Oracle) };
    let labellings: Vec<Labelling> = (0..single + double).map(one).collect();
    store.label(&labellings).await;
    (job, labellings.iter().map(|labelling| labelling.labelling_id).collect())
}

async fn two_people_are_not_asked_the_same(store: TestStore) {
    let (job, ids) = shows(&store, 5, 0).await;
    let (ada, bob) = (Seat::new(&store, job, "ada"), Seat::new(&store, job, "bob"));
    assert_eq!(ada.take(&store, None, 3).await.leased, ids[..3]);
    let second = bob.take(&store, None, 3).await;
    assert_eq!(second.leased, ids[3..]);
    let taken: HashSet<LabellingId> = second.taken.iter().map(|(id, _)| *id).collect();
    assert_eq!(taken, ids[..3].iter().copied().collect());
    assert!(second.taken.iter().all(|(_, name)| name == "ada"));
    // What is answered makes room.
    says(&store, ids[0], "ada", store.now()).await;
    assert_eq!(ada.take(&store, None, 3).await.leased, ids[1..3]);
    // Who wants less keeps less.
    ada.take(&store, None, 1).await;
    assert_eq!(bob.take(&store, None, 9).await.leased, ids[2..]);
}

async fn what_is_left_or_not_heard_of_is_free_again(store: TestStore) {
    let (job, ids) = shows(&store, 2, 0).await;
    let (ada, bob) = (Seat::new(&store, job, "ada"), Seat::new(&store, job, "bob"));
    ada.take(&store, None, 2).await;
    store.advance(29);
    assert_eq!(bob.take(&store, None, 2).await.leased, []);
    store.advance(1);
    assert_eq!(bob.take(&store, None, 2).await.leased, ids, "ada was not heard of for her time");
    assert_eq!(ada.take(&store, None, 2).await.leased, [], "who comes back late finds them taken");
    store.advance(20);
    bob.take(&store, None, 2).await;
    store.advance(20);
    assert_eq!(ada.take(&store, None, 2).await.leased, [], "who is heard of stays");
    assert!(!store.leave_seat(job, bob.id, "ada").await.unwrap(), "nobody stands up for another");
    assert!(store.leave_seat(job, bob.id, "bob").await.unwrap());
    assert_eq!(ada.take(&store, None, 2).await.leased, ids);
}

async fn the_wish_says_which_and_in_which_order(store: TestStore) {
    let (job, ids) = shows(&store, 6, 0).await;
    let (_, foreign) = shows(&store, 1, 0).await;
    let (ada, bob) = (Seat::new(&store, job, "ada"), Seat::new(&store, job, "bob"));
    says(&store, ids[4], "bob", store.now()).await;
    bob.take(&store, Some(&ids[5..]), 1).await;
    let wish = [ids[5], foreign[0], ids[4], ids[3], ids[3], LabellingId::new(), ids[0], ids[1]];
    let taken = ada.take(&store, Some(&wish), 2).await;
    assert_eq!(taken.leased, [ids[3], ids[0]]);
    assert_eq!(taken.answered, [ids[4]]);
    assert_eq!(taken.taken, [(ids[5], "bob".to_owned())]);
}

async fn two_are_asked_where_two_are_wanted_and_no_more(store: TestStore) {
    let (job, ids) = shows(&store, 1, 1).await;
    let seats = ["ada", "bob", "cyd"].map(|name| Seat::new(&store, job, name));
    let [ada, bob, cyd] = &seats;
    assert_eq!(ada.take(&store, None, 9).await.leased, ids);
    assert_eq!(bob.take(&store, None, 9).await.leased, [], "one after the other");
    for id in &ids {
        says(&store, *id, "ada", store.now()).await;
    }
    // Her leases are of no use to her any more, though she has not been heard of since.
    assert_eq!(bob.take(&store, None, 9).await.leased, ids[1..]);
    assert_eq!(cyd.take(&store, None, 9).await.leased, []);
    says(&store, ids[1], "bob", store.now()).await;
    assert_eq!(cyd.take(&store, Some(&ids), 9).await.leased, []);
    assert_eq!(cyd.take(&store, Some(&ids), 9).await.answered.len(), 2);
}

async fn a_seat_is_its_persons_and_its_jobs(store: TestStore) {
    let (job, ids) = shows(&store, 1, 0).await;
    let (other, _) = shows(&store, 1, 0).await;
    let seat = Seat::new(&store, job, "ada");
    seat.take(&store, None, 1).await;
    let now = store.now();
    let asks = async |job_id, author| {
        let expires_at = now + TimeDelta::seconds(30);
        let request = SeatRequest {
            seat_id: seat.id,
            job_id,
            author,
            labelling_id: Some(ids[0]),
            among: None,
            count: 1,
            expires_at,
        };
        store.take_seat(&request, now).await.unwrap()
    };
    assert_eq!(asks(job, "bob").await, TakeSeat::Foreign);
    assert_eq!(asks(other, "ada").await, TakeSeat::Foreign);
    assert_eq!(asks(JobId::new(), "ada").await, TakeSeat::NoSuchJob);
    // What is looked at elsewhere is not told.
    let away = SeatRequest {
        seat_id: SeatId::new(),
        job_id: other,
        author: "bob",
        labelling_id: Some(ids[0]),
        among: None,
        count: 0,
        expires_at: now + TimeDelta::seconds(30),
    };
    assert!(matches!(store.take_seat(&away, now).await.unwrap(), TakeSeat::Taken(_)));
    assert_eq!(store.list_seats(other, now).await.unwrap()[0].labelling_id, None);
}

async fn a_person_with_two_pages_is_not_in_her_own_way(store: TestStore) {
    let (job, ids) = shows(&store, 3, 0).await;
    let (one, two) = (Seat::new(&store, job, "ada"), Seat::new(&store, job, "ada"));
    assert_eq!(one.take(&store, None, 2).await.leased, ids[..2]);
    assert_eq!(two.take(&store, None, 2).await.leased, ids[..2]);
    assert_eq!(two.take(&store, None, 2).await.taken, []);
    // She is still there with the other page.
    store.leave_seat(job, one.id, "ada").await.unwrap();
    assert_eq!(Seat::new(&store, job, "bob").take(&store, None, 9).await.leased, ids[2..]);
}

async fn who_is_there_is_told_and_listeners_hear_of_it(store: TestStore) {
    let (job, ids) = shows(&store, 2, 0).await;
    let elsewhere = store.another().await;
    let (ada, bob) = (Seat::new(&store, job, "ada"), Seat::new(&store, job, "bob"));
    let mut listener = store.listen(job);
    bob.take(&store, Some(&ids[1..]), 1).await;
    tokio::time::timeout(SOON, listener.changed()).await.unwrap();
    ada.take(&store, Some(&ids), 1).await;
    tokio::time::timeout(SOON, listener.changed()).await.unwrap();
    let there: Vec<_> = elsewhere.list_seats(job, store.now()).await.unwrap();
    let told: Vec<_> = there.iter().map(|seat| (seat.author.as_str(), seat.labelling_id)).collect();
    assert_eq!(told, [("ada", Some(ids[0])), ("bob", Some(ids[1]))]);
    store.leave_seat(job, ada.id, "ada").await.unwrap();
    tokio::time::timeout(SOON, listener.changed()).await.unwrap();
    store.advance(30);
    assert_eq!(elsewhere.list_seats(job, store.now()).await.unwrap(), []);
}

/// Each takes the next spectra and labels them, until nothing is left that anybody is asked.
async fn of_fifty_labellers_at_once_no_label_is_lost_and_none_is_double(store: TestStore) {
    const LABELLERS: usize = 50;
    const SINGLE: usize = 360;
    let (job, ids) = shows(&store, SINGLE, 40).await;
    let store = Arc::new(store);
    let mut work = JoinSet::new();
    for n in 0..LABELLERS {
        let store = Arc::clone(&store);
        work.spawn(async move {
            let name = format!("person {n}");
            let seat = Seat { store: &store, job, id: SeatId::new(), name: &name };
            let mut said = Vec::new();
            loop {
                let seated = seat.take(&store, None, 3).await;
                if seated.leased.is_empty() && seated.taken.is_empty() {
                    return (name.clone(), said);
                }
                for id in seated.leased {
                    says(&store, id, &name, store.now()).await;
                    said.push(id);
                }
            }
        });
    }
    let mut given: HashMap<LabellingId, Vec<String>> = HashMap::new();
    while let Some(done) = work.join_next().await {
        let (name, said) = done.unwrap();
        said.into_iter().for_each(|id| given.entry(id).or_default().push(name.clone()));
    }
    let kept = store.opinions_of_job(job).await.unwrap();
    for (place, id) in ids.iter().enumerate() {
        let mut said = given.remove(id).unwrap_or_default();
        said.sort();
        let mut names: Vec<String> = kept[id].iter().map(|opinion| opinion.author.clone().unwrap()).collect();
        names.sort();
        assert_eq!(names, said, "labels that were answered are kept, and no others");
        assert_eq!(said.len(), if place < SINGLE { 1 } else { 2 }, "{place}: {said:?}");
        for opinion in &kept[id] {
            assert_eq!(opinion.user_label, Some(format!("by {}", opinion.author.as_deref().unwrap())));
            assert_eq!(opinion.blind_label.is_some(), place >= SINGLE);
        }
        assert_eq!(store.labelling_history(*id).await.unwrap().len(), said.len());
    }
}
