-- Every file of the archive of spectra, at any depth: by its name at once, by the facts of its header once they are read.
--
-- A name of a file or directory is kept as `/`-separated text; bytes that are no UTF-8, and the backslash, stand in it as
-- `\xhh`.

-- How far the index is. There is one row.
CREATE TABLE archive_index (
    index_id     INTEGER NOT NULL PRIMARY KEY CHECK (index_id = 1),
    -- The pass through the directories that goes on, or was the last one.
    pass         INTEGER NOT NULL,
    -- Whether the pass looks into each directory, whatever its time says.
    is_thorough  BOOLEAN NOT NULL,
    started_at   TEXT CHECK (length(started_at) = 27),
    -- When the last pass that ended did so.
    completed_at TEXT CHECK (length(completed_at) = 27),
    is_under_way BOOLEAN NOT NULL,
    -- Somebody asks for a thorough pass.
    is_requested BOOLEAN NOT NULL
);
INSERT INTO archive_index VALUES (1, 0, FALSE, NULL, NULL, FALSE, FALSE);

CREATE TABLE archive_directories (
    directory_id INTEGER NOT NULL PRIMARY KEY,
    parent_id    INTEGER REFERENCES archive_directories ON DELETE CASCADE,
    path         TEXT NOT NULL UNIQUE,
    -- Whether a symbolic link leads here.
    is_link      BOOLEAN NOT NULL,
    -- Device and inode, by which circles of links are noticed.
    identity     TEXT,
    -- When its list changed, in nanoseconds since 1970; NULL where the list has to be read whatever the time is.
    modified_ns  INTEGER,
    -- The last pass that found it, and whether that pass has yet to look into it.
    seen_in      INTEGER NOT NULL,
    is_due       BOOLEAN NOT NULL,
    -- Why its list is not read.
    failure      TEXT
);
CREATE INDEX archive_directories_due ON archive_directories (is_link, path) WHERE is_due;
CREATE INDEX archive_directories_parent ON archive_directories (parent_id);
CREATE INDEX archive_directories_identity ON archive_directories (identity);

CREATE TABLE archive_spectra (
    spectrum_id       INTEGER NOT NULL PRIMARY KEY,
    directory_id      INTEGER NOT NULL REFERENCES archive_directories ON DELETE CASCADE,
    -- The file's name on disk, and without the suffix of a compression.
    filename          TEXT NOT NULL,
    name              TEXT NOT NULL,
    -- Which spectrum of a file that holds many; empty otherwise.
    target            TEXT NOT NULL,
    -- `name#target` in lower case, folded by the program so that every database searches alike.
    folded            TEXT NOT NULL,
    size_bytes        INTEGER NOT NULL,
    modified_ns       INTEGER NOT NULL,
    seen_in           INTEGER NOT NULL,
    state             TEXT NOT NULL CHECK (state IN ('waiting', 'read', 'unreadable')),
    -- Why the file cannot be read as a spectrum: a word for programs and a sentence.
    reason_code       TEXT,
    reason            TEXT,
    format            TEXT,
    class             TEXT,
    subclass          TEXT,
    snr               REAL,
    magnitude         REAL,
    z                 REAL,
    ra                REAL,
    dec               REAL,
    -- The direction as a unit vector, so that an angle is a distance.
    unit_x            REAL,
    unit_y            REAL,
    unit_z            REAL,
    observed_at       TEXT,
    mjd               REAL,
    plate             TEXT,
    targetname        TEXT,
    targetname_folded TEXT,
    target_id         TEXT,
    UNIQUE (directory_id, filename, target)
);
CREATE INDEX archive_spectra_name ON archive_spectra (name);
CREATE INDEX archive_spectra_waiting ON archive_spectra (directory_id, filename) WHERE state = 'waiting';
CREATE INDEX archive_spectra_state ON archive_spectra (state, reason_code);
CREATE INDEX archive_spectra_class ON archive_spectra (class, subclass) WHERE class IS NOT NULL;
CREATE INDEX archive_spectra_subclass ON archive_spectra (subclass) WHERE subclass IS NOT NULL;
CREATE INDEX archive_spectra_format ON archive_spectra (format) WHERE format IS NOT NULL;
CREATE INDEX archive_spectra_snr ON archive_spectra (snr) WHERE snr IS NOT NULL;
CREATE INDEX archive_spectra_magnitude ON archive_spectra (magnitude) WHERE magnitude IS NOT NULL;
CREATE INDEX archive_spectra_z ON archive_spectra (z) WHERE z IS NOT NULL;
CREATE INDEX archive_spectra_position ON archive_spectra (dec, ra) WHERE dec IS NOT NULL;
CREATE INDEX archive_spectra_mjd ON archive_spectra (mjd) WHERE mjd IS NOT NULL;
CREATE INDEX archive_spectra_plate ON archive_spectra (plate) WHERE plate IS NOT NULL;
CREATE INDEX archive_spectra_targetname ON archive_spectra (targetname_folded) WHERE targetname_folded IS NOT NULL;

-- Any part of a name, by the groups of three letters that it holds.
CREATE VIRTUAL TABLE archive_names USING fts5 (
    folded, content = 'archive_spectra', content_rowid = 'spectrum_id', tokenize = 'trigram', detail = 'none'
);
CREATE TRIGGER archive_spectra_named AFTER INSERT ON archive_spectra
BEGIN
    INSERT INTO archive_names (rowid, folded) VALUES (NEW.spectrum_id, NEW.folded);
END;
CREATE TRIGGER archive_spectra_forgotten AFTER DELETE ON archive_spectra
BEGIN
    INSERT INTO archive_names (archive_names, rowid, folded) VALUES ('delete', OLD.spectrum_id, OLD.folded);
END;
