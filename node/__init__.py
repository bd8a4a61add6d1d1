"""A commune's node: receives, reads, signs and keeps dossiers, with or without a line to the province."""
