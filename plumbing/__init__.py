"""I/O that node and hub both need, and no rule: engine, blobs, keys, envelopes, clock, log, problem."""
