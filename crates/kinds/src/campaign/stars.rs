//! Spectra of one star, which a person sees together.

use std::collections::HashMap;

use ml_job_domain::SAME_STAR_MAX;

/// For each of `rows` the other rows of its star, in their order, at most [`SAME_STAR_MAX`].
///
/// `stars` has the first row of each one's star.
pub(super) fn same_star(rows: &[usize], stars: &[u32]) -> Vec<Vec<usize>> {
    let mut members: HashMap<u32, Vec<usize>> = rows.iter().map(|&row| (stars[row], Vec::new())).collect();
    for (row, star) in stars.iter().enumerate() {
        // One more than is told, since one of them may be the row itself.
        if let Some(members) = members.get_mut(star).filter(|members| members.len() <= SAME_STAR_MAX) {
            members.push(row);
        }
    }
    let others = |&row: &usize| {
        let others = members[&stars[row]].iter().copied().filter(|other| *other != row);
        others.take(SAME_STAR_MAX).collect()
    };
    rows.iter().map(others).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_other_spectra_of_a_star_are_told_and_no_more_than_a_screen_holds() {
        assert_eq!(same_star(&[1, 3, 2], &[0, 1, 0, 1, 1]), [vec![3, 4], vec![1, 4], vec![0]]);
        let many = same_star(&[0, 29], &[0; 30]);
        assert_eq!(many[0], (1..=SAME_STAR_MAX).collect::<Vec<_>>());
        assert_eq!(many[1], (0..SAME_STAR_MAX).collect::<Vec<_>>());
    }
}
