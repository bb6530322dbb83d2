//! Labels that people give and correct, names that spectra have, and both in tables.

use ml_job_domain::Phase;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::matrices::{SPECTRA, label, name, write};
use super::pools::Scene;

/// An iteration on labels of a file, as the predecessor's front end writes it.
fn by_file(scene: &Scene, oracle: &str) -> Value {
    std::fs::write(scene.path("/up/oracle.json"), oracle).unwrap();
    json!({ "iteration": 1, "training_data_path": "/up/labelled.h5", "training_data_to_add_path": "/up/pool.h5",
        "oracle_data_to_add_path": "/up/oracle.json" })
}

/// A platform with twenty labelled spectra in `up/labelled.h5`.
async fn scene() -> Scene {
    let scene = Scene::new().await;
    let file = write(&scene.path("/up/labelled.h5"), &["labels", "filenames", "fluxes"]);
    let names: Vec<hdf5::types::FixedUnicode<64>> = (0..20).map(|i| name(i).parse().unwrap()).collect();
    file.new_dataset_builder().with_data(&names).create("filenames").unwrap();
    let labels: Vec<i64> = (0..20).map(label).collect();
    file.new_dataset_builder().with_data(&labels).create("labels").unwrap();
    let fluxes = &super::matrices::fluxes()[..20 * super::matrices::POINTS];
    let shape = (20, super::matrices::POINTS);
    file.new_dataset::<f64>().shape(shape).create("fluxes").unwrap().write_raw(fluxes).unwrap();
    scene
}

