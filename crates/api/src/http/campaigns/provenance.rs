//! `GET /api/campaigns/{campaign_id}/provenance`: what a campaign's lists came from, as the W3C writes it.

use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use chrono::{DateTime, SecondsFormat, Utc};
use ml_job_domain::{Assessment, Campaign, CampaignJob, CampaignRecord, CampaignRole, CampaignStep, Job, PoolSource};
use serde_json::{Map, Value, json};

use super::export::{LIST_FILE, hash, read_list, slug};
use super::{CampaignPath, TAG};
use crate::download::{Disposition, present};
use crate::extract::Path;
use crate::problem::Problem;
use crate::{ApiState, campaigns, jobs};

/// Get the provenance of a campaign
///
/// PROV-JSON (W3C Member Submission of 2013-04-24): the plan, the matrix with its hash, the labels of each round, the lists with
/// their hashes, the audits, and the jobs that made them with their configs and times.
#[utoipa::path(
    get, path = "/api/campaigns/{campaign_id}/provenance", tag = TAG, params(CampaignPath),
    responses((status = 200, description = "The provenance", body = Object)),
)]
pub(crate) async fn get_provenance(
    State(state): State<ApiState>,
    Path(CampaignPath { campaign_id }): Path<CampaignPath>,
) -> Result<Response, Problem> {
    let record = campaigns::record(&state, campaigns::find(&state, campaign_id).await?).await?;
    let mut document = Document::default();
    document.begin(&record.campaign);
    let places = state.store.list_campaign_jobs(campaign_id).await?;
    if let Some(CampaignJob { job_id, .. }) = places.iter().find(|job| job.role == CampaignRole::Preparation) {
        document.preparation(&jobs::find(&state, *job_id).await?);
    }
    for round in &record.rounds {
        let has_learnt = round.job.metrics.as_ref().is_some_and(|metrics| metrics.get("model").is_some());
        let list = if has_learnt { read_list(&state, round).await.ok() } else { None };
        document.round(round, list.map(|list| hash(&list)), record.pool_path.as_deref());
    }
    let name = format!("{}-provenance.json", slug(&record.campaign));
    let assessment = campaigns::assess(&state, record.clone()).await?;
    for audit in &record.audits {
        document.audit(&record, audit, &assessment);
    }
    let mut response = document.into_json().to_string().into_response();
    present(response.headers_mut(), Disposition::Attachment(&name));
    Ok(response)
}

/// The document in the making: records by their kind.
#[derive(Default)]
struct Document(Map<String, Value>);

impl Document {
    fn add(&mut self, kind: &str, id: &str, mut attributes: Value) {
        if let Value::Object(attributes) = &mut attributes {
            attributes.retain(|_, value| !value.is_null());
        }
        let records = self.0.entry(kind).or_insert_with(|| json!({}));
        records[id] = attributes;
    }

    /// A relation, which needs no name of its own.
    fn relate(&mut self, kind: &str, from: (&str, &str), to: (&str, &str)) {
        let id = format!("_:{}-{}-{}", kind, local(from.1), local(to.1));
        let (subject, object) = (format!("prov:{}", from.0), format!("prov:{}", to.0));
        self.add(kind, &id, json!({ subject: from.1, object: to.1 }));
    }

    fn used(&mut self, activity: &str, entity: &str) {
        self.relate("used", ("activity", activity), ("entity", entity));
    }

    fn made(&mut self, entity: &str, activity: &str) {
        self.relate("wasGeneratedBy", ("entity", entity), ("activity", activity));
    }

    fn derived(&mut self, entity: &str, from: &str) {
        self.relate("wasDerivedFrom", ("generatedEntity", entity), ("usedEntity", from));
    }

    /// Plan, program and person, and where the spectra come from.
    fn begin(&mut self, campaign: &Campaign) {
        let plan = serde_json::to_string(&campaign.plan).unwrap_or_default();
        self.add(
            "entity",
            "ml:plan",
            json!({
                "prov:type": name("prov:Plan"), "prov:label": campaign.label, "ml:campaign_id": campaign.campaign_id,
                "ml:created_at": time(Some(campaign.created_at)), "ml:plan": plan,
            }),
        );
        let program = format!("ml-job {}", env!("CARGO_PKG_VERSION"));
        self.add("agent", "ml:program", json!({ "prov:type": name("prov:SoftwareAgent"), "prov:label": program }));
        self.add(
            "agent",
            "ml:annotators",
            json!({ "prov:type": name("prov:Person"), "prov:label": "Those who labelled" }),
        );
        match &campaign.plan.pool {
            PoolSource::Matrix(path) => self.add("entity", "ml:matrix", json!({ "ml:path": path })),
            PoolSource::Preprocessing(config) => {
                self.add("entity", "ml:archive", json!({ "ml:path": config.get("data_dir_path") }));
            }
        }
    }

