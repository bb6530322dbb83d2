-- Campaigns: searches that run through many jobs.
CREATE TABLE campaigns (
    campaign_id uuid NOT NULL PRIMARY KEY,
    label       text NOT NULL CHECK (length(label) BETWEEN 1 AND 50),
    description text CHECK (length(description) <= 255),
    created_at  timestamptz NOT NULL,
    -- What is searched for, and where; it never changes.
    plan        json NOT NULL
);

CREATE INDEX campaigns_created_at ON campaigns (created_at, campaign_id);

-- Which job takes which place in a campaign: one each, however often somebody clicks.
CREATE TABLE campaign_jobs (
    campaign_id uuid NOT NULL REFERENCES campaigns ON DELETE CASCADE,
    role        text NOT NULL CHECK (role IN ('PREPARATION', 'ROUND', 'AUDIT')),
    number      integer NOT NULL CHECK (number >= 0),
    job_id      uuid NOT NULL UNIQUE REFERENCES jobs ON DELETE CASCADE,
    PRIMARY KEY (campaign_id, role, number)
);

-- Why a spectrum of a campaign is shown, and with which probability it was drawn.
ALTER TABLE labellings ADD COLUMN draw json;
