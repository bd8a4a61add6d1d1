"""The register: units, procedures, calendar and mandates, each with the days on which it holds."""
