-- Who sits at which job to label: one seat for each open page, until it is left or not heard of any more.
CREATE TABLE labelling_seats (
    seat_id      uuid NOT NULL PRIMARY KEY,
    job_id       uuid NOT NULL REFERENCES jobs ON DELETE CASCADE,
    author       text NOT NULL,
    -- The labelling that is looked at.
    labelling_id uuid REFERENCES labellings (labelling_id) ON DELETE SET NULL,
    taken_at     timestamptz NOT NULL,
    expires_at   timestamptz NOT NULL
);

CREATE INDEX labelling_seats_job ON labelling_seats (job_id, expires_at);

-- Which labellings a seat is asked about, so that no other one is. They go with their seat.
CREATE TABLE labelling_leases (
    labelling_id uuid NOT NULL PRIMARY KEY REFERENCES labellings (labelling_id) ON DELETE CASCADE,
    seat_id      uuid NOT NULL REFERENCES labelling_seats ON DELETE CASCADE
);

CREATE INDEX labelling_leases_seat ON labelling_leases (seat_id);
