-- Jobs, labellings, events, the outbox and the registered job types.
--
-- Enumerations are text with a CHECK, so that a new value needs no change of type. JSON is `json`, not `jsonb`: it is
-- never searched, and `jsonb` refuses strings with U+0000, which a log line may contain.

CREATE TABLE jobs (
    job_id           uuid PRIMARY KEY,
    dir_path         varchar(255) NOT NULL,
    type             varchar(50) NOT NULL,
    phase            varchar(20) NOT NULL CHECK (phase IN ('PENDING', 'PROCESSING', 'COMPLETED', 'ERROR', 'ABORTED')),
    label            varchar(50) NOT NULL CHECK (label <> ''),
    -- The label in lower case, folded by the program so that every database searches alike.
    label_folded     text NOT NULL,
    description      varchar(255),
    created_at       timestamptz NOT NULL,
    queued_at        timestamptz,
    started_at       timestamptz,
    ended_at         timestamptz,
    config           json,
    parent_job_id    uuid REFERENCES jobs ON DELETE SET NULL,
    iteration        integer CHECK (iteration >= 0),
    -- How many times a worker has claimed the job: the fencing token. It never goes down.
    attempt          integer CHECK (attempt > 0),
    progress         json,
    metrics          json,
    error            json,
    worker           text,
    -- When the live claim ends; NULL while nobody holds one.
    lease_expires_at timestamptz,
    -- When the broker last took a message about the job.
    published_at     timestamptz,
    -- Of the claims, how many ended in a failure that may pass, and how many in silence.
    failed_attempts  integer NOT NULL DEFAULT 0,
    lost_attempts    integer NOT NULL DEFAULT 0,
    CONSTRAINT only_a_processing_job_is_claimed CHECK (lease_expires_at IS NULL OR phase = 'PROCESSING')
);

-- Listings, newest first, for each combination of the filters on phase and type.
CREATE INDEX jobs_created_at ON jobs (created_at, job_id);
CREATE INDEX jobs_phase ON jobs (phase, created_at, job_id);
CREATE INDEX jobs_type ON jobs (type, created_at, job_id);
CREATE INDEX jobs_type_phase ON jobs (type, phase, created_at, job_id);
CREATE INDEX jobs_parent ON jobs (parent_job_id, created_at, job_id) WHERE parent_job_id IS NOT NULL;
-- The sweeper.
CREATE INDEX jobs_lease ON jobs (lease_expires_at) WHERE lease_expires_at IS NOT NULL;

-- How many jobs there are, so that a page of a million jobs need not count them. The number of a type and phase is the
-- sum over its slots; connections write to different slots, so that they rarely wait for each other. Rows are always
-- written in the order of type and phase, so that they never wait in a circle.
CREATE TABLE job_counts (
    type  varchar(50) NOT NULL,
    phase varchar(20) NOT NULL,
    slot  integer NOT NULL,
    jobs  bigint NOT NULL,
    PRIMARY KEY (type, phase, slot)
) WITH (fillfactor = 50);

CREATE FUNCTION add_to_job_counts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO job_counts AS counted (type, phase, slot, jobs)
    SELECT type, phase, pg_backend_pid() % 16, CASE TG_OP WHEN 'INSERT' THEN count(*) ELSE -count(*) END
    FROM changed GROUP BY type, phase ORDER BY type, phase
    ON CONFLICT (type, phase, slot) DO UPDATE SET jobs = counted.jobs + excluded.jobs;
    RETURN NULL;
END
$$;

CREATE FUNCTION move_in_job_counts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO job_counts AS counted (type, phase, slot, jobs)
    SELECT type, phase, pg_backend_pid() % 16, jobs
    FROM (VALUES (OLD.type, OLD.phase, -1), (NEW.type, NEW.phase, 1)) AS moved (type, phase, jobs) ORDER BY type, phase
    ON CONFLICT (type, phase, slot) DO UPDATE SET jobs = counted.jobs + excluded.jobs;
    RETURN NULL;
END
$$;

