//! `DATA_PREPROCESSING` in a process of its own.

use std::path::Path;

use serde_json::{Value, json};

use crate::setup::Setup;

/// A spectrum as LAMOST publishes it: an image of five rows, flux rising with wavelength from 4000 Å to 5000 Å.
fn write_spectrum(path: &Path) {
    const PIXELS: u16 = 101;
    let cards = [
        "SIMPLE  =                    T".to_owned(),
        "BITPIX  =                  -32".to_owned(),
        "NAXIS   =                    2".to_owned(),
        format!("NAXIS1  = {PIXELS:>20}"),
        "NAXIS2  =                    5".to_owned(),
        "TELESCOP= 'LAMOST  '".to_owned(),
        "END".to_owned(),
    ];
    let mut file: Vec<u8> = cards.iter().flat_map(|card| format!("{card:<80}").into_bytes()).collect();
    file.resize(2880, b' ');
    let rows: [fn(u16) -> f32; 5] =
        [|i| 10.0 + f32::from(i), |_| 1.0, |i| 4000.0 + 10.0 * f32::from(i), |_| 0.0, |_| 0.0];
    for row in rows {
        file.extend((0..PIXELS).flat_map(|i| row(i).to_be_bytes()));
    }
    file.resize(file.len().next_multiple_of(2880), 0);
    std::fs::write(path, file).unwrap();
}

fn config(dir: &str) -> Value {
    json!({ "data_dir_path": dir, "wave_start_point": 4100, "wave_end_point": 4900, "wave_point_count": 9 })
}

async fn failure_of(setup: &Setup, config: Value) -> (String, String) {
    let id = setup.queue_job("DATA_PREPROCESSING", config).await;
    let (action, end) = setup.api.end_of(id).await;
    assert_eq!(action, "ERROR", "{}", setup.log_of(id));
    assert!(!setup.job_dir(id).join("result.h5").exists());
    let failure = end.error.unwrap();
    (failure.code, failure.message)
}

#[tokio::test]
async fn a_directory_of_spectra_becomes_a_result() {
    let setup = Setup::new().await;
    let plate = setup.path("spectra/B6001");
    std::fs::create_dir(&plate).unwrap();
    for number in 1..=3 {
        write_spectrum(&plate.join(format!("spec-55859-B6001_sp01-00{number}.fits")));
    }
    std::fs::write(plate.join("spec-55859-B6001_sp01-004.fits"), "<html>not found</html>").unwrap();
    let worker = setup.start(setup.config());
    let id = setup.queue_job("DATA_PREPROCESSING", config("B6001")).await;
    let (action, end) = setup.api.end_of(id).await;
    let log = setup.log_of(id);
    assert_eq!(action, "COMPLETE", "{log}");

    let metrics = end.metrics.unwrap();
    assert_eq!((&metrics["spectra"], &metrics["skipped"]), (&json!(3), &json!(1)));
    assert!(metrics["spectra_per_second"].as_f64().unwrap() > 0.0);
    let dir = setup.job_dir(id);
    assert!(dir.join("result.h5").metadata().unwrap().len() > 3 * 9 * 8);
    let report: Value = serde_json::from_slice(&std::fs::read(dir.join("report.json")).unwrap()).unwrap();
    assert_eq!(report["spectra"], 3);
    assert!(log.contains("resampling the spectra of the directory B6001 onto 9 points from 4100 to 4900 Å"), "{log}");
    assert!(log.contains("WARN  spec-55859-B6001_sp01-004.fits was left out: "), "{log}");
    assert_eq!(json!(setup.api.job(id).await.progress), json!({ "done": 4, "total": 4, "unit": "spectra" }));
    worker.stop().await;
}

#[tokio::test]
async fn what_the_user_has_to_mend_is_said_in_one_sentence() {
    let setup = Setup::new().await;
    std::fs::create_dir(setup.path("spectra/empty")).unwrap();
    let worker = setup.start(setup.config());
    let mut reversed = config("empty");
    reversed["wave_end_point"] = json!(4000);
    let mut misspelt = config("empty");
    misspelt["wave_start_pont"] = json!(4000);
    let cases = [
        (config("LAMOST/B9"), "the directory LAMOST/B9 does not exist in the spectra archive"),
        (config("empty"), "the directory empty holds no spectrum"),
        (config(""), "the whole archive holds no spectrum"),
        (config("../files"), "data_dir_path: the path must stay inside the spectra archive"),
        (reversed, "the grid ends at 4000 Å, which is not after its start at 4100 Å"),
        (misspelt, "unknown field `wave_start_pont`"),
        (json!([]), "the config is not valid: "),
    ];
    let archive = setup.path("spectra").display().to_string();
    for (config, expected) in cases {
        let (code, message) = failure_of(&setup, config).await;
        assert_eq!(code, "usage", "{message}");
        assert!(message.contains(expected), "expected {expected:?} in {message:?}");
        assert!(!message.contains(&archive), "a path of the server: {message}");
    }
    worker.stop().await;
}
