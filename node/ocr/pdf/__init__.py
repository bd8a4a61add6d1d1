"""Scans in, searchable PDF/A out: how pictures are coded, where the text lies, what is checked."""
