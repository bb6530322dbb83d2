//! The OpenAPI document: what the endpoints say of themselves, and what is true of all of them.

use axum::http::StatusCode;
use ml_job_domain::access::{Need, Permission, need_of};
use serde_json::json;
use utoipa::OpenApi as _;
use utoipa::openapi::path::{Operation, ParameterIn};
use utoipa::openapi::security::{
    ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme,
};
use utoipa::openapi::{ContentBuilder, OpenApi, Ref, RefOr, Response, ResponseBuilder};

use crate::download::MEDIA_TYPES;
use crate::http::{
    WORKER_TAG, accounts, campaigns, files, job_types, jobs, labellings, notifications, operations, spaces, spectra,
};
use crate::problem::{MEDIA_TYPE, ProblemBody, kind};

#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "ML Job Manager",
        description = "Machine learning on big archives of astronomical spectra: jobs, labels, spectra, files.\n\nEvery path \
            answers with and without a trailing slash. Every error is an RFC 9457 problem whose `detail` is a sentence for \
            a person; 422 names each field in `errors`. `X-Request-Id` is taken over and sent back.",
        license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0"),
    ),
    servers((url = "/", description = "This server")),
    tags(
        (name = jobs::TAG, description = "Ask for jobs, run them, watch them."),
        (name = job_types::TAG, description = "Which kinds of jobs there are."),
        (name = labellings::TAG, description = "Spectra that a person is asked about, and the answers."),
        (name = campaigns::TAG, description = "Searches for rare spectra, from the first label to a list with a bound that holds."),
        (name = spectra::TAG, description = "The read-only archive of spectra."),
        (name = files::TAG, description = "The files of jobs and users."),
        (name = WORKER_TAG, description = "What only workers call."),
        (name = accounts::TAG, description = "Who may do what, on an instance with accounts."),
        (name = notifications::TAG, description = "What people are told of, by mail and by webhook."),
        (name = spaces::TAG, description = "Who sees and shares what, on an instance with accounts."),
        (name = operations::TAG, description = "Health and numbers, for administrators."),
    ),
    components(schemas(ProblemBody, ml_job_domain::LogLine, ml_job_domain::LogLevel, jobs::seats::Present)),
)]
struct Document;

/// Where files are downloaded, in the types of [`MEDIA_TYPES`].
const DOWNLOAD_PATH: &str = "/api/files/{filename}/download";

/// What the document starts from.
pub(crate) fn start() -> OpenApi {
    Document::openapi()
}

/// How a program shows who it is, in the document.
const TOKEN_SCHEME: &str = "token";
/// How the page does.
const SESSION_SCHEME: &str = "session";

/// Adds what is true of every endpoint.
pub(crate) fn finish(document: &mut OpenApi) {
    let components = document.components.get_or_insert_default();
    let token = "A personal access token, a short-lived token of `POST /api/auth/token`, or a worker's. An instance without \
        accounts (`--auth off`) asks for none.";
    let token = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).description(Some(token)).build();
    components.add_security_scheme(TOKEN_SCHEME, SecurityScheme::Http(token));
    let session = "The cookie of somebody who signed in on the page. What changes something carries the value of the cookie \
        `ml_job_csrf` as `X-CSRF-Token` too. Where people come by https, both names begin with `__Host-`.";
    let session = ApiKeyValue::with_description("ml_job_session", session);
    components.add_security_scheme(SESSION_SCHEME, SecurityScheme::ApiKey(ApiKey::Cookie(session)));
    for (path, item) in &mut document.paths.paths {
        let operations = [&mut item.get, &mut item.put, &mut item.post, &mut item.patch, &mut item.delete];
        for operation in operations.into_iter().flatten() {
            add_security(operation);
            add_common(path, operation);
            describe_problems(path, operation);
            if path == DOWNLOAD_PATH {
                add_media_types(operation);
            }
        }
    }
}

