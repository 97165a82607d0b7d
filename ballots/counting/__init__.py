"""Counting methods: one published method per file, in exact integers."""
