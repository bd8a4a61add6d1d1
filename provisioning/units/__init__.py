"""Builds the register of administrative units from public tables, and checks it."""
