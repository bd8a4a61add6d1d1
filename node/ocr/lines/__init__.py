"""Printed lines of a page: found by their ink, cut out, freed of what is no print, put in order."""
