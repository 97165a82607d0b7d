"""From the closed box to the seats."""
