"""Mutated inputs for every decoder of bytes from outside. `python -m tests.fuzz` tries a million of them."""
