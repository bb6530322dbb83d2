//! A proxy of the institute in the environment; and REST, which gives what the command line gives.

use std::process::Command;

use ml_job_tests::{Kind, Matrix, Platform, binary};
use reqwest::StatusCode;
use serde_json::json;

use super::spectra::{Case, Sdss, fluxes, lamost, stored_wavelengths, wavelengths_of_stored_logarithms};

/// The names under which a proxy is told to programs.
const VARIABLES: [&str; 6] = ["http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"];

/// The whole suite runs under a dead `http_proxy` and `ALL_PROXY`; here each variable is alone.
#[tokio::test(flavor = "multi_thread")]
async fn this_machine_is_never_asked_through_a_proxy() {
    let archive = tempfile::tempdir().unwrap();
    let platform = Platform::start(Kind::Embedded, archive.path(), &[]).await;
    let port = platform.client().base_url().rsplit(':').next().unwrap().to_owned();
    for variable in VARIABLES {
        for host in ["127.0.0.1", "localhost", "127.1.2.3"] {
            let output = Command::new(binary())
                .args(["health", "--url", &format!("http://{host}:{port}")])
                .env_clear()
                .env(variable, "http://127.0.0.1:9")
                .output()
                .unwrap();
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            // The platform listens on 127.0.0.1 alone: at another address of this machine nobody answers, which is not the proxy's word.
            let is_there = host != "127.1.2.3";
            assert_eq!(output.status.success(), is_there, "{variable}, {host}: {said}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_gives_the_rows_of_the_command_line_and_each_file_is_found() {
    let mut case = Case::with(&["--recursive"]);
    let names = ["spec-55859-F5902_sp01-001.fits", "spec-55859-F5902_sp01-002[1].fits", "spec 100% #2+½ & co.fits"];
    for (seed, name) in (1..).zip(names) {
        let file = lamost("x.fits", &fluxes(seed)).image();
        case.file(format!("20111024/F5902/{name}"), file);
        case.expect(name, &stored_wavelengths(), &fluxes(seed));
    }
    let sdss = "spec-3606-55182-0001.fits";
    case.file(format!("20111024/F5902/{sdss}"), Sdss::new(&fluxes(4)).to_bytes());
    case.expect(sdss, &wavelengths_of_stored_logarithms(), &fluxes(4));
    case.check();

    let platform = Platform::start(Kind::Embedded, &case.input(), &[]).await;
    let client = platform.client();
    let config = json!({ "data_dir_path": "20111024", "recursive": true, "wave_start_point": 6519.0,
        "wave_end_point": 6732.0, "wave_point_count": 140 });
    let job = client.wait_for_success(&client.run("DATA_PREPROCESSING", "Field cases", &config).await).await;
    let of_job = platform.files().join(job.dir_path.trim_start_matches('/')).join("result.h5");
    let (of_job, of_command) = (Matrix::read(&of_job).unwrap(), Matrix::read(&case.path("result.h5")).unwrap());
    assert!(of_job.largest_difference(&of_command) == 0.0);
    for name in names.into_iter().chain([sdss]) {
        let segment: String = name.bytes().map(|byte| format!("%{byte:02X}")).collect();
        let answer = client.get(&format!("/spectra/{segment}")).await;
        assert_eq!(answer.status, StatusCode::OK, "{name}: {}", String::from_utf8_lossy(&answer.body));
    }
}
