-- The signal-to-noise ratio of a spectrum that is shown, where its header states it.
ALTER TABLE labellings ADD COLUMN snr REAL;
