"""Who must hold a dossier today: scopes of devices, filled and routed, anew when the register changes."""
