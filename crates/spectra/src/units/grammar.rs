//! Unit strings as FITS (4.0, section 4.3), `VOUnit` 1.0, CDS and people write them.
//!
//! No well-kept crate knows these notations, so this is a small one of our own: products and quotients of prefixed symbols
//! with whole powers, a scale in front, and a logarithm around. Angles, counts and detector units have no dimension here.

/// Most bytes of a unit; longer texts are no units.
const MAX_BYTES: usize = 80;
/// Parentheses inside each other.
const MAX_DEPTH: usize = 8;

/// A product of powers of SI units with a scale.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Unit {
    /// Scale beside the power of ten.
    pub(super) factor: f64,
    /// Power of ten of the scale, kept apart so that nm to Å is exactly ten.
    pub(super) exponent: i32,
    /// Powers of metre, kilogram and second.
    pub(super) powers: [i32; 3],
    pub(super) is_logarithm: bool,
    pub(super) is_magnitude: bool,
}

const ONE: Unit = Unit { factor: 1.0, exponent: 0, powers: [0; 3], is_logarithm: false, is_magnitude: false };

const fn unit(factor: f64, exponent: i32, powers: [i32; 3]) -> Unit {
    Unit { factor, exponent, powers, ..ONE }
}

/// Charge of the electron, which makes the eV (SI 2019).
const ELECTRON_VOLT: f64 = 1.602_176_634;

/// Symbols that take prefixes.
const PREFIXED: [(&str, Unit); 12] = [
    ("m", unit(1.0, 0, [1, 0, 0])),
    ("g", unit(1.0, -3, [0, 1, 0])),
    ("s", unit(1.0, 0, [0, 0, 1])),
    ("Hz", unit(1.0, 0, [0, 0, -1])),
    ("J", unit(1.0, 0, [2, 1, -2])),
    ("W", unit(1.0, 0, [2, 1, -3])),
    ("eV", unit(ELECTRON_VOLT, -19, [2, 1, -2])),
    ("Jy", unit(1.0, -26, [0, 1, -2])),
    ("erg", unit(1.0, -7, [2, 1, -2])),
    ("Angstrom", unit(1.0, -10, [1, 0, 0])),
    ("ct", ONE),
    ("electron", ONE),
];

/// Symbols that take none, in small letters, and found in any case: headings are often in capital letters.
const PLAIN: [(&str, Unit); 56] = [
    ("angstrom", unit(1.0, -10, [1, 0, 0])),
    ("angstroms", unit(1.0, -10, [1, 0, 0])),
    ("angstroem", unit(1.0, -10, [1, 0, 0])),
    ("ångström", unit(1.0, -10, [1, 0, 0])),
    ("ångströms", unit(1.0, -10, [1, 0, 0])),
    ("ang", unit(1.0, -10, [1, 0, 0])),
    ("a", unit(1.0, -10, [1, 0, 0])),
    ("aa", unit(1.0, -10, [1, 0, 0])),
    ("å", unit(1.0, -10, [1, 0, 0])),
    ("micron", unit(1.0, -6, [1, 0, 0])),
    ("microns", unit(1.0, -6, [1, 0, 0])),
    ("micrometer", unit(1.0, -6, [1, 0, 0])),
    ("micrometers", unit(1.0, -6, [1, 0, 0])),
    ("micrometre", unit(1.0, -6, [1, 0, 0])),
    ("micrometres", unit(1.0, -6, [1, 0, 0])),
    ("um", unit(1.0, -6, [1, 0, 0])),
    ("nm", unit(1.0, -9, [1, 0, 0])),
    ("nanometer", unit(1.0, -9, [1, 0, 0])),
    ("nanometers", unit(1.0, -9, [1, 0, 0])),
    ("nanometre", unit(1.0, -9, [1, 0, 0])),
    ("nanometres", unit(1.0, -9, [1, 0, 0])),
    ("cm", unit(1.0, -2, [1, 0, 0])),
    ("km", unit(1.0, 3, [1, 0, 0])),
    ("m", unit(1.0, 0, [1, 0, 0])),
    ("meter", unit(1.0, 0, [1, 0, 0])),
    ("meters", unit(1.0, 0, [1, 0, 0])),
    ("metre", unit(1.0, 0, [1, 0, 0])),
    ("metres", unit(1.0, 0, [1, 0, 0])),
    ("s", unit(1.0, 0, [0, 0, 1])),
    ("sec", unit(1.0, 0, [0, 0, 1])),
    ("second", unit(1.0, 0, [0, 0, 1])),
    ("hz", unit(1.0, 0, [0, 0, -1])),
    ("hertz", unit(1.0, 0, [0, 0, -1])),
    ("khz", unit(1.0, 3, [0, 0, -1])),
    ("mhz", unit(1.0, 6, [0, 0, -1])),
    ("ghz", unit(1.0, 9, [0, 0, -1])),
    ("thz", unit(1.0, 12, [0, 0, -1])),
    ("ev", unit(ELECTRON_VOLT, -19, [2, 1, -2])),
    ("kev", unit(ELECTRON_VOLT, -16, [2, 1, -2])),
    ("electronvolt", unit(ELECTRON_VOLT, -19, [2, 1, -2])),
    ("joule", unit(1.0, 0, [2, 1, -2])),
    ("jy", unit(1.0, -26, [0, 1, -2])),
    ("ergs", unit(1.0, -7, [2, 1, -2])),
    ("kayser", unit(1.0, 2, [-1, 0, 0])),
    ("mag", Unit { is_magnitude: true, ..ONE }),
    ("abmag", Unit { is_magnitude: true, ..ONE }),
    ("sr", ONE),
    ("arcsec", ONE),
    ("beam", ONE),
    ("pix", ONE),
    ("pixel", ONE),
    ("count", ONE),
    ("counts", ONE),
    ("adu", ONE),
    ("photon", ONE),
    ("ph", ONE),
];

