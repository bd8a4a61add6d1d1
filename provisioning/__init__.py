"""Enrol nodes, build the register, make a test CA, check a machine."""
