"""From words with their places to field candidates: kinds of paper, labels, values, evidence."""
