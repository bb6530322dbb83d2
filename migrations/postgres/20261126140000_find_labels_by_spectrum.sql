-- In which jobs a spectrum was shown, and what was said of it.
CREATE INDEX labellings_spectrum ON labellings (spectrum_filename, position);