const PREFIXES: [(&str, i32); 15] = [
    ("da", 1),
    ("y", -24),
    ("a", -18),
    ("f", -15),
    ("p", -12),
    ("n", -9),
    ("u", -6),
    ("m", -3),
    ("c", -2),
    ("d", -1),
    ("h", 2),
    ("k", 3),
    ("M", 6),
    ("G", 9),
    ("T", 12),
];

/// Functions around a unit: the values are decimal logarithms of it (`dex` and brackets are CDS and `VOUnit`).
const LOGARITHMS: [&str; 5] = ["log10(", "log(", "dex(", "lg(", "["];

impl Unit {
    /// Reads a unit; `None` where it is not understood.
    pub(super) fn parse(text: &str) -> Option<Self> {
        // An abbreviation may end in a full stop.
        let text = text.trim().trim_end_matches('.');
        if text.is_empty() || text.len() > MAX_BYTES {
            return None;
        }
        let text = plain_signs(text);
        let lower = text.to_lowercase();
        for function in LOGARITHMS {
            if lower.starts_with(function)
                && let Some(inner) = text.get(function.len()..).and_then(|inner| inner.strip_suffix([')', ']']))
            {
                return Some(Self { is_logarithm: true, ..Parser::whole(inner)? });
            }
        }
        Parser::whole(&text)
    }

    fn raised(self, power: i32) -> Self {
        let powers = self.powers.map(|own| own * power);
        Self { factor: self.factor.powi(power), exponent: self.exponent * power, powers, ..self }
    }

    fn times(self, other: Self) -> Self {
        let mut powers = self.powers;
        powers.iter_mut().zip(other.powers).for_each(|(own, other)| *own += other);
        Self {
            factor: self.factor * other.factor,
            exponent: self.exponent + other.exponent,
            powers,
            is_logarithm: false,
            is_magnitude: self.is_magnitude || other.is_magnitude,
        }
    }
}

/// Writes superscripts, special letters and dots with plain characters.
fn plain_signs(text: &str) -> String {
    const SUPERSCRIPTS: &str = "⁰¹²³⁴⁵⁶⁷⁸⁹";
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            'µ' | 'μ' => out.push('u'),
            '\u{212b}' => out.push('å'),
            '·' | '⋅' | '×' => out.push('*'),
            '⁻' | '−' => out.push('-'),
            _ => match SUPERSCRIPTS.chars().position(|superscript| superscript == character) {
                Some(digit) => out.push_str(&digit.to_string()),
                None => out.push(character),
            },
        }
    }
    out
}

