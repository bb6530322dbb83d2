-- Requests that a client may send again, and that are carried out once. Rows are dropped after a day.
CREATE TABLE idempotency_keys (
    -- Method and path of the request.
    scope      TEXT NOT NULL,
    key        TEXT NOT NULL,
    -- SHA-256 of the request's body.
    digest     TEXT NOT NULL,
    -- What a repetition is answered.
    answer     TEXT NOT NULL CHECK (json_valid(answer)),
    created_at TEXT NOT NULL CHECK (length(created_at) = 27),
    PRIMARY KEY (scope, key)
);

CREATE INDEX idempotency_keys_created_at ON idempotency_keys (created_at);
