-- Spaces: who sees what. Every job and campaign lies in one; labels, files and events are where their job is.
CREATE TABLE spaces (
    space_id         uuid NOT NULL PRIMARY KEY,
    name             text NOT NULL CHECK (length(name) BETWEEN 1 AND 50),
    -- Whose own space it is; a person has one at most.
    personal_user_id uuid UNIQUE REFERENCES users ON DELETE CASCADE,
    created_at       timestamptz NOT NULL,
    -- What an administrator allows: bytes below its jobs and in its folder, and jobs that run at once. Absent: no bound.
    quota_bytes      bigint CHECK (quota_bytes >= 0),
    quota_jobs       integer CHECK (quota_jobs >= 0)
);

-- The space that an instance begins with. Without accounts everything lies in it, and nobody sees it; what there was before
-- there were spaces is in it too.
INSERT INTO spaces (space_id, name, created_at) VALUES ('00000000-0000-0000-0000-000000000000', 'Main', now());

-- Named groups of people.
CREATE TABLE groups (
    group_id    uuid NOT NULL PRIMARY KEY,
    name        text NOT NULL CHECK (length(name) BETWEEN 1 AND 50),
    name_folded text NOT NULL UNIQUE,
    created_at  timestamptz NOT NULL
);

CREATE TABLE group_members (
    group_id uuid NOT NULL REFERENCES groups ON DELETE CASCADE,
    user_id  uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    PRIMARY KEY (group_id, user_id)
);

CREATE INDEX group_members_user ON group_members (user_id, group_id);

-- What a person may do in a space, by name or by group: the most of it counts.
CREATE TABLE space_members (
    space_id uuid NOT NULL REFERENCES spaces ON DELETE CASCADE,
    user_id  uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    role     text NOT NULL CHECK (role IN ('viewer', 'labeller', 'member', 'owner')),
    PRIMARY KEY (space_id, user_id)
);

CREATE INDEX space_members_user ON space_members (user_id, space_id);

CREATE TABLE space_groups (
    space_id uuid NOT NULL REFERENCES spaces ON DELETE CASCADE,
    group_id uuid NOT NULL REFERENCES groups ON DELETE CASCADE,
    role     text NOT NULL CHECK (role IN ('viewer', 'labeller', 'member', 'owner')),
    PRIMARY KEY (space_id, group_id)
);

CREATE INDEX space_groups_group ON space_groups (group_id, space_id);

-- Links with which whoever has one looks at a space. Of the secret there is a SHA-256 digest.
CREATE TABLE space_links (
    link_id     uuid NOT NULL PRIMARY KEY,
    space_id    uuid NOT NULL REFERENCES spaces ON DELETE CASCADE,
    link_digest text NOT NULL UNIQUE CHECK (length(link_digest) = 64),
    name        text NOT NULL CHECK (length(name) BETWEEN 1 AND 50),
    created_by  text,
    created_at  timestamptz NOT NULL,
    expires_at  timestamptz NOT NULL
);

CREATE INDEX space_links_space ON space_links (space_id, created_at);

-- What there was belongs to the first administrator.
INSERT INTO space_members (space_id, user_id, role)
SELECT '00000000-0000-0000-0000-000000000000', user_id, 'owner' FROM users
WHERE role = 'administrator' ORDER BY created_at, user_id LIMIT 1;

ALTER TABLE jobs ADD COLUMN space_id uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000' REFERENCES spaces;
ALTER TABLE campaigns ADD COLUMN space_id uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000' REFERENCES spaces;

CREATE INDEX jobs_space ON jobs (space_id, created_at, job_id);
CREATE INDEX campaigns_space ON campaigns (space_id, created_at, campaign_id);

-- Whose turn it is, is decided by space.
ALTER TABLE outbox ADD COLUMN space_id uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000' REFERENCES spaces;
CREATE INDEX outbox_space ON outbox (space_id, type, outbox_id);

-- To which space a job's directory belongs: it may stay when the job is deleted.
CREATE TABLE job_directories (
    dir_path varchar(255) NOT NULL PRIMARY KEY,
    space_id uuid NOT NULL REFERENCES spaces
);

CREATE INDEX job_directories_space ON job_directories (space_id, dir_path);

INSERT INTO job_directories (dir_path, space_id)
SELECT DISTINCT dir_path, '00000000-0000-0000-0000-000000000000'::uuid FROM jobs;

-- The counts are kept by space too.
ALTER TABLE job_counts ADD COLUMN space_id uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000';
ALTER TABLE job_counts DROP CONSTRAINT job_counts_pkey;
ALTER TABLE job_counts ADD PRIMARY KEY (space_id, type, phase, slot);

CREATE OR REPLACE FUNCTION add_to_job_counts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO job_counts AS counted (space_id, type, phase, slot, jobs)
    SELECT space_id, type, phase, pg_backend_pid() % 16, CASE TG_OP WHEN 'INSERT' THEN count(*) ELSE -count(*) END
    FROM changed GROUP BY space_id, type, phase ORDER BY space_id, type, phase
    ON CONFLICT (space_id, type, phase, slot) DO UPDATE SET jobs = counted.jobs + excluded.jobs;
    RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION move_in_job_counts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO job_counts AS counted (space_id, type, phase, slot, jobs)
    SELECT space_id, type, phase, pg_backend_pid() % 16, jobs
    FROM (VALUES (OLD.space_id, OLD.type, OLD.phase, -1), (NEW.space_id, NEW.type, NEW.phase, 1))
        AS moved (space_id, type, phase, jobs) ORDER BY space_id, type, phase
    ON CONFLICT (space_id, type, phase, slot) DO UPDATE SET jobs = counted.jobs + excluded.jobs;
    RETURN NULL;
END
$$;

DROP TRIGGER jobs_moved ON jobs;
CREATE TRIGGER jobs_moved AFTER UPDATE OF type, phase, space_id ON jobs
    FOR EACH ROW WHEN (OLD.phase <> NEW.phase OR OLD.type <> NEW.type OR OLD.space_id <> NEW.space_id)
    EXECUTE FUNCTION move_in_job_counts();
