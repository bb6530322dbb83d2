-- What a job type says of its metrics and result files, and whether it iterates; workers of earlier versions say nothing.
ALTER TABLE job_types
    ADD COLUMN metrics_schema json,
    ADD COLUMN results        json NOT NULL DEFAULT '[]',
    ADD COLUMN iterates       boolean NOT NULL DEFAULT false;
