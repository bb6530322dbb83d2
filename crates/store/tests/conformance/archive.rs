use ml_job_store::{
    ArchiveEntry, ArchiveFilter, ArchivePage, ArchiveSort, Cone, FileFacts, IndexPass, ListedDirectory, NumberRange,
    Page, SortKey, SpectrumFacts, SpectrumState, SubDirectory, TOTAL_MAX, TargetFacts, Unreadable, WaitingFile,
};

use crate::harness::TestStore;

conformance![
    files_are_found_by_name_before_their_facts_are_known,
    a_pass_that_was_broken_off_goes_on_where_it_was,
    the_next_pass_comes_when_it_is_due_or_asked_for,
    what_a_pass_does_not_find_is_forgotten,
    a_file_that_changed_is_read_again,
    a_packed_file_beside_the_same_one_unpacked_is_one_spectrum,
    a_file_of_many_spectra_is_found_by_each_of_them,
    a_file_that_cannot_be_read_is_kept_with_its_reason,
    facts_restrict_and_combine,
    a_cone_is_exact_at_the_meridian_and_at_the_poles,
    results_are_sorted_and_paged,
    more_matches_than_are_counted_are_still_paged,
    a_directory_is_searched_with_all_below_it,
    progress_counts_states_and_reasons,
];

const ALL: Page = Page { offset: 0, limit: 1000 };

/// Makes a store's index hold files: `(directory, names)`.
async fn index(store: &TestStore, directories: &[(&str, &[&str])]) -> IndexPass {
    let pass = begin(store).await;
    while let Some(due) = store.due_archive_directories(1).await.unwrap().pop() {
        list(store, pass, &due, directories, 1).await;
    }
    store.finish_index_pass(pass, store.now()).await.unwrap();
    pass
}

async fn begin(store: &TestStore) -> IndexPass {
    store.request_index_pass().await.unwrap();
    store.begin_index_pass(store.now(), store.now()).await.unwrap().unwrap()
}

async fn list(
    store: &TestStore,
    pass: IndexPass,
    due: &ml_job_store::DueDirectory,
    directories: &[(&str, &[&str])],
    modified_ns: i64,
) {
    let prefix = format!("{}/", due.path.trim_end_matches('/'));
    let below = directories.iter().filter_map(|(path, _)| {
        let first = path.strip_prefix(&prefix)?.split('/').next().filter(|name| !name.is_empty())?;
        Some(SubDirectory { path: format!("{prefix}{first}"), is_link: false })
    });
    let mut below: Vec<SubDirectory> = below.collect();
    below.dedup();
    store.put_archive_directories(pass, due.directory_id, &below).await.unwrap();
    let names = directories.iter().filter(|(path, _)| *path == due.path).flat_map(|(_, names)| names.iter());
    let entries: Vec<ArchiveEntry> = names.map(|name| entry(name, modified_ns)).collect();
    store.put_archive_entries(pass, due.directory_id, &entries).await.unwrap();
    let identity = format!("1:{}", due.directory_id);
    let listed = ListedDirectory { directory_id: due.directory_id, identity, modified_ns: Some(modified_ns) };
    store.finish_archive_directory(pass, &listed).await.unwrap();
}

fn entry(filename: &str, modified_ns: i64) -> ArchiveEntry {
    let name = filename.strip_suffix(".gz").unwrap_or(filename).to_owned();
    ArchiveEntry { filename: filename.to_owned(), name, size_bytes: 5, modified_ns }
}

/// Reads what waits, as `facts` says for a name.
async fn read(store: &TestStore, facts: impl Fn(&str) -> Result<Vec<TargetFacts>, Unreadable>) {
    let files = store.waiting_archive_files(1000).await.unwrap();
    let facts = files.into_iter().map(|file: WaitingFile| FileFacts { outcome: facts(&file.name), file });
    store.put_archive_facts(&facts.collect::<Vec<_>>()).await.unwrap();
}