/// Who may call an operation, as the one function that decides has it.
fn add_security(operation: &mut Operation) {
    let need = operation.operation_id.as_deref().and_then(need_of).unwrap_or(Need::Worker);
    let token = |scopes: Vec<&str>| SecurityRequirement::new(TOKEN_SCHEME, scopes);
    let session = || SecurityRequirement::new(SESSION_SCHEME, Vec::<String>::new());
    let of_person = |permission: Permission| match permission.scope() {
        Some(scope) => vec![token(vec![scope.as_str()]), session()],
        None => vec![session()],
    };
    let (mut requirements, told) = match need {
        Need::Nothing => (vec![], "Needs nothing.".to_owned()),
        Need::Worker => (vec![token(vec![])], "Needs a worker's token.".to_owned()),
        Need::Person(permission) => (of_person(permission), needs_of(permission)),
        Need::WorkerOr(permission) => {
            (of_person(permission), format!("{} A worker's token will do as well.", needs_of(permission)))
        }
    };
    if need != Need::Nothing {
        // Without accounts nothing is asked for.
        requirements.insert(0, SecurityRequirement::default());
        let refused = "Nobody is signed in, or the token is not valid (with accounts only)";
        let refused = RefOr::T(ResponseBuilder::new().description(refused).build());
        operation.responses.responses.entry("401".to_owned()).or_insert(refused);
    }
    operation.security = Some(requirements);
    let description = operation.description.take().unwrap_or_default();
    let description = format!("{description}\n\nWith accounts: {told}");
    operation.description = Some(description.trim_start().to_owned());
}

fn needs_of(permission: Permission) -> String {
    let role = permission.role();
    match permission.scope() {
        Some(scope) => format!("Needs the role {role} or a higher one; of a token the scope `{scope}`."),
        None => "Needs somebody who is signed in on the page; no token will do.".to_owned(),
    }
}

/// The statuses that follow from what an operation takes; what it says itself is kept.
fn add_common(path: &str, operation: &mut Operation) {
    let has_body = operation.request_body.is_some();
    let has_parameters = operation.parameters.iter().flatten().any(|parameter| match parameter {
        RefOr::T(parameter) => parameter.parameter_in != ParameterIn::Path,
        RefOr::Ref(_) => false,
    });
    let invalid = match path {
        _ if has_body => Some("Something in the request is not valid"),
        _ if has_parameters => Some("A parameter is not valid"),
        path if path.contains("_id}") => Some("The id is not a UUID"),
        path => path.contains('{').then_some("The name is not valid"),
    };
    let missing = path.contains('{').then_some(match path {
        path if path.contains("{job_id}") => "There is no such job",
        path if path.contains("{labelling_id}") => "There is no such labelling",
        path if path.contains("{user_id}") => "There is no such account",
        path if path.contains("{session_id}") => "There is no such session",
        path if path.contains("{token_id}") => "There is no such token",
        _ => "There is no such path",
    });
    let common = [
        (
            "403",
            Some(
                "A browser sent it for a page of another origin, or under a name that is not this instance's; or role or token do \
                    not allow it",
            ),
        ),
        ("404", missing),
        ("405", Some("The path does not have this method")),
        ("408", has_body.then_some("The client stopped sending")),
        ("413", has_body.then_some("The body is larger than allowed")),
        ("415", has_body.then_some("The body is of another media type")),
        ("422", invalid),
        ("500", Some("Something went wrong inside; the log has the details")),
        (
            "503",
            (path != "/healthz")
                .then_some("A service that is needed cannot be reached, or too much is asked for at the moment"),
        ),
    ];
    for (status, description) in common {
        let Some(description) = description else { continue };
        let response = || RefOr::T(ResponseBuilder::new().description(description).build());
        operation.responses.responses.entry(status.to_owned()).or_insert_with(response);
    }
}

/// Gives every error without a body of its own the body of a problem, with an example.
fn describe_problems(path: &str, operation: &mut Operation) {
    for (status, response) in &mut operation.responses.responses {
        let RefOr::T(response) = response else { continue };
        match status.parse::<u16>() {
            Ok(status) if status >= 400 && response.content.is_empty() => describe(response, status, path),
            _ => {}
        }
    }
}

