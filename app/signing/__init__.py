"""The installation's own keys, its certificate authority, and what they sign."""
