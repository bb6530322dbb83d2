//! Everything that can be set from outside, by option or by environment variable.
//!
//! Two kinds of variables stand elsewhere: what a worker tells the programs of jobs (`ml_job_kinds::module`), and which GPUs
//! the machine lets it see.

use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use clap::builder::FalseyValueParser;
use clap::{Args, ValueEnum};
use ipnet::IpNet;
use ml_job_accounts::WorkerTokens;
use ml_job_api::{AccountsConfig, ClientSecret, Mailer, ProviderConfig};
use ml_job_domain::access::Role;
use ml_job_worker::WorkerConfig;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// Where the platform keeps what it keeps.
#[derive(Debug, Clone, Args)]
#[expect(clippy::struct_field_names, reason = "the fields are the names of the options")]
pub(crate) struct DataSettings {
    /// Directory that holds ml-job.sqlite, files/ and spectra/ unless they are given elsewhere
    #[arg(long, env = "ML_JOB_DATA_DIR", value_name = "DIR", default_value = "./ml-job-data")]
    pub(crate) data_dir: PathBuf,

    /// Directory of the files API and of the jobs' results [default: DATA_DIR/files]
    #[arg(long, env = "FILES_DIR_PATH", value_name = "DIR")]
    pub(crate) files_dir: Option<PathBuf>,

    /// Directory of the spectra archive; only read [default: DATA_DIR/spectra]
    #[arg(long, env = "SPECTRA_DIR_PATH", value_name = "DIR")]
    pub(crate) spectra_dir: Option<PathBuf>,
}

/// The two roots, made where missing.
#[derive(Debug, Clone)]
pub(crate) struct Roots {
    /// The files API's root.
    pub(crate) files: PathBuf,
    /// The archive's root.
    pub(crate) spectra: PathBuf,
}

impl DataSettings {
    /// Makes the directories that are missing and returns them as absolute paths.
    pub(crate) fn prepare_roots(&self) -> Result<Roots> {
        let files = self.files_dir.clone().unwrap_or_else(|| self.data_dir.join("files"));
        let spectra = self.spectra_dir.clone().unwrap_or_else(|| self.data_dir.join("spectra"));
        Ok(Roots {
            files: make_dir(&files, "files directory (--files-dir, FILES_DIR_PATH)")?,
            spectra: make_dir(&spectra, "spectra directory (--spectra-dir, SPECTRA_DIR_PATH)")?,
        })
    }

    /// The data directory, made where missing, as an absolute path.
    pub(crate) fn prepare_data_dir(&self) -> Result<PathBuf> {
        make_dir(&self.data_dir, "data directory (--data-dir, ML_JOB_DATA_DIR)")
    }
}

fn make_dir(path: &Path, what: &str) -> Result<PathBuf> {
    std::fs::create_dir_all(path).with_context(|| format!("cannot make the {what} {}", path.display()))?;
    path.canonicalize().with_context(|| format!("cannot open the {what} {}", path.display()))
}

/// Where the database is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Database {
    /// Where a URL says.
    Url(String),
    /// In a file, whose name may hold any character.
    File(PathBuf),
}

/// The database: PostgreSQL for several hosts, SQLite embedded.
#[derive(Debug, Clone, Args)]
pub(crate) struct DatabaseSettings {
    /// Database, e.g. `postgres://user:password@host/ml_job` or `sqlite:PATH`
    #[arg(long, env = "DATABASE_URL", value_name = "URL", hide_env_values = true)]
    pub(crate) database_url: Option<String>,

    #[arg(long, env = "POSTGRES_HOST", default_value = "ml-job-db", hide = true)]
    postgres_host: String,
    #[arg(long, env = "POSTGRES_PORT", default_value_t = 5432, hide = true)]
    postgres_port: u16,
    #[arg(long, env = "POSTGRES_USER", hide = true)]
    postgres_user: Option<String>,
    #[arg(long, env = "POSTGRES_PASSWORD", hide = true, hide_env_values = true)]
    postgres_password: Option<String>,
    #[arg(long, env = "POSTGRES_DB", hide = true)]
    postgres_db: Option<String>,