#[tokio::test(flavor = "multi_thread")]
async fn a_corrected_label_counts_and_is_told() {
    let scene = scene().await;
    let oracle = json!({ "filenames": [name(0), name(1), name(30)], "labels": [2, 2, 0] }).to_string();
    let (job, log) = scene.iterate(&by_file(&scene, &format!("\u{feff}{oracle}"))).await;
    assert_eq!(job.phase, Phase::Completed, "{log}");
    assert!(log.contains(&format!("{} from \"other\" to \"double\"", name(0))), "{log}");
    assert_eq!(job.metrics.as_ref().unwrap()["training"]["corrected_labels"], 2);
    let path = format!("{}/training_data.h5", job.dir_path);
    let labels = hdf5::File::open(scene.path(&path)).unwrap().dataset("labels").unwrap().read_raw::<i64>().unwrap();
    let expected: Vec<i64> = [2, 2].into_iter().chain((2..20).map(label)).chain([0]).collect();
    assert_eq!(labels, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn labels_that_contradict_or_fit_nothing_are_refused_in_words_that_help() {
    let scene = scene().await;
    let (a, b) = (name(25), name(26));
    let cases = [
        (
            json!({ "filenames": [a, b, a], "labels": [0, 1, 2] }).to_string(),
            "with label \"other\" and with label \"double\"",
        ),
        (json!({ "filenames": [a, "nope.fits"], "labels": [0, 1] }).to_string(), "nope.fits"),
        (json!({ "filenames": [a, b], "labels": [0, 7] }).to_string(), "Label 7 of spectrum"),
        (json!({ "filenames": [a, b], "labels": [0, -1] }).to_string(), "Label -1 of spectrum"),
        (json!({ "filenames": [a, b], "labels": ["other", "single"] }).to_string(), "invalid type: string"),
        (json!({ "filenames": [a, b], "labels": [0.0, 1.0] }).to_string(), "floating point"),
        (json!({ "filenames": [a, b, a], "labels": [0, 1] }).to_string(), "3 filenames but 2 labels"),
        (format!("{{\"filenames\": [\"{a}\"], \"labels\": [NaN]}}"), "not the expected JSON"),
    ];
    for (oracle, word) in cases {
        let (job, log) = scene.iterate(&by_file(&scene, &oracle)).await;
        assert_eq!(job.phase, Phase::Error, "{oracle}");
        assert!(log.contains(word), "{oracle}: {log}");
    }
    let repeated = json!({ "filenames": [a, b, a], "labels": [0, 1, 0] }).to_string();
    let (job, log) = scene.iterate(&by_file(&scene, &repeated)).await;
    assert_eq!(job.phase, Phase::Completed, "{log}");
    assert!(log.contains("1 labels are repeated"), "{log}");
    assert_eq!(job.metrics.unwrap()["training"]["training_spectra"], 22);
}

#[tokio::test(flavor = "multi_thread")]
async fn names_as_long_as_a_file_may_have_are_labelled() {
    let scene = Scene::new().await;
    let long: Vec<String> = (0..SPECTRA).map(|i| format!("{i:03}-{}.fits", "x".repeat(246))).collect();
    let names: Vec<hdf5::types::FixedUnicode<256>> = long.iter().map(|name| name.parse().unwrap()).collect();
    let file = write(&scene.path("/up/long.h5"), &["labels", "filenames"]);
    file.new_dataset_builder().with_data(&names).create("filenames").unwrap();
    drop(file);
    let (job, log) = scene.iterate(&json!({ "pool_data_path": "/up/long.h5" })).await;
    assert_eq!(job.phase, Phase::Completed, "{log}");
    let labellings = scene.labellings(&job).await;
    assert!(labellings.iter().all(|labelling| labelling["spectrum_filename"].as_str().unwrap().len() == 255));
    let id = labellings[0]["labelling_id"].as_str().unwrap();
    let patch = json!({ "user_label": "double" });
    let patched = scene.client().call(Method::PATCH, &format!("/labellings/{id}"), Some(&patch)).await;
    assert_eq!(patched.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn labels_and_comments_of_any_script_come_back_and_run_no_formula() {
    let scene = Scene::new().await;
    let long = "星".repeat(30);
    let classes = json!({ "classes": ["other", long, "ä".repeat(30)], "candidate_classes": [long] });
    let (job, log) = scene.iterate(&classes).await;
    assert_eq!(job.phase, Phase::Completed, "{log}");
    let mut too_long = Scene::config(&json!({}));
    too_long["classes"][0] = json!("星".repeat(31));
    let request = json!({ "type": "ACTIVE_ML", "label": "x", "config": too_long });
    let refused = scene.client().post("/jobs/", &request).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.detail().contains("30 characters"), "{}", refused.detail());

    let labellings = scene.labellings(&job).await;
    let comments = [
        "=1+1",
        "+cmd|' /C calc'!A0",
        "-2.5",
        "@x",
        "say \"hi\", ok",
        "a\r\nb",
        "emission 🌟🔭",
        "a;b\tc",
        "'quoted",
        "\t=1+1",
    ];
    for (labelling, comment) in labellings.iter().zip(comments) {
        let path = format!("/labellings/{}", labelling["labelling_id"].as_str().unwrap());
        let patch = json!({ "user_comment": comment, "user_label": long });
        let patched = scene.client().call(Method::PATCH, &path, Some(&patch)).await;
        assert_eq!((patched.status, &patched.json()["user_comment"]), (StatusCode::OK, &json!(comment)));
        for (field, value) in [("user_label", ""), ("user_label", &"x".repeat(31)), ("user_comment", &"🌟".repeat(51))]
        {
            let refused = scene.client().call(Method::PATCH, &path, Some(&json!({ field: value }))).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{field} {value}");
        }
    }
    let url = format!("/labellings/?job_id={}&format=csv", job.job_id);
    let plain = scene.client().get(&url).await.body;
    let marked = scene.client().get(&format!("{url}&byte_order_mark=true")).await.body;
    assert!(plain.starts_with(b"labelling_id,"), "scripts find the first column by its name");
    assert_eq!(marked.strip_prefix(b"\xEF\xBB\xBF"), Some(&plain[..]));
    let text = String::from_utf8(plain).unwrap();
    for cell in
        ["'=1+1", "'+cmd|' /C calc'!A0", "'-2.5", "'@x", "\"say \"\"hi\"\", ok\"", "\"a\r\nb\"", "emission 🌟🔭", &long]
    {
        assert!(text.contains(&format!(",{cell},")), "{cell:?} is not in {text}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn names_of_files_and_jobs_are_any_text_within_the_limits() {
    let scene = Scene::new().await;
    let client = scene.client();
    let long = format!("{}.txt", "x".repeat(251));
    for (name, status) in [
        ("résumé 星.json", StatusCode::CREATED),
        ("a b+c%20d#e?f&g.txt", StatusCode::CREATED),
        (&long, StatusCode::CREATED),
        (&format!("x{long}"), StatusCode::UNPROCESSABLE_ENTITY),
        ("🔭.h5", StatusCode::CREATED),
    ] {
        let segment: String = name.bytes().map(|byte| format!("%{byte:02X}")).collect();
        let uploaded = client.upload("/up", &segment, b"content".to_vec()).await;
        assert_eq!(uploaded.status, status, "{name:?}");
        if status == StatusCode::CREATED {
            assert_eq!(client.download("/up", &segment).await.body, b"content", "{name:?}");
            assert!(scene.path(&format!("/up/{name}")).is_file());
        }
    }
    let create =
        async |label: &str| client.post("/jobs/", &json!({ "type": "ACTIVE_ML", "label": label })).await.status;
    let labels = ["Be stars 🌟", "a/b", "../x", "ｆｕｌｌ", "שלום", "-rf"];
    for label in labels {
        assert_eq!(create(label).await, StatusCode::CREATED, "{label}");
    }
    assert_eq!(create(&"🌟".repeat(50)).await, StatusCode::CREATED);
    assert_eq!(create(&"🌟".repeat(51)).await, StatusCode::UNPROCESSABLE_ENTITY);
    let mut seen = std::collections::BTreeSet::new();
    for offset in (0..=labels.len()).step_by(2) {
        let page = client.get(&format!("/jobs/?limit=2&offset={offset}")).await.json();
        for job in page["jobs"].as_array().unwrap() {
            assert!(seen.insert(job["job_id"].to_string()), "a job is on one page");
        }
    }
    assert_eq!(seen.len(), labels.len() + 1);
    for (query, status) in
        [("limit=0", 200), ("limit=1000", 200), ("limit=1001", 422), ("limit=-1", 422), ("offset=99999", 200)]
    {
        assert_eq!(client.get(&format!("/jobs/?{query}")).await.status.as_u16(), status, "{query}");
    }
}
