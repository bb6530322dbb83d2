//! Passwords.

use std::sync::LazyLock;

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use ml_job_domain::access::folded_name;

/// The fewest characters of a password (ASVS 4.0, 2.1.1).
pub const SHORTEST: usize = 12;
/// The most (ASVS 4.0, 2.1.2).
pub const LONGEST: usize = 128;

/// How many different characters a password has at least: repeating few of them makes it long, but not good.
const FEWEST_DIFFERENT: usize = 5;
/// What the most guessed passwords are made of: a password that is little else is no secret.
const GUESSED: [&str; 14] = [
    "password",
    "passwort",
    "qwertyuiop",
    "qwerty",
    "letmein",
    "welcome",
    "admin",
    "administrator",
    "iloveyou",
    "changeme",
    "abc",
    "ml-job",
    "secret",
    "monkey",
];
/// How many characters beside those a password has at least.
const FEWEST_OTHERS: usize = 6;

/// A password could not be hashed.
#[derive(Debug, thiserror::Error)]
#[error("the password cannot be hashed")]
pub struct PasswordError(#[source] argon2::password_hash::Error);

/// The Argon2id hash of a password, as a text that says how it was made.
///
/// 19 MiB, two passes, one lane, 16 random bytes of salt (OWASP, Password Storage Cheat Sheet). Takes some tens of milliseconds.
///
/// # Errors
/// [`PasswordError`] where the system gives no random bytes.
pub fn hash_password(password: &str) -> Result<String, PasswordError> {
    let hash: PasswordHash = Argon2::default().hash_password(password.as_bytes()).map_err(PasswordError)?;
    Ok(hash.to_string())
}

/// Whether it is the password of this hash. Without a hash it takes as long and is never: nobody learns from the time which
/// accounts there are.
pub fn verify_password(password: &str, hash: Option<&str>) -> bool {
    static NOBODY: LazyLock<Option<String>> = LazyLock::new(|| hash_password("nobody has this password").ok());
    let Some(known) = hash.or(NOBODY.as_deref()) else { return false };
    let Ok(known) = PasswordHash::new(known) else { return false };
    Argon2::default().verify_password(password.as_bytes(), &known).is_ok() && hash.is_some()
}

/// What is wrong with a new password, for the person of this name. There are no rules about kinds of characters (ASVS 4.0,
/// 2.1.9).
pub fn password_problem(password: &str, name: &str) -> Option<String> {
    let length = password.chars().count();
    if !(SHORTEST..=LONGEST).contains(&length) {
        return Some(format!("must have {SHORTEST} to {LONGEST} characters, has {length}"));
    }
    let mut different: Vec<char> = password.chars().collect();
    different.sort_unstable();
    different.dedup();
    if different.len() < FEWEST_DIFFERENT {
        return Some(format!("must have at least {FEWEST_DIFFERENT} different characters"));
    }
    let folded = folded_name(password);
    let without_name = folded.replace(&folded_name(name), "");
    let others = GUESSED.iter().fold(without_name, |text, guessed| text.replace(guessed, ""));
    let others = others.chars().filter(|c| c.is_alphabetic()).count() + runs(&others);
    (others < FEWEST_OTHERS).then(|| {
        "is easily guessed: choose one with less of your name, of usual words and of rows of digits".to_owned()
    })
}

/// How many times the digits of a text do not go on by one, as those of 12345 do.
fn runs(text: &str) -> usize {
    let digits: Vec<u32> = text.chars().filter_map(|c| c.to_digit(10)).collect();
    digits.windows(2).filter(|pair| !matches!(pair[1].abs_diff(pair[0]), 0 | 1 | 9)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_opens_its_own_hash_only() {
        let hash = hash_password("four horses at noon").unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert_ne!(hash, hash_password("four horses at noon").unwrap(), "each has its own salt");
        assert!(verify_password("four horses at noon", Some(&hash)));
        for wrong in ["four horses at noon ", "Four horses at noon", ""] {
            assert!(!verify_password(wrong, Some(&hash)), "{wrong}");
        }
    }

    #[test]
    fn nothing_opens_an_account_without_a_password() {
        assert!(!verify_password("nobody has this password", None));
        assert!(!verify_password("x", Some("no hash")));
    }

    #[test]
    fn long_passwords_of_any_characters_are_taken_and_guessed_ones_are_not() {
        for good in
            ["four horses at noon", "žluťoučký kůň úpěl", "8#vQ2!mZ0@pL", &"ab cd ef g".repeat(12), "370915824663"]
        {
            assert_eq!(password_problem(good, "ada"), None, "{good}");
        }
        let too_long = "abcdefg h".repeat(15);
        for bad in [
            "short",
            "elevenchars",
            too_long.as_str(),
            "aaaaaaaaaaaaaaaa",
            "abababababab",
            "password1234",
            "Password12345678",
            "123456789012",
            "qwertyuiop12",
            "ada-lovelace-12",
            "changeme12345",
        ] {
            assert!(password_problem(bad, "ada-lovelace").is_some(), "{bad}");
        }
    }
}
