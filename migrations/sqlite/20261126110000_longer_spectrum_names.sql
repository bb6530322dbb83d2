-- Names of spectra as long as a matrix can hold them. The limit is part of the column, which therefore is made anew; the table itself
-- stays, and with it everything that refers to it.
ALTER TABLE labellings ADD COLUMN longer_name TEXT NOT NULL DEFAULT '' CHECK (length(longer_name) <= 256);
UPDATE labellings SET longer_name = spectrum_filename;
ALTER TABLE labellings DROP COLUMN spectrum_filename;
ALTER TABLE labellings RENAME COLUMN longer_name TO spectrum_filename;