    /// A job, as an activity of the program.
    fn job(&mut self, job: &Job) -> String {
        let id = format!("ml:job-{}", job.job_id);
        let config = job.config.as_ref().map(Value::to_string);
        self.add(
            "activity",
            &id,
            json!({
                "prov:startTime": job.started_at.map(written), "prov:endTime": job.ended_at.map(written),
                "prov:type": job.job_type.to_string(), "prov:label": job.label, "ml:phase": job.phase.to_string(),
                "ml:config": config, "ml:worker": job.worker,
            }),
        );
        let with = format!("_:wasAssociatedWith-{}", local(&id));
        self.add(
            "wasAssociatedWith",
            &with,
            json!({ "prov:activity": id, "prov:agent": "ml:program", "prov:plan": "ml:plan" }),
        );
        id
    }

    fn preparation(&mut self, job: &Job) {
        let id = self.job(job);
        self.used(&id, "ml:archive");
        self.add("entity", "ml:matrix", json!({ "ml:path": format!("{}/result.h5", job.dir_path) }));
        self.made("ml:matrix", &id);
        self.derived("ml:matrix", "ml:archive");
    }

    /// A round: what it learnt from, its list, and the labels that people gave to what it asked.
    fn round(&mut self, round: &CampaignStep, list_sha256: Option<String>, pool_path: Option<&str>) {
        let id = self.job(&round.job);
        let metric = |key: &str| round.job.metrics.as_ref().and_then(|metrics| metrics.get(key)).cloned();
        if let Some(hash) = metric("pool_sha256").filter(|hash| hash.as_str().is_some_and(|hash| !hash.is_empty())) {
            self.add("entity", "ml:matrix", json!({ "ml:path": pool_path, "ml:sha256": hash }));
        } else if !self.has("ml:matrix") {
            self.add("entity", "ml:matrix", json!({ "ml:path": pool_path }));
        }
        self.used(&id, "ml:matrix");
        for earlier in 0..round.number {
            let labels = format!("ml:labels-{earlier}");
            if self.has(&labels) {
                self.used(&id, &labels);
            }
        }
        if let Some(hash) = list_sha256 {
            let list = format!("ml:list-{}", round.number);
            self.add(
                "entity",
                &list,
                json!({
                    "ml:path": format!("{}/{LIST_FILE}", round.job.dir_path), "ml:sha256": hash, "ml:listed": metric("listed"),
                    "ml:model": metric("model"), "ml:taught": metric("taught"),
                }),
            );
            self.made(&list, &id);
            self.derived(&list, "ml:matrix");
        }
        self.labels(&format!("ml:labels-{}", round.number), round);
    }

    /// An audit: what it has frozen, what people judged, and the certificate.
    fn audit(&mut self, record: &CampaignRecord, audit: &CampaignStep, assessment: &Assessment) {
        let id = self.job(&audit.job);
        self.used(&id, "ml:matrix");
        let path = audit.job.config.as_ref().and_then(|config| config.get("list_path")?.as_str());
        let frozen_of = record.rounds.iter().find(|round| {
            path.and_then(|path| path.rsplit_once('/')).is_some_and(|(directory, _)| directory == round.job.dir_path)
        });
        let list = frozen_of.map(|round| format!("ml:list-{}", round.number)).filter(|list| self.has(list));
        list.iter().for_each(|list| self.used(&id, list));
        let Some(state) = assessment.audits.iter().find(|state| state.number == audit.number) else { return };
        let frozen = format!("ml:frozen-{}", audit.number);
        self.add("entity", &frozen, json!({ "ml:list_sha256": state.list_sha256, "ml:listed": state.listed }));
        self.made(&frozen, &id);
        list.iter().for_each(|list| self.derived(&frozen, list));
        let labels = format!("ml:labels-of-audit-{}", audit.number);
        self.labels(&labels, audit);
        let certificate = format!("ml:certificate-{}", audit.number);
        self.add(
            "entity",
            &certificate,
            json!({
                "ml:kind": state.kind, "ml:alpha": state.alpha, "ml:bound": state.bound, "ml:judged": state.answered,
                "ml:unsure": state.unsure,
            }),
        );
        self.derived(&certificate, &frozen);
        self.derived(&certificate, &labels);
    }

    fn labels(&mut self, id: &str, step: &CampaignStep) {
        let given = step.labellings.iter().filter(|labelling| labelling.user_label.is_some()).count();
        let asked = step.labellings.len();
        self.add("entity", id, json!({ "ml:job_id": step.job.job_id, "ml:asked": asked, "ml:given": given }));
        self.relate("wasAttributedTo", ("entity", id), ("agent", "ml:annotators"));
    }

    fn has(&self, entity: &str) -> bool {
        self.0.get("entity").is_some_and(|entities| entities.get(entity).is_some())
    }

    fn into_json(mut self) -> Value {
        let mut document = Map::new();
        document.insert("prefix".to_owned(), json!({ "ml": "urn:ml-job:" }));
        document.append(&mut self.0);
        Value::Object(document)
    }
}

/// The part of a name after its prefix.
fn local(id: &str) -> &str {
    id.split_once(':').map_or(id, |(_, local)| local)
}

fn name(qualified: &str) -> Value {
    json!({ "$": qualified, "type": "prov:QUALIFIED_NAME" })
}

fn written(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Micros, true)
}

fn time(time: Option<DateTime<Utc>>) -> Value {
    time.map_or(Value::Null, |time| json!({ "$": written(time), "type": "xsd:dateTime" }))
}
