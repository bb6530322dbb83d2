//! What a request concerns, and in which space that lies.

use axum::extract::FromRequestParts as _;
use axum::http::request::Parts;
use ml_job_domain::access::{Decision, Need};
use ml_job_domain::access::{FilesPlace, Object, Permission, Place, decide};
use ml_job_domain::{JobId, LabellingId, SpaceId};
use ml_job_store::{FoundPlace, StoreError, Subject};
use serde::Deserialize;

use super::{Admission, Who};
use crate::ApiState;
use crate::extract::{Path, Query};
use crate::files::{DirPath, FilesError};
use crate::http::DirectoryQuery;
use crate::http::campaigns::CampaignPath;
use crate::http::files::{DirectoryNamePath, FilePath, ParentQuery, in_parent};
use crate::http::jobs::JobPath;
use crate::http::labellings::LabellingPath;
use crate::http::spaces::SpacePath;
use crate::problem::Problem;

/// What a request concerns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Concern {
    /// A place that the request itself tells.
    At(Place),
    /// Something of which the database tells where it lies.
    Stored(Subject),
}

#[derive(Deserialize)]
struct AskedJob {
    job_id: JobId,
}

/// What a request concerns, read as its endpoint will read it.
///
/// # Errors
/// 422 as the endpoint answers it.
pub(super) async fn concern(object: Object, parts: &mut Parts) -> Result<Concern, Problem> {
    Ok(match object {
        Object::Nothing | Object::List | Object::Named => Concern::At(Place::Nowhere),
        Object::Job => Concern::Stored(Subject::Job(job_id(parts).await?)),
        Object::JobAsked => {
            let Query(AskedJob { job_id }) = Query::from_request_parts(parts, &()).await?;
            Concern::Stored(Subject::Job(job_id))
        }
        Object::Labelling => {
            let Path(LabellingPath { labelling_id }) = Path::from_request_parts(parts, &()).await?;
            Concern::Stored(Subject::Labelling(labelling_id))
        }
        Object::Campaign => {
            // Endpoints with a second parameter read it beside this one.
            let Path(CampaignPath { campaign_id }) = Path::from_request_parts(parts, &()).await?;
            Concern::Stored(Subject::Campaign(campaign_id))
        }
        Object::Space => {
            let Path(SpacePath { space_id }) = Path::from_request_parts(parts, &()).await?;
            Concern::Stored(Subject::Space(space_id))
        }
        Object::File => {
            let Path(FilePath { filename }) = Path::from_request_parts(parts, &()).await?;
            of_files(&parent(parts).await?.join(&filename))
        }
        Object::Directory => {
            let Path(DirectoryNamePath { dirname }) = Path::from_request_parts(parts, &()).await?;
            of_files(&parent(parts).await?.join(&dirname))
        }
        Object::Listing => {
            let Query(DirectoryQuery { parent_dir_path }) = Query::from_request_parts(parts, &()).await?;
            of_files(&parent_dir_path)
        }
    })
}

async fn job_id(parts: &mut Parts) -> Result<JobId, Problem> {
    let Path(JobPath { job_id }) = Path::from_request_parts(parts, &()).await?;
    Ok(job_id)
}

async fn parent(parts: &mut Parts) -> Result<DirPath, Problem> {
    let Query(ParentQuery { parent_dir_path }) = Query::from_request_parts(parts, &()).await?;
    Ok(parent_dir_path)
}

/// Where a path of the files lies.
pub(super) fn of_files(path: &DirPath) -> Concern {
    match FilesPlace::of(path.as_str()) {
        FilesPlace::Shared => Concern::At(Place::Shared),
        FilesPlace::Root => Concern::At(Place::Root),
        FilesPlace::Job { directory } => Concern::Stored(Subject::Directory(directory.to_owned())),
        FilesPlace::Space(Some(id)) => Concern::Stored(Subject::Space(id)),
        FilesPlace::Space(None) => Concern::At(Place::Space(None)),
    }
}

/// Where that lies, as the caller stands to it; nothing where there is no such thing, as the endpoint will say.
///
/// # Errors
/// Where the database does not answer.
pub(super) async fn place(state: &ApiState, concern: &Concern, who: &Who) -> Result<Option<Place>, StoreError> {
    let subject = match concern {
        Concern::At(place) => return Ok(Some(*place)),
        Concern::Stored(subject) => subject,
    };
    let user_id = who.person().map(|person| person.user.user_id);
    let found = state.store.find_place(subject, user_id).await?;
    Ok(found.map(|FoundPlace { space_id, role }| Place::Space(role.or_else(|| who.visited_role(space_id)))))
}

