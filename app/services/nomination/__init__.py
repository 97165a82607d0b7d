"""From the first word of a candidature to the final list."""
