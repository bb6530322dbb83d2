//! Addresses of services, as they may be shown.

/// A URL for logs and error messages: without user and password, and without its query, which may hold them as well.
pub fn shown_url(url: &str) -> String {
    let scheme = url.find("://").map(|at| at + 3).or_else(|| url.find(':').map(|at| at + 1)).unwrap_or(0);
    // The last `@`, because a password in which one was not encoded is no less a password.
    let (hidden, shown) = match url.rfind('@') {
        Some(at) if at > scheme => ("…", &url[at..]),
        _ => ("", &url[scheme..]),
    };
    let (shown, query) = shown.split_once('?').map_or((shown, ""), |(shown, _)| (shown, "?…"));
    format!("{}{hidden}{shown}{query}", &url[..scheme])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_left_out() {
        for (url, shown) in [
            ("http://127.0.0.1:10000/api", "http://127.0.0.1:10000/api"),
            ("http://u:SECRET@host/api", "http://…@host/api"),
            ("postgres://u:SEC@RET/?x@host/ml?password=SECRET", "postgres://…@host/ml?…"),
            ("postgres://host/ml?user=u&password=SECRET", "postgres://host/ml?…"),
            ("amqp:u:SECRET@host", "amqp:…@host"),
            ("u:SECRET@host", "u:…@host"),
            ("sqlite:/srv/ml-job.sqlite", "sqlite:/srv/ml-job.sqlite"),
            ("", ""),
        ] {
            assert_eq!(shown_url(url), shown);
        }
    }
}
