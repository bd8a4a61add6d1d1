"""The exchange as values: letters, seals and the machines of both ends. No I/O, no clock, no randomness."""
