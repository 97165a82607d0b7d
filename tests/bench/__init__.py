"""Benchmarks: ratios measured in one run, medians, never a test."""
