//! Many names in little memory.

use std::collections::{HashMap, HashSet};

/// A list of names in one block of text: four million names of 30 bytes take 150 MB, half of what as many `String`s would.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Names {
    text: String,
    /// End of each name in `text`.
    ends: Vec<usize>,
}

impl Names {
    /// Appends a name.
    pub fn push(&mut self, name: &str) {
        self.text.push_str(name);
        self.ends.push(self.text.len());
    }

    /// How many names there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The `i`-th name.
    ///
    /// # Panics
    /// When there are not that many.
    pub fn get(&self, i: usize) -> &str {
        let start = i.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.text[start..self.ends[i]]
    }

    /// All names in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &str> {
        (0..self.len()).map(|i| self.get(i))
    }

    /// Length in bytes of the longest name.
    pub fn longest(&self) -> usize {
        self.iter().map(str::len).max().unwrap_or(0)
    }

    /// Positions of the names in `wanted`, ascending.
    pub fn positions(&self, wanted: &HashSet<&str>) -> Vec<usize> {
        if wanted.is_empty() {
            return Vec::new();
        }
        self.iter().enumerate().filter(|(_, name)| wanted.contains(name)).map(|(i, _)| i).collect()
    }

    /// First position of each name in `wanted` that occurs.
    pub fn first_positions<'w>(&self, wanted: &HashSet<&'w str>) -> HashMap<&'w str, usize> {
        let mut found = HashMap::with_capacity(wanted.len());
        for (i, name) in self.iter().enumerate() {
            if let Some(name) = wanted.get(name) {
                found.entry(*name).or_insert(i);
            }
        }
        found
    }
}

impl<S: AsRef<str>> FromIterator<S> for Names {
    fn from_iter<I: IntoIterator<Item = S>>(names: I) -> Self {
        let mut all = Self::default();
        names.into_iter().for_each(|name| all.push(name.as_ref()));
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_back_in_order() {
        let names: Names = ["a", "", "ž", "long"].into_iter().collect();
        assert_eq!(names.iter().collect::<Vec<_>>(), ["a", "", "ž", "long"]);
        assert_eq!((names.len(), names.longest()), (4, 4));
    }

    #[test]
    fn the_first_of_equal_names_is_found() {
        let names: Names = ["a", "b", "a"].into_iter().collect();
        let wanted = HashSet::from(["a", "absent"]);
        assert_eq!(names.first_positions(&wanted), HashMap::from([("a", 0)]));
        assert_eq!(names.positions(&wanted), [0, 2]);
    }
}
