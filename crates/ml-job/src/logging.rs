//! Where log lines go: for people on a terminal, JSON (one object a line) otherwise.

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;

/// How much is shown where `RUST_LOG` does not say it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Volume {
    /// Everything that helps to find a fault.
    Debug,
    /// What a service does. A person at a terminal is spared the requests that went well.
    Service,
    /// Only what went wrong: the command itself talks to a person.
    Quiet,
}

/// Starts logging to standard error.
pub(crate) fn start(volume: Volume) {
    let is_terminal = std::io::stderr().is_terminal();
    let default = match volume {
        Volume::Debug => "debug,hyper=info,h2=info,sqlx=info,lapin=info",
        Volume::Service if is_terminal => "info,lapin=warn,sqlx=warn,ml_job_api::observe=warn",
        Volume::Service => "info,lapin=warn,sqlx=warn",
        Volume::Quiet => "warn",
    };
    let debug = volume == Volume::Debug;
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(default));
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // Where a line cannot be written, neither can a line about that: a full disk behind the log must not stop a service.
    let builder = builder.log_internal_errors(false);
    if is_terminal {
        builder.compact().with_target(debug).init();
    } else {
        builder.json().flatten_event(true).with_current_span(false).init();
    }
}
