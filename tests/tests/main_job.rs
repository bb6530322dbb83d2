//! The main job by hand, as the predecessor's manual describes it, on both kinds of platform.

#![expect(clippy::unwrap_used, reason = "a test that meets the unexpected should fail")]

use std::path::Path;
use std::time::Duration;

use ml_job_domain::Phase;
use ml_job_testkit::{data_dir, wait_for, wait_for_some};
use ml_job_tests::{Client, Kind, Matrix, Platform, Process, run_command};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

/// How far results may be from the Python reference.
const TOLERANCE: f64 = 1e-12;

fn sample(count: &str) -> tempfile::TempDir {
    let directory = tempfile::tempdir().unwrap();
    let made = run_command(directory.path(), ["sample", "--output", "archive", "--count", count, "--seed", "7"]);
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    directory
}

async fn chapter_six(kind: Kind) {
    let archive = sample("40");
    let platform = Platform::start(kind, archive.path(), &[]).await;
    let client = platform.client();

    let request = json!({ "type": "DATA_PREPROCESSING", "label": "Be stars", "description": "by hand" });
    let job = client.post("/jobs/", &request).await.job(StatusCode::CREATED);
    assert_eq!(job.phase, Phase::Pending);
    assert_eq!(job.dir_path, format!("/JOBS/job_be_stars_{}", job.job_id));

    let config = json!({ "data_dir_path": "archive", "recursive": true,
        "wave_start_point": 6519.0, "wave_end_point": 6732.0, "wave_point_count": 140 });
    let uploaded = client.upload(&job.dir_path, "config.json", config.to_string().into_bytes()).await;
    assert_eq!(uploaded.status, StatusCode::CREATED, "{}", String::from_utf8_lossy(&uploaded.body));

    let run = format!("/jobs/{}/process/RUN", job.job_id);
    let job = client.call(Method::POST, &run, None).await.job(StatusCode::ACCEPTED);
    assert_eq!(job.phase, Phase::Processing);
    let again = client.call(Method::POST, &run, None).await;
    assert_eq!(again.status, StatusCode::CONFLICT);

    let job = client.wait_for_success(&job).await;
    assert!(job.started_at.unwrap() <= job.ended_at.unwrap());
    assert!(job.execution_duration.unwrap() > 0.0);
    assert_eq!(job.attempt, Some(1));

    let listing = client.get(&format!("/files/?parent_dir_path={}", job.dir_path)).await.json();
    let names: Vec<&str> = listing["files"].as_array().unwrap().iter().filter_map(|f| f["filename"].as_str()).collect();
    assert_eq!(names, ["config.json", "log.txt", "report.json", "result.h5"]);

    let downloaded = client.download(&job.dir_path, "result.h5").await;
    let copy = archive.path().join("downloaded.h5");
    std::fs::write(&copy, &downloaded.body).unwrap();
    let matrix = Matrix::read(&copy).unwrap();
    assert_eq!(matrix.fluxes.dim(), (40, 140));
    assert!(matrix.filenames.is_sorted());

    let log = String::from_utf8(client.get(&format!("/jobs/{}/log", job.job_id)).await.body).unwrap();
    assert!(log.contains("40"), "the log tells how many spectra: {log}");

    let deleted = client.call(Method::DELETE, &format!("/jobs/{}?purge=true", job.job_id), None).await;
    assert_eq!(deleted.status, StatusCode::NO_CONTENT);
    assert!(!platform.files().join(job.dir_path.trim_start_matches('/')).exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_goes_from_creation_to_download_on_the_embedded_platform() {
    chapter_six(Kind::Embedded).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_goes_from_creation_to_download_on_postgresql_and_rabbitmq() {
    chapter_six(Kind::Distributed).await;
}

async fn reference(kind: Kind) {
    let Some(data) = data_dir() else { return };
    let platform = Platform::start(kind, &data, &[]).await;
    let index: Vec<Value> = serde_json::from_slice(&std::fs::read(data.join("reference/index.json")).unwrap()).unwrap();
    assert!(!index.is_empty());
    for entry in &index {
        let file = entry["file"].as_str().unwrap();
        let config = json!({ "data_dir_path": entry["directory"], "wave_start_point": entry["wave_start_point"],
            "wave_end_point": entry["wave_end_point"], "wave_point_count": entry["wave_point_count"] });
        let job = platform.client().run("DATA_PREPROCESSING", "Reference", &config).await;
        let job = platform.client().wait_for_success(&job).await;
        let result = platform.files().join(job.dir_path.trim_start_matches('/')).join("result.h5");
        let expected = read(&data.join("reference").join(file));
        let difference = read(&result).largest_difference(&expected);
        assert!(difference <= TOLERANCE, "{file}: differs by {difference:e}");
    }
}

fn read(path: &Path) -> Matrix {
    Matrix::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[tokio::test(flavor = "multi_thread")]
async fn results_equal_the_python_reference_on_the_embedded_platform() {
    reference(Kind::Embedded).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn results_equal_the_python_reference_on_postgresql_and_rabbitmq() {
    reference(Kind::Distributed).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_with_a_job_is_said_in_one_sentence() {
    let archive = sample("5");
    std::fs::create_dir(archive.path().join("empty")).unwrap();
    std::fs::create_dir(archive.path().join("broken")).unwrap();
    std::fs::write(archive.path().join("broken/page.fits"), "<html>404</html>").unwrap();
    let platform = Platform::start(Kind::Embedded, archive.path(), &[]).await;
    let client = platform.client();
    let cases = [
        ("nowhere", 5000.0, 8000.0, "nowhere"),
        ("empty", 5000.0, 8000.0, "empty"),
        ("broken", 5000.0, 8000.0, "page.fits"),
        ("archive", 20_000.0, 30_000.0, "20000 Å"),
    ];
    for (directory, start, end, named) in cases {
        let config = json!({ "data_dir_path": directory, "recursive": true,
            "wave_start_point": start, "wave_end_point": end, "wave_point_count": 10 });
        let job = client.wait_for_end(&client.run("DATA_PREPROCESSING", directory, &config).await).await;
        assert_eq!(job.phase, Phase::Error, "{directory}");
        let error = job.error.unwrap();
        assert_eq!(error.code, "usage", "{directory}: {}", error.message);
        assert!(error.message.contains(named), "{directory}: {}", error.message);
        assert!(!error.message.contains(archive.path().to_str().unwrap()), "no server path: {}", error.message);
        let result = platform.files().join(job.dir_path.trim_start_matches('/'));
        let left: Vec<_> = std::fs::read_dir(result).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert!(
            !left.iter().any(|name| name.to_string_lossy().contains("h5")),
            "{directory}: no torn result: {left:?}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bad_config_is_refused_before_it_is_queued() {
    let archive = sample("5");
    let platform = Platform::start(Kind::Embedded, archive.path(), &[]).await;
    let client = platform.client();
    let good = json!({ "data_dir_path": "archive", "wave_start_point": 5000.0, "wave_end_point": 8000.0, "wave_point_count": 10 });
    let with = |key: &str, value: Value| {
        let mut config = good.clone();
        config[key] = value;
        config
    };
    let cases = [
        (with("wave_point_cuont", json!(10)), "wave_point_cuont"),
        (with("wave_start_point", json!(9000.0)), "wave_end_point"),
        (with("wave_point_count", json!(1)), "wave_point_count"),
        (with("wave_start_point", json!("NaN")), "wave_start_point"),
        (json!({ "data_dir_path": "archive" }), "wave_start_point"),
        (json!([1, 2]), "object"),
    ];
    for (config, named) in cases {
        let request = json!({ "type": "DATA_PREPROCESSING", "label": "typo", "config": config });
        let answer = client.post("/jobs/", &request).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{config}");
        assert!(String::from_utf8_lossy(&answer.body).contains(named), "{config}: {}", answer.json());

        let job = client
            .post("/jobs/", &json!({ "type": "DATA_PREPROCESSING", "label": "typo" }))
            .await
            .job(StatusCode::CREATED);
        client.upload(&job.dir_path, "config.json", config.to_string().into_bytes()).await;
        let answer = client.call(Method::POST, &format!("/jobs/{}/process/RUN", job.job_id), None).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{config}");
        assert_eq!(client.job(&job).await.phase, Phase::Pending);
    }
    let job =
        client.post("/jobs/", &json!({ "type": "DATA_PREPROCESSING", "label": "none" })).await.job(StatusCode::CREATED);
    let run = format!("/jobs/{}/process/RUN", job.job_id);
    let missing = client.call(Method::POST, &run, None).await;
    assert_eq!(missing.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(missing.detail().contains("config.json"), "{}", missing.detail());
    client.upload(&job.dir_path, "config.json", b"{ not json".to_vec()).await;
    let broken = client.call(Method::POST, &run, None).await;
    assert_eq!(broken.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(broken.detail().contains("config.json"), "{}", broken.detail());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_demonstration_goes_to_its_end_and_its_archive_can_be_searched() {
    let directory = tempfile::tempdir().unwrap();
    let arguments = ["demo", "--listen", "127.0.0.1:0", "--data-dir", "data", "--count", "600"];
    let mut demo = Process::start(directory.path(), "demo", &arguments.map(str::to_owned));
    let page = |log: &str| {
        let url = log.lines().find_map(|line| line.trim().strip_suffix("the page").map(str::trim))?;
        Some(url.strip_prefix("http://")?.trim_end_matches('/').to_owned())
    };
    let address = wait_for_some(async || page(&demo.log()), Duration::from_mins(4)).await;
    assert!(demo.log().contains("600 spectra"), "{}", demo.log());
    let client = Client::new(&address);
    let is_read = async || client.get("/spectra/index/").await.json()["read"] == 600;
    wait_for(is_read, Duration::from_mins(1)).await;
    assert!(demo.terminate().await.success());
}
