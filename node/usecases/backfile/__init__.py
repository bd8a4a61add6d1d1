"""Old results digitised in bulk: batches, the machine's work, samples, the index."""
