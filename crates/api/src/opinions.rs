//! What several people say of one spectrum, for the endpoints: who may see what, what an experiment wants, and which label counts.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use ml_job_domain::access::Role;
use ml_job_domain::opinion::{
    Agreement, CombineLabels, Judged, LabelRules, Opinion, Viewer, labels_differ, may_see, seen_by,
};
use ml_job_domain::{CampaignRecord, Job, JobId, Labelling, LabellingId};
use ml_job_store::{LabellingFilter, Opinions, Page};
use serde::Serialize;
use utoipa::ToSchema;

use crate::access::Who;
use crate::problem::Problem;
use crate::{ApiState, campaigns, jobs};

/// From how many labellers on two people are asked about a share of the labellings.
const LABELLERS: u64 = 2;

impl Who {
    /// Who looks at labellings. Where there are no accounts, and for workers, there is nothing to hide.
    pub(crate) fn viewer(&self) -> Viewer<'_> {
        let viewer = |person: &crate::access::Person| person.user.role >= Role::Labeller;
        match self.person() {
            Some(person) => Viewer { name: self.name(), may_label: viewer(person) },
            None => Viewer::ALL,
        }
    }
}

/// The labellings as the caller may see them.
pub(crate) async fn seen(state: &ApiState, who: &Who, labellings: Vec<Labelling>) -> Result<Vec<Labelling>, Problem> {
    let viewer = who.viewer();
    if viewer.name.is_none() {
        return Ok(labellings);
    }
    let ids: Vec<LabellingId> = labellings.iter().map(|labelling| labelling.labelling_id).collect();
    let opinions = state.store.opinions_of(&ids).await?;
    Ok(labellings.into_iter().map(|labelling| seen_with(labelling, &opinions, viewer)).collect())
}

/// The same, once for each person who says something of it, with what she says in the place of what counts.
pub(crate) async fn spread(state: &ApiState, who: &Who, labellings: Vec<Labelling>) -> Result<Vec<Labelling>, Problem> {
    let ids: Vec<LabellingId> = labellings.iter().map(|labelling| labelling.labelling_id).collect();
    let opinions = state.store.opinions_of(&ids).await?;
    let mut all = Vec::with_capacity(labellings.len());
    for labelling in labellings {
        let seen = seen_with(labelling, &opinions, who.viewer());
        let said = opinions.get(&seen.labelling_id).map(Vec::as_slice).unwrap_or_default();
        if seen.is_hidden || said.is_empty() {
            all.push(seen);
            continue;
        }
        all.extend(said.iter().map(|opinion| Labelling {
            user_label: opinion.user_label.clone(),
            user_comment: opinion.user_comment.clone(),
            user_label_author: opinion.author.clone(),
            user_label_at: Some(opinion.changed_at),
            ..seen.clone()
        }));
    }
    Ok(all)
}

/// A campaign as the caller may see it.
pub(crate) async fn seen_record(
    state: &ApiState,
    who: &Who,
    mut record: CampaignRecord,
) -> Result<CampaignRecord, Problem> {
    for step in record.rounds.iter_mut().chain(&mut record.audits) {
        step.labellings = seen(state, who, std::mem::take(&mut step.labellings)).await?;
    }
    Ok(record)
}

/// The labelling as the viewer may see it.
pub(crate) fn seen_with(labelling: Labelling, opinions: &Opinions, viewer: Viewer<'_>) -> Labelling {
    let of_it = opinions.get(&labelling.labelling_id).map(Vec::as_slice).unwrap_or_default();
    seen_by(labelling, of_it, viewer)
}

/// Of what is said of a labelling by whom, that which the caller may see: all of it, or only what she said herself.
pub(crate) fn keep_visible<T>(
    labelling: &Labelling,
    opinions: &[Opinion],
    who: &Who,
    told: Vec<T>,
    author: impl Fn(&T) -> Option<&str>,
) -> Vec<T> {
    let viewer = who.viewer();
    if may_see(labelling, opinions, viewer) {
        return told;
    }
    told.into_iter().filter(|it| author(it) == viewer.name).collect()
}

/// What the experiment of a job wants of several labellers: of a campaign its plan says it.
pub(crate) async fn rules(state: &ApiState, job: &Job) -> Result<LabelRules, Problem> {
    if let Some(place) = state.store.lookup_campaign_place(job.job_id).await? {
        return Ok(campaigns::find(state, place.campaign_id).await?.plan.label_rules());
    }
    Ok(job.config.as_ref().map(LabelRules::of_config).unwrap_or_default())
}

/// Says of new labellings about which of them two people are asked: where there are two.
pub(crate) async fn choose_double(state: &ApiState, labellings: &mut [Labelling]) -> Result<(), Problem> {
    if state.accounts.is_none() || state.store.count_labellers().await? < LABELLERS {
        return Ok(());
    }
    let ids: BTreeSet<JobId> = labellings.iter().map(|labelling| labelling.job_id).collect();
    let mut rules_of = HashMap::new();
    for id in ids {
        // Of a job that is not there nothing is added.
        let Some(job) = state.store.lookup_job(id).await? else { continue };
        rules_of.insert(id, rules(state, &job).await?);
    }
    for labelling in labellings {
        labelling.is_double = rules_of.get(&labelling.job_id).is_some_and(|rules| rules.is_double(labelling));
    }
    Ok(())
}

