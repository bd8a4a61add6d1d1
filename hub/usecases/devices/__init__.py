"""Devices of the province: enrolled, revoked, and what they ask beside the exchange."""
