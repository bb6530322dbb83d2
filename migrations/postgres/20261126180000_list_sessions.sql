-- What a person sees of the sessions: an id that is no secret, the browser in a few words, and from where it was begun.
ALTER TABLE sessions ADD COLUMN session_id uuid;
ALTER TABLE sessions ADD COLUMN browser text;
ALTER TABLE sessions ADD COLUMN address text;
UPDATE sessions SET session_id = gen_random_uuid();
ALTER TABLE sessions ALTER COLUMN session_id SET NOT NULL;
CREATE UNIQUE INDEX sessions_id ON sessions (session_id);
