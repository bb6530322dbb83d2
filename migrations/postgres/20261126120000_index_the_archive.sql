-- Every file of the archive of spectra, at any depth: by its name at once, by the facts of its header once they are read.
--
-- A name of a file or directory is kept as `/`-separated text; bytes that are no UTF-8, and the backslash, stand in it as
-- `\xhh`.

-- How far the index is. There is one row.
CREATE TABLE archive_index (
    index_id     smallint NOT NULL PRIMARY KEY CHECK (index_id = 1),
    -- The pass through the directories that goes on, or was the last one.
    pass         bigint NOT NULL,
    -- Whether the pass looks into each directory, whatever its time says.
    is_thorough  boolean NOT NULL,
    started_at   timestamptz,
    -- When the last pass that ended did so.
    completed_at timestamptz,
    is_under_way boolean NOT NULL,
    -- Somebody asks for a thorough pass.
    is_requested boolean NOT NULL
);
INSERT INTO archive_index VALUES (1, 0, FALSE, NULL, NULL, FALSE, FALSE);

CREATE TABLE archive_directories (
    directory_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    parent_id    bigint REFERENCES archive_directories ON DELETE CASCADE,
    path         text COLLATE "C" NOT NULL UNIQUE,
    -- Whether a symbolic link leads here.
    is_link      boolean NOT NULL,
    -- Device and inode, by which circles of links are noticed.
    identity     text COLLATE "C",
    -- When its list changed, in nanoseconds since 1970; NULL where the list has to be read whatever the time is.
    modified_ns  bigint,
    -- The last pass that found it, and whether that pass has yet to look into it.
    seen_in      bigint NOT NULL,
    is_due       boolean NOT NULL,
    -- Why its list is not read.
    failure      text COLLATE "C"
);
CREATE INDEX archive_directories_due ON archive_directories (is_link, path) WHERE is_due;
CREATE INDEX archive_directories_parent ON archive_directories (parent_id);
CREATE INDEX archive_directories_identity ON archive_directories (identity);

CREATE TABLE archive_spectra (
    spectrum_id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    directory_id      bigint NOT NULL REFERENCES archive_directories ON DELETE CASCADE,
    -- The file's name on disk, and without the suffix of a compression.
    filename          text COLLATE "C" NOT NULL,
    name              text COLLATE "C" NOT NULL,
    -- Which spectrum of a file that holds many; empty otherwise.
    target            text COLLATE "C" NOT NULL,
    -- `name#target` in lower case, folded by the program so that every database searches alike.
    folded            text COLLATE "C" NOT NULL,
    size_bytes        bigint NOT NULL,
    modified_ns       bigint NOT NULL,
    seen_in           bigint NOT NULL,
    state             text COLLATE "C" NOT NULL CHECK (state IN ('waiting', 'read', 'unreadable')),
    -- Why the file cannot be read as a spectrum: a word for programs and a sentence.
    reason_code       text COLLATE "C",
    reason            text COLLATE "C",
    format            text COLLATE "C",
    class             text COLLATE "C",
    subclass          text COLLATE "C",
    snr               double precision,
    magnitude         double precision,
    z                 double precision,
    ra                double precision,
    dec               double precision,
    -- The direction as a unit vector, so that an angle is a distance.
    unit_x            double precision,
    unit_y            double precision,
    unit_z            double precision,
    observed_at       text COLLATE "C",
    mjd               double precision,
    plate             text COLLATE "C",
    targetname        text COLLATE "C",
    targetname_folded text COLLATE "C",
    target_id         text COLLATE "C",
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

-- Any part of a name, by the groups of three letters that it holds. The extension comes with the server and any owner of a
-- database may add it; where it is not installed, searches look at one name after another.
DO $$
BEGIN
    CREATE EXTENSION IF NOT EXISTS pg_trgm;
    CREATE INDEX archive_spectra_folded ON archive_spectra USING gin (folded gin_trgm_ops);
EXCEPTION WHEN undefined_file OR insufficient_privilege OR feature_not_supported OR undefined_object THEN
    RAISE NOTICE 'pg_trgm is not available: searches for parts of names read all names';
END
$$;
