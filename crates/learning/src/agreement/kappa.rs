//! Agreement beyond chance as Cohen and Fleiss have it.

use std::collections::HashMap;

/// Cohen's κ (1960, Educ. Psychol. Meas. 20, 37) of two people over the spectra that both answered.
///
/// 1 where they always agree, 0 where they agree as often as by chance. `None` without a spectrum, or where both always say one and the same.
#[expect(clippy::cast_precision_loss, reason = "counts of labels are far smaller than 2^52")]
pub fn cohen_kappa(pairs: &[(usize, usize)]) -> Option<f64> {
    let n = pairs.len() as f64;
    let same = pairs.iter().filter(|(first, second)| first == second).count() as f64 / n;
    let mut counts: HashMap<usize, (u64, u64)> = HashMap::new();
    for &(first, second) in pairs {
        counts.entry(first).or_default().0 += 1;
        counts.entry(second).or_default().1 += 1;
    }
    // Whole numbers, so that the order of the categories changes nothing.
    let by_chance: u64 = counts.values().map(|(first, second)| first * second).sum();
    let by_chance = by_chance as f64 / (n * n);
    (by_chance < 1.0).then(|| (same - by_chance) / (1.0 - by_chance))
}

/// Fleiss' κ (1971, Psychol. Bull. 76, 378) of spectra that equally many people answered each, not always the same people.
///
/// `None` without a spectrum, where they are not equally many or fewer than two, or where all answers are one and the same.
#[expect(clippy::cast_precision_loss, reason = "counts of labels are far smaller than 2^52")]
pub fn fleiss_kappa(items: &[Vec<usize>]) -> Option<f64> {
    let raters = items.first()?.len();
    if raters < 2 || items.iter().any(|answers| answers.len() != raters) {
        return None;
    }
    let mut of_all: HashMap<usize, u64> = HashMap::new();
    let mut agreeing = 0_u64;
    for answers in items {
        let mut of_item: HashMap<usize, u64> = HashMap::new();
        for &answer in answers {
            *of_item.entry(answer).or_default() += 1;
            *of_all.entry(answer).or_default() += 1;
        }
        agreeing += of_item.values().map(|count| count * (count - 1)).sum::<u64>();
    }
    let (items, raters) = (items.len() as f64, raters as f64);
    let observed = agreeing as f64 / (items * raters * (raters - 1.0));
    let by_chance = of_all.values().map(|count| count * count).sum::<u64>() as f64 / (items * raters).powi(2);
    (by_chance < 1.0).then(|| (observed - by_chance) / (1.0 - by_chance))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn repeat(pair: (usize, usize), times: usize) -> Vec<(usize, usize)> {
        vec![pair; times]
    }

    #[test]
    fn cohens_example_of_two_readers_has_its_number() {
        // 20 times both yes, 5 times yes and no, 10 times no and yes, 15 times both no: (0.7 − 0.5) / (1 − 0.5).
        let pairs = [repeat((1, 1), 20), repeat((1, 0), 5), repeat((0, 1), 10), repeat((0, 0), 15)].concat();
        assert!((cohen_kappa(&pairs).unwrap() - 0.4).abs() < 1e-12);
        let turned: Vec<_> = pairs.iter().map(|&(first, second)| (second, first)).collect();
        let renamed: Vec<_> = pairs.iter().rev().map(|&(first, second)| (7 - first, 7 - second)).collect();
        assert_eq!(cohen_kappa(&turned), cohen_kappa(&pairs));
        assert_eq!(cohen_kappa(&renamed), cohen_kappa(&pairs));
    }

    #[test]
    fn perfect_agreement_is_one_perfect_contradiction_minus_one_and_one_answer_alone_says_nothing() {
        assert_eq!(cohen_kappa(&[(0, 0), (1, 1), (2, 2)]), Some(1.0));
        assert_eq!(cohen_kappa(&[(0, 1), (1, 0)]), Some(-1.0));
        assert_eq!(cohen_kappa(&[(3, 3), (3, 3)]), None);
        assert_eq!(cohen_kappa(&[]), None);
        assert_eq!(fleiss_kappa(&[vec![0, 0, 0], vec![1, 1, 1]]), Some(1.0));
        assert_eq!(fleiss_kappa(&[vec![2, 2], vec![2, 2]]), None);
        assert_eq!(fleiss_kappa(&[vec![0, 1], vec![0, 1, 1]]), None);
        assert_eq!(fleiss_kappa(&[vec![0], vec![1]]), None);
        assert_eq!(fleiss_kappa(&[]), None);
    }

    /// Fourteen people, ten subjects and five categories: the worked example of Wikipedia's article on Fleiss' kappa, κ = 0.210.
    #[test]
    fn the_worked_example_of_fleiss_kappa_has_its_number() {
        let counts = [
            [0, 0, 0, 0, 14],
            [0, 2, 6, 4, 2],
            [0, 0, 3, 5, 6],
            [0, 3, 9, 2, 0],
            [2, 2, 8, 1, 1],
            [7, 7, 0, 0, 0],
            [3, 2, 6, 3, 0],
            [2, 5, 3, 2, 2],
            [6, 5, 2, 1, 0],
            [0, 2, 2, 3, 7],
        ];
        let answers = |row: &[usize; 5]| -> Vec<usize> {
            row.iter().enumerate().flat_map(|(category, &count)| vec![category; count]).collect()
        };
        let items: Vec<Vec<usize>> = counts.iter().map(answers).collect();
        assert!((fleiss_kappa(&items).unwrap() - 0.209_930_704_421_955).abs() < 1e-12);
        let turned: Vec<Vec<usize>> =
            items.iter().rev().map(|item| item.iter().rev().map(|category| 4 - category).collect()).collect();
        assert_eq!(fleiss_kappa(&turned), fleiss_kappa(&items));
    }
}
