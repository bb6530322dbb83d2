//! TOML manifests: job types in any language.
//!
//! ```toml
//! type = "LINE_STRENGTH"
//! title = "Line strength"
//! description = "Measures the equivalent width of a line in every spectrum of a preprocessed set."
//! # Called as `./line_strength.py CONFIG_FILE JOB_DIRECTORY`. A program with a slash is relative to this file.
//! command = ["./line_strength.py"]
//! config_schema = "line_strength.schema.json"      # a file beside this one, or a table
//! config_example = { data_path = "/JOBS/…/result.h5", line_angstrom = 6562.8 }
//! timeout_s = 3600                                 # optional
//! gpu = false                                      # optional: jobs get a GPU of their own
//! [env]                                            # optional
//! PYTHONUNBUFFERED = "1"
//! ```

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::Duration;

use ml_job_domain::{JobType, JobTypeManifest};
use serde::Deserialize;
use serde_json::Value;

use super::{Module, ModuleCommand};

/// What is wrong with a manifest, or with the directory of manifests.
#[derive(Debug, thiserror::Error)]
pub enum ManifestError {
    /// A directory or file could not be read.
    #[error("cannot read {}", path.display())]
    Read {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// A manifest is no TOML, or has a key too many, too few or of the wrong kind.
    #[error("{} is not a manifest of a job type", path.display())]
    Toml {
        /// Which.
        path: PathBuf,
        /// Where and why.
        #[source]
        source: Box<toml::de::Error>,
    },
    /// A file that a manifest refers to is no JSON.
    #[error("{} is not JSON", path.display())]
    Json {
        /// Which.
        path: PathBuf,
        /// Where and why.
        #[source]
        source: serde_json::Error,
    },
    /// A manifest contradicts itself.
    #[error("{}: {problem}", path.display())]
    Invalid {
        /// Which.
        path: PathBuf,
        /// One sentence.
        problem: String,
    },
}

/// A manifest as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ManifestFile {
    #[serde(rename = "type")]
    job_type: JobType,
    title: String,
    description: String,
    command: Vec<String>,
    config_schema: Document,
    config_example: Document,
    #[serde(default)]
    env: BTreeMap<String, String>,
    timeout_s: Option<f64>,
    #[serde(default)]
    gpu: bool,
}

/// A JSON document: in a file of its own, or written here.
#[derive(Deserialize)]
#[serde(untagged)]
enum Document {
    File(PathBuf),
    Inline(serde_json::Map<String, Value>),
}

/// Reads every `*.toml` of `dir`, in the order of their names.
///
/// # Errors
/// Everything wrong with any of them, so that an administrator mends all at once.
pub fn load_modules(dir: &Path) -> Result<Vec<Module>, Vec<ManifestError>> {
    let read_error = |source| vec![ManifestError::Read { path: dir.to_owned(), source }];
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(dir).map_err(read_error)? {
        let path = entry.map_err(read_error)?.path();
        if path.extension().is_some_and(|extension| extension == "toml") {
            paths.push(path);
        }
    }
    paths.sort();
    let mut modules = Vec::new();
    let mut errors = Vec::new();
    for path in paths {
        match load_module(&path) {
            Ok(module) => modules.push(module),
            Err(error) => errors.push(error),
        }
    }
    if errors.is_empty() { Ok(modules) } else { Err(errors) }
}

fn load_module(path: &Path) -> Result<Module, ManifestError> {
    let text = std::fs::read_to_string(path).map_err(|source| ManifestError::Read { path: path.to_owned(), source })?;
    let file: ManifestFile = toml::from_str(&text)
        .map_err(|source| ManifestError::Toml { path: path.to_owned(), source: Box::new(source) })?;
    let dir = path.parent().unwrap_or(Path::new("."));
    let config_schema = file.config_schema.read(dir)?;
    let config_example = file.config_example.read(dir)?;
    let invalid = |problem: String| ManifestError::Invalid { path: path.to_owned(), problem };
    if file.title.trim().is_empty() {
        return Err(invalid("the title is empty".into()));
    }
    check_example(&config_schema, &config_example).map_err(invalid)?;
    let command = command(&file.command, dir).map_err(invalid)?;
    let timeout = file.timeout_s.map(timeout).transpose().map_err(invalid)?;
    if let Some(name) = file.env.keys().find(|name| name.is_empty() || name.contains(['=', '\0'])) {
        return Err(invalid(format!("`{name}` cannot name an environment variable")));
    }
    let manifest = JobTypeManifest {
        job_type: file.job_type,
        title: file.title,
        description: file.description,
        config_schema,
        config_example,
    };
    Ok(Module { manifest, command: ModuleCommand::External(command), env: file.env, timeout, uses_gpu: file.gpu })
}

impl Document {
    fn read(self, dir: &Path) -> Result<Value, ManifestError> {
        let path = match self {
            Self::Inline(map) => return Ok(Value::Object(map)),
            Self::File(path) => dir.join(path),
        };
        let text = match std::fs::read(&path) {
            Ok(text) => text,
            Err(source) => return Err(ManifestError::Read { path, source }),
        };
        serde_json::from_slice(&text).map_err(|source| ManifestError::Json { path, source })
    }
}

/// Checks that the schema is a schema, and that the example keeps to it.
pub fn check_example(schema: &Value, example: &Value) -> Result<(), String> {
    if !schema.is_object() {
        return Err("config_schema must be a JSON object".into());
    }
    let validator = jsonschema::draft202012::new(schema)
        .map_err(|error| format!("config_schema is no JSON Schema (2020-12): {error}"))?;
    match validator.iter_errors(example).next() {
        Some(error) => {
            Err(format!("config_example does not keep to config_schema at `{}`: {error}", error.instance_path()))
        }
        None => Ok(()),
    }
}

