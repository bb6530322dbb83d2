-- What people are told of when they do not look: by mail and by webhook, from an outbox of its own.

-- An address that its person has shown to be his, by a link that was sent there.
ALTER TABLE users ADD COLUMN email text;
-- To which address a link for a password was sent: whoever uses it has that address.
ALTER TABLE account_links ADD COLUMN email text;

-- Links that show that an address is its person's.
CREATE TABLE email_links (
    link_digest text NOT NULL PRIMARY KEY CHECK (length(link_digest) = 64),
    user_id     uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    email       text NOT NULL,
    expires_at  timestamptz NOT NULL
);

CREATE INDEX email_links_user ON email_links (user_id);

-- Who ran a job, and who keeps a campaign: those are told.
CREATE TABLE job_watchers (
    job_id  uuid NOT NULL REFERENCES jobs ON DELETE CASCADE,
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    PRIMARY KEY (job_id, user_id)
);

CREATE INDEX job_watchers_user ON job_watchers (user_id);

CREATE TABLE campaign_watchers (
    campaign_id uuid NOT NULL REFERENCES campaigns ON DELETE CASCADE,
    user_id     uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    PRIMARY KEY (campaign_id, user_id)
);

CREATE INDEX campaign_watchers_user ON campaign_watchers (user_id);

CREATE TABLE notification_settings (
    user_id             uuid NOT NULL PRIMARY KEY REFERENCES users ON DELETE CASCADE,
    -- Names, with spaces between them.
    mail_kinds          text NOT NULL,
    webhook_kinds       text NOT NULL,
    webhook_url         text,
    -- It signs what is sent, so it cannot be kept as a digest.
    webhook_secret      text,
    -- Since when it is switched off, and why.
    webhook_off_at      timestamptz,
    webhook_off_because text
);

-- What is to be told to whom, in order. Ids are never used twice.
CREATE TABLE deliveries (
    delivery_id  bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    -- What happened: the same for all who are told, and at every try.
    event_id     uuid NOT NULL,
    user_id      uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    channel      text NOT NULL CHECK (channel IN ('mail', 'webhook')),
    kind         text NOT NULL,
    -- Emptied when it is delivered, where it holds a secret.
    data         json NOT NULL,
    -- Where it goes, if not to the address of the account.
    email        text,
    created_at   timestamptz NOT NULL,
    available_at timestamptz NOT NULL,
    attempts     integer NOT NULL DEFAULT 0,
    state        text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'delivered', 'failed')),
    last_error   text,
    ended_at     timestamptz,
    UNIQUE (event_id, user_id, channel)
);

-- The oldest that waits of each person and channel is the next.
CREATE INDEX deliveries_waiting ON deliveries (user_id, channel, delivery_id) WHERE state = 'waiting';
CREATE INDEX deliveries_user ON deliveries (user_id, delivery_id);
CREATE INDEX deliveries_ended ON deliveries (ended_at) WHERE ended_at IS NOT NULL;