    /// How long to wait for the database at start, in seconds
    #[arg(long, env = "ENGINE_CONNECTION_TIMEOUT", value_name = "SECONDS", default_value_t = 60)]
    pub(crate) engine_connection_timeout: u64,
}

impl DatabaseSettings {
    /// The database of a service: `DATABASE_URL`, else put together from the `POSTGRES_…` variables.
    pub(crate) fn service(&self) -> Result<Database> {
        if let Some(url) = &self.database_url {
            return Ok(Database::Url(url.clone()));
        }
        let user = self.postgres_user.as_deref();
        let user =
            user.context("no database: set DATABASE_URL, or POSTGRES_USER, POSTGRES_PASSWORD and POSTGRES_DB")?;
        let database = self.postgres_db.as_deref().unwrap_or(user);
        let password = chosen(self.postgres_password.as_deref(), "POSTGRES_PASSWORD")?;
        let credentials = credentials(user, password);
        let (host, port, name) = (&self.postgres_host, self.postgres_port, percent(database));
        Ok(Database::Url(format!("postgres://{credentials}@{host}:{port}/{name}")))
    }

    /// The database of `ml-job up`: the given URL, else SQLite in the data directory.
    pub(crate) fn embedded(&self, data_dir: &Path, files: &Path) -> Result<Database> {
        if let Some(url) = &self.database_url {
            return Ok(Database::Url(url.clone()));
        }
        ensure!(
            !data_dir.starts_with(files),
            "the database {} would lie inside the files directory {}, where the files API could reach it: \
             choose another --data-dir or --files-dir",
            data_dir.join("ml-job.sqlite").display(),
            files.display()
        );
        Ok(Database::File(data_dir.join("ml-job.sqlite")))
    }

    /// How long to wait for the database at start.
    pub(crate) fn connect_timeout(&self) -> Duration {
        Duration::from_secs(self.engine_connection_timeout)
    }
}

/// The broker: RabbitMQ for several hosts, a queue in memory embedded.
#[derive(Debug, Clone, Args)]
pub(crate) struct BrokerSettings {
    /// Message broker, e.g. `amqp://user:password@host:5672/%2f`
    #[arg(long, env = "BROKER_URL", value_name = "URL", hide_env_values = true)]
    pub(crate) broker_url: Option<String>,

    /// First part of the names of all queues and exchanges
    #[arg(long, env = "JOB_QUEUE", value_name = "NAME", default_value = "ml-jobs")]
    pub(crate) job_queue: String,

    #[arg(long, env = "RABBITMQ_HOST", default_value = "ml-job-queue", hide = true)]
    rabbitmq_host: String,
    #[arg(long, env = "RABBITMQ_PORT", default_value_t = 5672, hide = true)]
    rabbitmq_port: u16,
    #[arg(long, env = "RABBITMQ_DEFAULT_USER", hide = true)]
    rabbitmq_user: Option<String>,
    #[arg(long, env = "RABBITMQ_DEFAULT_PASS", hide = true, hide_env_values = true)]
    rabbitmq_password: Option<String>,

    /// How long to wait for the broker at start, in seconds
    #[arg(long, env = "BROKER_CONNECTION_TIMEOUT", value_name = "SECONDS", default_value_t = 60)]
    broker_connection_timeout: u64,
}

impl BrokerSettings {
    /// The broker of a service: `BROKER_URL`, else put together from the `RABBITMQ_…` variables.
    pub(crate) fn service_url(&self) -> Result<String> {
        if let Some(url) = &self.broker_url {
            return Ok(url.clone());
        }
        let user = self.rabbitmq_user.as_deref();
        let user = user.context("no broker: set BROKER_URL, or RABBITMQ_DEFAULT_USER and RABBITMQ_DEFAULT_PASS")?;
        let password = chosen(self.rabbitmq_password.as_deref(), "RABBITMQ_DEFAULT_PASS")?;
        let credentials = credentials(user, password);
        Ok(format!("amqp://{credentials}@{}:{}/%2f", self.rabbitmq_host, self.rabbitmq_port))
    }