/// The command with its program made absolute, if it is a path; else it is looked up in `PATH` by every job.
fn command(words: &[String], dir: &Path) -> Result<Vec<OsString>, String> {
    let [program, arguments @ ..] = words else { return Err("command is empty".into()) };
    let program: OsString = if program.contains('/') {
        let path = std::path::absolute(dir.join(program)).map_err(|error| error.to_string())?;
        check_executable(&path)?;
        path.into()
    } else {
        if program.is_empty() {
            return Err("command names no program".into());
        }
        program.into()
    };
    Ok(std::iter::once(program).chain(arguments.iter().map(OsString::from)).collect())
}

fn check_executable(path: &Path) -> Result<(), String> {
    use std::os::unix::fs::PermissionsExt;
    let metadata =
        path.metadata().map_err(|error| format!("the program {} cannot be used: {error}", path.display()))?;
    if metadata.is_file() && metadata.permissions().mode() & 0o111 != 0 {
        Ok(())
    } else {
        Err(format!("the program {} is not an executable file (chmod +x)", path.display()))
    }
}

fn timeout(seconds: f64) -> Result<Duration, String> {
    Duration::try_from_secs_f64(seconds)
        .ok()
        .filter(|timeout| !timeout.is_zero())
        .ok_or_else(|| format!("timeout_s must be a positive number of seconds, is {seconds}"))
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    const GOOD: &str = r#"
        type = "LINE_STRENGTH"
        title = "Line strength"
        description = "Measures a line."
        command = ["./measure.sh", "--fast"]
        config_schema = { type = "object", properties = { line = { type = "number" } }, required = ["line"] }
        config_example = { line = 6562.8 }
        timeout_s = 1.5
        gpu = true
        [env]
        PYTHONUNBUFFERED = "1"
    "#;

    fn dir_with(manifests: &[(&str, &str)]) -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        let program = dir.path().join("measure.sh");
        std::fs::write(&program, "#!/bin/sh\n").unwrap();
        std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
        for (name, text) in manifests {
            std::fs::write(dir.path().join(name), text).unwrap();
        }
        dir
    }

    fn problem_of(manifest: &str) -> String {
        let dir = dir_with(&[("a.toml", manifest)]);
        let errors = load_modules(dir.path()).unwrap_err();
        let chain: Vec<String> = errors.iter().flat_map(|error| ml_job_domain::causes(error)).collect();
        chain.join(": ")
    }

    #[test]
    fn a_manifest_becomes_a_module() {
        let dir = dir_with(&[("line.toml", GOOD), ("README.md", "not a manifest")]);
        let modules = load_modules(dir.path()).unwrap();
        let [module] = &modules[..] else { panic!("{modules:?}") };
        assert_eq!(module.manifest().job_type.as_str(), "LINE_STRENGTH");
        assert_eq!(module.manifest().config_example["line"], 6562.8);
        assert_eq!(module.timeout(), Some(Duration::from_millis(1500)));
        assert!(module.uses_gpu());
        assert_eq!(module.env()["PYTHONUNBUFFERED"], "1");
        let ModuleCommand::External(command) = module.command() else { panic!("{module:?}") };
        assert_eq!(command[..], [dir.path().join("measure.sh").into_os_string(), "--fast".into()]);
    }

    #[test]
    fn a_schema_may_have_a_file_of_its_own() {
        let manifest = GOOD.lines().filter(|line| !line.contains("config_schema")).collect::<Vec<_>>().join("\n");
        let manifest = format!("config_schema = \"line.schema.json\"\n{manifest}");
        let dir = dir_with(&[("line.toml", manifest.as_str()), ("line.schema.json", r#"{"required":["line"]}"#)]);
        assert_eq!(load_modules(dir.path()).unwrap()[0].manifest().config_schema["required"][0], "line");
        std::fs::write(dir.path().join("line.schema.json"), "{").unwrap();
        assert!(load_modules(dir.path()).unwrap_err()[0].to_string().ends_with("line.schema.json is not JSON"));
    }

    #[test]
    fn each_mistake_is_named() {
        let cases = [
            (GOOD.replace("LINE_STRENGTH", "line strength"), "cannot name a job type"),
            (GOOD.replace("timeout_s", "timeout"), "unknown field `timeout`"),
            (GOOD.replace("title = \"Line strength\"", ""), "missing field `title`"),
            (GOOD.replace("6562.8", "\"Ha\""), "config_example does not keep to config_schema at `/line`"),
            (GOOD.replace("\"object\"", "\"objekt\""), "config_schema is no JSON Schema"),
            (GOOD.replace("./measure.sh", "./missing.sh"), "missing.sh cannot be used"),
            (GOOD.replace("./measure.sh", "./a.toml"), "a.toml is not an executable file"),
            (GOOD.replace("[\"./measure.sh\", \"--fast\"]", "[]"), "command is empty"),
            (GOOD.replace("1.5", "-1.5"), "timeout_s must be a positive number"),
            (GOOD.replace("PYTHONUNBUFFERED", "\"A=B\""), "`A=B` cannot name an environment variable"),
            ("type =".to_owned(), "a.toml is not a manifest of a job type"),
        ];
        for (manifest, expected) in cases {
            let problem = problem_of(&manifest);
            assert!(problem.contains(expected), "expected {expected:?} in {problem:?}");
        }
    }

    #[test]
    fn all_mistakes_are_reported_at_once() {
        let dir = dir_with(&[("a.toml", "x"), ("b.toml", GOOD), ("c.toml", "y")]);
        assert_eq!(load_modules(dir.path()).unwrap_err().len(), 2);
    }
}
