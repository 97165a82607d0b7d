"""Letters of introduction."""