    /// How long to wait for the broker at start.
    pub(crate) fn connect_timeout(&self) -> Duration {
        Duration::from_secs(self.broker_connection_timeout)
    }
}

/// How the API behaves.
#[derive(Debug, Clone, Args)]
pub(crate) struct ApiSettings {
    /// Origins beside its own whose pages may call the API, comma-separated; * for any [default: none]
    #[arg(long, env = "CORS_ORIGINS", value_name = "ORIGINS", value_delimiter = ',')]
    pub(crate) cors_origins: Vec<String>,

    /// Names under which an instance on loopback answers beside those of this machine, comma-separated: that of a proxy before it
    #[arg(long, env = "ALLOWED_HOSTS", value_name = "NAMES", value_delimiter = ',')]
    pub(crate) allowed_hosts: Vec<String>,

    /// Largest upload, in bytes [default: unlimited]
    #[arg(long, env = "MAX_UPLOAD_BYTES", value_name = "BYTES")]
    pub(crate) max_upload_bytes: Option<u64>,

    /// How long a worker may be silent before its job is given to another, in seconds
    #[arg(long, env = "JOB_LEASE_SECONDS", value_name = "SECONDS", default_value_t = 10, value_parser = clap::value_parser!(u64).range(2..=3600))]
    pub(crate) job_lease_seconds: u64,

    /// How many times a job is tried when its worker is lost
    #[arg(long, env = "JOB_MAX_ATTEMPTS", value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) job_max_attempts: u32,

    /// How often the archive's directories are looked through for what is new, in minutes
    #[arg(long, env = "SPECTRA_INDEX_MINUTES", value_name = "MINUTES", default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..=525_600))]
    pub(crate) spectra_index_minutes: u64,
}

/// Whether there are accounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Auth {
    /// None: whoever reaches the address may do everything
    Off,
    /// Accounts of its own
    Local,
    /// Those of a provider of identities (OpenID Connect), and its own
    Oidc,
}

/// Who may do what.
#[derive(Debug, Clone, Args)]
pub(crate) struct AccessSettings {
    /// Whether people have to sign in [default: off on loopback, local on any other address]
    #[arg(long, env = "ML_JOB_AUTH", value_name = "MODE")]
    auth: Option<Auth>,

    /// Allow --auth off on an address that others reach
    #[arg(long, env = "I_KNOW_THAT_EVERYONE_CAN_WRITE", value_parser = FalseyValueParser::new())]
    i_know_that_everyone_can_write: bool,

    /// Under which URL people reach the page; with https:// cookies are sent over encrypted connections only
    #[arg(long, env = "PUBLIC_URL", value_name = "URL")]
    public_url: Option<String>,

    /// Addresses of proxies whose X-Forwarded-For is believed, comma-separated
    #[arg(long, env = "TRUSTED_PROXIES", value_name = "ADDRESSES", value_delimiter = ',')]
    trusted_proxies: Vec<IpAddr>,

    /// After how many minutes without a request somebody has to sign in again
    #[arg(long, env = "SESSION_IDLE_MINUTES", value_name = "MINUTES", default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..=43_200))]
    session_idle_minutes: u64,

    /// After how many hours somebody has to sign in again anyway
    #[arg(long, env = "SESSION_HOURS", value_name = "HOURS", default_value_t = 12, value_parser = clap::value_parser!(u64).range(1..=720))]
    session_hours: u64,

    #[command(flatten)]
    worker: WorkerTokenSettings,

    #[command(flatten)]
    messages: MessageSettings,

    #[command(flatten)]
    provider: ProviderSettings,
}

/// The provider of identities of `--auth oidc`.
#[derive(Debug, Clone, Args)]
#[expect(clippy::struct_field_names, reason = "the fields are the names of the options")]
pub(crate) struct ProviderSettings {
    /// URL of the provider of identities for --auth oidc, to the letter as it names itself; needs --public-url
    #[arg(long, env = "OIDC_ISSUER", value_name = "URL")]
    oidc_issuer: Option<String>,

