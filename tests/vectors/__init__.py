"""Vectors: files that a verifier is checked against. `python -m tests.vectors` makes the broken records again."""
