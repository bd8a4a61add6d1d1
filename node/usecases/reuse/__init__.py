"""Papers that were digitised before, here or elsewhere, used again."""
