-- What a worker called its open claim, so that a claim whose answer was lost can be repeated.
ALTER TABLE jobs ADD COLUMN claim_nonce uuid;

-- Whoever listens to a job in another process learns of its deletion at commit.
CREATE FUNCTION notify_deletions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('ml_job_events', deleted.job_id::text) FROM deleted;
    RETURN NULL;
END
$$;

CREATE TRIGGER job_deletions_notified AFTER DELETE ON jobs
    REFERENCING OLD TABLE AS deleted
    FOR EACH STATEMENT EXECUTE FUNCTION notify_deletions();

-- One row, written to find out whether the database can be written to.
CREATE TABLE probes (
    probe_id   integer PRIMARY KEY,
    written_at timestamptz NOT NULL
) WITH (fillfactor = 50);