    /// What the provider calls this instance
    #[arg(long, env = "OIDC_CLIENT_ID", value_name = "NAME")]
    oidc_client_id: Option<String>,

    /// What this instance shows the provider [default: none, for a client without a secret]
    #[arg(long, env = "OIDC_CLIENT_SECRET", value_name = "SECRET", hide_env_values = true)]
    oidc_client_secret: Option<String>,

    /// File that holds it instead
    #[arg(long, env = "OIDC_CLIENT_SECRET_FILE", value_name = "FILE", conflicts_with = "oidc_client_secret")]
    oidc_client_secret_file: Option<PathBuf>,

    /// What the provider is asked for, separated by spaces
    #[arg(long, env = "OIDC_SCOPES", value_name = "SCOPES", default_value = "openid profile email")]
    oidc_scopes: String,

    /// The provider's claim that names a person's groups
    #[arg(long, env = "OIDC_GROUPS_CLAIM", value_name = "CLAIM", default_value = "groups")]
    oidc_groups_claim: String,

    /// Which group gives which role, comma-separated, e.g. `astronomers=member,heads=administrator`; roles follow it at each sign-in
    #[arg(long, env = "OIDC_ROLES", value_name = "GROUP=ROLE", value_delimiter = ',', value_parser = group_role)]
    oidc_roles: Vec<(String, Role)>,

    /// Role of people without such a group [default: they may not come in]
    #[arg(long, env = "OIDC_DEFAULT_ROLE", value_name = "ROLE")]
    oidc_default_role: Option<Role>,
}

/// A pair `group=role`.
fn group_role(text: &str) -> Result<(String, Role)> {
    let (group, role) = text.rsplit_once('=').context("has to be GROUP=ROLE")?;
    ensure!(!group.trim().is_empty(), "names no group");
    Ok((group.trim().to_owned(), role.trim().parse()?))
}

impl ProviderSettings {
    /// The provider.
    fn provider(&self, public_url: Option<&str>) -> Result<ProviderConfig> {
        let given = |value: &Option<String>| value.clone().filter(|value| !value.is_empty());
        let issuer = given(&self.oidc_issuer).context("--auth oidc needs --oidc-issuer (OIDC_ISSUER)")?;
        let client_id = given(&self.oidc_client_id).context("--auth oidc needs --oidc-client-id (OIDC_CLIENT_ID)")?;
        ensure!(
            public_url.is_some(),
            "--auth oidc needs --public-url (PUBLIC_URL): where the provider leads people back to"
        );
        let here = ["http://127.0.0.1", "http://localhost", "http://[::1]"];
        ensure!(
            issuer.starts_with("https://") || here.iter().any(|here| issuer.starts_with(here)),
            "--oidc-issuer (OIDC_ISSUER) has to begin with https://, unless the provider is on this machine"
        );
        ensure!(
            !self.oidc_roles.is_empty() || self.oidc_default_role.is_some(),
            "--auth oidc would let nobody in: set --oidc-roles (OIDC_ROLES) or --oidc-default-role (OIDC_DEFAULT_ROLE)"
        );
        let client_secret = match &self.oidc_client_secret_file {
            Some(file) => {
                let secret = std::fs::read_to_string(file)
                    .with_context(|| format!("cannot read --oidc-client-secret-file {}", file.display()))?;
                Some(secret.trim().to_owned())
            }
            None => given(&self.oidc_client_secret),
        };
        ensure!(
            client_secret.as_deref() != Some(""),
            "the secret of --oidc-client-secret-file (OIDC_CLIENT_SECRET_FILE) is empty"
        );
        let mut scopes: Vec<String> = self.oidc_scopes.split_whitespace().map(str::to_owned).collect();
        if !scopes.iter().any(|scope| scope == "openid") {
            scopes.insert(0, "openid".to_owned());
        }
        Ok(ProviderConfig {
            issuer,
            client_id,
            client_secret: client_secret.map(ClientSecret),
            scopes,
            groups_claim: self.oidc_groups_claim.clone(),
            roles: self.oidc_roles.iter().cloned().collect(),
            default_role: self.oidc_default_role,
        })
    }
}

