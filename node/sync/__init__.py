"""Drives the exchange over a road: `http` talks with the hub, `courier` goes by files; the rules are in
`dossier.exchange.machine_edge` and the use cases.
"""