#[expect(clippy::unnecessary_wraps, reason = "it stands for what a reader answers")]
fn one(facts: SpectrumFacts) -> Result<Vec<TargetFacts>, Unreadable> {
    Ok(vec![TargetFacts { target: String::new(), facts }])
}

fn names(page: &ArchivePage) -> Vec<String> {
    page.items.iter().map(|item| format!("{}|{}|{}", item.dir_path, item.name, item.target)).collect()
}

async fn search(store: &TestStore, filter: &ArchiveFilter) -> ArchivePage {
    store.search_archive(filter, ArchiveSort::default(), ALL).await.unwrap()
}

fn by_name(q: &str) -> ArchiveFilter {
    ArchiveFilter { q: Some(q.to_owned()), ..ArchiveFilter::default() }
}

async fn files_are_found_by_name_before_their_facts_are_known(store: TestStore) {
    assert!(!store.is_archive_indexed(false).await.unwrap());
    index(&store, &[("/", &["top.fits"]), ("/a/deep/er", &["Spec-F5902_sp01.fits.gz", "50%.fits", "Ünï \"q\".fits"])])
        .await;
    assert!(store.is_archive_indexed(false).await.unwrap());
    assert!(!store.is_archive_indexed(true).await.unwrap());
    for (q, expected) in [
        ("f5902_SP01", vec!["/a/deep/er|Spec-F5902_sp01.fits|"]),
        ("F5902xsp01", vec![]),
        ("0%.", vec!["/a/deep/er|50%.fits|"]),
        ("%", vec!["/a/deep/er|50%.fits|"]),
        ("üNÏ \"Q\"", vec!["/a/deep/er|Ünï \"q\".fits|"]),
        ("p", vec!["/|top.fits|", "/a/deep/er|Spec-F5902_sp01.fits|"]),
        ("nowhere", vec![]),
    ] {
        let page = search(&store, &by_name(q)).await;
        assert_eq!(names(&page), expected, "{q}");
        assert_eq!((page.total, page.is_total_exact), (expected.len() as u64, true), "{q}");
    }
    let all = search(&store, &by_name("")).await;
    assert_eq!((all.total, all.items[0].state), (4, SpectrumState::Waiting));
    let places = store.lookup_archive_name("Spec-F5902_sp01.fits", 5).await.unwrap();
    assert_eq!((places.len(), places[0].filename.as_str()), (1, "Spec-F5902_sp01.fits.gz"));
    assert_eq!(store.lookup_archive_name("spec-f5902_sp01.fits", 5).await.unwrap(), []);
    let between = async |first, end| store.lookup_archive_names(first, end, 5).await.unwrap().len();
    assert_eq!((between("Spec-", "Spec.").await, between("Spec.", "Spec/").await, between("5", "t").await), (1, 0, 2));
}

async fn a_pass_that_was_broken_off_goes_on_where_it_was(store: TestStore) {
    let tree: [(&str, &[&str]); 2] = [("/a", &["a.fits"]), ("/b", &["b.fits"])];
    let pass = begin(&store).await;
    for _ in 0..2 {
        let due = store.due_archive_directories(1).await.unwrap().pop().unwrap();
        list(&store, pass, &due, &tree, 1).await;
    }
    assert_eq!(search(&store, &by_name("")).await.total, 1);
    // Another process takes over.
    let again = store.another().await;
    assert_eq!(again.begin_index_pass(store.now(), store.now()).await.unwrap(), Some(pass));
    let due = again.due_archive_directories(10).await.unwrap();
    assert_eq!(due.iter().map(|due| due.path.as_str()).collect::<Vec<_>>(), ["/b"]);
    list(&store, pass, &due[0], &tree, 1).await;
    assert_eq!(again.due_archive_directories(10).await.unwrap(), []);
    again.finish_index_pass(pass, store.now()).await.unwrap();
    assert_eq!(search(&store, &by_name("")).await.total, 2);
}

