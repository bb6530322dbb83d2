//! Where the time of preprocessing goes: reading each layout, resampling, scaling.

use std::hint::black_box;
use std::path::{Path, PathBuf};

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use ml_job_domain::Unobserved;
use ml_job_spectra::sample::{SampleConfig, SampleFormat, generate};
use ml_job_spectra::{PreprocessConfig, Scaling, Spectrum, SpectrumReader, interpolate, linspace, preprocess, scale};

/// Spectra of one archive: enough for the threads of a run, few enough for the page cache.
const SPECTRA: u64 = 200;

fn archive(format: SampleFormat, gzip: bool) -> (tempfile::TempDir, Vec<PathBuf>) {
    let folder = tempfile::tempdir().expect("a temporary directory");
    let config = SampleConfig { count: SPECTRA, format, gzip, ..SampleConfig::default() };
    generate(folder.path(), &config, 2, &mut Unobserved).expect("a sample archive");
    let plates = std::fs::read_dir(folder.path()).expect("the archive").flatten().map(|entry| entry.path());
    let files = plates.filter(|path| path.is_dir()).flat_map(|plate| files_of(&plate)).collect();
    (folder, files)
}

fn files_of(directory: &Path) -> Vec<PathBuf> {
    std::fs::read_dir(directory).expect("a plate").flatten().map(|entry| entry.path()).collect()
}

fn reading(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("read whole spectrum");
    group.throughput(Throughput::Elements(1));
    for (name, format, gzip) in [
        ("image", SampleFormat::Image, false),
        ("image.gz", SampleFormat::Image, true),
        ("coadd", SampleFormat::Coadd, false),
        ("coadd.gz", SampleFormat::Coadd, true),
    ] {
        let (_folder, files) = archive(format, gzip);
        let (mut reader, mut spectrum, mut next) = (SpectrumReader::new(), Spectrum::default(), files.iter().cycle());
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                let path = next.next().expect("the cycle does not end");
                reader.read(path, &mut spectrum).expect("a generated file is readable");
                black_box(&spectrum.flux);
            });
        });
    }
    group.finish();
}

fn arithmetic(criterion: &mut Criterion) {
    let wavelength = linspace(3700.0, 9100.0, 3909);
    let flux: Vec<f64> = wavelength.iter().map(|wavelength| (wavelength / 50.0).sin()).collect();
    let grid = linspace(5000.0, 8000.0, 140);
    let mut row = vec![0.0; grid.len()];
    criterion.bench_function("interpolate 3909 to 140", |bencher| {
        bencher.iter(|| interpolate(black_box(&grid), &wavelength, &flux, &mut row));
    });
    criterion.bench_function("scale 140", |bencher| bencher.iter(|| scale(black_box(&mut row), Scaling::Minmax)));
}

fn pipeline(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("preprocess directory");
    group.throughput(Throughput::Elements(SPECTRA));
    for (name, gzip) in [("image", false), ("image.gz", true)] {
        let (folder, _files) = archive(SampleFormat::Image, gzip);
        let output = folder.path().join("result.h5");
        let config = PreprocessConfig { recursive: true, ..PreprocessConfig::new("", 6519.0, 6732.0, 140) };
        group.bench_function(name, |bencher| {
            bencher.iter(|| preprocess(folder.path(), &output, &config, 2, &mut Unobserved).expect("a result"));
        });
    }
    group.finish();
}

criterion_group!(benches, reading, arithmetic, pipeline);
criterion_main!(benches);
