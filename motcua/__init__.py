"""The front door: one command, `motcua`, that leads to every room."""
