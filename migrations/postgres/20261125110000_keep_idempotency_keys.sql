-- Requests that a client may send again, and that are carried out once. Rows are dropped after a day.
CREATE TABLE idempotency_keys (
    -- Method and path of the request.
    scope      text NOT NULL,
    key        text NOT NULL,
    -- SHA-256 of the request's body.
    digest     text NOT NULL,
    -- What a repetition is answered.
    answer     json NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (scope, key)
);

CREATE INDEX idempotency_keys_created_at ON idempotency_keys (created_at);
