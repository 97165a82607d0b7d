"""Tests of the services of the day in the hall."""
