//! `ml-job`: the platform's one command line. It reads the settings and wires the crates together; nothing else.
//!
//! `ml-job up` is the whole platform in one process; `api` and `worker` are its two services apart; the other commands
//! do one piece of work without any service. To add a command, add a file to `commands/` and a variant to [`Command`].

#![expect(
    clippy::doc_markdown,
    reason = "the documentation of an option is its help on a terminal, where backticks and brackets would be in the way"
)]

mod commands;
mod logging;
mod platform;
mod settings;
mod ui;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::logging::Volume;

/// Machine learning on big archives of astronomical spectra: spectra in, discoveries out.
#[derive(Debug, Parser)]
#[command(name = "ml-job", version, about, max_term_width = 100)]
struct Cli {
    /// Log more (also by DEBUG=true; RUST_LOG decides in detail)
    #[arg(long, global = true, env = "DEBUG", value_parser = clap::builder::FalseyValueParser::new())]
    debug: bool,

    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run everything in one process: API, page and worker
    Up(commands::up::Up),
    /// Run the sample archive through the platform, then keep serving
    Demo(commands::demo::Demo),
    /// Run the API service (REST, page, dispatcher)
    Api(commands::api::Api),
    /// Run a worker service
    Worker(commands::worker::Worker),
    /// Bring the database up to date
    Migrate(commands::migrate::Migrate),
    /// Print the OpenAPI document
    Openapi(commands::openapi::Openapi),
    /// Turn a directory of FITS spectra into one HDF5 matrix, without any service
    Preprocess(commands::preprocess::Preprocess),
    /// Make a synthetic LAMOST archive to try things on
    Sample(commands::sample::Sample),
    /// Train the network on a labelled HDF5 file, without any service
    Train(commands::train::Train),
    /// Classify every spectrum of an HDF5 file with a trained model
    Predict(commands::predict::Predict),
    /// Replay active learning on a labelled HDF5 file, to compare query strategies
    Simulate(commands::simulate::Simulate),
    /// Certify a list: precision, recall or yield, with a bound that holds whenever one stops
    Certify(commands::certify::Certify),
    /// Ask a running API whether it is ready (for health checks)
    Health(commands::health::Health),
    /// Read files of strangers in this process, on behalf of an API
    #[command(hide = true)]
    Read,
    /// Run one job in this process, on behalf of a worker
    #[command(hide = true)]
    Module {
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        args: Vec<OsString>,
    },
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let volume = if cli.debug { Volume::Debug } else { Volume::Service };
    let outcome = match cli.command {
        Command::Module { args } => return ml_job_worker::module_main(args),
        Command::Read => return ml_job_api::reader_main(),
        Command::Preprocess(command) => command.run(),
        Command::Sample(command) => command.run(),
        Command::Openapi(command) => command.run(),
        Command::Train(command) => command.run(),
        Command::Predict(command) => command.run(),
        Command::Simulate(command) => command.run(),
        Command::Certify(command) => command.run(),
        Command::Up(command) => commands::serve(volume, command.run()),
        Command::Demo(command) => {
            let volume = if cli.debug { Volume::Debug } else { Volume::Quiet };
            commands::serve(volume, command.run())
        }
        Command::Api(command) => commands::serve(volume, command.run()),
        Command::Worker(command) => commands::serve(volume, command.run()),
        Command::Migrate(command) => commands::serve(volume, command.run()),
        Command::Health(command) => commands::block_on(async move { command.ask().await }),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            commands::warn(&format!("error: {error:#}"));
            ExitCode::FAILURE
        }
    }
}
