"""First start, new lives after a restore, and what is put in order once a day."""
