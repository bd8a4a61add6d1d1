"""The kernel: what a dossier is and what the law says. No I/O, no clock, no randomness."""
