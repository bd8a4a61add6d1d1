"""Papers that nobody ever filled in: pictures of administrative papers with their exact text, made from a seed.

`papers` says what stands on each kind of paper, `paper` prints it and keeps the truth, `wear` does to the sheet what
scanners, copiers and telephones do, `make` puts a set together. Nothing here describes a real person: personal numbers
begin with codes that are assigned to no province.
"""
