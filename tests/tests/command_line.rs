//! The commands that need no service, and what they say when something is wrong.

use std::path::Path;
use std::process::Output;

use ml_job_tests::{Matrix, run_command};

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn succeed(directory: &Path, arguments: &[&str]) -> Output {
    let output = run_command(directory, arguments.iter().copied());
    assert!(output.status.success(), "{arguments:?}: {}", stderr(&output));
    output
}

const GRID: [&str; 6] = ["--start", "6519", "--end", "6732", "--points", "140"];

#[test]
fn a_sample_archive_is_preprocessed_without_any_service() {
    let directory = tempfile::tempdir().unwrap();
    for (name, options) in [("image", vec![]), ("coadd", vec!["--format", "coadd"]), ("gzip", vec!["--gzip"])] {
        let mut sample = vec!["sample", "--output", name, "--count", "30", "--seed", "3"];
        sample.extend(options);
        succeed(directory.path(), &sample);
        let result = format!("{name}.h5");
        let mut preprocess = vec!["preprocess", "--recursive", "--input", name, "--output", &result];
        preprocess.extend(GRID);
        succeed(directory.path(), &preprocess);
        let matrix = Matrix::read(&directory.path().join(&result)).unwrap();
        assert_eq!(matrix.fluxes.dim(), (30, 140), "{name}");
        assert!(matrix.fluxes.iter().all(|flux| flux.abs() <= 1.0 + 1e-12), "{name}");
    }
}

#[test]
fn the_result_is_the_same_to_the_byte_on_one_thread_and_on_two() {
    let directory = tempfile::tempdir().unwrap();
    succeed(directory.path(), &["sample", "--output", "archive", "--count", "300", "--seed", "5"]);
    for threads in ["1", "2"] {
        let result = format!("{threads}.h5");
        let mut preprocess =
            vec!["preprocess", "--recursive", "--input", "archive", "--output", &result, "--threads", threads];
        preprocess.extend(GRID);
        succeed(directory.path(), &preprocess);
    }
    let read = |name: &str| std::fs::read(directory.path().join(name)).unwrap();
    assert!(read("1.h5") == read("2.h5"));
}

#[test]
fn an_instance_that_may_not_start_leaves_nothing() {
    let directory = tempfile::tempdir().unwrap();
    for command in ["up", "demo"] {
        let open =
            [command, "--listen", "0.0.0.0:0", "--auth", "off", "--data-dir", "data", "--spectra-dir", "spectra"];
        let refused = run_command(directory.path(), open);
        assert!(!refused.status.success(), "{command}");
        assert!(stderr(&refused).contains("--i-know-that-everyone-can-write"), "{command}: {}", stderr(&refused));
        assert_eq!(std::fs::read_dir(directory.path()).unwrap().count(), 0, "{command}");
    }
    let accounts =
        run_command(directory.path(), ["demo", "--listen", "127.0.0.1:0", "--auth", "local", "--data-dir", "data"]);
    assert!(stderr(&accounts).contains("works without accounts"), "{}", stderr(&accounts));
    assert_eq!(std::fs::read_dir(directory.path()).unwrap().count(), 0);
}

#[test]
fn a_typo_gets_a_sentence_that_helps() {
    let directory = tempfile::tempdir().unwrap();
    let with_grid = |arguments: &[&'static str]| [arguments, &GRID].concat();
    let cases = [
        (vec!["preproces"], "preprocess"),
        (with_grid(&["preprocess", "--inptu", "x", "--output", "y.h5"]), "--input"),
        (with_grid(&["preprocess", "--input", "nowhere", "--output", "y.h5"]), "nowhere"),
        (
            vec!["preprocess", "--input", ".", "--output", "y.h5", "--start", "8000", "--end", "5000", "--points", "9"],
            "8000",
        ),
        (vec!["up", "--listen", "localhost"], "--listen"),
        (vec!["up", "--database-url", "mysql://x/y", "--listen", "127.0.0.1:0"], "mysql"),
        (vec!["api"], "DATABASE_URL"),
        (vec!["worker"], "BROKER_URL"),
        (vec!["worker", "--broker-url", "amqp:u:SECRET@host"], "amqp:…@host"),
        (
            vec!["worker", "--broker-url", "amqp://host", "--api-url", "http://u:SECRET@[host"],
            "`http://…@[host` is no URL",
        ),
        (vec!["health", "--url", "http://u:SECRET@127.0.0.1:1"], "http://…@127.0.0.1:1/readyz"),
    ];
    for (arguments, named) in cases {
        let output = run_command(directory.path(), arguments.iter().copied());
        assert!(!output.status.success(), "{arguments:?}");
        let message = stderr(&output);
        assert!(message.contains(named), "{arguments:?}: {message}");
        assert!(!message.contains("SECRET"), "{arguments:?}: {message}");
        assert!(!message.contains("panicked") && !message.contains("backtrace"), "{arguments:?}: {message}");
    }
    assert!(!directory.path().join("y.h5").exists());
}

#[test]
fn the_committed_openapi_document_is_the_one_that_the_program_prints() {
    let directory = tempfile::tempdir().unwrap();
    let printed = succeed(directory.path(), &["openapi"]).stdout;
    let committed = std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("../openapi/ml-job.json")).unwrap();
    assert!(printed == committed, "run `make openapi` and commit openapi/ml-job.json");
}
