//! CSV files in every form become spectra.

use super::*;
use crate::readers::Want;
use crate::readers::tables::{read_each_table, spectra};
use crate::spectrum::ObjectClass;

fn rows(row: impl Fn(u32) -> String) -> String {
    (0..10).map(|index| row(index) + "\n").collect()
}

fn codes(spectrum: &Spectrum) -> Vec<&str> {
    spectrum.remarks.iter().map(|remark| remark.code).collect()
}

#[test]
fn every_delimiter_and_heading_gives_the_same_spectrum() {
    for (heading, delimiter) in [
        ("wavelength [nm],flux,error\n", ","),
        ("\"wave(nm)\";\"flux\";\"err\"\n", ";"),
        ("# OBJECT = Vega\n\nlambda_nm\tflux\tsigma\n", "\t"),
        ("wave(nm)|flux|err\n", "|"),
        ("wavelength,flux,error\nnm,,\n", ","),
        ("# Made by NumPy\n# wavelength [nm],flux,error\n", ","),
        ("error,flux,name,wavelength [nm]\n", ","),
    ] {
        let is_turned = heading.starts_with("error");
        let data = rows(|i| {
            let (wave, flux) = (650 + i, f64::from(i) / 4.0);
            let cells = if is_turned {
                vec!["2".into(), flux.to_string(), "x y".into(), wave.to_string()]
            } else {
                vec![wave.to_string(), flux.to_string(), "2".into()]
            };
            cells.join(delimiter)
        });
        let all = spectra(&format!("{heading}{data}")).unwrap();
        assert_eq!((all.len(), all[0].wavelength[9], all[0].flux[9]), (1, 6590.0, 2.25), "{heading}");
        assert_eq!(all[0].ivar.as_ref().unwrap()[3..4], [0.25]);
        assert!(all[0].remarks.is_empty() && all[0].target.is_empty(), "{heading}");
    }
}

#[test]
fn columns_without_names_and_decimal_commas_are_remarked() {
    for delimiter in [';', '\t'] {
        let all = spectra(&rows(|i| format!("{},5{delimiter}{},25", 6500 + i, i))).unwrap();
        assert_eq!((all[0].wavelength[0], all[0].flux[1]), (6500.5, 1.25));
        assert_eq!(codes(&all[0]), ["unit_assumed", "columns_unnamed", "decimal_comma"]);
    }
    let wavelengths: Vec<String> = (0..10).map(|i| format!("{},5", 6500 + i)).collect();
    let fluxes: Vec<String> = (0..10).map(|i| format!("{i},25")).collect();
    let pool = spectra(&format!("id;{}\na;{}\n", wavelengths.join(";"), fluxes.join(";"))).unwrap();
    assert_eq!((pool[0].wavelength[0], pool[0].flux[1], codes(&pool[0])), (6500.5, 1.25, vec!["decimal_comma"]));
}

#[test]
fn the_name_of_a_spectrum_can_be_asked_for_whatever_the_file_calls_it() {
    let wavelengths: Vec<String> = (0..8).map(|i| (6500 + i).to_string()).collect();
    let pool = format!("id,{}\nHD 1/2#x,1,2,3,4,5,6,7,8\n", wavelengths.join(","));
    let runs: String = ["a/b", "c#d"].iter().map(|id| rows(|i| format!("{id},{},{i}", 6500 + i))).collect();
    let runs = format!("id,wavelength [AA],flux\n{runs}");
    let targets = |text: &str| spectra(text).unwrap().into_iter().map(|spectrum| spectrum.target).collect::<Vec<_>>();
    assert_eq!(targets(&pool), ["HD 1-2-x"]);
    assert_eq!(targets(&runs), ["a-b", "c-d"]);
    for spectrum in spectra(&runs).unwrap() {
        let name: crate::SpectrumName = spectrum.address().parse().unwrap();
        assert_eq!(name.split_target(), Some(("table", spectrum.target.as_str())));
    }
}