/// What is answered where something is hidden: what is answered where there is no such thing, to whoever makes something new there or
/// asks for what there is.
pub(super) fn hidden(object: Object, concern: &Concern, makes: bool) -> Problem {
    match (object, concern) {
        (_, Concern::Stored(Subject::Job(id))) => Problem::no_such_job(*id),
        (_, Concern::Stored(Subject::Labelling(id))) => Problem::no_such_labelling(*id),
        (_, Concern::Stored(Subject::Campaign(id))) => Problem::no_such_campaign(*id),
        (Object::Space, Concern::Stored(Subject::Space(id))) => Problem::no_such_space(*id),
        (Object::File | Object::Directory, _) if makes => in_parent(FilesError::NoSuchDirectory),
        (Object::File, _) => FilesError::NoSuchFile.into(),
        _ => FilesError::NoSuchDirectory.into(),
    }
}

/// The space in which something new is to lie: the one that was asked for, else that of the job which it continues, else the
/// caller's own.
///
/// # Errors
/// 422 where the caller knows of no such space or job, or they do not fit; 403 where he or she may make nothing there.
pub(crate) async fn space_of_new(
    state: &ApiState,
    who: &Who,
    asked: Option<SpaceId>,
    parent: Option<JobId>,
) -> Result<SpaceId, Problem> {
    if state.accounts.is_none() {
        let is_other = asked.is_some_and(|asked| !asked.is_main());
        return if is_other { Err(no_space()) } else { Ok(SpaceId::MAIN) };
    }
    let find = async |subject| find(state, who, &subject).await;
    let found = match (parent, asked) {
        (Some(parent), _) => {
            let no_parent = || Problem::invalid_field("/parent_job_id", "is the id of no job");
            let found = find(Subject::Job(parent)).await?.ok_or_else(no_parent)?;
            if asked.is_some_and(|asked| asked != found.space_id) {
                let message = "must be the space of the job that it continues, or absent";
                return Err(Problem::invalid_field("/space_id", message));
            }
            found
        }
        (None, Some(asked)) => find(Subject::Space(asked)).await?.ok_or_else(no_space)?,
        (None, None) => {
            let person = who.person().ok_or_else(Problem::sign_in_first)?;
            let own = state.store.personal_space(&person.user, state.clock.now()).await?;
            find(Subject::Space(own)).await?.ok_or_else(no_space)?
        }
    };
    let decision = decide(Need::Person(Permission::Run), &who.caller(), Place::Space(found.role));
    match super::refusal(decision, who) {
        None => Ok(found.space_id),
        Some(problem) => Err(problem),
    }
}

fn no_space() -> Problem {
    Problem::invalid_field("/space_id", "is the id of no space")
}

/// The space of something that the caller may see, and the role there.
async fn find(state: &ApiState, who: &Who, subject: &Subject) -> Result<Option<FoundPlace>, Problem> {
    let user_id = who.person().map(|person| person.user.user_id);
    let found = state.store.find_place(subject, user_id).await?;
    let is_seen = |found: &FoundPlace| {
        decide(Need::Person(Permission::Read), &who.caller(), Place::Space(found.role)) != Decision::Hidden
    };
    Ok(found.filter(is_seen))
}

/// The space of something that the caller may move there or share there.
///
/// # Errors
/// 422 at `/space_id` where the caller knows of no such space, 403 where he or she may make nothing there.
pub(crate) async fn target_space(state: &ApiState, who: &Who, id: SpaceId) -> Result<(), Problem> {
    let found = find(state, who, &Subject::Space(id)).await?.ok_or_else(no_space)?;
    let decision = decide(Need::Person(Permission::Run), &who.caller(), Place::Space(found.role));
    super::refusal(decision, who).map_or(Ok(()), Err)
}

/// Nothing where the caller may label all of these.
///
/// # Errors
/// 404 for one that is hidden, 403 where the role in its space does not allow it.
pub(crate) async fn labellings_are_open(state: &ApiState, who: &Who, ids: &[LabellingId]) -> Result<(), Problem> {
    let Some(person) = who.person() else { return Ok(()) };
    if decide(Need::Person(Permission::Label), &who.caller(), Place::Space(None)) == Decision::Allowed {
        return Ok(());
    }
    let least = Permission::Label.space_role();
    let closed = state.store.find_closed_labelling(ids, person.user.user_id, least).await?;
    let Some((id, role)) = closed else { return Ok(()) };
    let decision = decide(Need::Person(Permission::Label), &who.caller(), Place::Space(role));
    Err(super::refusal(decision, who).unwrap_or_else(|| Problem::no_such_labelling(id)))
}

impl Admission {
    /// Whether the caller may still do what was begun: the session or the token lasts, and so does what it opens.
    ///
    /// # Errors
    /// Where the database does not answer.
    pub(crate) async fn holds(&self, state: &ApiState) -> Result<bool, Problem> {
        let Some(admitted) = &self.0 else { return Ok(true) };
        let Some(accounts) = &state.accounts else { return Ok(true) };
        let Ok(who) = super::who::recognise(state, accounts, &admitted.headers).await else { return Ok(false) };
        let Some(place) = place(state, &admitted.concern, &who).await? else { return Ok(true) };
        Ok(decide(admitted.need, &who.caller(), place) == Decision::Allowed)
    }
}
