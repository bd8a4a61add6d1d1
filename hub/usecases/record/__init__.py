"""From what devices send to the record: vouched for, merged, projected, and what cannot be folded."""
