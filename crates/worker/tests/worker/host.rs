//! The processes that this crate's tests start: a module host (`supervise …`, `<TYPE> …`), and with `worker …` a whole
//! worker with one message in its queue, which a test can kill.

use std::ffi::OsString;
use std::process::ExitCode;
use std::sync::Arc;

use ml_job_domain::{Clock, JobMessage, MESSAGE_VERSION, SystemClock};
use ml_job_queue::{MemoryQueue, Queue};
use ml_job_worker::{ModuleHost, WorkerConfig};

fn main() -> ExitCode {
    let mut args = std::env::args_os().skip(1).peekable();
    if args.peek().is_some_and(|word| word == "worker") {
        return worker(args.skip(1)).unwrap_or(ExitCode::FAILURE);
    }
    ml_job_worker::module_main(args)
}

/// `worker API_URL FILES SPECTRA MODULES JOB_ID TYPE`; `None` where the arguments are wrong.
#[tokio::main]
async fn worker(args: impl Iterator<Item = OsString>) -> Option<ExitCode> {
    let args: Vec<String> = args.map(OsString::into_string).collect::<Result<_, _>>().ok()?;
    let [api_url, files, spectra, modules, job_id, job_type] = &args[..] else { return None };
    let mut config = WorkerConfig::new(api_url.parse().ok()?, files, spectra);
    config.modules_dir = Some(modules.into());
    config.module_host = ModuleHost { program: std::env::current_exe().ok()?, args: vec![] };
    let queue = MemoryQueue::new();
    let message = JobMessage {
        v: MESSAGE_VERSION,
        job_id: job_id.parse().ok()?,
        job_type: job_type.parse().ok()?,
        attempt: 0,
        enqueued_at: SystemClock.now(),
    };
    queue.publish(&message).await.ok()?;
    let ended = ml_job_worker::run(config, Arc::new(queue), tokio_util::sync::CancellationToken::new()).await;
    Some(if ended.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
