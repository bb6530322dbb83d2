//! TOML manifests: job types in any language.
//!
//! ```toml
//! type = "LINE_STRENGTH"
//! title = "Line strength"
//! description = "Measures the equivalent width of a line in every spectrum of a preprocessed set."
//! # Called as `./line_strength.py CONFIG_FILE JOB_DIRECTORY`. Words that begin with `./`, and a program with a slash, are
//! # relative to this file; `{dir}` stands for its directory.
//! command = ["./line_strength.py"]
//! config_schema = "line_strength.schema.json"      # a file beside this one, or a table
//! config_example = { data_path = "/JOBS/…/result.h5", line_angstrom = 6562.8 }
//! metrics_schema = "line_strength.metrics.json"    # optional: a file beside this one, or a table
//! results = [{ name = "depths.json", description = "Depth of the line by spectrum.", media_type = "application/json" }]
//! calls = ["check", "next"]                        # optional: what the program can be asked besides running a job
//! next_reads = ["depths.json"]                     # optional: JSON files of a job's directory that `next` wants to see
//! timeout_s = 3600                                 # optional
//! gpu = false                                      # optional: jobs get a GPU of their own
//! [env]                                            # optional
//! PYTHONUNBUFFERED = "1"
//! ```

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::Duration;

use ml_job_disk::without_byte_order_mark;
use ml_job_domain::{JobType, JobTypeManifest, ResultFile};
use serde::Deserialize;
use serde_json::Value;

use super::{Call, Module, ModuleCommand};

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
    /// Two modules are of one type.
    #[error("two modules are of the type {job_type}: the first one is taken")]
    Duplicate {
        /// Which.
        job_type: JobType,
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
    metrics_schema: Option<Document>,
    #[serde(default)]
    results: Vec<ResultFile>,
    #[serde(default)]
    calls: BTreeSet<Call>,
    #[serde(default)]
    next_reads: Vec<String>,
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

/// Reads every `*.toml` of `dir`, in the order of their names: the modules that are in order, and everything wrong with others.
///
/// # Errors
/// Where the directory cannot be read.
pub fn load_modules(dir: &Path) -> Result<(Vec<Module>, Vec<ManifestError>), ManifestError> {
    let read_error = |source| ManifestError::Read { path: dir.to_owned(), source };
    let entries: Vec<_> = std::fs::read_dir(dir).and_then(Iterator::collect).map_err(read_error)?;
    let mut paths: Vec<PathBuf> = entries.iter().map(std::fs::DirEntry::path).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
    paths.sort();
    let (mut modules, mut errors) = (Vec::new(), Vec::new());
    for path in paths {
        match load_module(&path) {
            Ok(module) => modules.push(module),
            Err(error) => errors.push(error),
        }
    }
    Ok((modules, errors))
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
    check_example("config", &config_schema, &config_example).map_err(invalid)?;
    let metrics_schema = file.metrics_schema.map(|document| document.read(dir)).transpose()?;
    if let Some(schema) = &metrics_schema {
        compile("metrics_schema", schema).map_err(invalid)?;
    }
    let command = command(&file.command, dir).map_err(invalid)?;
    let timeout = file.timeout_s.map(timeout).transpose().map_err(invalid)?;
    if let Some(name) = file.env.keys().find(|name| name.is_empty() || name.contains(['=', '\0'])) {
        return Err(invalid(format!("`{name}` cannot name an environment variable")));
    }
    let iterates = file.calls.contains(&Call::Next);
    if let (false, Some(name)) = (iterates, file.next_reads.first()) {
        return Err(invalid(format!("next_reads names {name}, but calls does not say \"next\"")));
    }
    Ok(Module {
        manifest: JobTypeManifest {
            metrics_schema,
            results: file.results,
            iterates,
            ..JobTypeManifest::new(file.job_type, &file.title, &file.description, config_schema, config_example)
        },
        command: ModuleCommand::External(command),
        calls: file.calls,
        reads: file.next_reads,
        env: file.env,
        timeout,
        uses_gpu: file.gpu,
    })
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
        serde_json::from_slice(without_byte_order_mark(&text)).map_err(|source| ManifestError::Json { path, source })
    }
}

/// Checks that `<of>_schema` is a schema, and that the example keeps to it.
pub(crate) fn check_example(of: &str, schema: &Value, example: &Value) -> Result<(), String> {
    let validator = compile(&format!("{of}_schema"), schema)?;
    match validator.iter_errors(example).next() {
        Some(error) => {
            Err(format!("{of}_example does not keep to {of}_schema at `{}`: {error}", error.instance_path()))
        }
        None => Ok(()),
    }
}

fn compile(name: &str, schema: &Value) -> Result<jsonschema::Validator, String> {
    if !schema.is_object() {
        return Err(format!("{name} must be a JSON object"));
    }
    jsonschema::draft202012::new(schema).map_err(|error| format!("{name} is no JSON Schema (2020-12): {error}"))
}

