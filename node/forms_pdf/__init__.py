"""Printed forms and result papers as PDF, drawn from plain values.

Same values, same bytes: nothing here reads a clock. Fonts are embedded (Liberation Serif, Times' measures).
"""
