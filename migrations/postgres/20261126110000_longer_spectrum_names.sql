-- Names of spectra as long as a matrix can hold them. Nothing is rewritten: only the limit in the catalogue changes.
ALTER TABLE labellings ALTER COLUMN spectrum_filename TYPE varchar(256);
