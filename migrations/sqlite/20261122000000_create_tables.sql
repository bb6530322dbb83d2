-- Jobs, labellings, events, the outbox and the registered job types.
--
-- UUIDs are hyphenated lower-case text. Times are RFC 3339 in UTC with exactly six decimals, so that they sort as text.
-- The tables are those of PostgreSQL, column by column.

CREATE TABLE jobs (
    job_id           TEXT NOT NULL PRIMARY KEY CHECK (length(job_id) = 36),
    dir_path         TEXT NOT NULL CHECK (length(dir_path) <= 255),
    type             TEXT NOT NULL CHECK (length(type) <= 50),
    phase            TEXT NOT NULL CHECK (phase IN ('PENDING', 'PROCESSING', 'COMPLETED', 'ERROR', 'ABORTED')),
    label            TEXT NOT NULL CHECK (length(label) BETWEEN 1 AND 50),
    -- The label in lower case, folded by the program so that every database searches alike.
    label_folded     TEXT NOT NULL,
    description      TEXT CHECK (length(description) <= 255),
    created_at       TEXT NOT NULL CHECK (length(created_at) = 27),
    queued_at        TEXT CHECK (length(queued_at) = 27),
    started_at       TEXT CHECK (length(started_at) = 27),
    ended_at         TEXT CHECK (length(ended_at) = 27),
    config           TEXT CHECK (json_valid(config)),
    parent_job_id    TEXT REFERENCES jobs ON DELETE SET NULL,
    iteration        INTEGER CHECK (iteration >= 0),
    -- How many times a worker has claimed the job: the fencing token. It never goes down.
    attempt          INTEGER CHECK (attempt > 0),
    progress         TEXT CHECK (json_valid(progress)),
    metrics          TEXT CHECK (json_valid(metrics)),
    error            TEXT CHECK (json_valid(error)),
    worker           TEXT,
    -- When the live claim ends; NULL while nobody holds one.
    lease_expires_at TEXT CHECK (length(lease_expires_at) = 27),
    -- When the broker last took a message about the job.
    published_at     TEXT CHECK (length(published_at) = 27),
    -- Of the claims, how many ended in a failure that may pass, and how many in silence.
    failed_attempts  INTEGER NOT NULL DEFAULT 0,
    lost_attempts    INTEGER NOT NULL DEFAULT 0,
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

-- How many jobs there are, so that a page of a million jobs need not count them. There is one writer, so one slot.
CREATE TABLE job_counts (
    type  TEXT NOT NULL,
    phase TEXT NOT NULL,
    slot  INTEGER NOT NULL,
    jobs  INTEGER NOT NULL,
    PRIMARY KEY (type, phase, slot)
) WITHOUT ROWID;

CREATE TRIGGER jobs_counted AFTER INSERT ON jobs
BEGIN
    INSERT INTO job_counts VALUES (NEW.type, NEW.phase, 0, 1)
    ON CONFLICT (type, phase, slot) DO UPDATE SET jobs = jobs + 1;
END;

CREATE TRIGGER jobs_uncounted AFTER DELETE ON jobs
BEGIN
    UPDATE job_counts SET jobs = jobs - 1 WHERE type = OLD.type AND phase = OLD.phase;
END;

CREATE TRIGGER jobs_recounted AFTER UPDATE OF type, phase ON jobs WHEN OLD.phase <> NEW.phase OR OLD.type <> NEW.type
BEGIN
    UPDATE job_counts SET jobs = jobs - 1 WHERE type = OLD.type AND phase = OLD.phase;
    INSERT INTO job_counts VALUES (NEW.type, NEW.phase, 0, 1)
    ON CONFLICT (type, phase, slot) DO UPDATE SET jobs = jobs + 1;
END;

-- Which spectra a job shows to a person, and the answers.
CREATE TABLE labellings (
    labelling_id       TEXT NOT NULL UNIQUE CHECK (length(labelling_id) = 36),
    -- The order in which they were added.
    position           INTEGER PRIMARY KEY AUTOINCREMENT,
    job_id             TEXT NOT NULL REFERENCES jobs ON DELETE CASCADE,
    spectrum_filename  TEXT NOT NULL CHECK (length(spectrum_filename) <= 70),
    spectrum_set       TEXT NOT NULL CHECK (spectrum_set IN ('ORACLE', 'PERFORMANCE_ESTIMATION', 'CANDIDATE')),
    -- The place of the set in listings.
    set_rank           INTEGER NOT NULL GENERATED ALWAYS AS (
                           CASE spectrum_set WHEN 'ORACLE' THEN 0 WHEN 'PERFORMANCE_ESTIMATION' THEN 1 ELSE 2 END
                       ) STORED,
    sequence_iteration INTEGER NOT NULL CHECK (sequence_iteration >= 0),
    model_prediction   TEXT CHECK (length(model_prediction) <= 30),
    model_probability  REAL,
    model_entropy      REAL,
    magnitude          REAL,
    user_label         TEXT CHECK (length(user_label) <= 30),
    user_comment       TEXT CHECK (length(user_comment) <= 50),
    -- The claim under which a worker posted it; NULL for any other client.
    attempt            INTEGER
);

CREATE INDEX labellings_listing ON labellings (job_id, set_rank, position);

-- Every change that a person made to a label, for undo.
CREATE TABLE labelling_changes (
    change_id             INTEGER PRIMARY KEY AUTOINCREMENT,
    labelling_id          TEXT NOT NULL REFERENCES labellings (labelling_id) ON DELETE CASCADE,
    changed_at            TEXT NOT NULL CHECK (length(changed_at) = 27),
    user_label            TEXT,
    user_comment          TEXT,
    previous_user_label   TEXT,
    previous_user_comment TEXT
);

CREATE INDEX labelling_changes_labelling ON labelling_changes (labelling_id, change_id);

-- What happened to a job, for pages that listen. Ids are never used twice.
CREATE TABLE job_events (
    event_id INTEGER PRIMARY KEY AUTOINCREMENT,
    job_id   TEXT NOT NULL REFERENCES jobs ON DELETE CASCADE,
    kind     TEXT NOT NULL CHECK (kind IN ('phase', 'progress', 'log')),
    data     TEXT NOT NULL CHECK (json_valid(data))
);

CREATE INDEX job_events_job ON job_events (job_id, event_id);
CREATE INDEX job_events_kind ON job_events (job_id, kind, event_id);

-- Messages that the broker has not confirmed yet: at most one for a job. Ids are never used twice.
CREATE TABLE outbox (
    outbox_id    INTEGER PRIMARY KEY AUTOINCREMENT,
    job_id       TEXT NOT NULL UNIQUE REFERENCES jobs ON DELETE CASCADE,
    type         TEXT NOT NULL,
    attempt      INTEGER NOT NULL,
    enqueued_at  TEXT NOT NULL CHECK (length(enqueued_at) = 27),
    -- Not to be published before; later than `enqueued_at` while a failed job cools down.
    available_at TEXT NOT NULL CHECK (length(available_at) = 27)
);

-- What workers said about the job types that they can run.
CREATE TABLE job_types (
    type           TEXT NOT NULL PRIMARY KEY,
    title          TEXT NOT NULL,
    description    TEXT NOT NULL,
    config_schema  TEXT NOT NULL CHECK (json_valid(config_schema)),
    config_example TEXT NOT NULL CHECK (json_valid(config_example)),
    declared_at    TEXT NOT NULL CHECK (length(declared_at) = 27)
);
