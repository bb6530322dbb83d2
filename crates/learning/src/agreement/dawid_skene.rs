//! What answers of unequal people make most probable: Dawid & Skene (1979, Appl. Stat. 28, 20).

/// Rounds of the estimation at most.
const ROUNDS: usize = 500;
/// It ends where no probability of a spectrum changes by more than this.
const STILL: f64 = 1e-9;

/// The estimate.
#[derive(Debug, Clone, PartialEq)]
pub struct DawidSkene {
    /// How frequent each class is.
    pub classes: Vec<f64>,
    /// How probably each person says what of a spectrum of each class: by person, class, answer.
    pub people: Vec<Vec<Vec<f64>>>,
    /// How probable each class is, by spectrum.
    pub items: Vec<Vec<f64>>,
}

/// Estimates how reliable each person is and what each spectrum is, by expectation maximisation from the shares of the votes.
///
/// Each item is the answers to a spectrum: who, and which class. `prior` answers are taken to have been given of each kind by each
/// person, beforehand: 0 is the authors' maximum likelihood; a little keeps a person with few answers from being taken for
/// infallible. A spectrum without an answer is of each class as probably as any. The order of people and spectra changes nothing.
#[expect(clippy::cast_precision_loss, reason = "counts of people and spectra are far smaller than 2^52")]
pub fn dawid_skene(items: &[Vec<(usize, usize)>], people: usize, classes: usize, prior: f64) -> DawidSkene {
    let shares = |answers: &Vec<(usize, usize)>| {
        let mut shares = vec![0.0; classes];
        answers.iter().for_each(|&(_, class)| shares[class] += 1.0);
        normalised(shares)
    };
    let mut estimate = DawidSkene {
        classes: vec![1.0 / classes as f64; classes],
        people: vec![vec![vec![prior; classes]; classes]; people],
        items: items.iter().map(shares).collect(),
    };
    for _ in 0..ROUNDS {
        estimate.maximise(items, prior);
        if estimate.expect(items) < STILL {
            break;
        }
    }
    estimate
}

impl DawidSkene {
    /// How people answer, and how frequent the classes are, if the spectra are what they probably are.
    fn maximise(&mut self, items: &[Vec<(usize, usize)>], prior: f64) {
        let classes = self.classes.len();
        let mut frequent = vec![0.0; classes];
        let mut counts = vec![vec![vec![prior; classes]; classes]; self.people.len()];
        for (answers, probable) in items.iter().zip(&self.items).filter(|(answers, _)| !answers.is_empty()) {
            for (class, probability) in probable.iter().enumerate() {
                frequent[class] += probability;
                answers.iter().for_each(|&(person, said)| counts[person][class][said] += probability);
            }
        }
        self.classes = normalised(frequent);
        self.people = counts.into_iter().map(|rows| rows.into_iter().map(normalised).collect()).collect();
    }

    /// What the spectra probably are, if people answer so; how far that moved.
    fn expect(&mut self, items: &[Vec<(usize, usize)>]) -> f64 {
        let mut moved = 0.0_f64;
        for (answers, probable) in items.iter().zip(&mut self.items).filter(|(answers, _)| !answers.is_empty()) {
            let likely = |class: usize| {
                let said = answers.iter().map(|&(person, said)| self.people[person][class][said].ln());
                self.classes[class].ln() + said.sum::<f64>()
            };
            let logs: Vec<f64> = (0..self.classes.len()).map(likely).collect();
            let most = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let new = normalised(logs.into_iter().map(|log| (log - most).exp()).collect());
            moved = probable.iter().zip(&new).fold(moved, |moved, (old, new)| moved.max((old - new).abs()));
            *probable = new;
        }
        moved
    }
}

