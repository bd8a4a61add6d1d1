"""`make demo`: the whole way of three dossiers, played with real processes, real scans and real signatures."""