CREATE TRIGGER jobs_added AFTER INSERT ON jobs REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION add_to_job_counts();
CREATE TRIGGER jobs_deleted AFTER DELETE ON jobs REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION add_to_job_counts();
CREATE TRIGGER jobs_moved AFTER UPDATE OF type, phase ON jobs
    FOR EACH ROW WHEN (OLD.phase <> NEW.phase OR OLD.type <> NEW.type) EXECUTE FUNCTION move_in_job_counts();

-- Which spectra a job shows to a person, and the answers.
CREATE TABLE labellings (
    labelling_id       uuid NOT NULL UNIQUE,
    -- The order in which they were added.
    position           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    job_id             uuid NOT NULL REFERENCES jobs ON DELETE CASCADE,
    spectrum_filename  varchar(70) NOT NULL,
    spectrum_set       varchar(30) NOT NULL
                       CHECK (spectrum_set IN ('ORACLE', 'PERFORMANCE_ESTIMATION', 'CANDIDATE')),
    -- The place of the set in listings.
    set_rank           integer NOT NULL GENERATED ALWAYS AS (
                           CASE spectrum_set WHEN 'ORACLE' THEN 0 WHEN 'PERFORMANCE_ESTIMATION' THEN 1 ELSE 2 END
                       ) STORED,
    sequence_iteration integer NOT NULL CHECK (sequence_iteration >= 0),
    model_prediction   varchar(30),
    model_probability  double precision,
    model_entropy      double precision,
    magnitude          double precision,
    user_label         varchar(30),
    user_comment       varchar(50),
    -- The claim under which a worker posted it; NULL for any other client.
    attempt            integer
);

CREATE INDEX labellings_listing ON labellings (job_id, set_rank, position);

-- Every change that a person made to a label, for undo.
CREATE TABLE labelling_changes (
    change_id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    labelling_id          uuid NOT NULL REFERENCES labellings (labelling_id) ON DELETE CASCADE,
    changed_at            timestamptz NOT NULL,
    user_label            varchar(30),
    user_comment          varchar(50),
    previous_user_label   varchar(30),
    previous_user_comment varchar(50)
);

CREATE INDEX labelling_changes_labelling ON labelling_changes (labelling_id, change_id);

-- What happened to a job, for pages that listen. Ids are never used twice.
CREATE TABLE job_events (
    event_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    job_id   uuid NOT NULL REFERENCES jobs ON DELETE CASCADE,
    kind     varchar(20) NOT NULL CHECK (kind IN ('phase', 'progress', 'log')),
    data     json NOT NULL
);

CREATE INDEX job_events_job ON job_events (job_id, event_id);
CREATE INDEX job_events_kind ON job_events (job_id, kind, event_id);

-- Messages that the broker has not confirmed yet: at most one for a job. Ids are never used twice.
CREATE TABLE outbox (
    outbox_id    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    job_id       uuid NOT NULL UNIQUE REFERENCES jobs ON DELETE CASCADE,
    type         varchar(50) NOT NULL,
    attempt      integer NOT NULL,
    enqueued_at  timestamptz NOT NULL,
    -- Not to be published before; later than `enqueued_at` while a failed job cools down.
    available_at timestamptz NOT NULL
);

-- What workers said about the job types that they can run.
CREATE TABLE job_types (
    type           varchar(50) PRIMARY KEY,
    title          text NOT NULL,
    description    text NOT NULL,
    config_schema  json NOT NULL,
    config_example json NOT NULL,
    declared_at    timestamptz NOT NULL
);

-- Other processes learn at commit that there is something to publish or to show.
CREATE FUNCTION notify_outbox() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('ml_job_outbox', '');
    RETURN NULL;
END
$$;

CREATE TRIGGER outbox_notified AFTER INSERT ON outbox
    FOR EACH STATEMENT EXECUTE FUNCTION notify_outbox();

CREATE FUNCTION notify_events() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('ml_job_events', added.job_id::text) FROM (SELECT DISTINCT job_id FROM added_events) AS added;
    RETURN NULL;
END
$$;

CREATE TRIGGER job_events_notified AFTER INSERT ON job_events
    REFERENCING NEW TABLE AS added_events
    FOR EACH STATEMENT EXECUTE FUNCTION notify_events();
