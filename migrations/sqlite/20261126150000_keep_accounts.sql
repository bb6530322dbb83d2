-- People: accounts, their sessions and tokens, the links that make a password, and the audit log. Of passwords there are Argon2id
-- hashes, of what is handed out SHA-256 digests; the one secret is the key that signs short-lived tokens.
CREATE TABLE users (
    user_id       TEXT NOT NULL PRIMARY KEY CHECK (length(user_id) = 36),
    name          TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 50),
    -- The name in lower case, folded by the program so that every database compares alike.
    name_folded   TEXT NOT NULL UNIQUE,
    role          TEXT NOT NULL CHECK (role IN ('viewer', 'labeller', 'member', 'administrator')),
    is_active     INTEGER NOT NULL CHECK (is_active IN (0, 1)),
    -- Absent until the person has used the first link.
    password_hash TEXT,
    -- Goes up when everything that was handed out is to end; a short-lived token of an earlier one is refused.
    generation    INTEGER NOT NULL DEFAULT 0,
    created_at    TEXT NOT NULL CHECK (length(created_at) = 27),
    last_seen_at  TEXT CHECK (length(last_seen_at) = 27)
);

CREATE TABLE sessions (
    session_digest TEXT NOT NULL PRIMARY KEY CHECK (length(session_digest) = 64),
    csrf_digest    TEXT NOT NULL CHECK (length(csrf_digest) = 64),
    user_id        TEXT NOT NULL REFERENCES users ON DELETE CASCADE,
    created_at     TEXT NOT NULL CHECK (length(created_at) = 27),
    seen_at        TEXT NOT NULL CHECK (length(seen_at) = 27)
);

CREATE INDEX sessions_user ON sessions (user_id);

CREATE TABLE personal_tokens (
    token_id     TEXT NOT NULL PRIMARY KEY CHECK (length(token_id) = 36),
    user_id      TEXT NOT NULL REFERENCES users ON DELETE CASCADE,
    token_digest TEXT NOT NULL UNIQUE CHECK (length(token_digest) = 64),
    name         TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 50),
    -- Names, with spaces between them.
    scopes       TEXT NOT NULL,
    created_at   TEXT NOT NULL CHECK (length(created_at) = 27),
    expires_at   TEXT NOT NULL CHECK (length(expires_at) = 27),
    used_at      TEXT CHECK (length(used_at) = 27)
);

CREATE INDEX personal_tokens_user ON personal_tokens (user_id, created_at);

-- Links that work once: to make the first administrator (no user), or to choose a password.
CREATE TABLE account_links (
    link_digest TEXT NOT NULL PRIMARY KEY CHECK (length(link_digest) = 64),
    user_id     TEXT REFERENCES users ON DELETE CASCADE,
    created_at  TEXT NOT NULL CHECK (length(created_at) = 27),
    expires_at  TEXT NOT NULL CHECK (length(expires_at) = 27)
);

-- Who did what, when, from where. Rows are added, never changed.
CREATE TABLE audit_events (
    event_id INTEGER PRIMARY KEY AUTOINCREMENT,
    at       TEXT NOT NULL CHECK (length(at) = 27),
    user_id  TEXT,
    name     TEXT,
    action   TEXT NOT NULL,
    target   TEXT,
    address  TEXT,
    outcome  TEXT NOT NULL CHECK (outcome IN ('done', 'refused', 'failed'))
);

CREATE INDEX audit_events_user ON audit_events (user_id, event_id);

-- With what short-lived tokens are signed: one key, made by the first API that needs it.
CREATE TABLE signing_keys (
    key_id     INTEGER NOT NULL PRIMARY KEY CHECK (key_id = 1),
    secret     TEXT NOT NULL,
    created_at TEXT NOT NULL CHECK (length(created_at) = 27)
);

-- Who said it: a name, which is never given to another account. Absent where there were no accounts.
ALTER TABLE labelling_changes ADD COLUMN author TEXT;
ALTER TABLE labellings ADD COLUMN user_label_author TEXT;
ALTER TABLE labellings ADD COLUMN user_label_at TEXT CHECK (length(user_label_at) = 27);
