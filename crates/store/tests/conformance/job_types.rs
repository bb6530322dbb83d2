use ml_job_domain::{JobTypeManifest, ResultFile};
use serde_json::json;

use crate::harness::{TestStore, active_ml, preprocessing};

conformance![a_job_type_is_read_back, a_new_declaration_replaces_the_old_one];

fn manifest(title: &str) -> JobTypeManifest {
    let schema = json!({ "type": "object", "required": ["data_dir_path"], "x": "\u{0}" });
    let example = json!({ "data_dir_path": "LAMOST/B6001" });
    JobTypeManifest::new(preprocessing(), title, "Turns FITS into HDF5.", schema, example)
}

async fn a_job_type_is_read_back(store: TestStore) {
    store.put_job_type(&manifest("Preprocess"), store.now()).await.unwrap();
    let result = ResultFile {
        name: "result.h5".to_owned(),
        description: "The pool with predictions.".to_owned(),
        media_type: "application/x-hdf5".to_owned(),
    };
    let other = JobTypeManifest {
        job_type: active_ml(),
        metrics_schema: Some(json!({ "type": "object" })),
        results: vec![result],
        iterates: true,
        ..manifest("Active learning")
    };
    store.put_job_type(&other, store.now()).await.unwrap();
    assert_eq!(store.lookup_job_type(&preprocessing()).await.unwrap(), Some(manifest("Preprocess")));
    assert_eq!(store.lookup_job_type(&"ELSE".parse().unwrap()).await.unwrap(), None);
    assert_eq!(store.list_job_types().await.unwrap(), [other, manifest("Preprocess")]);
}

async fn a_new_declaration_replaces_the_old_one(store: TestStore) {
    store.put_job_type(&manifest("Old"), store.now()).await.unwrap();
    store.put_job_type(&manifest("New"), store.now()).await.unwrap();
    assert_eq!(store.list_job_types().await.unwrap(), [manifest("New")]);
}
