//! What several people say of one spectrum: whose label counts, who is asked, and who may see what before she has answered.
//!
//! An [`Opinion`] is what one person says of one labelling; there is one of each person, her newest. Whose label counts is
//! [`counting()`]; the store keeps it in the labelling itself, so whatever reads labels reads the one that counts. A share of the
//! labellings ([`LabelRules::is_double`]) is asked of two people, and [`seen_by`] keeps from each what the other and the model say
//! until she has answered.

mod agreement;
mod counting;
mod rules;
mod sight;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::LabellingId;

pub use agreement::{
    Agreement, AgreementInterval, AgreementPair, AgreementPerson, CombinedLabel, Judged, LabelConfusion, Reliability,
};
pub use counting::{counting, labels_differ, measures};
pub use rules::{CombineLabels, LabelRules};
pub use sight::{Viewer, is_complete, may_see, seen_by};

/// What one person says of one spectrum.
#[serde_with::skip_serializing_none]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Opinion {
    /// The labelling.
    pub labelling_id: LabellingId,
    /// Who; absent for what was said where there were no accounts.
    #[cfg_attr(feature = "openapi", schema(example = "ada"))]
    pub author: Option<String>,
    /// The class that the person chose; absent where she took it back or only noted something.
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 30))]
    pub user_label: Option<String>,
    /// What the person noted.
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 50))]
    pub user_comment: Option<String>,
    /// What the person said before she could see what another says; absent where she could from the start.
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 30))]
    pub blind_label: Option<String>,
    /// When the person first said something of it.
    pub said_at: DateTime<Utc>,
    /// When the person last changed it.
    pub changed_at: DateTime<Utc>,
}

impl Opinion {
    /// Of somebody who has not said anything yet.
    pub fn none(labelling_id: LabellingId, author: Option<&str>, now: DateTime<Utc>) -> Self {
        Self {
            labelling_id,
            author: author.map(str::to_owned),
            user_label: None,
            user_comment: None,
            blind_label: None,
            said_at: now,
            changed_at: now,
        }
    }
}
