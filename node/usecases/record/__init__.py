"""From what an officer does to the record: decided, signed, kept, projected, and what cannot be folded."""