struct Parser<'a> {
    rest: &'a str,
    depth: usize,
}

impl<'a> Parser<'a> {
    fn whole(text: &'a str) -> Option<Unit> {
        let mut parser = Parser { rest: text.trim(), depth: 0 };
        let unit = parser.product()?;
        parser.rest.is_empty().then_some(unit)
    }

    /// Factors with `*`, `.`, blanks or `/` between them; a division counts for the next factor only.
    fn product(&mut self) -> Option<Unit> {
        let mut total = self.scale().unwrap_or(ONE);
        let mut is_first = true;
        loop {
            self.skip_blanks();
            let divides = self.take("/");
            let multiplies = !divides && !self.rest.starts_with("**") && (self.take("*") || self.take("."));
            self.skip_blanks();
            if self.rest.is_empty() || self.rest.starts_with(')') {
                return (!divides && !multiplies && !is_first).then_some(total);
            }
            let factor = self.factor()?;
            total = total.times(if divides { factor.raised(-1) } else { factor });
            is_first = false;
        }
    }

    /// A scale in front: `0.1`, `1e-17`, `10**-17`, `10**(-17)`, `10^-17`, `10-17`.
    fn scale(&mut self) -> Option<Unit> {
        if let Some(mut behind) = self.rest.strip_prefix("10") {
            let has_sign = behind.starts_with(['*', '^', '+', '-', '(']) && !behind.starts_with("* ");
            behind = behind.strip_prefix("**").or_else(|| behind.strip_prefix('^')).unwrap_or(behind);
            if has_sign && let Some((exponent, rest)) = whole_number(behind) {
                self.rest = rest;
                return Some(Unit { exponent, ..ONE });
            }
        }
        let end = self.rest.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(self.rest.len());
        let mut number = &self.rest[..end];
        if let Some((_, rest)) = self.rest[end..].strip_prefix(['e', 'E']).and_then(whole_number) {
            number = &self.rest[..self.rest.len() - rest.len()];
        }
        let (mantissa, exponent) = number.split_once(['e', 'E']).unwrap_or((number, "0"));
        let factor: f64 = mantissa.parse().ok().filter(|factor| *factor > 0.0)?;
        self.rest = &self.rest[number.len()..];
        Some(Unit { factor, exponent: exponent.parse().ok()?, ..ONE })
    }

    /// A symbol or a group with its power.
    fn factor(&mut self) -> Option<Unit> {
        let unit = if self.take("(") {
            self.depth += 1;
            let unit = (self.depth <= MAX_DEPTH).then(|| self.product())??;
            self.take(")").then_some(unit)?
        } else {
            let end = self.rest.find(|c: char| !c.is_alphabetic()).unwrap_or(self.rest.len());
            let (symbol, rest) = self.rest.split_at(end);
            self.rest = rest;
            symbol_unit(symbol)?
        };
        let marked = self.take("**") || self.take("^");
        match whole_number(self.rest) {
            Some((power, rest)) if power.abs() <= 9 => {
                self.rest = rest;
                Some(unit.raised(power))
            }
            _ => (!marked).then_some(unit),
        }
    }

