//! Async work in places that are not async, such as `drop`.

use std::future::Future;

/// Waits for `future` on a thread of its own, so that this works inside and outside of a runtime.
pub(crate) fn block_on<T: Send>(future: impl Future<Output = T> + Send) -> T {
    std::thread::scope(|scope| {
        let thread = scope.spawn(|| {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.expect("a runtime can be built").block_on(future)
        });
        thread.join().expect("the work does not panic")
    })
}