async fn the_next_pass_comes_when_it_is_due_or_asked_for(store: TestStore) {
    let first = store.begin_index_pass(store.now(), store.now()).await.unwrap().unwrap();
    assert!(!first.is_thorough);
    store.finish_index_pass(first, store.now()).await.unwrap();
    store.advance(60);
    let early = store.now() - std::time::Duration::from_secs(90);
    assert_eq!(store.begin_index_pass(early, store.now()).await.unwrap(), None);
    store.request_index_pass().await.unwrap();
    let asked = store.begin_index_pass(early, store.now()).await.unwrap().unwrap();
    assert_eq!((asked.is_thorough, asked.number), (true, first.number + 1));
    store.finish_index_pass(asked, store.now()).await.unwrap();
    let late = store.now() + std::time::Duration::from_secs(1);
    assert!(!store.begin_index_pass(late, store.now()).await.unwrap().unwrap().is_thorough);
}

async fn what_a_pass_does_not_find_is_forgotten(store: TestStore) {
    index(&store, &[("/a", &["a.fits", "b.fits"]), ("/b/c", &["c.fits"])]).await;
    let pass = index(&store, &[("/a", &["b.fits"])]).await;
    assert_eq!(names(&search(&store, &by_name("")).await), ["/a|b.fits|"]);
    assert_eq!(search(&store, &by_name("c.fits")).await.total, 0, "nor is its name");
    assert_eq!(store.lookup_archive_name("c.fits", 1).await.unwrap(), []);
    // A directory that is as it was is kept with what lies below it.
    let next = begin(&store).await;
    assert!(next.number > pass.number);
    while let Some(due) = store.due_archive_directories(1).await.unwrap().pop() {
        store.keep_archive_directories(next, &[due.directory_id]).await.unwrap();
    }
    store.finish_index_pass(next, store.now()).await.unwrap();
    assert_eq!(names(&search(&store, &by_name("")).await), ["/a|b.fits|"]);
}

async fn a_file_that_changed_is_read_again(store: TestStore) {
    let tree: [(&str, &[&str]); 1] = [("/", &["a.fits", "b.fits"])];
    index(&store, &tree).await;
    read(&store, |_| one(SpectrumFacts { snr: Some(3.0), ..SpectrumFacts::default() })).await;
    assert!(store.is_archive_indexed(true).await.unwrap());
    index(&store, &tree).await;
    assert_eq!(store.waiting_archive_files(10).await.unwrap(), [], "nothing changed");
    let pass = begin(&store).await;
    let due = store.due_archive_directories(1).await.unwrap().pop().unwrap();
    store.put_archive_entries(pass, due.directory_id, &[entry("a.fits", 1), entry("b.fits", 2)]).await.unwrap();
    let waiting = store.waiting_archive_files(10).await.unwrap();
    assert_eq!(waiting.iter().map(|file| file.filename.as_str()).collect::<Vec<_>>(), ["b.fits"]);
}

async fn a_packed_file_beside_the_same_one_unpacked_is_one_spectrum(store: TestStore) {
    index(&store, &[("/", &["a.fits", "a.fits.gz", "b.fits.gz"])]).await;
    assert_eq!(names(&search(&store, &by_name("")).await), ["/|a.fits|", "/|b.fits|"]);
}

async fn a_file_of_many_spectra_is_found_by_each_of_them(store: TestStore) {
    index(&store, &[("/", &["med.fits.gz"])]).await;
    let targets = |targets: &[&str]| -> Result<Vec<TargetFacts>, Unreadable> {
        Ok(targets.iter().map(|target| TargetFacts { target: (*target).into(), ..TargetFacts::default() }).collect())
    };
    read(&store, |_| targets(&["COADD_B", "COADD_R"])).await;
    assert_eq!(names(&search(&store, &by_name("")).await), ["/|med.fits|COADD_B", "/|med.fits|COADD_R"]);
    assert_eq!(names(&search(&store, &by_name("fits#coadd_r")).await), ["/|med.fits|COADD_R"]);
    // The file changes, and holds others.
    let pass = begin(&store).await;
    let due = store.due_archive_directories(1).await.unwrap().pop().unwrap();
    store.put_archive_entries(pass, due.directory_id, &[entry("med.fits.gz", 2)]).await.unwrap();
    assert_eq!(store.waiting_archive_files(10).await.unwrap().len(), 1, "it is one file");
    read(&store, |_| targets(&["COADD_R", "B-1"])).await;
    let found = search(&store, &by_name("")).await;
    assert_eq!(names(&found), ["/|med.fits|COADD_R", "/|med.fits|B-1"]);
    assert!(found.items.iter().all(|item| item.state == SpectrumState::Read));
}

