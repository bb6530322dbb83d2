//! What users of spectra files, of HDF5 and of command lines report in public, tried on the real binary.
//!
//! Each case is made here from what is known of such files, and has its right answer computed here, in a few lines of its own: linear
//! interpolation and min-max scaling as numpy and scikit-learn define them. One module for each set of cases.

#![expect(clippy::unwrap_used, clippy::cast_precision_loss, reason = "a test that meets the unexpected should fail")]

mod command_line;
mod compression;
mod headers;
mod labels;
mod loopback;
mod masks;
mod matrices;
mod names;
mod outputs;
mod pools;
mod spectra;
mod tables;
mod training_files;
mod wavelengths;
