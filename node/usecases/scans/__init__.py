"""Scans: taken in, kept, read as durable work, sorted, shown; fields proposed and learned from."""