async fn a_file_that_cannot_be_read_is_kept_with_its_reason(store: TestStore) {
    index(&store, &[("/", &["page.fits"])]).await;
    let html = Unreadable { code: "not_fits".into(), sentence: "not a FITS file: a web page".into() };
    read(&store, |_| Err(html.clone())).await;
    let found = search(&store, &by_name("page")).await;
    assert_eq!(found.items[0].state, SpectrumState::Unreadable);
    assert_eq!(found.items[0].reason.as_deref(), Some("not a FITS file: a web page"));
    assert_eq!(store.waiting_archive_files(10).await.unwrap(), [], "it is not tried again");
    let readable = ArchiveFilter { state: Some(SpectrumState::Read), ..ArchiveFilter::default() };
    assert_eq!(search(&store, &readable).await.total, 0);
    // A file of many spectra that is overwritten by nonsense is one file again.
    let pass = begin(&store).await;
    let due = store.due_archive_directories(1).await.unwrap().pop().unwrap();
    for (time, targets) in [(2, Some(["x", "y"])), (3, None)] {
        store.put_archive_entries(pass, due.directory_id, &[entry("page.fits", time)]).await.unwrap();
        read(&store, |_| {
            let targets = targets.ok_or_else(|| html.clone())?;
            Ok(targets.map(|target| TargetFacts { target: target.into(), ..TargetFacts::default() }).into())
        })
        .await;
    }
    assert_eq!(names(&search(&store, &by_name("")).await), ["/|page.fits|"]);
}

/// `n.fits` of S/N n, magnitude 20 − n, redshift n / 10, on the day n.
async fn numbered(store: &TestStore, count: u32) {
    let named: Vec<String> = (0..count).map(|n| format!("{n}.fits")).collect();
    let named: Vec<&str> = named.iter().map(String::as_str).collect();
    index(store, &[("/", &named)]).await;
    read(store, |name| {
        let n: f64 = name.strip_suffix(".fits").unwrap().parse().unwrap();
        one(SpectrumFacts {
            class: Some(if n < 5.0 { "STAR" } else { "QSO" }.into()),
            subclass: Some(if n < 3.0 { "B8" } else { "BHB" }.into()),
            format: Some("sdss".into()),
            snr: Some(n),
            magnitude: Some(20.0 - n),
            z: (n > 0.0).then_some(n / 10.0),
            mjd: Some(n),
            plate: Some(format!("P{}", n % 2.0)),
            targetname: Some(format!("Target {n}")),
            ..SpectrumFacts::default()
        })
    })
    .await;
}