/// A download is of the type that its name tells, so the document must know all of them.
fn add_media_types(operation: &mut Operation) {
    for status in ["200", "206"] {
        let Some(RefOr::T(response)) = operation.responses.responses.get_mut(status) else { continue };
        let Some(bytes) = response.content.values().next().cloned() else { continue };
        let types = MEDIA_TYPES.iter().map(|(_, media_type)| media_type.split(';').next().unwrap_or_default());
        for media_type in types {
            // A JSON file may hold any value.
            let is_json = media_type == "application/json";
            let content = if is_json { RefOr::T(ContentBuilder::new().build()) } else { bytes.clone() };
            response.content.insert(media_type.to_owned(), content);
        }
    }
}

fn describe(response: &mut Response, status: u16, path: &str) {
    let (code, title) = kind(StatusCode::from_u16(status).unwrap_or_default());
    let mut example = json!({
        "type": format!("urn:ml-job:problem:{code}"), "title": title, "status": status, "code": code,
        "detail": format!("{}.", response.description),
        "request_id": "0199c0de-7b1e-7f3a-9d57-0123456789ab", "instance": path,
    });
    if status == 422 {
        example["errors"] = json!([{ "pointer": "/label", "message": "must have 1 to 50 characters, has 0" }]);
    }
    let schema = RefOr::Ref(Ref::from_schema_name("Problem"));
    let content = ContentBuilder::new().schema(Some(schema)).example(Some(example)).build();
    response.content.insert(MEDIA_TYPE.to_owned(), RefOr::T(content));
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::openapi;

    #[test]
    fn the_contracts_paths_are_there() {
        let document = serde_json::to_value(openapi()).unwrap();
        let paths: Vec<&String> = document["paths"].as_object().unwrap().keys().collect();
        for path in [
            "/api/jobs/",
            "/api/jobs/{job_id}",
            "/api/jobs/{job_id}/process/{action}",
            "/api/jobs/{job_id}/end/{action}",
            "/api/labellings/",
            "/api/labellings/batch/",
            "/api/labellings/{labelling_id}",
            "/api/spectra/{filename}",
            "/api/files/",
            "/api/files/{filename}",
            "/api/files/{filename}/upload",
            "/api/files/{filename}/download",
            "/api/files/directories/{dirname}",
        ] {
            assert!(paths.iter().any(|found| *found == path), "{path} is missing in {paths:?}");
        }
    }

    #[test]
    fn every_error_is_a_problem_with_an_example() {
        let document = serde_json::to_value(openapi()).unwrap();
        let operations = document["paths"].as_object().unwrap().iter().flat_map(|(path, item)| {
            item.as_object().unwrap().iter().map(move |(method, operation)| (format!("{method} {path}"), operation))
        });
        let mut seen = 0;
        for (name, operation) in operations {
            for (status, response) in operation["responses"].as_object().unwrap() {
                if status.as_str() < "400" || name == "get /readyz" && status == "503" {
                    continue;
                }
                seen += 1;
                let content = &response["content"][MEDIA_TYPE];
                assert_eq!(content["schema"]["$ref"], "#/components/schemas/Problem", "{name} {status}");
                assert_eq!(content["example"]["status"].to_string(), *status, "{name}");
            }
            assert!(operation["operationId"].is_string(), "{name}");
            assert!(operation["summary"].is_string(), "{name}");
        }
        assert!(seen > 100, "only {seen} errors were looked at");
    }

    #[test]
    fn every_reference_leads_somewhere() {
        fn check(value: &Value, document: &Value) {
            match value {
                Value::Object(fields) => {
                    if let Some(Value::String(reference)) = fields.get("$ref") {
                        let pointer = reference.strip_prefix('#').unwrap();
                        assert!(document.pointer(pointer).is_some(), "{reference} leads nowhere");
                    }
                    fields.values().for_each(|field| check(field, document));
                }
                Value::Array(items) => items.iter().for_each(|item| check(item, document)),
                Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
            }
        }
        let document = serde_json::to_value(openapi()).unwrap();
        check(&document, &document);
    }
}
