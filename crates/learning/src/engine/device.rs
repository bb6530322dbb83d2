//! Which device computes, chosen at run time.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Engine;
use super::cpu::CpuEngine;
use crate::error::LearningError;
use crate::network::Network;

/// What a configuration asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Device {
    /// CUDA where this build has it and a device can be used, else the CPU.
    #[default]
    Auto,
    /// The CPU.
    Cpu,
    /// CUDA, or failure.
    Cuda,
}

/// Makes the engine for a network, with a line for the log: which device it is and why it is not CUDA.
///
/// `threads` is for the CPU, 0 for all.
///
/// # Errors
/// When CUDA is demanded and cannot be used, or the network is malformed.
pub fn engine(device: Device, network: &Network, threads: usize) -> Result<(Box<dyn Engine>, String), LearningError> {
    network.validate()?;
    let why_not = match device {
        Device::Cpu => "as the configuration asks".to_owned(),
        Device::Auto | Device::Cuda => match cuda(network) {
            Ok(engine) => {
                let line = format!("Device: {}.", engine.description());
                return Ok((engine, line));
            }
            Err(why) if device == Device::Cuda => {
                return Err(LearningError::config("device", format!("CUDA is asked for, but {why}.")));
            }
            Err(why) => format!("CUDA is not used because {why}"),
        },
    };
    let engine = CpuEngine::new(network.clone(), threads)?;
    let line = format!("Device: {} ({why_not}).", engine.description());
    Ok((Box::new(engine), line))
}

/// The CUDA engine, or half a sentence why there is none.
#[cfg(feature = "cuda")]
fn cuda(network: &Network) -> Result<Box<dyn Engine>, String> {
    match probe_cuda()? {
        0 => Err("the driver reports no device".into()),
        _ => super::burn::cuda_engine(network).map_err(|error| error.to_string()),
    }
}

/// The CUDA engine, or half a sentence why there is none.
#[cfg(not(feature = "cuda"))]
fn cuda(_: &Network) -> Result<Box<dyn Engine>, String> {
    match probe_cuda() {
        Ok(0) | Err(_) => Err("this program was built without it".into()),
        Ok(devices) => Err(format!("this program was built without it, though there are {devices} devices")),
    }
}

/// Number of CUDA devices that the driver reports, or half a sentence why it cannot be asked.
///
/// The library is loaded here, before anything of burn touches it: without a driver burn panics.
///
/// # Errors
/// When the driver's library cannot be loaded or does not answer.
pub fn probe_cuda() -> Result<usize, String> {
    #[cfg(windows)]
    const LIBRARY: &str = "nvcuda.dll";
    #[cfg(not(windows))]
    const LIBRARY: &str = "libcuda.so.1";
    type Init = unsafe extern "C" fn(u32) -> i32;
    type Count = unsafe extern "C" fn(*mut i32) -> i32;

    let ask = |status: i32, call: &str| {
        if status == 0 { Ok(()) } else { Err(format!("{call} of the CUDA driver fails with code {status}")) }
    };
    #[expect(unsafe_code, reason = "the driver is a C library that is loaded at run time")]
    // SAFETY: the signatures are those of the CUDA driver API (cuInit, cuDeviceGetCount), stable since its first version; loading the
    // driver runs only its own initialisers; `count` outlives the call that writes it.
    unsafe {
        let library = libloading::Library::new(LIBRARY)
            .map_err(|_| format!("the driver's library {LIBRARY} cannot be loaded"))?;
        let symbol = |name: &str| format!("the driver's library has no {name}");
        let init = library.get::<Init>(b"cuInit\0").map_err(|_| symbol("cuInit"))?;
        let count_devices = library.get::<Count>(b"cuDeviceGetCount\0").map_err(|_| symbol("cuDeviceGetCount"))?;
        ask(init(0), "cuInit")?;
        let mut count = 0;
        ask(count_devices(&raw mut count), "cuDeviceGetCount")?;
        Ok(usize::try_from(count).unwrap_or(0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cpu_is_there_and_says_so() {
        let (engine, line) = engine(Device::Cpu, &Network::standard(40, 2), 1).unwrap();
        assert_eq!(engine.description(), "CPU, 1 thread");
        assert_eq!(line, "Device: CPU, 1 thread (as the configuration asks).");
    }

    #[cfg(not(feature = "cuda"))]
    #[test]
    fn without_cuda_the_log_says_why_and_a_demand_fails() {
        let network = Network::standard(40, 2);
        let (_, line) = engine(Device::Auto, &network, 1).unwrap();
        assert!(line.contains("CUDA is not used because this program was built without it"), "{line}");
        let error = engine(Device::Cuda, &network, 1).err().unwrap();
        assert_eq!(error.pointer(), Some("/device"));
    }
}