async fn facts_restrict_and_combine(store: TestStore) {
    numbered(&store, 10).await;
    let all = ArchiveFilter::default;
    let from = |from| NumberRange { from: Some(from), to: None };
    let to = |to| NumberRange { from: None, to: Some(to) };
    let text = |text: &str| Some(text.to_owned());
    for (filter, expected) in [
        (ArchiveFilter { class: text("QSO"), ..all() }, 5),
        (ArchiveFilter { class: text("STAR"), subclass: text("B8"), ..all() }, 3),
        (ArchiveFilter { subclass: text("B"), ..all() }, 10),
        (ArchiveFilter { format: text("lamost_image"), ..all() }, 0),
        (ArchiveFilter { snr: from(7.0), ..all() }, 3),
        (ArchiveFilter { snr: from(3.0), magnitude: from(15.0), ..all() }, 3),
        (ArchiveFilter { z: to(0.2), ..all() }, 2),
        (ArchiveFilter { mjd: NumberRange { from: Some(2.0), to: Some(4.0) }, ..all() }, 2),
        (ArchiveFilter { plate: text("P1"), class: text("QSO"), ..all() }, 3),
        (ArchiveFilter { targetname: text("tARGET 3"), ..all() }, 1),
        (ArchiveFilter { q: text("9.fits"), snr: from(3.0), ..all() }, 1),
        (ArchiveFilter { q: text("9.fits"), snr: to(3.0), ..all() }, 0),
        (ArchiveFilter { state: Some(SpectrumState::Waiting), ..all() }, 0),
    ] {
        let page = search(&store, &filter).await;
        assert_eq!((page.total, page.items.len()), (expected, usize::try_from(expected).unwrap()), "{filter:?}");
    }
}

async fn a_cone_is_exact_at_the_meridian_and_at_the_poles(store: TestStore) {
    let places =
        [(359.999, 0.0), (0.001, 0.0), (0.0, 0.5), (10.0, 89.9995), (190.0, 89.9995), (77.0, -90.0), (180.0, 0.0)];
    let named: Vec<String> = (0..places.len()).map(|n| format!("{n}.fits")).collect();
    index(&store, &[("/", &named.iter().map(String::as_str).collect::<Vec<_>>())]).await;
    read(&store, |name| {
        let (ra, dec) = places[name[..1].parse::<usize>().unwrap()];
        one(SpectrumFacts { ra: Some(ra), dec: Some(dec), ..SpectrumFacts::default() })
    })
    .await;
    let arcsec = 1.0 / 3600.0;
    for (ra, dec, radius, expected) in [
        (0.0, 0.0, 3.7 * arcsec, vec!["0", "1"]),
        (0.0, 0.0, 3.5 * arcsec, vec![]),
        (359.999, 0.0, 0.0, vec!["0"]),
        (0.001, 0.0, 7.2 * arcsec + 1e-9, vec!["0", "1"]),
        (0.001, 0.0, 7.2 * arcsec - 1e-9, vec!["1"]),
        (100.0, 90.0, 2.0 * arcsec, vec!["3", "4"]),
        (10.0, 89.9995, 3.601 * arcsec, vec!["3", "4"]),
        (10.0, 89.9995, 3.599 * arcsec, vec!["3"]),
        (0.0, -89.0, 1.0 + 1e-9, vec!["5"]),
        (180.0, 0.0, 180.0, vec!["0", "1", "2", "3", "4", "5", "6"]),
    ] {
        let filter = ArchiveFilter { cone: Some(Cone { ra, dec, radius }), ..ArchiveFilter::default() };
        let page = search(&store, &filter).await;
        let found: Vec<&str> = page.items.iter().map(|item| &item.name[..1]).collect();
        assert_eq!(found, expected, "{filter:?}");
    }
    let cone = Some(Cone { ra: 0.0, dec: 0.4, radius: 1.0 });
    let nearest = ArchiveSort { key: SortKey::Distance, is_descending: false };
    let filter = ArchiveFilter { cone, ..ArchiveFilter::default() };
    let page = store.search_archive(&filter, nearest, Page { offset: 0, limit: 1 }).await.unwrap();
    assert_eq!((page.total, names(&page)), (3, vec!["/|2.fits|".to_owned()]));
}

