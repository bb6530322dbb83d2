//! Front coding: sorted names, each written with only what differs from the one before.

/// Appends `name` to `packed`: how much it shares with the name `before` (a byte), how long the rest is (a byte), and the rest.
///
/// Names of one plate differ in their last few letters, so that one of 45 bytes takes about ten. Answers `false`, with nothing
/// appended, for a name beyond 255 bytes, which no file has.
pub fn pack_name(packed: &mut Vec<u8>, before: &[u8], name: &[u8]) -> bool {
    let shared = before.iter().zip(name).take_while(|(left, right)| left == right).count();
    let (Ok(shared_byte), Ok(length)) = (u8::try_from(shared), u8::try_from(name.len() - shared)) else { return false };
    packed.extend([shared_byte, length]);
    packed.extend_from_slice(&name[shared..]);
    true
}

/// Turns `name`, the name before, into the next one of `packed`; what follows it, or `None` at the end.
pub fn unpack_name<'a>(packed: &'a [u8], name: &mut Vec<u8>) -> Option<&'a [u8]> {
    let (&[shared, length], rest) = packed.split_first_chunk()?;
    let (own, rest) = rest.split_at_checked(usize::from(length))?;
    name.truncate(usize::from(shared));
    name.extend_from_slice(own);
    Some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_out_as_they_went_in() {
        let long = "x".repeat(250);
        let longer = format!("{long}y");
        let names = ["", "spec-1.fits", "spec-10.fits", "spec-2.fits", &long, &longer, "ž.fits"];
        let (mut packed, mut before) = (Vec::new(), "");
        for name in names {
            assert!(pack_name(&mut packed, before.as_bytes(), name.as_bytes()));
            before = name;
        }
        assert!(!pack_name(&mut packed, b"", "x".repeat(256).as_bytes()));
        let (mut rest, mut name, mut out) = (packed.as_slice(), Vec::new(), Vec::new());
        while let Some(next) = unpack_name(rest, &mut name) {
            out.push(String::from_utf8(name.clone()).unwrap());
            rest = next;
        }
        assert_eq!(out, names);
    }

    #[test]
    fn a_name_of_a_survey_takes_a_few_bytes() {
        let names: Vec<String> =
            (0..1000).map(|i| format!("spec-55859-F5902_sp{:02}-{:03}.fits", i / 250, i % 250)).collect();
        let mut packed = Vec::new();
        let mut before: &[u8] = &[];
        for name in &names {
            assert!(pack_name(&mut packed, before, name.as_bytes()));
            before = name.as_bytes();
        }
        assert!(packed.len() < 10 * names.len(), "{} bytes a name", packed.len() / names.len());
    }
}
