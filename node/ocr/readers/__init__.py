"""Readers that turn lines into words, how two of them are merged, and which this machine has."""
