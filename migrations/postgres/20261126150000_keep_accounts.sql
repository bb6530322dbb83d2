-- People: accounts, their sessions and tokens, the links that make a password, and the audit log. Of passwords there are Argon2id
-- hashes, of what is handed out SHA-256 digests; the one secret is the key that signs short-lived tokens.
CREATE TABLE users (
    user_id       uuid NOT NULL PRIMARY KEY,
    name          text NOT NULL CHECK (length(name) BETWEEN 1 AND 50),
    -- The name in lower case, folded by the program so that every database compares alike.
    name_folded   text NOT NULL UNIQUE,
    role          text NOT NULL CHECK (role IN ('viewer', 'labeller', 'member', 'administrator')),
    is_active     boolean NOT NULL,
    -- Absent until the person has used the first link.
    password_hash text,
    -- Goes up when everything that was handed out is to end; a short-lived token of an earlier one is refused.
    generation    integer NOT NULL DEFAULT 0,
    created_at    timestamptz NOT NULL,
    last_seen_at  timestamptz
);

CREATE TABLE sessions (
    session_digest text NOT NULL PRIMARY KEY CHECK (length(session_digest) = 64),
    csrf_digest    text NOT NULL CHECK (length(csrf_digest) = 64),
    user_id        uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    created_at     timestamptz NOT NULL,
    seen_at        timestamptz NOT NULL
);

CREATE INDEX sessions_user ON sessions (user_id);

CREATE TABLE personal_tokens (
    token_id     uuid NOT NULL PRIMARY KEY,
    user_id      uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    token_digest text NOT NULL UNIQUE CHECK (length(token_digest) = 64),
    name         text NOT NULL CHECK (length(name) BETWEEN 1 AND 50),
    -- Names, with spaces between them.
    scopes       text NOT NULL,
    created_at   timestamptz NOT NULL,
    expires_at   timestamptz NOT NULL,
    used_at      timestamptz
);

CREATE INDEX personal_tokens_user ON personal_tokens (user_id, created_at);

-- Links that work once: to make the first administrator (no user), or to choose a password.
CREATE TABLE account_links (
    link_digest text NOT NULL PRIMARY KEY CHECK (length(link_digest) = 64),
    user_id     uuid REFERENCES users ON DELETE CASCADE,
    created_at  timestamptz NOT NULL,
    expires_at  timestamptz NOT NULL
);

-- Who did what, when, from where. Rows are added, never changed.
CREATE TABLE audit_events (
    event_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at       timestamptz NOT NULL,
    user_id  uuid,
    name     text,
    action   text NOT NULL,
    target   text,
    address  text,
    outcome  text NOT NULL CHECK (outcome IN ('done', 'refused', 'failed'))
);

CREATE INDEX audit_events_user ON audit_events (user_id, event_id);

-- With what short-lived tokens are signed: one key, made by the first API that needs it.
CREATE TABLE signing_keys (
    key_id     integer NOT NULL PRIMARY KEY CHECK (key_id = 1),
    secret     text NOT NULL,
    created_at timestamptz NOT NULL
);

-- Who said it: a name, which is never given to another account. Absent where there were no accounts.
ALTER TABLE labelling_changes ADD COLUMN author text;
ALTER TABLE labellings ADD COLUMN user_label_author text;
ALTER TABLE labellings ADD COLUMN user_label_at timestamptz;
