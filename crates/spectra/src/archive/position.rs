//! Positions on the sky as people write them.

/// Reads a right ascension: degrees as a decimal number, or hours, minutes and seconds (`5:34:31.9`, `5h34m31.9s`,
/// `05 34 31.9`). In degrees, 0 to 360.
///
/// # Errors
///
/// One sentence.
pub fn parse_ra(text: &str) -> Result<f64, String> {
    let say =
        || format!("`{text}` is no right ascension: write degrees (83.63) or hours, minutes, seconds (5:34:31.9)");
    let degrees = match sexagesimal(text, ['h', 'm', 's']).ok_or_else(say)? {
        Angle::Decimal(degrees) => degrees,
        Angle::Sexagesimal(hours) => hours * 15.0,
    };
    if (0.0..=360.0).contains(&degrees) {
        Ok(degrees.rem_euclid(360.0))
    } else {
        Err(format!("`{text}` is no right ascension: it lies between 0 and 360 degrees, or 0 and 24 hours"))
    }
}

/// Reads a declination: degrees as a decimal number, or degrees, minutes and seconds of arc (`+22:00:52.2`, `22d0m52.2s`,
/// `-0 30 0`). In degrees, −90 to 90.
///
/// # Errors
///
/// One sentence.
pub fn parse_dec(text: &str) -> Result<f64, String> {
    let say =
        || format!("`{text}` is no declination: write degrees (22.0145) or degrees, minutes, seconds (+22:00:52.2)");
    let (Angle::Decimal(degrees) | Angle::Sexagesimal(degrees)) = sexagesimal(text, ['d', 'm', 's']).ok_or_else(say)?;
    if (-90.0..=90.0).contains(&degrees) {
        Ok(degrees)
    } else {
        Err(format!("`{text}` is no declination: it lies between -90 and 90 degrees"))
    }
}

enum Angle {
    Decimal(f64),
    Sexagesimal(f64),
}

/// A number, or up to three of them, of which all but the first are below 60, with the signs of their units or none.
fn sexagesimal(text: &str, units: [char; 3]) -> Option<Angle> {
    let text = text.trim().replace(['−', '–'], "-");
    let decimal = text.bytes().all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte));
    if let Some(number) = text.parse::<f64>().ok().filter(|_| decimal) {
        return Some(Angle::Decimal(number));
    }
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => (-1.0, digits),
        None => (1.0, text.strip_prefix('+').unwrap_or(&text)),
    };
    let digits = digits.to_lowercase().replace(['°', 'º'], "d").replace(['\'', '′'], "m").replace(['"', '″'], "s");
    let mut numbers = Vec::new();
    let mut rest = digits.trim();
    while !rest.is_empty() {
        let place = numbers.len();
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
        let number: f64 = rest[..end].parse().ok()?;
        // Only the last number has a fraction.
        let is_whole = !rest[..end].contains('.');
        rest = rest[end..].trim_start();
        let unit = *units.get(place)?;
        let after = rest.strip_prefix(unit).or_else(|| rest.strip_prefix(':')).unwrap_or(rest).trim_start();
        if (place > 0 && number >= 60.0)
            || (!after.is_empty() && !is_whole)
            || (after.is_empty() && rest.starts_with(':'))
        {
            return None;
        }
        rest = after;
        numbers.push(number);
    }
    let parts = numbers.iter().zip([1.0, 60.0, 3600.0]);
    (!numbers.is_empty()).then(|| Angle::Sexagesimal(sign * parts.map(|(number, unit)| number / unit).sum::<f64>()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(found: Result<f64, String>, expected: f64) {
        let found = found.unwrap();
        assert!((found - expected).abs() < 1e-9, "{found} is not {expected}");
    }

    #[test]
    fn degrees_and_sexagesimal_positions_are_read() {
        for text in ["83.6331", "5:34:31.944", "05h34m31.944s", "5 34 31.944", " 5H 34m 31.944s "] {
            close(parse_ra(text), 83.6331);
        }
        for text in ["22.0145", "+22:00:52.2", "22d0m52.2s", "22 00 52.2", "22° 0′ 52.2″", "22°0'52.2\""] {
            close(parse_dec(text), 22.0145);
        }
        close(parse_dec("-0:30:00"), -0.5);
        close(parse_dec("−0 30"), -0.5);
        close(parse_dec("-1.5e1"), -15.0);
        close(parse_ra("360"), 0.0);
        close(parse_ra("24:00:00"), 0.0);
        close(parse_ra("12h"), 180.0);
    }

    #[test]
    fn whatever_else_is_told() {
        for text in
            ["", "x", "5:60:00", "5:34:31:2", "25:00:00", "-1", "361", "5.5:30", "nan", "inf", "5:", "5::3", "1 2 3 4"]
        {
            assert!(parse_ra(text).is_err(), "{text:?}");
        }
        for text in ["91", "-90:00:01", "45:-3:00", "north"] {
            assert!(parse_dec(text).is_err(), "{text:?}");
        }
    }
}