/// How people are told what they want to be told.
#[derive(Debug, Clone, Args)]
pub(crate) struct MessageSettings {
    /// Mail server that takes mail to people, e.g. `smtps://user:password@mail.example.org`; needs --public-url [default: no mail]
    #[arg(long, env = "SMTP_URL", value_name = "URL", hide_env_values = true)]
    smtp_url: Option<String>,

    /// Sender of that mail, e.g. `ML Job Manager <spectra@example.org>`
    #[arg(long, env = "SMTP_FROM", value_name = "ADDRESS")]
    smtp_from: Option<String>,

    /// Networks that people's webhooks may lead to although they are not public, comma-separated, e.g. `10.0.0.0/8`
    #[arg(long, env = "WEBHOOK_ALLOWED_NETWORKS", value_name = "NETWORKS", value_delimiter = ',')]
    webhook_allowed_networks: Vec<IpNet>,
}

impl MessageSettings {
    /// What sends mail, if a server is set.
    fn mailer(&self, public_url: Option<&str>) -> Result<Option<Mailer>> {
        let Some(url) = self.smtp_url.as_deref().filter(|url| !url.is_empty()) else { return Ok(None) };
        let from = self.smtp_from.as_deref();
        let from = from.context("--smtp-url (SMTP_URL) needs --smtp-from (SMTP_FROM): who the mail is from")?;
        let page =
            public_url.context("--smtp-url (SMTP_URL) needs --public-url (PUBLIC_URL): where links in mail lead")?;
        Mailer::new(url, from, page).map(Some).context("--smtp-url (SMTP_URL), --smtp-from (SMTP_FROM)")
    }
}

/// What workers show to an API with accounts.
#[derive(Debug, Clone, Args)]
pub(crate) struct WorkerTokenSettings {
    /// File of the workers' tokens, one a line: a worker shows the first, the API takes all. The API makes it where it is missing
    #[arg(long, env = "WORKER_TOKEN_FILE", value_name = "FILE")]
    worker_token_file: Option<PathBuf>,
}

impl WorkerTokenSettings {
    /// What the worker shows.
    pub(crate) fn tokens(&self) -> Option<WorkerTokens> {
        self.worker_token_file.clone().map(WorkerTokens::File)
    }
}

impl AccessSettings {
    /// Whether an instance at this address has accounts. To be asked before anything is made: the answer may be a refusal.
    pub(crate) fn auth(&self, address: SocketAddr) -> Result<Auth> {
        let is_loopback = address.ip().to_canonical().is_loopback();
        let auth = self.auth.unwrap_or(if is_loopback { Auth::Off } else { Auth::Local });
        ensure!(
            auth != Auth::Off || is_loopback || self.i_know_that_everyone_can_write,
            "--auth off would let everyone who reaches {address} read, change and delete everything: use --auth local, \
             listen on 127.0.0.1, or say --i-know-that-everyone-can-write"
        );
        Ok(auth)
    }

    /// The accounts of an instance at this address, if it is to have some. `own`: whether its worker is in this very process.
    pub(crate) fn accounts(&self, address: SocketAddr, own: bool, roots: &Roots) -> Result<Option<AccountsConfig>> {
        let auth = self.auth(address)?;
        if auth == Auth::Off {
            return Ok(None);
        }
        let mut config = AccountsConfig::new(self.worker_tokens(own, roots)?);
        config.public_url = self.public_url.as_deref().map(|url| url.trim_end_matches('/').to_owned());
        ensure!(
            config.public_url.as_deref().is_none_or(|url| url.starts_with("https://") || url.starts_with("http://")),
            "--public-url (PUBLIC_URL) has to begin with https:// or http://"
        );
        if auth == Auth::Oidc {
            config.provider = Some(self.provider.provider(config.public_url.as_deref())?);
        }
        config.mailer = self.messages.mailer(config.public_url.as_deref())?;
        config.webhook_networks.clone_from(&self.messages.webhook_allowed_networks);
        config.trusted_proxies = self.trusted_proxies.iter().map(IpAddr::to_canonical).collect();
        config.session_idle = Duration::from_mins(self.session_idle_minutes);
        config.session_most = Duration::from_hours(self.session_hours);
        Ok(Some(config))
    }

