"""What administrators see and do: log-in, fleet, dossiers, figures, the trail of their own acts."""