/// The jobs of an experiment up to this one, oldest first: those that it continues, as far as they are of its type.
pub(crate) async fn experiment(state: &ApiState, id: JobId) -> Result<Vec<Job>, Problem> {
    let mut chain = vec![jobs::find(state, id).await?];
    let mut seen = BTreeSet::from([id]);
    while let Some(parent) = chain.last().and_then(|job| job.parent_job_id).filter(|parent| seen.insert(*parent)) {
        let Some(job) = state.store.lookup_job(parent).await? else { break };
        if chain.last().is_some_and(|newest| newest.job_type != job.job_type) {
            break;
        }
        chain.push(job);
    }
    chain.reverse();
    Ok(chain)
}

/// The labellings of a job with what people say of each.
pub(crate) async fn judged(state: &ApiState, job_id: JobId) -> Result<Vec<Judged>, Problem> {
    let labellings = state.store.list_labellings(job_id, &LabellingFilter::default(), None).await?.items;
    let mut opinions = state.store.opinions_of_job(job_id).await?;
    let judged = |labelling: Labelling| Judged {
        opinions: opinions.remove(&labelling.labelling_id).unwrap_or_default(),
        labelling,
    };
    Ok(labellings.into_iter().map(judged).collect())
}

/// The labels that count where an experiment wants them of all answers together: of the labellings that people differ about.
pub(crate) async fn combined(
    state: &ApiState,
    rules: LabelRules,
    ids: &[JobId],
) -> Result<BTreeMap<LabellingId, String>, Problem> {
    if rules.combine != CombineLabels::DawidSkene {
        return Ok(BTreeMap::new());
    }
    let mut all = Vec::new();
    for id in ids {
        all.extend(judged(state, *id).await?);
    }
    let kinds = Arc::clone(&state.kinds);
    Ok(tokio::task::spawn_blocking(move || kinds.combine(&all)).await?)
}

/// The same of the experiment of a job, up to it.
pub(crate) async fn combined_of(state: &ApiState, job: &Job) -> Result<BTreeMap<LabellingId, String>, Problem> {
    let rules = rules(state, job).await?;
    if rules.combine != CombineLabels::DawidSkene {
        return Ok(BTreeMap::new());
    }
    let ids: Vec<JobId> = experiment(state, job.job_id).await?.into_iter().map(|job| job.job_id).collect();
    combined(state, rules, &ids).await
}

/// Puts the combined labels into the places of those that count by votes.
pub(crate) fn take_combined(labellings: &mut [Labelling], combined: &BTreeMap<LabellingId, String>) {
    for labelling in labellings {
        let label = combined.get(&labelling.labelling_id);
        if let Some(label) = label.filter(|label| labelling.user_label.as_ref() != Some(label)) {
            labelling.user_label = Some(label.clone());
            // It is nobody's own any more.
            (labelling.user_label_author, labelling.user_label_at, labelling.user_comment) = (None, None, None);
        }
    }
}

/// How far the people agree who labelled what these jobs show.
pub(crate) async fn agreement(state: &ApiState, rules: LabelRules, ids: &[JobId]) -> Result<Agreement, Problem> {
    let mut all = Vec::new();
    for id in ids {
        all.extend(judged(state, *id).await?);
    }
    let kinds = Arc::clone(&state.kinds);
    Ok(tokio::task::spawn_blocking(move || kinds.agreement(&all, rules.seed)).await?)
}

/// A labelling that people differ about.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Disagreement {
    /// The labelling, with the label that counts.
    labelling: Labelling,
    /// What each says, in the order in which they said it.
    opinions: Vec<Opinion>,
}

/// What people differ about.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DisagreementList {
    /// How many there are in all.
    total: u64,
    /// Those of the page, in the order in which the spectra were shown.
    disagreements: Vec<Disagreement>,
}

/// What people differ about in these jobs: open ones, or with `settled` those too that somebody has settled.
pub(crate) async fn disagreements(
    state: &ApiState,
    who: &Who,
    ids: &[JobId],
    settled: bool,
    page: Page,
) -> Result<DisagreementList, Problem> {
    let viewer = who.viewer();
    let mut all = Vec::new();
    for id in ids {
        let judged = judged(state, *id).await?.into_iter();
        let differ = judged.filter(|it| labels_differ(&it.opinions) && may_see(&it.labelling, &it.opinions, viewer));
        all.extend(differ.filter(|it| settled || it.labelling.adjudicated_by.is_none()));
    }
    let place = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
    let total = all.len() as u64;
    let shown = all.into_iter().skip(place(page.offset)).take(place(page.limit));
    let disagreement = |Judged { labelling, opinions }| {
        let labelling = seen_by(labelling, &opinions, viewer);
        Disagreement { labelling, opinions }
    };
    Ok(DisagreementList { total, disagreements: shown.map(disagreement).collect() })
}
