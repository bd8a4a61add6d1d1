"""From the picture of a page as it came to the upright grey page that a reader likes."""
