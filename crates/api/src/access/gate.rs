//! The middleware before the endpoints of an instance with accounts.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::{MatchedPath, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use ml_job_accounts::{digest, is_same};
use ml_job_domain::access::{
    AuditOutcome, Decision, Need, Object, Permission, Place, Role, browser_of, decide, need_of, object_of,
};
use utoipa::openapi::OpenApi;

use super::address::{self, Peer};
use super::who::identify;
use super::{Admission, Admitted, Client, Person, Way, Who, note, place, refusal};
use crate::ApiState;
use crate::problem::Problem;

const CSRF_HEADER: HeaderName = HeaderName::from_static("x-csrf-token");

/// What each endpoint needs.
pub(crate) struct Gate {
    /// By path, without a trailing slash.
    operations: HashMap<String, Vec<Operation>>,
}

#[derive(Debug, Clone)]
struct Operation {
    method: Method,
    name: String,
    /// Nothing where nobody has decided: nobody may then.
    need: Option<Need>,
    /// What it concerns.
    object: Object,
}

impl Gate {
    /// For the endpoints of this document.
    pub(crate) fn new(document: &OpenApi) -> Self {
        let mut operations: HashMap<String, Vec<Operation>> = HashMap::new();
        for (path, item) in &document.paths.paths {
            let methods = [
                (Method::GET, &item.get),
                (Method::PUT, &item.put),
                (Method::POST, &item.post),
                (Method::PATCH, &item.patch),
                (Method::DELETE, &item.delete),
            ];
            let here = operations.entry(path.trim_end_matches('/').to_owned()).or_default();
            here.extend(methods.into_iter().filter_map(|(method, operation)| {
                let name = operation.as_ref()?.operation_id.clone().unwrap_or_default();
                let object = object_of(&name).unwrap_or(Object::Nothing);
                Some(Operation { method, need: need_of(&name), object, name })
            }));
        }
        Self { operations }
    }

    /// The endpoint that a request is for. There is none for what is not the API's, and for methods that a path does not have.
    fn operation(&self, request: &Request) -> Option<&Operation> {
        let path = request.extensions().get::<MatchedPath>()?.as_str();
        let method = if request.method() == Method::HEAD { &Method::GET } else { request.method() };
        self.operations.get(path.trim_end_matches('/'))?.iter().find(|operation| operation.method == *method)
    }
}

/// Lets through who may.
pub(crate) async fn admit(
    State((state, gate)): State<(ApiState, Arc<Gate>)>,
    request: Request,
    next: Next,
) -> Response {
    let (Some(accounts), Some(operation)) = (&state.accounts, gate.operation(&request)) else {
        return next.run(request).await;
    };
    let peer = request.extensions().get::<Peer>().copied();
    let client = Client {
        address: address::client(peer, request.headers(), &accounts.config.trusted_proxies),
        browser: browser(request.headers()),
    };
    let who = match identify(&state, accounts, request.headers()).await {
        Ok(who) => who,
        // What needs nothing needs no token either.
        Err(_) if operation.need == Some(Need::Nothing) => Who::Stranger,
        Err(problem) => return problem.into_response(),
    };
    let path = request.uri().path().to_owned();
    let is_change = !matches!(*request.method(), Method::GET | Method::HEAD);
    let user = who.person().map(|person| person.user.clone());
    let (mut parts, body) = request.into_parts();
    let checked = match check(operation, &who, &parts.headers, is_change) {
        Ok(need) => look(&state, operation, need, &who, &mut parts).await,
        Err(problem) => Err(problem),
    };
    let mut request = Request::from_parts(parts, body);
    if let Err(problem) = checked {
        if is_change && user.is_some() {
            note(&state, &client, user.as_ref(), &operation.name, Some(path), AuditOutcome::Refused).await;
        }
        return problem.into_response();
    }
    request.extensions_mut().insert(who);
    request.extensions_mut().insert(client.clone());
    let response = next.run(request).await;
    if is_change && is_noted(operation) && user.is_some() {
        let outcome = outcome_of(response.status());
        note(&state, &client, user.as_ref(), &operation.name, Some(path), outcome).await;
    }
    response
}

/// The browser that sends a request, in a few words.
fn browser(headers: &HeaderMap) -> Option<String> {
    headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).and_then(browser_of)
}

