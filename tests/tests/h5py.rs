//! The result as a Python user opens it.

use std::process::Command;

use ml_job_tests::run_command;

/// Prints what h5py sees, and fails where a name or a type is not the documented one.
const SCRIPT: &str = r#"
import sys, json, h5py, numpy
with h5py.File(sys.argv[1]) as f:
    names, wave, fluxes = f["filenames"], f["wave"], f["fluxes"]
    assert h5py.check_string_dtype(names.dtype).encoding == "utf-8", names.dtype
    assert all(name.endswith(".fits") for name in names.asstr()[:]), names[:2]
    assert wave.dtype == numpy.float64 and wave.shape == (140,), wave
    assert fluxes.dtype == numpy.float64 and fluxes.shape == (20, 140), fluxes
    assert numpy.allclose(wave[:], numpy.linspace(6519, 6732, 140), rtol=0, atol=1e-9)
    assert abs(fluxes[:].min(axis=1) + 1).max() < 1e-12 and abs(fluxes[:].max(axis=1) - 1).max() < 1e-12
    assert f["metadata/ra"].shape == (20,), list(f["metadata"])
    assert json.loads(f.attrs["config"])["wave_point_count"] == 140, dict(f.attrs)

"#;

#[test]
fn h5py_reads_the_result_with_the_documented_names_and_types() {
    let Some(python) = std::env::var_os("ML_JOB_TEST_PYTHON") else {
        eprintln!("SKIPPED: no Python with h5py (set ML_JOB_TEST_PYTHON)");
        return;
    };
    let directory = tempfile::tempdir().unwrap();
    for command in [
        "sample --output archive --count 20 --seed 4",
        "preprocess --recursive --input archive --output result.h5 --start 6519 --end 6732 --points 140",
    ] {
        let output = run_command(directory.path(), command.split(' '));
        assert!(output.status.success(), "{command}: {}", String::from_utf8_lossy(&output.stderr));
    }
    let read = Command::new(python).args(["-c", SCRIPT, "result.h5"]).current_dir(directory.path()).output().unwrap();
    assert!(read.status.success(), "{}", String::from_utf8_lossy(&read.stderr));
}
