"""What the hub does, apart from how it is reached and where it is kept."""