    fn worker_tokens(&self, own: bool, roots: &Roots) -> Result<WorkerTokens> {
        let Some(file) = &self.worker.worker_token_file else {
            ensure!(
                own,
                "accounts need --worker-token-file (WORKER_TOKEN_FILE): a file that this API and its workers can read, and nobody \
                 else; it is made where it is missing"
            );
            return WorkerTokens::own().context("no token for the worker");
        };
        let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let folder = folder.canonicalize().with_context(|| format!("cannot open {}", folder.display()))?;
        ensure!(
            !folder.starts_with(&roots.files) && !folder.starts_with(&roots.spectra),
            "the workers' tokens {} would lie where the API hands out files: choose another --worker-token-file",
            file.display()
        );
        WorkerTokens::in_file(file).context("--worker-token-file (WORKER_TOKEN_FILE)")
    }

    /// Under which URL people reach the page: what is set, else `address`.
    pub(crate) fn shown_url(&self, address: &str) -> String {
        self.public_url.as_deref().map_or_else(|| address.to_owned(), |url| url.trim_end_matches('/').to_owned())
    }
}

/// Where job types come from that are not built in.
#[derive(Debug, Clone, Args)]
pub(crate) struct ModuleSettings {
    /// Directory of manifests (*.toml) of further job types, for workers and API alike
    #[arg(long, env = "MODULES_DIR", value_name = "DIR")]
    modules_dir: Option<PathBuf>,

    // The variable's name before the API looked there as well.
    #[arg(long, env = "WORKER_MODULES_DIR", value_name = "DIR", hide = true)]
    worker_modules_dir: Option<PathBuf>,
}

impl ModuleSettings {
    /// The directory.
    pub(crate) fn dir(&self) -> Option<&Path> {
        self.modules_dir.as_deref().or(self.worker_modules_dir.as_deref())
    }
}

/// How the worker behaves.
#[derive(Debug, Clone, Args)]
pub(crate) struct WorkerSettings {
    /// How many jobs to run at once
    #[arg(long, env = "WORKER_CONCURRENCY", value_name = "N", default_value_t = WorkerConfig::CONCURRENCY as u64, value_parser = clap::value_parser!(u64).range(1..=1024))]
    pub(crate) concurrency: u64,

    /// Job types to take, comma-separated [default: all that are known]
    #[arg(long = "types", env = "WORKER_TYPES", value_name = "TYPES", value_delimiter = ',')]
    pub(crate) types: Vec<String>,

    /// Threads of one job [default: cores / concurrency]
    #[arg(long, env = "WORKER_THREADS", value_name = "N", value_parser = clap::value_parser!(u64).range(1..=1024))]
    pub(crate) threads: Option<u64>,

    /// How long running jobs may go on after a request to stop, in seconds; then they are handed back
    #[arg(long, env = "WORKER_SHUTDOWN_GRACE", value_name = "SECONDS", default_value_t = WorkerConfig::SHUTDOWN_GRACE.as_secs())]
    pub(crate) shutdown_grace: u64,
}

/// Where to listen.
#[derive(Debug, Clone, Args)]
pub(crate) struct ListenSettings {
    /// Address and port to serve on [default: 127.0.0.1 and API_PORT, or 10000]
    #[arg(long, env = "ML_JOB_LISTEN", value_name = "ADDRESS:PORT")]
    listen: Option<SocketAddr>,

    #[arg(long, env = "API_PORT", default_value_t = 10_000, hide = true)]
    api_port: u16,
}

impl ListenSettings {
    /// The address to serve on.
    pub(crate) fn address(&self) -> SocketAddr {
        self.listen.unwrap_or_else(|| SocketAddr::from(([127, 0, 0, 1], self.api_port)))
    }
}

/// The password, unless it is the one that an example of earlier versions had, and that everybody knows.
fn chosen<'a>(password: Option<&'a str>, variable: &str) -> Result<Option<&'a str>> {
    ensure!(password != Some("change-me"), "{variable} is still `change-me`, which everybody knows: choose a password");
    Ok(password)
}

