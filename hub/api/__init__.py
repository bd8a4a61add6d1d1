"""The hub over HTTPS: letters and blobs for devices, JSON for programs, pages for the province's administrators."""
