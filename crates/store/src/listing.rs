//! Lists by page: what to show, which part of it, and how much there is in all.

use ml_job_domain::{JobId, JobType, Phase, SpectrumSet};

/// Which jobs to list; what is absent does not restrict.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct JobFilter {
    /// Only jobs in this phase.
    pub phase: Option<Phase>,
    /// Only jobs of this type.
    pub job_type: Option<JobType>,
    /// Only jobs whose label contains this text, in upper or lower case.
    pub q: Option<String>,
    /// Only jobs that continue this one.
    pub parent_job_id: Option<JobId>,
}

/// Which labellings of a job to list; what is absent does not restrict.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LabellingFilter {
    /// Only labellings of this set.
    pub spectrum_set: Option<SpectrumSet>,
}

/// A part of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    /// How many items to leave out at the beginning.
    pub offset: u64,
    /// How many items to give at most.
    pub limit: u64,
}

impl Page {
    /// The page as the arguments of `LIMIT` and `OFFSET`, which are signed.
    pub(crate) fn limit_and_offset(self) -> (i64, i64) {
        let signed = |number| i64::try_from(number).unwrap_or(i64::MAX);
        (signed(self.limit), signed(self.offset))
    }
}

/// A part of a list, and the length of the whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed<T> {
    /// How many items the filter lets through, on all pages together.
    pub total: u64,
    /// The items of the page.
    pub items: Vec<T>,
}

impl<T> Default for Listed<T> {
    fn default() -> Self {
        Self { total: 0, items: Vec::new() }
    }
}
