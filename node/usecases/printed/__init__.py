"""What is printed from a dossier: receipt, notices, cover sheets, the tracking book."""
