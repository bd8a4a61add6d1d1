"""Dictionaries for packed letters, by number."""

from collections.abc import Mapping

DICTIONARIES: Mapping[int, bytes] = {}
