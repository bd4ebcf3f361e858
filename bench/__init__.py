"""Measurements, kept runnable: `make bench`."""