/// The same numbers with the sum 1; equal ones where there is nothing.
#[expect(clippy::cast_precision_loss, reason = "there are at most a few classes")]
fn normalised(numbers: Vec<f64>) -> Vec<f64> {
    let sum: f64 = numbers.iter().sum();
    let equal = 1.0 / numbers.len() as f64;
    numbers.into_iter().map(|number| if sum > 0.0 { number / sum } else { equal }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Table 1 of Dawid & Skene: 45 patients, the first anaesthetist three times, four others once each.
    const ANAESTHETISTS: &str = "1111111 3334334 1122122 2223121 2223222 2223322 1222111 3333433 2222223 2322223 4444444 2223343 \
        1111111 2223212 1211111 1112111 1111111 1111111 2222221 2221322 2222222 2222221 2223222 2212222 1111111 1111111 2322222 \
        1111111 1111111 1121121 1111111 3333233 1111111 2222222 2223232 4334343 2212232 2323233 3333432 1111111 1111111 1212111 \
        2322222 1211111 2222222";

    fn anaesthetists() -> Vec<Vec<(usize, usize)>> {
        let person = |place: usize| place.saturating_sub(2);
        let answers = |patient: &str| {
            patient.bytes().enumerate().map(|(place, class)| (person(place), usize::from(class - b'1'))).collect()
        };
        ANAESTHETISTS.split_whitespace().map(answers).collect()
    }

    fn close(found: &[f64], expected: &[f64]) {
        let far = found.iter().zip(expected).any(|(found, expected)| (found - expected).abs() > 0.0006);
        assert!(!far && found.len() == expected.len(), "{found:?} {expected:?}");
    }

    /// Their result to two digits is classes of .40, .42, .11 and .07, and .89 .11, .07 .88 .05, .34 .66, .56 .44 for the first; the
    /// third digits were computed apart from this program.
    #[test]
    fn the_authors_example_has_their_numbers() {
        let items = anaesthetists();
        assert_eq!(items.len(), 45);
        let estimate = dawid_skene(&items, 5, 4, 0.0);
        close(&estimate.classes, &[0.3996, 0.4220, 0.1118, 0.0667]);
        let first =
            [[0.889, 0.111, 0.0, 0.0], [0.071, 0.876, 0.053, 0.0], [0.0, 0.339, 0.661, 0.0], [0.0, 0.0, 0.556, 0.444]];
        let second = [[0.834, 0.166, 0.0, 0.0], [0.053, 0.633, 0.314, 0.0], [0.0, 0.0, 1.0, 0.0], [0.0, 0.0, 0.0, 1.0]];
        for class in 0..4 {
            close(&estimate.people[0][class], &first[class]);
            close(&estimate.people[1][class], &second[class]);
        }
        // Patient 3 is in class 2 though 3 of the 7 answers are 1, patient 36 in class 4 though 4 of them are 3.
        close(&estimate.items[2], &[0.0, 1.0, 0.0, 0.0]);
        close(&estimate.items[35], &[0.0, 0.0, 0.0, 1.0]);
    }

    #[test]
    fn the_order_of_people_and_spectra_changes_nothing() {
        let items = anaesthetists();
        let turned: Vec<Vec<(usize, usize)>> = items
            .iter()
            .rev()
            .map(|answers| answers.iter().map(|&(person, class)| (4 - person, 3 - class)).collect())
            .collect();
        let (one, other) = (dawid_skene(&items, 5, 4, 0.01), dawid_skene(&turned, 5, 4, 0.01));
        for (item, twin) in one.items.iter().zip(other.items.iter().rev()) {
            assert!(item.iter().zip(twin.iter().rev()).all(|(a, b)| (a - b).abs() < 1e-6), "{item:?} {twin:?}");
        }
    }

    #[test]
    fn probabilities_are_probabilities_and_agreement_is_certainty() {
        let items = vec![vec![(0, 0), (1, 0)], vec![(0, 1), (1, 1)], vec![]];
        let estimate = dawid_skene(&items, 2, 2, 0.0);
        assert_eq!(estimate.items, [[1.0, 0.0], [0.0, 1.0], [0.5, 0.5]]);
        assert_eq!(estimate.classes, [0.5, 0.5]);
        let all = dawid_skene(&anaesthetists(), 5, 4, 0.5);
        let rows = all.items.iter().chain(all.people.iter().flatten()).chain([&all.classes]);
        for row in rows {
            assert!(
                (row.iter().sum::<f64>() - 1.0).abs() < 1e-12 && row.iter().all(|p| (0.0..=1.0).contains(p)),
                "{row:?}"
            );
        }
    }

    #[test]
    fn of_two_that_differ_the_one_counts_who_is_right_elsewhere() {
        // Three good ones agree on twenty spectra, a fourth one says the opposite of half of them. Then one good and the bad one differ.
        let mut items: Vec<Vec<(usize, usize)>> =
            (0..20).map(|n| vec![(0, n % 2), (1, n % 2), (2, n % 2), (3, (n % 2 + usize::from(n < 10)) % 2)]).collect();
        items.push(vec![(3, 0), (0, 1)]);
        let estimate = dawid_skene(&items, 4, 2, 0.01);
        assert!(estimate.items[20][1] > 0.95, "{:?}", estimate.items[20]);
    }
}
