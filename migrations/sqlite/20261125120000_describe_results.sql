-- What a job type says of its metrics and result files, and whether it iterates; workers of earlier versions say nothing.
ALTER TABLE job_types ADD COLUMN metrics_schema TEXT CHECK (json_valid(metrics_schema));
ALTER TABLE job_types ADD COLUMN results TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(results));
ALTER TABLE job_types ADD COLUMN iterates INTEGER NOT NULL DEFAULT 0 CHECK (iterates IN (0, 1));