async fn results_are_sorted_and_paged(store: TestStore) {
    numbered(&store, 12).await;
    let sorted = async |key, is_descending, offset| {
        let sort = ArchiveSort { key, is_descending };
        let page = store.search_archive(&by_name(""), sort, Page { offset, limit: 2 }).await.unwrap();
        (page.total, page.items.iter().map(|item| item.name.clone()).collect::<Vec<_>>())
    };
    assert_eq!(sorted(SortKey::Found, false, 0).await, (12, vec!["0.fits".into(), "1.fits".into()]));
    assert_eq!(sorted(SortKey::Name, false, 1).await, (12, vec!["1.fits".into(), "10.fits".into()]));
    assert_eq!(sorted(SortKey::Snr, true, 0).await, (12, vec!["11.fits".into(), "10.fits".into()]));
    assert_eq!(sorted(SortKey::Magnitude, false, 11).await, (12, vec!["0.fits".into()]));
    assert_eq!(sorted(SortKey::Redshift, false, 0).await, (11, vec!["1.fits".into(), "2.fits".into()]));
    assert_eq!(sorted(SortKey::Date, true, 12).await, (12, vec![]));
}

async fn more_matches_than_are_counted_are_still_paged(store: TestStore) {
    let count = TOTAL_MAX + 5;
    let pass = begin(&store).await;
    let due = store.due_archive_directories(1).await.unwrap().pop().unwrap();
    let entries: Vec<ArchiveEntry> = (0..count).map(|n| entry(&format!("spec-{n:06}.fits"), 1)).collect();
    store.put_archive_entries(pass, due.directory_id, &entries).await.unwrap();
    let last = Page { offset: count - 2, limit: 10 };
    for key in [SortKey::Found, SortKey::Name, SortKey::Distance] {
        let sort = ArchiveSort { key, is_descending: false };
        for q in ["", "spec-", "pe"] {
            let page = store.search_archive(&by_name(q), sort, last).await.unwrap();
            assert_eq!((page.total, page.is_total_exact), (TOTAL_MAX, false), "{q} {key:?}");
            assert_eq!(names(&page), ["/|spec-010003.fits|", "/|spec-010004.fits|"], "{q} {key:?}");
        }
        let exact = store.search_archive(&by_name("spec-00"), sort, last).await.unwrap();
        assert_eq!((exact.total, exact.is_total_exact, exact.items.len()), (10_000, true, 0));
    }
}

async fn a_directory_is_searched_with_all_below_it(store: TestStore) {
    index(&store, &[("/", &["t.fits"]), ("/a", &["a.fits"]), ("/a/b", &["b.fits"]), ("/a-", &["c.fits"])]).await;
    let below = |path: &str| ArchiveFilter { dir_path: Some(path.to_owned()), ..ArchiveFilter::default() };
    assert_eq!(names(&search(&store, &below("/a")).await), ["/a|a.fits|", "/a/b|b.fits|"]);
    assert_eq!(search(&store, &below("/")).await.total, 4);
    assert_eq!(search(&store, &below("/nope")).await.total, 0);
}

async fn progress_counts_states_and_reasons(store: TestStore) {
    let before = store.index_progress().await.unwrap();
    assert_eq!((before.is_under_way, before.completed_at, before.directories), (false, None, 0));
    index(&store, &[("/a", &["a.fits", "b.fits", "c.fits"])]).await;
    assert_eq!(store.index_progress().await.unwrap().waiting, 3);
    read(&store, |name| match name {
        "a.fits" => one(SpectrumFacts::default()),
        _ => Err(Unreadable { code: "empty".into(), sentence: "the file is empty".into() }),
    })
    .await;
    let pass = begin(&store).await;
    let due = store.due_archive_directories(1).await.unwrap().pop().unwrap();
    store.fail_archive_directory(pass, due.directory_id, "permission denied", false).await.unwrap();
    let progress = store.index_progress().await.unwrap();
    assert_eq!((progress.read, progress.waiting, progress.unreadable), (1, 0, 2));
    assert_eq!((progress.directories, progress.directories_due, progress.directories_failed), (2, 1, 1));
    let [reason] = &progress.reasons[..] else { panic!("{progress:?}") };
    assert_eq!((reason.code.as_str(), reason.files, reason.example.as_str()), ("empty", 2, "the file is empty"));
    assert_eq!(progress.completed_at, Some(store.now()));
}
