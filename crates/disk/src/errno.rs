//! What the operating system said when a call of HDF5 failed.

/// The number of the operating system's error behind a failure of HDF5; `None` where the system is not to blame, a damaged
/// file for example.
///
/// HDF5 passes it on in the text of the record of the call that failed, and nowhere else.
pub fn errno_of(error: &hdf5::Error) -> Option<i32> {
    let stack = error.stack()?;
    stack.iter().rev().find_map(|frame| {
        // Names of files stand before it, and may hold anything.
        let (_, after) = frame.desc().rsplit_once("errno = ")?;
        after.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok().filter(|&number| number > 0)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_systems_reasons_are_told_apart_from_a_damaged_file() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("errno = 28, x.h5");
        let open = |place: &std::path::Path| errno_of(&hdf5::File::open(place).unwrap_err());
        assert_eq!(open(&place), Some(2), "no such file");
        // Nothing is mapped at the address 0: reading it is an I/O error.
        assert_eq!(open("/proc/self/mem".as_ref()), Some(5));
        std::fs::write(&place, "no HDF5").unwrap();
        assert_eq!(open(&place), None);
    }
}
