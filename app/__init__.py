"""Majma: the web application."""
