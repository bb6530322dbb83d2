//! `POST /api/users/`: an account for somebody.

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use ml_job_domain::access::{Role, User, name_problems};
use ml_job_domain::{FieldError, UserId};
use ml_job_store::AddUser;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{OneTimeLink, TAG, mailed_link};
use crate::ApiState;
use crate::access::{Accounts, Person, new_link};
use crate::extract::Json;
use crate::problem::Problem;
use crate::teller::is_address;

/// An account that is wanted.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct NewUser {
    /// The name to sign in with, 1 to 50 characters; unique in upper and lower case.
    #[schema(min_length = 1, max_length = 50, example = "ada")]
    name: String,
    /// What the person may do.
    role: Role,
    /// Where the link is to be sent to; absent: the answer has it. Whoever uses it has that address.
    #[schema(max_length = 254, example = "ada@example.org")]
    email: Option<String>,
}

/// An account, and the link with which its person chooses a password.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CreatedUser {
    /// The account.
    user: User,
    /// The link.
    link: OneTimeLink,
}

/// Make an account
///
/// Nobody chooses a password for somebody else: the answer has a link with which its person does, once, within a day; or the link is
/// sent to an address.
#[utoipa::path(
    post, path = "/api/users/", tag = TAG, request_body = NewUser,
    responses(
        (status = 201, description = "The account, and its link", body = CreatedUser),
        (status = 409, description = "The name is taken, the instance sends no mail, or it runs without accounts"),
    ),
)]
pub(crate) async fn create_user(
    State(state): State<ApiState>,
    _: Person,
    Json(NewUser { name, role, email }): Json<NewUser>,
) -> Result<Response, Problem> {
    let mut errors = name_problems("/name", &name);
    if email.as_deref().is_some_and(|email| !is_address(email)) {
        errors.push(FieldError::new("/email", "is no address"));
    }
    Problem::unless_valid(errors)?;
    if email.is_some() {
        Accounts::of(&state)?.needs_mailer()?;
    }
    let now = state.clock.now();
    let user = User { user_id: UserId::new(), name, role, is_active: true, created_at: now, last_seen_at: None };
    let (secret, expires_at) = new_link(now)?;
    let added = match &email {
        None => state.store.add_user(&user, &secret.digest(), expires_at).await?,
        Some(email) => {
            let link = mailed_link(&secret, email);
            state.store.add_user_by_mail(&user, &secret.digest(), expires_at, &link).await?
        }
    };
    match added {
        AddUser::Added => {}
        AddUser::NameTaken => return Err(Problem::conflict(format!("Somebody is called {} already.", user.name))),
    }
    let link = match email {
        None => OneTimeLink::new(&secret, expires_at),
        Some(email) => OneTimeLink::mailed(email, expires_at),
    };
    let created = Json(CreatedUser { user, link });
    Ok((StatusCode::CREATED, [(header::CACHE_CONTROL, "no-store")], created).into_response())
}
