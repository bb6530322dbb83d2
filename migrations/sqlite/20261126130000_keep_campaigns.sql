-- Campaigns: searches that run through many jobs.
CREATE TABLE campaigns (
    campaign_id TEXT NOT NULL PRIMARY KEY CHECK (length(campaign_id) = 36),
    label       TEXT NOT NULL CHECK (length(label) BETWEEN 1 AND 50),
    description TEXT CHECK (length(description) <= 255),
    created_at  TEXT NOT NULL CHECK (length(created_at) = 27),
    -- What is searched for, and where; it never changes.
    plan        TEXT NOT NULL CHECK (json_valid(plan))
);

CREATE INDEX campaigns_created_at ON campaigns (created_at, campaign_id);

-- Which job takes which place in a campaign: one each, however often somebody clicks.
CREATE TABLE campaign_jobs (
    campaign_id TEXT NOT NULL REFERENCES campaigns ON DELETE CASCADE,
    role        TEXT NOT NULL CHECK (role IN ('PREPARATION', 'ROUND', 'AUDIT')),
    number      INTEGER NOT NULL CHECK (number >= 0),
    job_id      TEXT NOT NULL UNIQUE REFERENCES jobs ON DELETE CASCADE,
    PRIMARY KEY (campaign_id, role, number)
);

-- Why a spectrum of a campaign is shown, and with which probability it was drawn.
ALTER TABLE labellings ADD COLUMN draw TEXT CHECK (json_valid(draw));
