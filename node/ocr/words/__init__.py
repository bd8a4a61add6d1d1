"""What is known of Vietnamese words, names and printed forms, as a prior for what was read."""
