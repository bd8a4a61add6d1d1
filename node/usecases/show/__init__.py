"""What people look at: lists, one dossier in full, the receipt ladder, figures, the machine's health."""
