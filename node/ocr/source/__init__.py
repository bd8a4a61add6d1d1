"""Opening what a scanner, a phone or a citizen brings, page by page and within limits."""
