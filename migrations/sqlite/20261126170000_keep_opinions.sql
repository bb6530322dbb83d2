-- What each person says of a labelling: one row each, the newest. Whose label counts stands in `labellings`, as ever.
CREATE TABLE labelling_opinions (
    labelling_id TEXT NOT NULL REFERENCES labellings (labelling_id) ON DELETE CASCADE,
    -- A name, which is never given to another account; empty for what was said where there were no accounts.
    author       TEXT NOT NULL,
    user_label   TEXT CHECK (length(user_label) <= 30),
    user_comment TEXT CHECK (length(user_comment) <= 50),
    -- What was said before the person could see what another says; absent where she could.
    blind_label  TEXT CHECK (length(blind_label) <= 30),
    said_at      TEXT NOT NULL CHECK (length(said_at) = 27),
    changed_at   TEXT NOT NULL CHECK (length(changed_at) = 27),
    PRIMARY KEY (labelling_id, author)
);

-- Until now the last one who said something was the only one.
INSERT INTO labelling_opinions (labelling_id, author, user_label, user_comment, said_at, changed_at)
SELECT labelling_id, user_label_author, user_label, user_comment, user_label_at, user_label_at FROM labellings
WHERE user_label_author IS NOT NULL AND user_label_at IS NOT NULL AND (user_label IS NOT NULL OR user_comment IS NOT NULL);

-- Whether two people are asked, each without seeing what the other says.
ALTER TABLE labellings ADD COLUMN is_double INTEGER NOT NULL DEFAULT 0 CHECK (is_double IN (0, 1));
-- Who settled which label counts.
ALTER TABLE labellings ADD COLUMN adjudicated_by TEXT;
-- Whether the change settled which label counts, instead of saying what its author thinks.
ALTER TABLE labelling_changes ADD COLUMN is_adjudication INTEGER NOT NULL DEFAULT 0 CHECK (is_adjudication IN (0, 1));
