//! A SIMULATION job on both platforms: what it measures, what it leaves, and what it refuses.

#![expect(clippy::unwrap_used, reason = "a test that meets the unexpected should fail")]

use std::path::Path;

use ml_job_tests::{Kind, Platform, SampleArchive};
use ndarray::{Array1, Array2};
use reqwest::StatusCode;
use serde_json::{Value, json};

/// 300 spectra of 40 points; every tenth has a line in its middle.
fn write_labelled(place: &Path) {
    let labels: Array1<i64> = (0..300).map(|i| i64::from(i % 10 == 0)).collect();
    let fluxes = Array2::from_shape_fn((300, 40), |(row, point)| {
        let noise = f64::from(u16::try_from((row * 7919 + point * 104_729) % 1000).unwrap()) / 5000.0;
        let line = if row % 10 == 0 && (17..23).contains(&point) { 0.8 } else { 0.0 };
        noise + line
    });
    let file = hdf5::File::create(place).unwrap();
    file.new_dataset_builder().with_data(&fluxes).create("fluxes").unwrap();
    file.new_dataset_builder().with_data(&labels).create("labels").unwrap();
}

fn config() -> Value {
    json!({
        "data_path": "/labelled.h5", "classes": ["other", "line"], "wanted": ["line"], "model": "linear",
        "strategies": ["random", "campaign"], "seeds": 3, "first": 20, "batch": 10, "rounds": 6, "audit": 20,
    })
}

async fn a_simulation_compares_ways_of_asking(kind: Kind) {
    let archive = tempfile::tempdir().unwrap();
    let platform = Platform::start(kind, archive.path(), &[]).await;
    write_labelled(&platform.files().join("labelled.h5"));
    let client = platform.client();
    let done = client.wait_for_success(&client.run("SIMULATION", "Before labelling", &config()).await).await;
    let metrics = done.metrics.clone().unwrap();
    assert_eq!((&metrics["spectra"], &metrics["class_counts"]), (&json!(300), &json!([270, 30])));
    let searches = metrics["searches"].as_array().unwrap();
    assert_eq!(searches.iter().map(|one| &one["strategy"]).collect::<Vec<_>>(), ["random", "campaign"]);
    assert_eq!(searches[1]["reached"], 3, "lines as clear as these are found: {searches:?}");
    assert!(searches[1]["ratio"].as_f64().unwrap() <= 1.0, "{searches:?}");
    let directory = &done.dir_path;
    for name in ["curves.json", "costs.json", "report.html"] {
        let file = client.get(&format!("/files/{name}/download/?parent_dir_path={directory}")).await;
        assert_eq!(file.status, StatusCode::OK, "{name}");
        assert!(!file.body.is_empty());
    }

    let mut none = config();
    none["data_path"] = json!("/nothing.h5");
    let failed = client.wait_for_end(&client.run("SIMULATION", "Nothing", &none).await).await;
    let why = serde_json::to_string(&failed).unwrap();
    assert!(why.contains("/nothing.h5") && why.contains("does not exist"), "{why}");

    let mut unknown = config();
    unknown["strategies"] = json!(["randon"]);
    unknown["wanted"] = json!(["lines"]);
    let refused = client.post("/jobs/", &json!({ "type": "SIMULATION", "label": "x", "config": unknown })).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.detail().contains("randon"), "{}", refused.detail());
}

#[tokio::test(flavor = "multi_thread")]
async fn lines_are_put_into_spectra_of_the_archive_where_nothing_is_labelled() {
    let archive = SampleArchive::make(300, 5);
    let platform = Platform::start(Kind::Embedded, archive.root(), &[]).await;
    let client = platform.client();
    let prepared = json!({ "data_dir_path": "archive", "recursive": true,
        "wave_start_point": 6519.0, "wave_end_point": 6732.0, "wave_point_count": 140 });
    let prepared = client.wait_for_success(&client.run("DATA_PREPROCESSING", "Matrix", &prepared).await).await;
    let matrix = format!("{}/result.h5", prepared.dir_path);
    let config = |inject: Value| {
        json!({
            "data_path": matrix, "inject": inject, "model": "linear", "strategies": ["random", "campaign"], "seeds": 1,
            "first": 60, "batch": 20, "rounds": 2,
        })
    };
    let lines = json!({ "share": 0.2, "weakest": 10.0, "strongest": 40.0, "seed": 7 });
    let done = client.wait_for_success(&client.run("SIMULATION", "Injected", &config(lines.clone())).await).await;
    let metrics = done.metrics.clone().unwrap();
    assert_eq!(metrics["classes"], json!(["other", "single peak", "double peak"]));
    let counts: Vec<u64> =
        metrics["class_counts"].as_array().unwrap().iter().map(|count| count.as_u64().unwrap()).collect();
    let again = client.wait_for_success(&client.run("SIMULATION", "Again", &config(lines)).await).await;
    assert_eq!(again.metrics.unwrap()["class_counts"], metrics["class_counts"], "the seed decides");
    assert_eq!(counts.iter().sum::<u64>(), 300);
    assert!((55..=60).contains(&(counts[1] + counts[2])) && counts[1] > counts[2] && counts[2] > 0, "{counts:?}");

    let wrong = [
        (json!({ "share": 0.0 }), "/config/inject/share"),
        (json!({ "weakest": 5.0, "strongest": 1.0 }), "/config/inject/strongest"),
    ];
    for (inject, pointer) in wrong {
        let refused = json!({ "type": "SIMULATION", "label": "x", "config": config(inject) });
        let refused = client.post("/jobs/", &refused).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(refused.json()["errors"][0]["pointer"], pointer, "{}", refused.json());
    }

    write_labelled(&platform.files().join("labelled.h5"));
    let mut elsewhere = config(json!({}));
    elsewhere["data_path"] = json!("/labelled.h5");
    let failed = client.wait_for_end(&client.run("SIMULATION", "Elsewhere", &elsewhere).await).await;
    let why = failed.error.unwrap().message;
    assert!(
        why.contains("No lines can be put into this matrix") && why.contains("how its spectra were prepared"),
        "{why}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_simulation_compares_ways_of_asking_on_the_embedded_platform() {
    a_simulation_compares_ways_of_asking(Kind::Embedded).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_simulation_compares_ways_of_asking_on_postgresql_and_rabbitmq() {
    a_simulation_compares_ways_of_asking(Kind::Distributed).await;
}
