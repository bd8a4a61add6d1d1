"""Signatures: papers and results signed here or by a token elsewhere, raised, judged."""
