-- What a worker called its open claim, so that a claim whose answer was lost can be repeated.
ALTER TABLE jobs ADD COLUMN claim_nonce TEXT CHECK (length(claim_nonce) = 36);

-- One row, written to find out whether the database can be written to.
CREATE TABLE probes (
    probe_id   INTEGER NOT NULL PRIMARY KEY,
    written_at TEXT NOT NULL CHECK (length(written_at) = 27)
);
