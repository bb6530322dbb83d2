//! What a configuration may say.

use serde_json::json;

use super::*;

fn parse(value: serde_json::Value) -> Result<PreprocessConfig, serde_json::Error> {
    serde_json::from_value(value)
}

fn pointers(config: &PreprocessConfig) -> Vec<String> {
    config.validate().err().unwrap_or_default().into_iter().map(|error| error.pointer).collect()
}

#[test]
fn the_config_of_the_predecessor_is_read_as_it_was() {
    let config = parse(json!({
        "data_dir_path": "F5902", "wave_start_point": 6519, "wave_end_point": 6732, "wave_point_count": 140
    }))
    .unwrap();
    assert_eq!(config, PreprocessConfig::new("F5902", 6519.0, 6732.0, 140));
    assert_eq!(config.validate(), Ok(()));
}

#[test]
fn a_misspelt_key_is_named() {
    let error = parse(json!({
        "data_dir_path": "", "wave_start_pont": 1, "wave_end_point": 2, "wave_point_count": 3
    }))
    .unwrap_err();
    assert!(error.to_string().contains("wave_start_pont"), "{error}");
}

#[test]
fn each_wrong_field_is_pointed_at() {
    let good = PreprocessConfig::new("", 5000.0, 8000.0, 140);
    assert_eq!(pointers(&good), [""; 0]);
    assert_eq!(pointers(&PreprocessConfig { wave_end_point: 5000.0, ..good.clone() }), ["/wave_end_point"]);
    assert_eq!(pointers(&PreprocessConfig { wave_start_point: f64::NAN, ..good.clone() }), ["/wave_start_point"]);
    assert_eq!(pointers(&PreprocessConfig { wave_end_point: f64::INFINITY, ..good.clone() }), ["/wave_end_point"]);
    assert_eq!(pointers(&PreprocessConfig { wave_point_count: 1, ..good.clone() }), ["/wave_point_count"]);
    assert_eq!(pointers(&PreprocessConfig { wave_point_count: 1 << 40, ..good.clone() }), ["/wave_point_count"]);
    assert_eq!(pointers(&PreprocessConfig { data_dir_path: "a/../..".into(), ..good.clone() }), ["/data_dir_path"]);
    assert_eq!(
        pointers(&PreprocessConfig { filename_pattern: Some("[".into()), ..good.clone() }),
        ["/filename_pattern"]
    );
    assert_eq!(pointers(&PreprocessConfig { min_snr: Some(f64::NAN), ..good }), ["/min_snr"]);
}

#[test]
fn paths_stay_inside_the_archive() {
    let root = Path::new("/archive");
    let dir = |path: &str| PreprocessConfig::new(path, 1.0, 2.0, 2).input_dir(root);
    assert_eq!(dir("20111024/F5902").unwrap(), Path::new("/archive/20111024/F5902"));
    assert_eq!(dir("/etc").unwrap(), Path::new("/archive/etc"));
    assert_eq!(dir("").unwrap(), Path::new("/archive/"));
    assert!(dir("../etc").is_err());
    assert!(dir("a/../../etc").is_err());
}

#[test]
fn the_schema_agrees_with_the_rules() {
    let schema = PreprocessConfig::schema();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let good = json!({"data_dir_path": "x", "wave_start_point": 1.5, "wave_end_point": 2, "wave_point_count": 2});
    assert!(validator.is_valid(&good));
    let all = serde_json::to_value(PreprocessConfig {
        filename_pattern: Some("*".into()),
        min_snr: Some(3.0),
        ..PreprocessConfig::new("x", 1.0, 2.0, 2)
    })
    .unwrap();
    assert!(validator.is_valid(&all), "{all}");
    for (field, value) in [
        ("wave_point_count", json!(1)),
        ("wave_point_count", json!(100_001)),
        ("wave_point_count", json!("140")),
        ("wave_start_point", json!(0)),
        ("scaling", json!("maxmin")),
        ("misspelt", json!(1)),
    ] {
        let mut bad = good.clone();
        bad[field] = value;
        assert!(!validator.is_valid(&bad), "{bad}");
    }
}

#[test]
fn every_field_of_the_schema_explains_itself() {
    let schema = PreprocessConfig::schema();
    for (name, field) in schema["properties"].as_object().unwrap() {
        assert!(field["title"].is_string(), "{name} has no title");
        assert!(field["description"].is_string(), "{name} has no description");
    }
}

#[test]
fn options_that_contradict_each_other_are_pointed_at() {
    let good = PreprocessConfig::new("", 6519.0, 6732.0, 140);
    let with = |change: fn(&mut PreprocessConfig)| {
        let mut config = good.clone();
        change(&mut config);
        pointers(&config)
    };
    assert_eq!(with(|config| config.assumed_medium = Some(AssumedMedium::Air)), ["/assumed_medium"]);
    assert_eq!(with(|config| config.continuum_scale = Some(50.0)), ["/continuum_scale"]);
    assert_eq!(with(|config| config.clip_spikes = Some(0.0)), ["/clip_spikes"]);
    assert_eq!(with(|config| config.native_resolution = Some(13000.0)), ["/native_resolution"]);
    assert_eq!(with(|config| config.match_radius = Some(3.0)), ["/match_radius"]);
    assert_eq!(with(|config| config.max_bad_fraction = Some(1.5)), ["/max_bad_fraction"]);
    assert_eq!(with(|config| config.unknown_redshift = UnknownRedshift::AtRest), ["/unknown_redshift"]);
    assert_eq!(with(|config| config.catalogue_path = Some("../x.csv".into())), ["/catalogue_path"]);
    let both = |config: &mut PreprocessConfig| {
        (config.continuum, config.scaling) = (Continuum::Spline, Scaling::Continuum);
        (config.target_fwhm, config.target_resolution) = (Some(3.0), Some(1800.0));
        (config.min_magnitude, config.max_magnitude) = (Some(17.0), Some(10.0));
    };
    assert_eq!(with(both), ["/continuum", "/target_fwhm", "/max_magnitude"]);
}

#[test]
fn windows_ascend_without_overlap_and_have_whole_numbers_of_points() {
    let with = |windows: &[[f64; 3]]| {
        pointers(&PreprocessConfig { windows: windows.to_vec(), ..PreprocessConfig::new("", 5000.0, 5100.0, 11) }).len()
    };
    assert_eq!(with(&[[5200.0, 5300.0, 11.0], [6000.0, 6100.0, 2.0]]), 0);
    assert_eq!(with(&[[5100.0, 5300.0, 11.0]]), 1);
    assert_eq!(with(&[[5300.0, 5200.0, 11.0]]), 1);
    assert_eq!(with(&[[5200.0, 5300.0, 10.5]]), 1);
    assert_eq!(with(&[[5200.0, 5300.0, 1.0]]), 1);
    assert_eq!(with(&[[5200.0, 5300.0, 99_990.0]]), 1);
}

#[test]
fn what_is_not_asked_for_is_not_written() {
    let written = serde_json::to_string(&PreprocessConfig::new("F5902", 6519.0, 6732.0, 140)).unwrap();
    assert_eq!(
        written,
        r#"{"data_dir_path":"F5902","wave_start_point":6519.0,"wave_end_point":6732.0,"wave_point_count":140,"recursive":false,"scaling":"minmax","dtype":"float64","on_bad_file":"skip","rest_frame":false,"mask_bad_pixels":false}"#,
        "the bytes of earlier results stay"
    );
}
