-- People who sign in with a provider of identities (OpenID Connect).

-- Whose account it is: a person of a provider is known by the provider and her name there, and by nothing else.
CREATE TABLE identities (
    issuer  text NOT NULL,
    subject text NOT NULL,
    user_id text NOT NULL REFERENCES users ON DELETE CASCADE,
    PRIMARY KEY (issuer, subject)
);

CREATE INDEX identities_user ON identities (user_id);

-- The groups that the provider named at the last sign-in.
CREATE TABLE provider_groups (
    user_id text NOT NULL REFERENCES users ON DELETE CASCADE,
    name    text NOT NULL,
    PRIMARY KEY (user_id, name)
);

CREATE INDEX provider_groups_name ON provider_groups (name);

-- Sign-ins that have begun: each ends once, in the browser that began it.
CREATE TABLE sign_in_flows (
    state_digest   text NOT NULL PRIMARY KEY CHECK (length(state_digest) = 64),
    browser_digest text NOT NULL CHECK (length(browser_digest) = 64),
    nonce          text NOT NULL,
    code_verifier  text NOT NULL,
    -- Where the person wanted to be.
    return_path    text NOT NULL,
    -- Who has signed in with this browser before.
    known_user_id  text,
    expires_at     text NOT NULL
);

ALTER TABLE sessions ADD COLUMN is_by_provider integer NOT NULL DEFAULT 0;
