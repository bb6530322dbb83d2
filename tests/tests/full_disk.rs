//! A disk that is really full. Mounting a small one takes root; elsewhere the test says that it was skipped.

#![expect(clippy::unwrap_used, reason = "a test that meets the unexpected should fail")]

use std::path::{Path, PathBuf};
use std::process::Command;

use ml_job_domain::{Job, Phase};
use ml_job_tests::{Kind, Platform, run_command};
use reqwest::StatusCode;
use serde_json::json;

/// A file system of one mebibyte.
struct SmallDisk(PathBuf);

impl SmallDisk {
    fn mount(at: &Path) -> Option<Self> {
        std::fs::create_dir_all(at).unwrap();
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", "size=1m", "tmpfs"]).arg(at).output();
        if mounted.is_ok_and(|output| output.status.success()) {
            return Some(Self(at.to_owned()));
        }
        eprintln!("SKIPPED: mounting a small disk is not permitted here");
        None
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // A lazy unmount also works while the platform is still being stopped.
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

fn names(platform: &Platform, directory: &str) -> Vec<String> {
    let entries = std::fs::read_dir(platform.files().join(directory.trim_start_matches('/'))).unwrap();
    let mut names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_is_told_and_leaves_nothing_torn() {
    let archive = tempfile::tempdir().unwrap();
    let made = run_command(archive.path(), ["sample", "--output", "archive", "--count", "40", "--seed", "2"]);
    assert!(made.status.success());
    let platform = Platform::start(Kind::Embedded, archive.path(), &["--job-max-attempts", "1"]).await;
    let Some(_disk) = SmallDisk::mount(&platform.files().join("JOBS")) else { return };
    let client = platform.client();

    let request = json!({ "type": "DATA_PREPROCESSING", "label": "Full", "config": { "data_dir_path": "archive",
        "recursive": true, "wave_start_point": 4000.0, "wave_end_point": 9000.0, "wave_point_count": 10_000 } });
    let job: Job = client.post("/jobs/", &request).await.job(StatusCode::CREATED);
    let small = client.upload(&job.dir_path, "notes.txt", b"what was there before".to_vec()).await;
    assert_eq!(small.status, StatusCode::CREATED);
    let large = client.upload(&job.dir_path, "notes.txt", vec![b'x'; 2 << 20]).await;
    assert_eq!(large.status, StatusCode::INSUFFICIENT_STORAGE, "{}", String::from_utf8_lossy(&large.body));
    assert_eq!(client.download(&job.dir_path, "notes.txt").await.body, b"what was there before");
    assert_eq!(names(&platform, &job.dir_path), ["config.json", "notes.txt"]);

    let run = format!("/jobs/{}/process/RUN", job.job_id);
    client.call(reqwest::Method::POST, &run, None).await.job(StatusCode::ACCEPTED);
    let job = client.wait_for_end(&job).await;
    assert_eq!(job.phase, Phase::Error);
    assert!(job.error.unwrap().message.contains("space"), "the sentence says that the disk is full");
    assert!(!names(&platform, &job.dir_path).iter().any(|name| name.contains("h5")));
}