    fn take(&mut self, token: &str) -> bool {
        let rest = self.rest.strip_prefix(token);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn skip_blanks(&mut self) {
        self.rest = self.rest.trim_start();
    }
}

/// A whole number with a sign, in parentheses or not, and what follows it.
fn whole_number(text: &str) -> Option<(i32, &str)> {
    let (is_closed, inner) = text.strip_prefix('(').map_or((false, text), |inner| (true, inner));
    let digits = inner.strip_prefix(['-', '+']).unwrap_or(inner);
    let end = inner.len() - digits.len() + digits.bytes().take_while(u8::is_ascii_digit).count();
    let number = inner[..end].trim_start_matches('+').parse().ok().filter(|number: &i32| number.abs() < 100)?;
    let rest = &inner[end..];
    Some((number, if is_closed { rest.strip_prefix(')')? } else { rest }))
}

fn symbol_unit(symbol: &str) -> Option<Unit> {
    let exact = |symbol: &str| PREFIXED.iter().find(|(own, _)| *own == symbol).map(|(_, unit)| *unit);
    let prefixed = || {
        PREFIXES.iter().find_map(|(prefix, exponent)| {
            let unit = exact(symbol.strip_prefix(prefix)?)?;
            Some(Unit { exponent: unit.exponent + exponent, ..unit })
        })
    };
    let plain = || {
        let lower = symbol.to_lowercase();
        PLAIN.iter().find(|(own, _)| *own == lower).map(|(_, unit)| *unit)
    };
    exact(symbol).or_else(prefixed).or_else(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn same(text: &str, factor: f64, exponent: i32, powers: [i32; 3]) {
        let found = Unit::parse(text).unwrap_or_else(|| panic!("{text} is not understood"));
        let scale = found.factor * 10_f64.powi(found.exponent);
        let expected = factor * 10_f64.powi(exponent);
        assert!((scale / expected - 1.0).abs() < 1e-12, "{text}: {found:?}");
        assert_eq!(found.powers, powers, "{text}");
    }

    #[test]
    fn flux_densities_are_understood_as_they_are_written() {
        for text in [
            "1e-17 erg/s/cm^2/A",
            "1E-17 erg/cm^2/s/Ang",
            "10**(-17)erg/cm**2/s/Angstrom",
            "10**-17 erg s-1 cm-2 Angstrom-1",
            "10^-17 erg/(s cm2 Angstrom)",
            "10-17 erg/s/cm2/AA",
            "1e-17 erg.cm**-2.s**-1.Angstrom**-1",
            "1e-17 erg s⁻¹ cm⁻² Å⁻¹",
            "10^-17 ergs/s/cm^2/Å",
        ] {
            same(text, 1.0, -10, [-1, 1, -3]);
        }
        same("mJy", 1.0, -29, [0, 1, -2]);
        same("W m-2 um-1", 1.0, 6, [-1, 1, -3]);
        same("MJy/sr", 1.0, -20, [0, 1, -2]);
    }

    #[test]
    fn spectral_units_are_understood_as_they_are_written() {
        for text in [
            "Angstrom",
            "A",
            "AA",
            "Å",
            "ANGSTROMS",
            "angstrom",
            "0.1nm",
            "0.1 nm",
            "1e-10 m",
            "10**-10 m",
            "Ang.",
            "ÅNGSTRÖMS",
        ] {
            same(text, 1.0, -10, [1, 0, 0]);
        }
        for text in ["um", "µm", "μm", "micron", "MICRONS", "1000 nm", "microns"] {
            same(text, 1.0, -6, [1, 0, 0]);
        }
        for text in ["1/cm", "cm-1", "cm**-1", "cm^-1", "1 / cm", "cm**(-1)"] {
            same(text, 1.0, 2, [-1, 0, 0]);
        }
        same("keV", ELECTRON_VOLT, -16, [2, 1, -2]);
        same("GHz", 1.0, 9, [0, 0, -1]);
        for text in ["km/s", "KM/S", "km s-1", "km.s**-1", "km/sec"] {
            same(text, 1.0, 3, [1, 0, -1]);
        }
        same("Metres", 1.0, 0, [1, 0, 0]);
        same("MHz", 1.0, 6, [0, 0, -1]);
        for text in ["log(Angstrom)", "LOG10(ANGSTROM)", "dex(AA)", "[Angstrom]", "log( A )"] {
            assert!(Unit::parse(text).unwrap().is_logarithm, "{text}");
        }
    }

    #[test]
    fn what_is_no_unit_is_not_understood() {
        let deep = "(".repeat(60);
        for text in ["", " ", "foo", "erg/", "/", "m**", "m)", "(m", "2", "m^99", "-", "1e", "é²", &deep, "10", "m//s"]
        {
            assert_eq!(Unit::parse(text), None, "{text:?}");
        }
        assert_eq!(Unit::parse(&"m ".repeat(100)), None);
    }
}
