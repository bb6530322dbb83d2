-- What a person sees of the sessions: an id that is no secret, the browser in a few words, and from where it was begun.
ALTER TABLE sessions ADD COLUMN session_id text NOT NULL DEFAULT '';
ALTER TABLE sessions ADD COLUMN browser text;
ALTER TABLE sessions ADD COLUMN address text;
UPDATE sessions SET session_id = lower(
    hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2) || '-a' || substr(hex(randomblob(2)), 2)
    || '-' || hex(randomblob(6)));
CREATE UNIQUE INDEX sessions_id ON sessions (session_id);
