"""The hub's end of the exchange: a letter in, a letter out, scans, and what stays behind for a second try."""
