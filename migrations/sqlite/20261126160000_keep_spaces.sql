-- Spaces: who sees what. Every job and campaign lies in one; labels, files and events are where their job is.
CREATE TABLE spaces (
    space_id         TEXT NOT NULL PRIMARY KEY CHECK (length(space_id) = 36),
    name             TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 50),
    -- Whose own space it is; a person has one at most.
    personal_user_id TEXT UNIQUE REFERENCES users ON DELETE CASCADE,
    created_at       TEXT NOT NULL CHECK (length(created_at) = 27),
    -- What an administrator allows: bytes below its jobs and in its folder, and jobs that run at once. Absent: no bound.
    quota_bytes      INTEGER CHECK (quota_bytes >= 0),
    quota_jobs       INTEGER CHECK (quota_jobs >= 0)
);

-- The space that an instance begins with. Without accounts everything lies in it, and nobody sees it; what there was before
-- there were spaces is in it too.
INSERT INTO spaces (space_id, name, created_at)
VALUES ('00000000-0000-0000-0000-000000000000', 'Main', strftime('%Y-%m-%dT%H:%M:%S.000000Z', 'now'));

-- Named groups of people.
CREATE TABLE groups (
    group_id    TEXT NOT NULL PRIMARY KEY CHECK (length(group_id) = 36),
    name        TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 50),
    name_folded TEXT NOT NULL UNIQUE,
    created_at  TEXT NOT NULL CHECK (length(created_at) = 27)
);

CREATE TABLE group_members (
    group_id TEXT NOT NULL REFERENCES groups ON DELETE CASCADE,
    user_id  TEXT NOT NULL REFERENCES users ON DELETE CASCADE,
    PRIMARY KEY (group_id, user_id)
);

CREATE INDEX group_members_user ON group_members (user_id, group_id);

-- What a person may do in a space, by name or by group: the most of it counts.
CREATE TABLE space_members (
    space_id TEXT NOT NULL REFERENCES spaces ON DELETE CASCADE,
    user_id  TEXT NOT NULL REFERENCES users ON DELETE CASCADE,
    role     TEXT NOT NULL CHECK (role IN ('viewer', 'labeller', 'member', 'owner')),
    PRIMARY KEY (space_id, user_id)
);

CREATE INDEX space_members_user ON space_members (user_id, space_id);

CREATE TABLE space_groups (
    space_id TEXT NOT NULL REFERENCES spaces ON DELETE CASCADE,
    group_id TEXT NOT NULL REFERENCES groups ON DELETE CASCADE,
    role     TEXT NOT NULL CHECK (role IN ('viewer', 'labeller', 'member', 'owner')),
    PRIMARY KEY (space_id, group_id)
);

CREATE INDEX space_groups_group ON space_groups (group_id, space_id);

-- Links with which whoever has one looks at a space. Of the secret there is a SHA-256 digest.
CREATE TABLE space_links (
    link_id     TEXT NOT NULL PRIMARY KEY CHECK (length(link_id) = 36),
    space_id    TEXT NOT NULL REFERENCES spaces ON DELETE CASCADE,
    link_digest TEXT NOT NULL UNIQUE CHECK (length(link_digest) = 64),
    name        TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 50),
    created_by  TEXT,
    created_at  TEXT NOT NULL CHECK (length(created_at) = 27),
    expires_at  TEXT NOT NULL CHECK (length(expires_at) = 27)
);

CREATE INDEX space_links_space ON space_links (space_id, created_at);

-- What there was belongs to the first administrator.
INSERT INTO space_members (space_id, user_id, role)
SELECT '00000000-0000-0000-0000-000000000000', user_id, 'owner' FROM users
WHERE role = 'administrator' ORDER BY created_at, user_id LIMIT 1;

-- SQLite adds no column that refers to another table and has a value. The program deletes no space in which something lies.
ALTER TABLE jobs ADD COLUMN space_id TEXT NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000';
ALTER TABLE campaigns ADD COLUMN space_id TEXT NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000';

CREATE INDEX jobs_space ON jobs (space_id, created_at, job_id);
CREATE INDEX campaigns_space ON campaigns (space_id, created_at, campaign_id);

-- Whose turn it is, is decided by space.
ALTER TABLE outbox ADD COLUMN space_id TEXT NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000';
CREATE INDEX outbox_space ON outbox (space_id, type, outbox_id);

-- To which space a job's directory belongs: it may stay when the job is deleted.
CREATE TABLE job_directories (
    dir_path TEXT NOT NULL PRIMARY KEY CHECK (length(dir_path) <= 255),
    space_id TEXT NOT NULL REFERENCES spaces
);

CREATE INDEX job_directories_space ON job_directories (space_id, dir_path);

INSERT INTO job_directories (dir_path, space_id)
SELECT DISTINCT dir_path, '00000000-0000-0000-0000-000000000000' FROM jobs;

-- The counts are kept by space too.
DROP TRIGGER jobs_counted;
DROP TRIGGER jobs_uncounted;
DROP TRIGGER jobs_recounted;
ALTER TABLE job_counts RENAME TO job_counts_of_all;
CREATE TABLE job_counts (
    space_id TEXT NOT NULL,
    type     TEXT NOT NULL,
    phase    TEXT NOT NULL,
    slot     INTEGER NOT NULL,
    jobs     INTEGER NOT NULL,
    PRIMARY KEY (space_id, type, phase, slot)
) WITHOUT ROWID;
INSERT INTO job_counts SELECT '00000000-0000-0000-0000-000000000000', type, phase, slot, jobs FROM job_counts_of_all;
DROP TABLE job_counts_of_all;

CREATE TRIGGER jobs_counted AFTER INSERT ON jobs
BEGIN
    INSERT INTO job_counts VALUES (NEW.space_id, NEW.type, NEW.phase, 0, 1)
    ON CONFLICT (space_id, type, phase, slot) DO UPDATE SET jobs = jobs + 1;
END;

CREATE TRIGGER jobs_uncounted AFTER DELETE ON jobs
BEGIN
    UPDATE job_counts SET jobs = jobs - 1 WHERE space_id = OLD.space_id AND type = OLD.type AND phase = OLD.phase;
END;

CREATE TRIGGER jobs_recounted AFTER UPDATE OF type, phase, space_id ON jobs
WHEN OLD.phase <> NEW.phase OR OLD.type <> NEW.type OR OLD.space_id <> NEW.space_id
BEGIN
    UPDATE job_counts SET jobs = jobs - 1 WHERE space_id = OLD.space_id AND type = OLD.type AND phase = OLD.phase;
    INSERT INTO job_counts VALUES (NEW.space_id, NEW.type, NEW.phase, 0, 1)
    ON CONFLICT (space_id, type, phase, slot) DO UPDATE SET jobs = jobs + 1;
END;
