"""Seats: who holds which, and who follows."""