fn credentials(user: &str, password: Option<&str>) -> String {
    match password {
        Some(password) => format!("{}:{}", percent(user), percent(password)),
        None => percent(user),
    }
}

/// Percent-encodes everything that has a meaning in a URL, so that any password works.
fn percent(text: &str) -> String {
    const MEANINGFUL: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
    utf8_percent_encode(text, MEANINGFUL).to_string()
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Cli {
        #[command(flatten)]
        database: DatabaseSettings,
    }

    #[test]
    fn a_password_may_hold_any_character() {
        let cli = Cli::parse_from([
            "x",
            "--postgres-user",
            "astro",
            "--postgres-password",
            "p@ss/w:rd",
            "--postgres-db",
            "jobs",
        ]);
        let url = "postgres://astro:p%40ss%2Fw%3Ard@ml-job-db:5432/jobs";
        assert_eq!(cli.database.service().unwrap(), Database::Url(url.to_owned()));
    }

    #[test]
    fn a_password_that_everybody_knows_is_refused() {
        let cli = Cli::parse_from(["x", "--postgres-user", "astro", "--postgres-password", "change-me"]);
        assert!(cli.database.service().unwrap_err().to_string().contains("POSTGRES_PASSWORD is still `change-me`"));
    }

    #[test]
    fn a_full_url_wins_over_the_parts() {
        let cli = Cli::parse_from(["x", "--database-url", "postgres://a/b", "--postgres-user", "astro"]);
        assert_eq!(cli.database.service().unwrap(), Database::Url("postgres://a/b".to_owned()));
    }

    #[derive(Parser)]
    struct Access {
        #[command(flatten)]
        access: AccessSettings,
    }

    fn accounts(address: &str, words: &[&str]) -> Result<Option<AccountsConfig>> {
        let access = Access::parse_from(["x"].iter().chain(words)).access;
        let roots = Roots { files: "/srv/files".into(), spectra: "/srv/spectra".into() };
        access.accounts(address.parse().unwrap(), true, &roots)
    }

    #[test]
    fn nothing_but_loopback_is_open_by_accident() {
        for loopback in ["127.0.0.1:1", "127.9.9.9:1", "[::1]:1", "[::ffff:127.0.0.1]:1"] {
            assert!(accounts(loopback, &[]).unwrap().is_none(), "{loopback}");
            assert!(accounts(loopback, &["--auth", "off"]).unwrap().is_none(), "{loopback}");
            assert!(accounts(loopback, &["--auth", "local"]).unwrap().is_some(), "{loopback}");
        }
        for open in ["0.0.0.0:1", "[::]:1", "192.0.2.1:1", "[2001:db8::1]:1"] {
            assert!(accounts(open, &[]).unwrap().is_some(), "{open}");
            let refused = accounts(open, &["--auth", "off"]).unwrap_err().to_string();
            assert!(refused.contains("--i-know-that-everyone-can-write"), "{refused}");
            let open = accounts(open, &["--auth", "off", "--i-know-that-everyone-can-write"]);
            assert!(open.unwrap().is_none());
            // The word alone opens nothing.
        }
        assert!(accounts("0.0.0.0:1", &["--i-know-that-everyone-can-write"]).unwrap().is_some());
    }

    #[test]
    fn a_provider_needs_a_name_a_page_and_somebody_whom_it_lets_in() {
        let provider = |words: &[&str]| {
            let accounts = accounts("127.0.0.1:1", &[&["--auth", "oidc"], words].concat())?;
            Ok::<_, anyhow::Error>(accounts.unwrap().provider.unwrap())
        };
        let issuer = ["--oidc-issuer", "https://id.example.org", "--oidc-client-id", "spectra"];
        let page = ["--public-url", "https://spectra.example.org"];
        for (missing, words) in [
            ("OIDC_ISSUER", vec![]),
            ("OIDC_CLIENT_ID", issuer[..2].to_vec()),
            ("PUBLIC_URL", issuer.to_vec()),
            ("OIDC_ROLES", [&issuer[..], &page].concat()),
            (
                "https://",
                [&["--oidc-issuer", "http://id.example.org"], &issuer[2..], &page, &["--oidc-default-role", "viewer"]]
                    .concat(),
            ),
        ] {
            let refused = provider(&words).unwrap_err().to_string();
            assert!(refused.contains(missing), "{missing}: {refused}");
        }
        for wrong in ["staff=king", "staff", "=viewer"] {
            assert!(Access::try_parse_from(["x", "--oidc-roles", wrong]).is_err(), "{wrong}");
        }
        let config =
            provider(&[&issuer[..], &page, &["--oidc-roles", "astronomers=member,cn=heads=administrator"]].concat());
        let config = config.unwrap();
        assert_eq!((config.roles["astronomers"], config.roles["cn=heads"]), (Role::Member, Role::Administrator));
        assert_eq!((config.scopes.join(" "), config.default_role), ("openid profile email".to_owned(), None));
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), "hush\n").unwrap();
        let secret = ["--oidc-client-secret-file", file.path().to_str().unwrap(), "--oidc-default-role", "viewer"];
        let config = provider(&[&issuer[..], &page, &secret].concat()).unwrap();
        assert_eq!(config.client_secret.as_ref().unwrap().0, "hush");
        assert!(!format!("{config:?}").contains("hush"));
    }

    #[test]
    fn mail_needs_a_server_a_sender_and_a_page() {
        let mailer = |words: &[&str]| {
            accounts("127.0.0.1:1", &[&["--auth", "local"], words].concat())
                .map(|accounts| accounts.is_some_and(|accounts| accounts.mailer.is_some()))
        };
        let (url, from) = (["--smtp-url", "smtps://u:p@mail.example.org"], ["--smtp-from", "Spectra <s@example.org>"]);
        let page = ["--public-url", "https://spectra.example.org"];
        assert!(!mailer(&[]).unwrap());
        assert!(mailer(&[url, from, page].concat()).unwrap());
        for (missing, words) in [("SMTP_FROM", [url, page].concat()), ("PUBLIC_URL", [url, from].concat())] {
            assert!(mailer(&words).unwrap_err().to_string().contains(missing), "{missing}");
        }
        for wrong in
            [[["--smtp-url", "mail.example.org"], from, page].concat(), [url, ["--smtp-from", "nobody"], page].concat()]
        {
            let error = format!("{:#}", mailer(&wrong).unwrap_err());
            assert!(error.contains("SMTP_URL") && !error.contains("u:p"), "{error}");
        }
    }

    #[test]
    fn the_workers_tokens_lie_where_no_file_is_handed_out() {
        let folder = tempfile::tempdir().unwrap();
        let files = folder.path().join("files");
        std::fs::create_dir(&files).unwrap();
        let roots = Roots { files: files.canonicalize().unwrap(), spectra: "/srv/spectra".into() };
        let asked = |file: &Path| {
            let access = Access::parse_from(["x", "--worker-token-file", file.to_str().unwrap()]).access;
            access.accounts("0.0.0.0:1".parse().unwrap(), false, &roots)
        };
        assert!(asked(&files.join("token")).unwrap_err().to_string().contains("hands out files"));
        assert!(asked(&folder.path().join("token")).unwrap().is_some());
        let without = Access::parse_from(["x"]).access.accounts("0.0.0.0:1".parse().unwrap(), false, &roots);
        assert!(without.unwrap_err().to_string().contains("--worker-token-file"));
    }

    #[test]
    fn the_database_is_never_within_reach_of_the_files_api() {
        let cli = Cli::parse_from(["x"]);
        let refused = cli.database.embedded(Path::new("/srv/files/data"), Path::new("/srv/files"));
        assert!(refused.unwrap_err().to_string().contains("inside the files directory"));
        let database = cli.database.embedded(Path::new("/srv/data"), Path::new("/srv/data/files")).unwrap();
        assert_eq!(database, Database::File("/srv/data/ml-job.sqlite".into()));
    }
}
