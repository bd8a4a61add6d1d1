"""Reading in child processes: who starts them, what they are told, how much they may take."""