/// The command with what is relative to the manifest made absolute; a program without a slash is looked up in `PATH` by every job.
fn command(words: &[String], dir: &Path) -> Result<Vec<OsString>, String> {
    let dir = std::path::absolute(dir).map_err(|error| error.to_string())?;
    let [program, arguments @ ..] = words else { return Err("command is empty".into()) };
    if program.is_empty() {
        return Err("command names no program".into());
    }
    let placed = |word: &String| match word.strip_prefix("./") {
        Some(rest) => dir.join(rest).into_os_string(),
        None => word.replace("{dir}", &dir.to_string_lossy()).into(),
    };
    let mut program = placed(program);
    if Path::new(&program).components().count() > 1 {
        program = dir.join(program).into();
        check_executable(Path::new(&program))?;
    }
    Ok(std::iter::once(program).chain(arguments.iter().map(placed)).collect())
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
        let (_, errors) = load_modules(dir.path()).unwrap();
        let sentences: Vec<String> = errors.iter().map(|error| ml_job_domain::sentence(error)).collect();
        sentences.join(": ")
    }

    #[test]
    fn a_manifest_becomes_a_module() {
        let dir = dir_with(&[("line.toml", GOOD), ("README.md", "not a manifest")]);
        let (modules, errors) = load_modules(dir.path()).unwrap();
        let ([module], []) = (&modules[..], &errors[..]) else { panic!("{modules:?} {errors:?}") };
        assert_eq!(module.manifest.job_type.as_str(), "LINE_STRENGTH");
        assert_eq!(module.manifest.config_example["line"], 6562.8);
        assert_eq!(module.timeout, Some(Duration::from_millis(1500)));
        assert!(module.uses_gpu);
        assert_eq!(module.env["PYTHONUNBUFFERED"], "1");
        let ModuleCommand::External(command) = &module.command else { panic!("{module:?}") };
        assert_eq!(command[..], [dir.path().join("measure.sh").into_os_string(), "--fast".into()]);
    }

    #[test]
    fn a_schema_may_have_a_file_of_its_own() {
        let manifest = GOOD.lines().filter(|line| !line.contains("config_schema")).collect::<Vec<_>>().join("\n");
        let manifest = format!("config_schema = \"line.schema.json\"\n{manifest}");
        let dir = dir_with(&[("line.toml", manifest.as_str()), ("line.schema.json", r#"{"required":["line"]}"#)]);
        assert_eq!(load_modules(dir.path()).unwrap().0[0].manifest.config_schema["required"][0], "line");
        std::fs::write(dir.path().join("line.schema.json"), "{").unwrap();
        assert!(load_modules(dir.path()).unwrap().1[0].to_string().ends_with("line.schema.json is not JSON"));
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
            (GOOD.replace("gpu = true", "calls = [\"chek\"]"), "unknown variant `chek`"),
            (GOOD.replace("gpu = true", "next_reads = [\"a.json\"]"), "calls does not say"),
            (GOOD.replace("gpu = true", "metrics_schema = { type = 3 }"), "metrics_schema is no JSON Schema"),
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
    fn all_mistakes_are_reported_at_once_and_the_rest_is_loaded() {
        let dir = dir_with(&[("a.toml", "x"), ("b.toml", GOOD), ("c.toml", "y")]);
        let (modules, errors) = load_modules(dir.path()).unwrap();
        assert_eq!((modules.len(), errors.len()), (1, 2));
    }

    #[test]
    fn a_module_may_say_more_of_itself() {
        let more = r#"
            calls = ["next", "check"]
            next_reads = ["depths.json"]
            metrics_schema = { type = "object", properties = { depth = { type = "number" } } }
            results = [{ name = "depths.json", description = "Depths.", media_type = "application/json" }]
        "#;
        let dir = dir_with(&[("line.toml", &format!("{more}{GOOD}"))]);
        let (modules, _) = load_modules(dir.path()).unwrap();
        let manifest = &modules[0].manifest;
        assert!(manifest.iterates && manifest.metrics_schema.is_some());
        assert_eq!(manifest.results[0].name, "depths.json");
        assert_eq!(modules[0].reads(), Some(vec!["depths.json".to_owned()]));
    }

    #[test]
    fn words_of_a_command_may_be_relative_to_the_manifest() {
        let dir = Path::new("/etc/modules");
        let words = ["python3", "./line.py", "--lines={dir}/lines.csv", "a./b", "x/y"].map(str::to_owned);
        let expected =
            ["python3", "/etc/modules/line.py", "--lines=/etc/modules/lines.csv", "a./b", "x/y"].map(OsString::from);
        assert_eq!(command(&words, dir).unwrap(), expected);
    }
}
