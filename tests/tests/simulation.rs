//! A SIMULATION job on both platforms: what it measures, what it leaves, and what it refuses.

#![expect(clippy::unwrap_used, reason = "a test that meets the unexpected should fail")]

use std::path::Path;

use ml_job_tests::{Kind, Platform};
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
async fn a_simulation_compares_ways_of_asking_on_the_embedded_platform() {
    a_simulation_compares_ways_of_asking(Kind::Embedded).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_simulation_compares_ways_of_asking_on_postgresql_and_rabbitmq() {
    a_simulation_compares_ways_of_asking(Kind::Distributed).await;
}
