"""The exchange, measured: real nodes and a real hub over a road that counts and slows."""
