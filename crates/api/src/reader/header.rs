//! All cards of a file's headers, as JSON.

use std::path::PathBuf;

use ml_job_spectra::{HeaderCard, HeaderUnit, read_header};
use serde::Serialize;
use utoipa::ToSchema;

use super::wire::{Answer, Refusal};

/// The headers of a file.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SpectrumHeader)]
pub(crate) struct HeaderView {
    /// One for each unit of the file, in their order; none where it is no FITS file.
    units: Vec<UnitView>,
}

/// The header of one unit.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SpectrumHeaderUnit)]
pub(crate) struct UnitView {
    /// Its EXTNAME, where it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    /// Its cards in their order, without END and blank ones.
    cards: Vec<CardView>,
}

/// A card.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SpectrumHeaderCard)]
pub(crate) struct CardView {
    /// Its keyword; empty where a text goes on.
    #[schema(example = "OBJECT")]
    keyword: String,
    /// Its value as it is written, strings without quotes; left out where it is undefined.
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<String>,
    /// What stands behind the value.
    comment: String,
}

impl From<HeaderUnit> for UnitView {
    fn from(unit: HeaderUnit) -> Self {
        let card = |HeaderCard { keyword, value, comment }| CardView { keyword, value, comment };
        Self { name: unit.name, cards: unit.cards.into_iter().map(card).collect() }
    }
}

pub(super) fn answer(paths: &[PathBuf]) -> Result<Answer, Refusal> {
    let [path] = paths else { return Err(Refusal::Failed("one file was to come along".into())) };
    let units = read_header(path)?.into_iter().map(UnitView::from).collect();
    serde_json::to_vec(&HeaderView { units }).map(Answer::Body).map_err(|error| Refusal::Failed(error.to_string()))
}
