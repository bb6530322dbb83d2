//! Files as the whole platform keeps them, each rule in one place.
//!
//! - [`AtomicFile`]: a file comes into being complete or not at all.
//! - [`Root`]: whatever a path of a request or a config says, nothing beyond a directory is reached.
//! - [`enclosed`]: HDF5 files of strangers, read without leaving them; [`errno_of`]: whether a failure of HDF5 is the system's.
//! - [`written`]: HDF5 files that we write.
//! - [`without_byte_order_mark`]: text files as editors leave them.
//! - [`Names`]: millions of file names in little memory.
//!
//! It knows no service and no science; `spectra`, `learning`, `worker` and `api` stand on it.

mod atomic;
pub mod enclosed;
mod errno;
mod names;
mod root;
mod text;
pub mod written;

pub use atomic::{AtomicFile, write_atomically};
pub use errno::errno_of;
pub use names::Names;
pub use root::{Root, RootError};
pub use text::without_byte_order_mark;