#[test]
fn a_pool_holds_a_spectrum_in_each_row() {
    let wavelengths: Vec<String> = (0..10).map(|i| format!("{}.5", 6500 + i)).collect();
    let fluxes = |first: u32| (0..10).map(|i| (first + i).to_string()).collect::<Vec<_>>().join(",");
    let text = format!("id,class,z,{}\na.fits,STAR,0.5,{}\nb,QSO,,{}\n", wavelengths.join(","), fluxes(1), fluxes(50));
    let all = spectra(&text).unwrap();
    assert_eq!((all[0].address().as_str(), all[1].address().as_str()), ("table#a.fits", "table#b"));
    assert_eq!((all[0].wavelength[9], all[1].flux[0]), (6509.5, 50.0));
    assert_eq!((all[0].meta.class, all[0].meta.z, all[1].meta.z), (Some(ObjectClass::Star), Some(0.5), None));

    let turned: Vec<String> = wavelengths.iter().rev().cloned().collect();
    let all = spectra(&format!("id,{}\na,{}\n", turned.join(","), fluxes(1))).unwrap();
    assert_eq!((all[0].wavelength[0], all[0].flux[0]), (6500.5, 10.0));
}

#[test]
fn a_damaged_row_of_a_pool_costs_none_of_the_others() {
    let wavelengths: Vec<String> = (0..8).map(|i| (6500 + i).to_string()).collect();
    let text = format!("name,{}\na,1,2,3\nb,1,2,3,4,5,6,7,x\nc,1,2,3,4,5,6,7,nan\n", wavelengths.join(","));
    let (mut seen, mut out) = (Vec::new(), Spectrum::default());
    read_each_table(text.as_bytes(), "pool.csv", &Want::default(), &mut out, &mut |result, spectrum| {
        seen.push((spectrum.address(), result.map_err(|error| error.to_string())));
        ControlFlow::Continue(())
    })
    .unwrap();
    assert_eq!(seen[0], ("pool.csv#a".into(), Err("malformed table: line 2 has 4 columns, not 9".into())));
    assert_eq!(seen[1], ("pool.csv#b".into(), Err("malformed table: \"x\" in line 3 is no number".into())));
    assert_eq!(seen[2], ("pool.csv#c".into(), Ok(Extent::Whole)));
}

#[test]
fn runs_of_an_identifier_are_spectra() {
    let data: String = ["a", "b"].iter().map(|id| rows(|i| format!("{id},{},{i}", 6500 + i))).collect();
    let all = spectra(&format!("id,wavelength [AA],flux\n{data}")).unwrap();
    assert_eq!(all.iter().map(|spectrum| spectrum.target.as_str()).collect::<Vec<_>>(), ["a", "b"]);
    assert!(all.iter().all(|spectrum| spectrum.flux.len() == 10));
}

#[test]
fn what_is_no_spectrum_is_refused() {
    let refused = |text: &str| spectra(text).unwrap_err().to_string();
    let catalogue = format!("name,ra,dec\n{}", rows(|i| format!("x,{i},{i}")));
    assert!(refused(&catalogue).contains("name, ra, dec"));
    assert!(
        refused(&format!("wave [AA],flux\n{}", rows(|i| format!("{},bad", 6500 + i)))).contains("\"bad\" in line 2")
    );
    assert!(
        refused(&format!("wave [AA],flux\n{}6600\n", rows(|i| format!("{},1", 6500 + i)))).contains("has 1 columns")
    );
    let labels = format!("id,label\n{}", rows(|i| format!("{i},{}", i % 2)));
    assert!(refused(&labels).contains("(id, label)"));
    assert!(refused("id,1,2,3,4,5,6,7,8\n").contains("no row"));
    assert!(refused("id,label\na,1\nb,2\n").contains("no table"));
    assert!(refused("id,1e9,2e9,3e9,4e9,5e9,6e9,7e9,8e9\na,1,2,3,4,5,6,7,8\n").contains("the heading states"));
}

#[test]
fn real_pools_are_read() {
    let Some(data) = ml_job_testkit::data_dir() else {
        println!("no real spectra here: skipped");
        return;
    };
    let text = std::fs::read_to_string(data.join("labelled/lamost-dr10-afg/lamost-dr10-afg-halpha140.csv")).unwrap();
    let (mut out, mut seen) = (Spectrum::default(), 0);
    read_each_table(text.as_bytes(), "pool", &Want::default(), &mut out, &mut |result, spectrum| {
        assert!(result.is_ok() && spectrum.flux.len() == 140 && spectrum.target.contains("spec-"));
        seen += 1;
        ControlFlow::Continue(())
    })
    .unwrap();
    assert_eq!(seen, text.lines().count() - 1);
}