/// Whether the caller may with anything at all, and whether the caller meant it: what the endpoint needs.
fn check(operation: &Operation, who: &Who, headers: &HeaderMap, is_change: bool) -> Result<Need, Problem> {
    let forbidden = |detail: String| Err(Problem::new(StatusCode::FORBIDDEN, detail));
    let Some(need) = operation.need else { return forbidden("Nobody may do this here.".to_owned()) };
    if let Some(problem) = refusal(decide(need, &who.caller(), Place::Nowhere), who) {
        return Err(problem);
    }
    match who.person() {
        Some(Person { way: Way::Session { csrf_digest, .. }, .. }) if is_change && need != Need::Nothing => {
            let shown = headers.get(CSRF_HEADER).and_then(|value| value.to_str().ok()).map(digest);
            if shown.is_some_and(|shown| is_same(&shown, csrf_digest)) {
                return Ok(need);
            }
            forbidden(
                "The page did not show that it is ours: reload it. Programs use a token, not the cookie.".to_owned(),
            )
        }
        _ => Ok(need),
    }
}

/// Whether the caller may with what the request concerns, wherever that lies. What holds later, is asked the same way.
async fn look(
    state: &ApiState,
    operation: &Operation,
    need: Need,
    who: &Who,
    parts: &mut Parts,
) -> Result<(), Problem> {
    let makes = parts.method == Method::POST;
    let sees_all = match who {
        Who::Worker | Who::Stranger => true,
        Who::Visitor(_) => false,
        Who::Person(person) => person.user.role == Role::Administrator,
    };
    if sees_all && operation.object != Object::Job || need == Need::Nothing {
        return Ok(());
    }
    let concern = place::concern(operation.object, parts).await?;
    if !sees_all {
        match place::place(state, &concern, who).await? {
            Some(place) => match decide(need, &who.caller(), place) {
                Decision::Hidden => return Err(place::hidden(operation.object, &concern, makes)),
                decision => refusal(decision, who).map_or(Ok(()), Err)?,
            },
            // A list that is asked for by a job tells nothing of one that is hidden, and nothing of one that is not there.
            None if operation.object == Object::JobAsked => {
                return Err(place::hidden(operation.object, &concern, makes));
            }
            None => {}
        }
    }
    let headers = parts.headers.clone();
    parts.extensions.insert(Admission(Some(Arc::new(Admitted { headers, need, concern }))));
    Ok(())
}

/// Labels have a history of their own, with their authors; what needs nothing is told by who signs in with it.
fn is_noted(operation: &Operation) -> bool {
    !matches!(operation.need, None | Some(Need::Nothing | Need::Worker | Need::Person(Permission::Label)))
}

fn outcome_of(status: StatusCode) -> AuditOutcome {
    match status {
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => AuditOutcome::Refused,
        status if status.is_client_error() || status.is_server_error() => AuditOutcome::Failed,
        _ => AuditOutcome::Done,
    }
}

#[cfg(test)]
mod tests {
    use ml_job_domain::access::OPERATIONS;

    use super::*;

    #[test]
    fn every_endpoint_of_the_document_has_a_decision_and_every_decision_an_endpoint() {
        let gate = Gate::new(&crate::openapi());
        let all: Vec<&Operation> = gate.operations.values().flatten().collect();
        for operation in &all {
            assert!(operation.need.is_some(), "nobody has decided who may {} `{}`", operation.method, operation.name);
        }
        for (name, ..) in OPERATIONS {
            assert!(all.iter().any(|operation| operation.name == *name), "`{name}` is no endpoint");
        }
        assert_eq!(all.len(), OPERATIONS.len());
    }

    #[test]
    fn every_endpoint_that_names_something_in_a_space_says_so() {
        let document = serde_json::to_value(crate::openapi()).unwrap();
        for (path, item) in document["paths"].as_object().unwrap() {
            for (method, operation) in item.as_object().unwrap() {
                let name = operation["operationId"].as_str().unwrap();
                let parameters = operation["parameters"].as_array().into_iter().flatten();
                let named: Vec<(&str, &str)> = parameters
                    .map(|parameter| (parameter["name"].as_str().unwrap(), parameter["in"].as_str().unwrap()))
                    .collect();
                let has = |parameter, place| named.contains(&(parameter, place));
                let wanted = match () {
                    () if has("job_id", "path") => Object::Job,
                    () if has("labelling_id", "path") => Object::Labelling,
                    () if has("campaign_id", "path") => Object::Campaign,
                    () if has("space_id", "path") => Object::Space,
                    () if has("parent_dir_path", "query") && path.contains("/files/") => match () {
                        () if has("filename", "path") => Object::File,
                        () if has("dirname", "path") => Object::Directory,
                        () => Object::Listing,
                    },
                    () if has("job_id", "query") => Object::JobAsked,
                    () => continue,
                };
                assert_eq!(object_of(name), Some(wanted), "{method} {path}");
            }
        }
    }
}
